"""Pictures that need to read everything."""

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iso26000.models import Domain
from reports.queries.gaps import EVIDENCED, EXPECTED, LOOKS, PERCEIVED, Gaps
from rse_portal.common.charts import Chart, DataTable, LookRow, Petal, looks, rose
from rse_portal.common.typography import nombre

KINDS = 4  # impacts scored, importance voted, practice assessed, sentences heard


def knowledge_rose(rows: Sequence[dict[str, Any]], link: Callable[[Domain], str]) -> Chart:
    """The entrance of the norm: how much is known of each domain, 0 to 4 kinds of data, as a share of 100."""
    petals = [
        Petal(
            code=row["domain"].code,
            label=row["domain"].label,
            subject=row["domain"].core_subject.order,
            value=100 * row["counts"].kinds_known / KINDS if row["counts"].kinds_known else None,
            status="evaluated" if row["counts"].kinds_known else "not_evaluated",
            href=link(row["domain"]),
            name=_("%(domain)s : %(known)s sortes de données sur %(kinds)s")
            % {"domain": row["domain"], "known": row["counts"].kinds_known, "kinds": KINDS},
        )
        for row in rows
    ]
    table = DataTable(
        _("Ce que l’on sait de chaque domaine"),
        (_("Domaine"), _("Impacts cotés"), _("Votes"), _("Pratiques évaluées"), _("Remontées")),
        [
            (
                str(row["domain"]),
                *(nombre(getattr(row["counts"], name)) for name in ("scored", "votes", "practices", "heard")),
            )
            for row in rows
        ],
        frozenset({1, 2, 3, 4}),
    )
    known = sum(row["counts"].kinds_known == KINDS for row in rows)
    return rose(
        petals,
        title=_("Ce que l’on sait de chaque domaine"),
        summary=ngettext(
            "Un pétale entier : des impacts cotés, des votes, une pratique évaluée et des phrases entendues. "
            "C’est le cas de %(known)s domaine sur %(total)s.",
            "Un pétale entier : des impacts cotés, des votes, une pratique évaluée et des phrases entendues. "
            "C’est le cas de %(known)s domaines sur %(total)s.",
            known,
        )
        % {"known": known, "total": len(rows)},
        centre=f"{known}\n" + _("documentés sur %s") % len(rows),
        table=table,
    )


def gaps_picture(gaps: Gaps, link: Callable[[Domain], str]) -> Chart:
    """Three looks at each domain, the widest disagreement first. One that is not known has no mark."""
    return looks(
        [
            LookRow(
                row.domain.code, row.domain.label, row.domain.core_subject.order, row.values, link(row.domain)
            )
            for row in gaps.rows
        ],
        names={look: str(LOOKS[look]) for look in (PERCEIVED, EVIDENCED, EXPECTED)},
        high=4,
        title=_("Trois regards sur chaque domaine")
        if gaps.campaign
        else _("Deux regards sur chaque domaine"),
        summary=gaps_sentence(gaps),
        unknown="–",
    )


def gaps_sentence(gaps: Gaps) -> str:
    return ngettext(
        "Sur %(total)s domaines comparés, %(n)s sépare les regards d’un niveau ou plus.",
        "Sur %(total)s domaines comparés, %(n)s séparent les regards d’un niveau ou plus.",
        gaps.wide,
    ) % {"n": nombre(gaps.wide), "total": nombre(gaps.compared)}
