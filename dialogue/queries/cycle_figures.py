"""The dialogue of one cycle in figures: what was held, what was said, what became of it. Counts only, never a sentence."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, Sum

from accounts.models import Territory
from dialogue.enums import FeedbackKind, FeedbackStatus, MinutesPhase, Outcome, Presence, SessionState
from dialogue.models import Attendance, AttendanceCount, DialogueSession, Feedback, FeedbackStep
from dialogue.queries.deadlines import Assemblies, parents_of
from dialogue.queries.sheet import FEWEST, entry_of, with_answers
from iso26000.models import AssessmentCycle
from method.closing import Loop, read_loop


@dataclass(frozen=True)
class CycleFigures:
    """statuses, kinds, outcomes: (word, count), in the order of their lists, without those that count none.

    people: present at the séances held, a person once per séance; None where nobody noted who came. territories: where
    something was said. opinion: mean satisfaction of the authors with the answers, 0..4, None under FEWEST.
    """

    held: int
    minutes: int
    people: int | None
    said: int
    territories: int
    kinds: tuple[tuple[str, int], ...]
    statuses: tuple[tuple[str, int], ...]
    outcomes: tuple[tuple[str, int], ...]
    waiting: int
    late: int
    loop: Loop
    opinion: float | None
    opinions: int


def cycle_figures(cycle: AssessmentCycle, today: date) -> CycleFigures:
    """6 queries; the remontées of the cycle are read as bare columns."""
    parents = parents_of(Territory.objects.all())
    rows = list(with_answers(Feedback.objects.filter(cycle=cycle)))
    due = Assemblies(rows, parents)
    waiting = [row for row in rows if row.status in FeedbackStatus.open()]
    answers = FeedbackStep.objects.filter(status=FeedbackStatus.ANSWERED, feedback__cycle=cycle)
    outcomes = Counter(answers.order_by().values_list("outcome", flat=True))
    opinions = [row.opinion for row in rows if row.opinion is not None]
    held, minutes, people = _sessions(cycle, today)
    return CycleFigures(
        held=held,
        minutes=minutes,
        people=people,
        said=len(rows),
        territories=len({row.territory_id for row in rows}),
        kinds=_counted(FeedbackKind, Counter(row.kind for row in rows)),
        statuses=_counted(FeedbackStatus, Counter(row.status for row in rows)),
        outcomes=_counted(Outcome, outcomes),
        waiting=len(waiting),
        late=sum(due.answer_by(row) < today for row in waiting),
        loop=read_loop([entry_of(row, due) for row in rows], today),
        opinion=sum(opinions) / len(opinions) if len(opinions) >= FEWEST else None,
        opinions=len(opinions),
    )


def _counted(names: Any, counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple((str(name.label), counts[name]) for name in names if counts[name])


def _sessions(cycle: AssessmentCycle, today: date) -> tuple[int, int, int | None]:
    """Held while the cycle ran; those whose minutes were opened to amendments or adopted; who came."""
    until = min(cycle.closed_on or today, today)
    sessions = DialogueSession.objects.filter(
        held_on__range=(cycle.opened_on, until), state__in=[SessionState.HELD, SessionState.CLOSED]
    ).order_by()
    count = sessions.aggregate(
        held=Count("pk"), minutes=Count("pk", filter=~Q(minutes=None) & ~Q(minutes__phase=MinutesPhase.DRAFT))
    )
    keys = sessions.values("pk")
    named = Attendance.objects.filter(session__in=keys, status=Presence.PRESENT).count()
    others = AttendanceCount.objects.filter(session__in=keys).aggregate(total=Sum("people"))["total"]
    people = named + (others or 0) if named or others is not None else None
    return count["held"], count["minutes"], people
