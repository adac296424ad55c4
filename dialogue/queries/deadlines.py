"""When each remontée must be acknowledged and answered, and which ones are late (docs/methode.md §13)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Territory
from dialogue.enums import FeedbackStatus
from dialogue.models import DialogueSession, Feedback
from method.closing import acknowledge_by, answer_by
from rse_portal.common.typography import jour

Parents = dict[int, int | None]


def parents_of(territories: Iterable[Territory]) -> Parents:
    return {place.pk: place.parent_id for place in territories}


@dataclass(frozen=True)
class Clock:
    """The age of one remontée, and what is due: `due` is the next thing waited for, None once answered."""

    age: int
    status: str
    acknowledge_on: date
    answer_on: date
    today: date

    @property
    def due(self) -> date | None:
        if self.status == FeedbackStatus.RECEIVED:
            return min(self.acknowledge_on, self.answer_on)
        return self.answer_on if self.status in FeedbackStatus.open() else None

    @property
    def days_late(self) -> int:
        return max(0, (self.today - self.due).days) if self.due else 0

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def words(self) -> str:
        """« à lire avant le 27 mars 2026 », « réponse en retard de 4 jours », empty once answered."""
        if self.due is None:
            return ""
        reading = self.status == FeedbackStatus.RECEIVED
        if self.is_late:
            late = ngettext("%(n)s jour", "%(n)s jours", self.days_late) % {"n": self.days_late}
            said = _("lecture en retard de %s") if reading else _("réponse en retard de %s")
            return said % late
        said = _("à lire au plus tard le %s") if reading else _("à répondre au plus tard le %s")
        return said % jour(self.due)

    @property
    def age_words(self) -> str:
        if self.age <= 0:
            return _("aujourd’hui")
        return ngettext("il y a %(n)s jour", "il y a %(n)s jours", self.age) % {"n": self.age}


class Assemblies:
    """The days of the assemblies that some remontées wait for. 1 query, whatever their number."""

    def __init__(self, rows: Sequence[Feedback], parents: Parents) -> None:
        self.parents = parents
        self.days: dict[int, list[date]] = defaultdict(list)
        if not rows:
            return
        first = min(row.received_on for row in rows)
        last = max(row.received_on for row in rows) + timedelta(days=settings.DIALOGUE_ANSWER_DAYS)
        places = {place for row in rows for place in self._above(row.territory_id)}
        held = (
            DialogueSession.objects.filter(
                assembly__territory__in=places, held_on__gt=first, held_on__lte=last
            )
            .order_by("held_on")
            .values_list("assembly__territory", "held_on")
            .distinct()
        )
        for place, day in held:
            self.days[place].append(day)

    def _above(self, place: int | None) -> Iterable[int]:
        while place is not None:
            yield place
            place = self.parents.get(place)

    def answer_by(self, row: Feedback) -> date:
        following = []
        for place in self._above(row.territory_id):
            days = self.days.get(place, [])
            following += days[(at := bisect_right(days, row.received_on)) : at + 1]
        return answer_by(row.received_on, following, settings.DIALOGUE_ANSWER_DAYS)

    def clock_of(self, row: Feedback, today: date) -> Clock:
        return Clock(
            age=(today - row.received_on).days,
            status=row.status,
            acknowledge_on=acknowledge_by(row.received_on, settings.DIALOGUE_ACKNOWLEDGE_DAYS),
            answer_on=self.answer_by(row),
            today=today,
        )


def unread_too_long(today: date) -> Q:
    limit = today - timedelta(days=settings.DIALOGUE_ACKNOWLEDGE_DAYS)
    return Q(status=FeedbackStatus.RECEIVED, received_on__lt=limit)


def places_with_last_assembly(today: date) -> "QuerySet[Territory]":
    """Every territory with `last_held`: the last assembly of its own before today, None without any. 1 query."""
    past = Q(assemblies__sessions__held_on__lt=today)
    return Territory.objects.annotate(last_held=Max("assemblies__sessions__held_on", filter=past)).order_by(
        "code"
    )


def unanswered_too_long(today: date, places: Iterable[Territory]) -> Q:
    """Open, and past its day: older than the delay, or an assembly of its territory was held since. No query.

    places: with `last_held`. A remontée is past its day when an assembly came after it and before today: that is, when it
    is older than the last one that its territory held. So one day per territory says it, however many remontées there are.
    """
    known = list(places)
    parents = parents_of(known)
    late = Q(received_on__lt=today - timedelta(days=settings.DIALOGUE_ANSWER_DAYS))
    for place in known:
        day: date | None = place.last_held  # type: ignore[attr-defined]
        if day is not None:
            late |= Q(territory__in=_under(place.pk, parents), received_on__lt=day)
    return late & Q(status__in=FeedbackStatus.open())


def _under(place: int, parents: Parents) -> list[int]:
    """The territory and all that it covers."""
    found, grown = {place}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in found} - found
        grown = bool(more)
        found |= more
    return sorted(found)
