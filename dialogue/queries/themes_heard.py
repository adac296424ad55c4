"""The remontées as the emerging themes read them: when, where, by whom, about what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Territory
from accounts.models.territory import Level
from dialogue.models import Feedback, FeedbackCoding
from dialogue.search_sources import FEEDBACK
from iso26000.models import AssessmentCycle
from method.emergence import LEAST_QUARTERS
from method.quarters import Quarter, Window
from search.models import SearchEntry

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Entry:
    """One remontée. speaker: the same for what one delegate said in one séance, where both are known; place: the region's
    code, or of the territory itself where it has none above; stems: of its text, in order."""

    key: Any
    quarter: Quarter
    speaker: Any
    place: str
    domains: tuple[str, ...]
    stems: Stems


def cycles_heard(cycle: AssessmentCycle, window: Window) -> list[AssessmentCycle]:
    """The cycles whose remontées count: this one alone when it has its own baseline, else those before it too.

    A cycle of a year has no four quarters behind it: what was heard in the years before is its baseline. One that was loaded
    with years of its own needs nobody else's (ADR 0022). 2 queries.
    """
    months = Feedback.objects.filter(cycle=cycle, received_on__lt=window.first).dates("received_on", "month")
    if len({Quarter.of(month) for month in months}) >= LEAST_QUARTERS:
        return [cycle]
    before = AssessmentCycle.objects.filter(opened_on__lte=cycle.opened_on).exclude(pk=cycle.pk)
    return [cycle, *before]


def heard_until(cycles: list[AssessmentCycle], until: date) -> Iterator[Entry]:
    """What was heard up to that day, included. 4 queries, whatever the number of remontées."""
    rows = Feedback.objects.filter(cycle__in=cycles, received_on__lte=until).order_by()
    codings = FeedbackCoding.objects.filter(feedback__in=rows.values("pk")).order_by("feedback", "position")
    domains: dict[Any, list[str]] = {}
    for feedback, code in codings.values_list("feedback", "domain__code").iterator():
        domains.setdefault(feedback, []).append(code)
    places, stems = _regions(), _stems()
    columns = ("pk", "received_on", "author", "author_code", "session", "territory")
    for key, day, author, code, session, territory in rows.values_list(*columns).iterator():
        known = session is not None and (author is not None or code)
        yield Entry(
            key=key,
            quarter=Quarter.of(day),
            speaker=(author or code, session) if known else key,
            place=places[territory],
            domains=tuple(domains.get(key, ())),
            stems=stems.get(key, ()),
        )


def _regions() -> dict[int, str]:
    """Territory → code of the region that it belongs to: two departments of a region are one territory heard."""
    rows = Territory.objects.order_by().values_list("pk", "code", "level", "parent__code")
    return {pk: above if level == Level.DEPARTMENT and above else code for pk, code, level, above in rows}


def _stems() -> Mapping[Any, Stems]:
    entries = SearchEntry.objects.filter(kind=FEEDBACK).order_by().values_list("key", "body")
    key_of = Feedback._meta.pk.to_python
    return {key_of(key): tuple(body.split()) for key, body in entries.iterator()}
