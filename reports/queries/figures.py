"""What a dashboard is made of: a figure of this cycle beside that of the one before, and those that several roles count.

A figure that nothing answers is None, never zero. An action or an indicator outlives a cycle: it is told as it was when the
cycle ended, by the history of its progress and by its samples; what keeps no history (a due date) is told for today alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commitments.enums import ActionState
from commitments.forms.action import LATE
from commitments.forms.indicator import REACHED, STALE
from commitments.models import Action, ActionStep, Indicator, Sample
from dialogue.enums import FeedbackStatus
from iso26000.models import AssessmentCycle
from rse_portal.common.addresses import Address
from rse_portal.common.typography import nombre, pourcent

TOLD = [FeedbackStatus.REPORTED_BACK, FeedbackStatus.CLOSED]
ANSWERED = [FeedbackStatus.ANSWERED, *TOLD]
T = TypeVar("T")
Pair = tuple[float | None, float | None]


@dataclass(frozen=True)
class Figure:
    """value, before: of this cycle and of the previous one; a share is in percent, 0..100. room: where it is made."""

    label: str
    value: float | None
    before: float | None = None
    room: Address | None = None
    is_share: bool = False

    @property
    def change(self) -> float | None:
        return None if self.value is None or self.before is None else self.value - self.before

    def said(self, value: float | None) -> str:
        if value is None:
            return "–"
        return pourcent(value) if self.is_share else nombre(value)

    @property
    def value_words(self) -> str:
        return self.said(self.value)

    @property
    def before_words(self) -> str:
        return self.said(self.before)

    @property
    def change_words(self) -> str:
        """« + 3 », « − 2 points », « = » when nothing moved, « – » when one of the two is missing."""
        if self.change is None:
            return "–"
        moved = int(self.change)
        if not moved:
            return "="
        sign = "+" if moved > 0 else "−"
        size = nombre(abs(moved))
        if not self.is_share:
            return f"{sign}\u202f{size}"
        return ngettext("%(sign)s %(n)s point", "%(sign)s %(n)s points", abs(moved)) % {
            "sign": sign,
            "n": size,
        }


@dataclass(frozen=True)
class Scope:
    """What every dashboard is made of. previous: the cycle opened just before this one, None without."""

    user: User
    cycle: AssessmentCycle
    previous: AssessmentCycle | None
    now: datetime

    @property
    def cycles(self) -> list[AssessmentCycle]:
        return [self.cycle, *([self.previous] if self.previous else [])]

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)

    @property
    def until(self) -> date:
        """The last day that the cycle tells of: its end, today while it is open."""
        return self.cycle.closed_on or self.today

    @property
    def until_before(self) -> date | None:
        if self.previous is None:
            return None
        return self.previous.closed_on or self.cycle.opened_on

    def room(self, name: str, **query: str) -> Address:
        return Address(name, query={"exercice": self.cycle.slug, **query})

    def pair(self, counts: dict[int, Any]) -> tuple[Any, Any]:
        """(of this cycle, of the previous one): None for a cycle that counts nothing."""
        return counts.get(self.cycle.pk), counts.get(self.previous.pk) if self.previous else None


def previous_cycle(cycles: Sequence[AssessmentCycle], cycle: AssessmentCycle) -> AssessmentCycle | None:
    """The one that opened last before this one. No query."""
    earlier = [one for one in cycles if one.opened_on < cycle.opened_on]
    return max(earlier, key=lambda one: one.opened_on, default=None)


def both(pair: tuple[T | None, T | None], pick: Callable[[T], float | None]) -> Pair:
    """The same thing picked in both cycles; None where there is nothing to pick in."""
    now, before = pair
    return None if now is None else pick(now), None if before is None else pick(before)


def share(part: int | None, whole: int | None) -> int | None:
    """In percent, half rounded up, once for the page, its differences and its file. None of nothing."""
    return (200 * part + whole) // (2 * whole) if part is not None and whole else None


# --- remontées


@dataclass(frozen=True)
class Fate:
    total: int
    qualified: int
    answered: int
    told: int


def fates_of(scope: Scope, rows: Any) -> tuple[Fate | None, Fate | None]:
    """What became of these remontées, in both cycles. 1 query."""
    counted = (
        rows.filter(cycle__in=scope.cycles)
        .order_by()
        .values("cycle")
        .annotate(
            total=Count("pk", distinct=True),
            qualified=Count("pk", filter=~Q(status=FeedbackStatus.RECEIVED), distinct=True),
            answered=Count("pk", filter=Q(status__in=ANSWERED), distinct=True),
            told=Count("pk", filter=Q(status__in=TOLD), distinct=True),
        )
    )
    return scope.pair({row.pop("cycle"): Fate(**row) for row in counted})


def fate_figures(
    scope: Scope, fates: tuple[Fate | None, Fate | None], room: str = "dialogue:feedback-list"
) -> list[Figure]:
    where = scope.room(room)
    return [
        Figure(_("Remontées"), *both(fates, lambda fate: fate.total), where),
        Figure(
            _("Remontées qui ont leur réponse"),
            *both(fates, lambda fate: share(fate.answered, fate.total)),
            where,
            is_share=True,
        ),
        Figure(
            _("Remontées dont la réponse est restituée"),
            *both(fates, lambda fate: share(fate.told, fate.total)),
            where,
            is_share=True,
        ),
    ]


# --- actions and indicators


def action_figures(scope: Scope) -> list[Figure]:
    """2 queries."""
    actions = list(
        Action.objects.visible_to(scope.user)
        .annotate(then=_state_on(scope.until), earlier=_state_on(scope.until_before))
        .values_list("state", "due_on", "then", "earlier")
    )
    is_today = scope.until == scope.today
    states = [state if is_today else then for state, _due, then, _earlier in actions]
    late = [state in ActionState.left() and due and due < scope.today for state, due, *_then in actions]
    todays = actions if is_today else []
    return [
        Figure(_("Actions"), len(todays) or None, None, _actions()),
        Figure(
            _("Actions terminées"),
            _done(states),
            _done([earlier for *_told, earlier in actions]),
            _actions(etat=ActionState.DONE.value),
        ),
        Figure(_("Actions en retard"), sum(map(bool, late)) if todays else None, None, _actions(etat=LATE)),
        *_indicator_figures(scope),
    ]


def _actions(**query: str) -> Address:
    return Address("commitments:action-list", query=query)


def _state_on(day: date | None) -> Any:
    """Of each action, what the last step of its history up to that day says; null when it says nothing yet."""
    steps = ActionStep.objects.filter(action=OuterRef("pk"))
    told = steps.filter(at__lt=_midnight_after(day)) if day else steps.none()
    return Subquery(told.order_by("-at", "-pk").values("state")[:1])


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))


def _done(states: Sequence[str | None]) -> int | None:
    """None where no action had a state."""
    known = [state for state in states if state]
    return sum(state == ActionState.DONE for state in known) if known else None


def _indicator_figures(scope: Scope) -> list[Figure]:
    """1 query."""
    rows = list(
        Indicator.objects.visible_to(scope.user)
        .select_related("definition")
        .annotate(
            value=_sampled("value", scope.until),
            day=_sampled("on", scope.until),
            value_before=_sampled("value", scope.until_before),
            day_before=_sampled("on", scope.until_before),
        )
    )

    def reached(values: list[Any]) -> int | None:
        told = [row.reaches(value) for row, value in zip(rows, values, strict=True)]
        known = [one for one in told if one is not None]
        return share(sum(known), len(known))

    def stale(days: list[date | None], until: date | None) -> int | None:
        if until is None or not any(days):
            return None
        return sum(row.is_stale(day, until) for row, day in zip(rows, days, strict=True))

    def room(state: str) -> Address:
        return Address("commitments:indicator-list", query={"etat": state})

    return [
        Figure(
            _("Indicateurs qui atteignent leur cible"),
            reached([row.value for row in rows]),
            reached([row.value_before for row in rows]),
            room(REACHED),
            is_share=True,
        ),
        Figure(
            _("Indicateurs au relevé ancien"),
            stale([row.day for row in rows], scope.until),
            stale([row.day_before for row in rows], scope.until_before),
            room(STALE),
        ),
    ]


def _sampled(name: str, day: date | None) -> Any:
    """Of each indicator, the value or the day of its last sample up to that day; null without."""
    samples = Sample.objects.filter(indicator=OuterRef("pk"))
    told = samples.filter(on__lte=day) if day else samples.none()
    return Subquery(told.order_by("-on").values(name)[:1])
