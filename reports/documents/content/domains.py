"""Core subject by core subject: what is heard, scored and practised in each domain; indicative mappings."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy

from iso26000.models import CoreSubject
from priorities.pictures import materiality_cells
from priorities.queries.reading import DomainReading
from reports.documents.content import pieces
from reports.documents.reading import Known, Report, Sentence
from reports.queries.crosswalk import Crossing, crosswalk_of
from rse_portal.common.typography import NBSP, joined, nombre

QUOTE = 420  # characters of a sentence heard; beyond, it is cut at a word and the cut is shown
EVIDENCE = {
    "statement": ngettext_lazy("%(n)s déclaration", "%(n)s déclarations", "n"),
    "document": ngettext_lazy("%(n)s document", "%(n)s documents", "n"),
    "indicator": ngettext_lazy("%(n)s indicateur", "%(n)s indicateurs", "n"),
    "trend": ngettext_lazy("%(n)s tendance sur deux ans", "%(n)s tendances sur deux ans", "n"),
    "external_review": ngettext_lazy("%(n)s revue externe", "%(n)s revues externes", "n"),
}
_NUMBER_AND_NOUN = re.compile(r"(?<=\d) (?=[a-zà-ÿ])")


def subjects(report: Report) -> dict[str, Any]:
    return {
        "title": _("Question par question"),
        "text": _("Les %(domains)s domaines d’action, dans l’ordre de la norme, avec ce qui les fonde.")
        % {"domains": len(report.ranking.domains)},
        "head": [
            _("Domaine d’action"),
            _("État"),
            _("Couverture"),
            _("Négatif"),
            _("Positif"),
            _("Importance"),
            _("Pratique"),
            _("Écart"),
            _("Signif."),
            _("Rang"),
            _("Priorité"),
            _("Rang"),
        ],
        "heard_title": _("Ce qui a été entendu"),
        "heard_note": _(
            "Deux phrases au plus par domaine critique ou parmi les premiers, sans le nom de qui les a "
            "dites ou saisies."
        ),
        "subjects": [_subject(report, subject) for subject in report.subjects],
    }


def _subject(report: Report, subject: CoreSubject) -> dict[str, Any]:
    rows = report.of_subject(subject)
    return {
        "code": subject.code,
        "label": subject.label,
        "hue": subject.order,
        "text": subject.description,
        "rows": [{"cells": _cells(row), "facts": facts(row, report.known.get(row.code))} for row in rows],
        "heard": [
            {**pieces.domain(row), "sentences": [_quote(said) for said in report.heard[row.code]]}
            for row in rows
            if row.code in report.heard
        ],
    }


def _cells(row: DomainReading) -> list[Any]:
    """The columns of « Tous les chiffres » on the page « Priorités », in the same order."""
    return [
        pieces.domain(row),
        row.status_word,
        pieces.coverage(row),
        *(
            pieces.figure(row, name)
            for name in ("negative", "positive", "importance", "maturity", "gap", "significance")
        ),
        pieces.rank(row, "significance"),
        pieces.figure(row, "priority"),
        pieces.rank(row, "priority"),
    ]


def facts(row: DomainReading, known: Known | None) -> list[dict[str, str]]:
    """What stands behind a line of figures: heard, scored, practised."""
    if row.figures["status"] == "not_evaluated":
        return [{"name": _("Rien"), "text": _("personne n’a rien saisi sur ce domaine.")}]
    found = (
        []
        if known is None
        else [{"name": _("Entendu"), "text": _heard(known)}, {"name": _("Coté"), "text": _scored(row, known)}]
    )
    found.append({"name": _("Pratiqué"), "text": _practised(row, known)})
    return [{"name": fact["name"], "text": _NUMBER_AND_NOUN.sub(NBSP, fact["text"])} for fact in found]


def _heard(known: Known) -> str:
    heard = ngettext("%(n)s remontée", "%(n)s remontées", known.heard) % {"n": nombre(known.heard)}
    return heard + ", " + ngettext("%(n)s vote", "%(n)s votes", known.votes) % {"n": nombre(known.votes)}


def _scored(row: DomainReading, known: Known) -> str:
    negative = ngettext("%(n)s impact négatif", "%(n)s impacts négatifs", known.negative) % {
        "n": known.negative
    }
    positive = ngettext("%(n)s positif", "%(n)s positifs", known.positive) % {"n": known.positive}
    scores = ngettext("%(n)s cotation", "%(n)s cotations", known.scores) % {"n": nombre(known.scores)}
    parts = [_("%(negative)s et %(positive)s") % {"negative": negative, "positive": positive}, scores]
    if left := len(row.figures["to_score"]):
        parts.append(_("%s à coter") % left)
    return ", ".join(parts)


def _practised(row: DomainReading, known: Known | None) -> str:
    practice = row.figures["practice"]
    answers = sum(practice["levels"])
    evidence = evidence_words(known.evidence if known else {})
    if not answers:
        words = _("non applicable, avec motif") if practice["na"] else _("aucun niveau donné")
    else:
        words = ngettext(
            "médiane %(level)s de %(n)s réponse", "médiane %(level)s de %(n)s réponses", answers
        ) % {"level": nombre(practice["median"], 1), "n": answers}
        if practice["median"] > practice["cap"]:
            words += _(", ramenée à %s par les preuves") % practice["cap"]
    return f"{words} ({evidence})" if evidence else _("%s, sans preuve versée") % words if answers else words


def evidence_words(counts: Mapping[str, int]) -> str:
    return ", ".join(str(EVIDENCE[kind] % {"n": n}) for kind, n in counts.items())


def _quote(said: Sentence) -> dict[str, str]:
    when = date_format(said.received_on, "F Y")  # the month only: a day and a place would point at somebody
    return {
        "text": cut(said.text),
        "source": ", ".join(part for part in (said.kind, said.speaker, said.territory, when) if part),
    }


def cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= QUOTE else text[:QUOTE].rsplit(" ", 1)[0].rstrip(" ,;:.") + " […]"


def mappings(report: Report) -> dict[str, Any]:
    """Of the priorities, by domain then by topical standard."""
    crosswalk = crosswalk_of(report.standard.values(), report.year.adopted, report.ranking)
    return {
        "title": _("Correspondances avec d’autres cadres"),
        "text": _(
            "À titre indicatif : notre lecture, faite pour s’orienter dans d’autres cadres, ne vaut ni "
            "conformité ni matérialité au sens des ESRS."
        ),
        "head": [_("Domaine d’action"), _("ODD"), _("ESRS"), _("GRI"), _("Statut")],
        "rows": [[_crossed(row), *_frameworks(row), _("indicatif")] for row in crosswalk.priorities],
        "topics_title": _("Par norme ESRS"),
        "topics_head": ["ESRS", _("Priorités qui l’alimentent"), _("Autres domaines")],
        "topics": [
            [
                f"{topic.code} {topic.name}",
                joined(f"{row.domain.code} {row.domain.label}" for row in topic.priorities)
                or _("aucune priorité"),
                ", ".join(row.domain.code for row in topic.others) or pieces.NONE,
            ]
            for topic in crosswalk.topics
        ],
        "double": _double(report),
        "note": _(
            "ODD : objectifs de développement durable des Nations unies. ESRS : normes européennes "
            "d’information de durabilité. GRI : Global Reporting Initiative."
        ),
    }


def _double(report: Report) -> dict[str, Any] | None:
    """The two views, when the cycle asks for the second."""
    found = report.year.materiality
    if found is None:
        return None
    return {
        "title": _("Double matérialité"),
        "text": found.sentence
        + " "
        + _("Seuils de 2,5 sur 5 : les nôtres. Les deux regards ne font jamais une moyenne."),
        "head": [_("Domaine d’action"), _("Impact"), _("Finances"), _("Lecture")],
        "rows": [list(materiality_cells(row)) for row in found.rows],
    }


def _crossed(row: Crossing) -> dict[str, Any]:
    domain = row.domain
    return {"code": domain.code, "label": domain.label, "hue": domain.core_subject.order, "critical": False}


def _frameworks(row: Crossing) -> list[str]:
    return [", ".join(codes) or pieces.NONE for codes in (row.sdgs, row.esrs, row.gri)]
