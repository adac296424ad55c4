"""The decision on paper: what was voted, by how many, the list, each deviation with its reason and its name."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from priorities.models import Decision
from priorities.queries.decision import DecisionLine, DecisionList, decision_list
from priorities.queries.reading import read_ranking
from reports.documents import pdf
from reports.documents.content import printable
from reports.documents.content.decided import decision_facts
from reports.documents.printable import Ink
from rse_portal.common.charts import svg
from rse_portal.common.charts.verdicts import verdict_code, verdict_word
from rse_portal.common.typography import typo


def write(decision: Decision) -> bytes:
    """The PDF, in the language of the page. 2 queries, 3 the first time, and half a second.

    Raises reports.documents.pdf.TypesettingFailed.
    """
    return pdf.typeset(
        _document(decision, decision_list(decision, read_ranking(decision.run))), {}, "decision"
    )


def _document(decision: Decision, found: DecisionList) -> dict[str, Any]:
    french, ink = (get_language() or "fr").startswith("fr"), Ink()
    day = decision.held_on or timezone.localtime(decision.submitted_at)
    stamp = _("Adoptée") if decision.is_adopted else _("Projet")
    title = _("Domaines prioritaires")
    texts = printable(
        {
            "organisation": str(settings.ORGANISATION_NAME),
            "title": title,
            "description": f"{title}, {decision.cycle.label}",
            "header": f"{decision.cycle.label} · {stamp}",
            "page": _("page"),
            "cycle": decision.cycle.label,
            "stamp": stamp,
            "text": [line for line in (decision.text or decision.note).split("\n") if line.strip()],
            "facts": [list(pair) for pair in decision_facts(decision)],
            "head": [_("Rang"), _("Domaine d’action"), _("Rang calculé"), _("Intervalle"), _("Verdict")],
            "priorities_title": _("Liste des priorités"),
            "priorities": [_row(line) for line in found.priorities],
            "deviations_title": _("Écarts motivés avec le calcul"),
            "deviations": [
                _noted(line, f"{line.row.get_standing_display()}. {line.row.reason} ({line.row.settled_by})")
                for line in found.deviations
            ],
            "watched_title": _("Domaines suivis"),
            "watched": [_row(line) for line in found.watched],
            "others_title": _("Sans rang"),
            "others": [
                _noted(line, f"{line.row.get_standing_display()}. {line.reading.missing_sentence}")
                for line in found.others
            ],
            "seal": _seal(decision),
        },
        ink,
    )
    lacking = _("Un carré □ remplace les caractères que les polices de ce document n’ont pas.")
    return texts | {
        "adopted": decision.is_adopted,
        "notes": [typo(lacking)] if ink.replaced else [],
        "lang": "fr" if french else "en",
        "region": "FR" if french else "GB",
        "date": [day.year, day.month, day.day],
        "hues": list(svg.SUBJECTS),
    }


def _row(line: DecisionLine) -> list[Any]:
    drawn = line.reading.significance_robustness
    verdict = drawn.get("verdict", "")
    interval = (
        _("%(low)s à %(high)s") % {"low": drawn["rank_low"], "high": drawn["rank_high"]} if drawn else "–"
    )
    return [
        str(line.rank or "–"),
        _named(line),
        str(line.row.computed_rank or "–"),
        interval,
        {"code": verdict_code(verdict), "word": str(verdict_word(verdict))},
    ]


def _named(line: DecisionLine) -> dict[str, Any]:
    domain = line.reading
    return {
        "code": domain.code,
        "label": domain.label,
        "hue": domain.subject,
        "critical": domain.figures["critical"],
    }


def _noted(line: DecisionLine, note: str) -> dict[str, Any]:
    return _named(line) | {"note": note}


def _seal(decision: Decision) -> list[str]:
    if not decision.is_adopted:
        return [_("Projet : rien n’est encore adopté.")]
    return [_("Empreinte SHA-256 du fichier signé : %s") % decision.fingerprint]
