"""Suggestions of domains for a text, from the standard and from what was already coded."""

import time
from collections import OrderedDict
from dataclasses import dataclass

from dialogue.models import FeedbackCoding
from dialogue.suggestions import Described, Index, Suggestion
from iso26000.models import AssessmentCycle, Domain

LEARN_FROM = 3000  # the codings last made: enough to learn from, and the same cost whatever lies behind
FRESH = 600.0  # seconds: what is learnt may be ten minutes old
KEPT = 4

_indexes: OrderedDict[tuple[int, str], tuple[float, Index, dict[str, Domain]]] = OrderedDict()


@dataclass(frozen=True)
class DomainSuggestion:
    """A domain, and the words of the text that led to it."""

    pk: int
    code: str
    label: str
    subject: int
    words: tuple[str, ...]


def suggest_domains(cycle: AssessmentCycle, text: str, limit: int = 3) -> tuple[DomainSuggestion, ...]:
    """Best first, none when no word is telling. No query, but 2 every ten minutes in each process.

    Cheap enough for a form that asks at each pause of the hand: about a millisecond.
    """
    index, domains = _index_of(cycle)
    return tuple(_named(found, domains[found.code]) for found in index.suggest(text, limit))


def forget_what_was_learnt() -> None:
    """For tests and commands that code many remontées and ask at once."""
    _indexes.clear()


def _named(found: Suggestion, domain: Domain) -> DomainSuggestion:
    return DomainSuggestion(domain.pk, domain.code, domain.label, domain.core_subject.order, found.words)


def _index_of(cycle: AssessmentCycle) -> tuple[Index, dict[str, Domain]]:
    standard = cycle.standard
    key = (standard.pk, standard.content_sha256)
    kept = _indexes.get(key)
    if kept and time.monotonic() - kept[0] < FRESH:
        return kept[1], kept[2]
    domains = {domain.code: domain for domain in cycle.domains}
    described = [Described(row.code, row.label_fr, row.guidance_fr) for row in domains.values()]
    index = Index.of(described, _examples(standard.pk))
    _indexes[key] = (time.monotonic(), index, domains)
    while len(_indexes) > KEPT:
        _indexes.popitem(last=False)
    return index, domains


def _examples(standard: int) -> list[tuple[str, list[str]]]:
    """Texts already coded to this version of the standard, with their codes. 1 query."""
    rows = (
        FeedbackCoding.objects.filter(domain__standard=standard)
        .order_by("-pk")
        .values_list("feedback", "feedback__text", "domain__code")[:LEARN_FROM]
    )
    texts: dict[object, tuple[str, list[str]]] = {}
    for pk, text, code in rows:
        texts.setdefault(pk, (text, []))[1].append(code)
    return list(texts.values())
