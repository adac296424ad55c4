"""The cross-walk as a file: the rows of the page as it is filtered, both ways, each marked indicative."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from commitments.exports import Sheet, file_of
from reports.queries.crosswalk import Crossing, Crosswalk


def crosswalk_file(crosswalk: Crosswalk, rows: Sequence[Crossing], kind: str) -> HttpResponse:
    """kind: xlsx (both ways) or csv (by domain). Raises Http404 for another one."""
    head = [
        _("Article"),
        _("Domaine d’action"),
        _("Priorité"),
        _("Rang"),
        "ESRS",
        "GRI",
        _("ODD"),
        _("Statut"),
    ]
    lines = (
        (
            row.domain.code,
            row.domain.label,
            _("oui") if row.is_priority else _("non"),
            row.rank,
            ", ".join(row.esrs),
            ", ".join(row.gri),
            ", ".join(row.sdgs),
            _("indicatif"),
        )
        for row in rows
    )
    topics = (
        (topic.code, topic.name, _codes(topic.priorities), _codes(topic.others), _("indicatif"))
        for topic in crosswalk.topics
    )
    by_topic: Sheet = (
        "ESRS",
        ["ESRS", _("Thème"), _("Priorités qui l’alimentent"), _("Autres domaines"), _("Statut")],
        topics,
    )
    return file_of("correspondances", [(_("Correspondances"), head, lines), by_topic], kind)


def _codes(rows: Sequence[Crossing]) -> str:
    return ", ".join(row.domain.code for row in rows)
