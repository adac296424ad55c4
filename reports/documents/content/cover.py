"""The cover, how to read the report, and the page for those who read no other."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from priorities.queries.reading import DomainReading
from reports.documents.content import pieces
from reports.documents.pictures import Plates, plate
from reports.documents.reading import Report
from rse_portal.common.typography import jour, nombre


def cover(report: Report, plates: Plates) -> dict[str, Any]:
    return {
        "kicker": _("Responsabilité sociétale, selon ISO 26000"),
        "date": jour(report.compiled_at.date()),
        "sentence": report.ranking.sentence,
        "picture": plate(plates.rose),
    }


def reader(report: Report) -> dict[str, Any]:
    """The contents (set by the template) and the words one needs."""
    top = report.ranking.top
    terms = [
        (
            _("Significativité"),
            _("de 0 à 100 : l’ampleur des impacts du domaine et son importance pour les parties prenantes."),
        ),
        (
            _("Priorité"),
            _(
                "de 0 à 100 : la significativité, corrigée par ce qui reste à faire et par la facilité "
                "d’agir."
            ),
        ),
        (
            _("Intervalle"),
            _(
                "les rangs entre lesquels le domaine se tient dans neuf tirages sur dix, quand on tire au "
                "sort les évaluateurs et les poids."
            ),
        ),
        (
            _("Solide, probable, incertain"),
            _(
                "parmi les %(top)s premiers dans au moins 90 %%, 50 %% ou 10 %% des tirages ; hors priorités "
                "en dessous."
            )
            % {"top": top},
        ),
        (
            _("Critique"),
            _(
                "une atteinte grave aux droits, à la vie, à la santé ou à l’environnement, ou une "
                "non-conformité : à traiter quelle que soit la note."
            ),
        ),
        (
            _("Pratique"),
            _("de 0 (inexistante) à 4 (exemplaire), jamais au-dessus de ce que les preuves permettent."),
        ),
        (
            _("Écart"),
            _("l’importance moins la pratique, de −4 à 4 : positif, l’attente dépasse ce que nous faisons."),
        ),
        (_("n. c."), _("non communiqué : la donnée manque, ce qui n’est jamais un zéro.")),
    ]
    return {
        "contents": _("Sommaire"),
        "title": _("Les mots du rapport"),
        "terms": [{"term": term, "meaning": meaning} for term, meaning in terms],
    }


def summary(report: Report) -> dict[str, Any]:
    ranking = report.ranking
    return {
        "title": _("L’essentiel"),
        "sentence": ranking.sentence,
        "numbers": _numbers(report),
        "firsts": [
            {
                "title": title,
                "note": note,
                "rows": [
                    {
                        **pieces.domain(row),
                        "rank": pieces.rank(row, name),
                        "interval": pieces.interval(row, name),
                    }
                    for row in rows[: ranking.top]
                ],
            }
            for name, rows, title, note in (
                (
                    "significance",
                    ranking.significance,
                    _("Domaines prioritaires"),
                    _("rang et intervalle, par significativité"),
                ),
                (
                    "priority",
                    ranking.priority,
                    _("Axes d’amélioration"),
                    _("rang et intervalle, par priorité d’action"),
                ),
            )
        ],
        "critical": {
            "title": _("À traiter quelle que soit la note"),
            "text": _(
                "Une atteinte grave aux droits, à la vie, à la santé ou à l’environnement, ou une "
                "non-conformité : "
                "ces domaines n’attendent pas leur rang."
            ),
            "rows": [{**pieces.domain(row), "note": _place(row)} for row in ranking.critical],
            "none": _("Aucun domaine n’est critique."),
        },
        "unranked": {
            "title": ngettext(
                "%(n)s domaine ne peut pas être classé",
                "%(n)s domaines ne peuvent pas être classés",
                len(ranking.unranked),
            )
            % {"n": len(ranking.unranked)},
            "text": _(
                "Une donnée manquante n’est jamais un zéro : ces domaines ne sont ni premiers ni derniers, "
                "ils attendent ce que dit la colonne de droite."
            ),
            "rows": [{**pieces.domain(row), "note": pieces.lacks(row)} for row in ranking.unranked]
            + [
                {**pieces.domain(row), "note": _("Déclaré non applicable, avec motif.")}
                for row in ranking.not_applicable
            ],
        },
    }


def _place(row: DomainReading) -> str:
    if not row.is_ranked:
        return _("Non classé.")
    return _("Rang %(rank)s, intervalle %(interval)s.") % {
        "rank": pieces.rank(row, "significance"),
        "interval": pieces.interval(row, "significance"),
    }


def _numbers(report: Report) -> list[dict[str, str]]:
    ranking, result = report.ranking, report.run.result
    weighted = sum(group.weight is not None for group in ranking.groups())
    numbers = [
        {
            "value": nombre(len(ranking.significance)),
            "label": ngettext("domaine classé sur %s", "domaines classés sur %s", len(ranking.significance))
            % len(ranking.domains),
        },
        {"value": nombre(ranking.robust_count), "label": _("solides parmi les %s premiers") % ranking.top},
        {
            "value": nombre(len(ranking.critical)),
            "label": ngettext("domaine critique", "domaines critiques", len(ranking.critical)),
        },
        {
            "value": nombre(result["agreement"]["alpha"], 2),
            "label": _("accord entre évaluateurs, %s") % ranking.agreement_words,
        },
        {"value": f"{weighted}/{len(result['stakeholders'])}", "label": _("parties prenantes pondérées")},
    ]
    if report.totals:
        numbers.append(
            {"value": nombre(report.totals.heard), "label": _("mentions d’un domaine dans les remontées")}
        )
    return numbers
