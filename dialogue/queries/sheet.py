"""What a territory said and what became of it: one page to read aloud at its next assembly."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet
from django.utils import timezone

from accounts.models import Territory
from dialogue.enums import FeedbackKind, FeedbackStatus, Outcome
from dialogue.models import DialogueSession, Feedback, FeedbackStep
from dialogue.phases import TOLD
from dialogue.queries.deadlines import Assemblies, Parents, parents_of
from method.closing import Entry, Loop, read_loop

YEAR = timedelta(days=365)  # the rates are of the remontées of one year
SAID, ANSWERED = 5, 6  # that one page holds
EXCERPT, ANSWER = 150, 260  # signs
FEWEST = 5  # opinions under which their mean would say whose they are


@dataclass(frozen=True)
class Said:
    text: str
    kind: str
    day: date
    codes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Told:
    """A sentence and its answer. outcome: in words."""

    text: str
    outcome: str
    declined: bool
    answer: str
    day: date


@dataclass(frozen=True)
class Sheet:
    """since: the last assembly, None when the territory held none; coming: the next one, None when it is not fixed.

    opinion: mean satisfaction of the authors with the answers, 0..4, None under FEWEST.
    """

    territory: Territory
    today: date
    since: date | None
    coming: date | None
    said: Sequence[Said]
    said_count: int
    kinds: Sequence[tuple[str, int]]
    told: Sequence[Told]
    told_count: int
    outcomes: Sequence[tuple[str, int]]
    waiting: int
    late: int
    loop: Loop
    opinion: float | None
    opinions: int

    @property
    def said_more(self) -> int:
        return self.said_count - len(self.said)

    @property
    def told_more(self) -> int:
        return self.told_count - len(self.told)


def read_sheet(territory: Territory, *, quotes: bool, today: date | None = None) -> Sheet:
    """quotes: whether the reader may read sentences; without, counts and answers only. No name in either case.

    8 queries, whatever lies behind; the rows of one year of the territory are read as bare columns.
    """
    today = today or timezone.localdate()
    parents = parents_of(Territory.objects.all())
    inside = [place for place in parents if territory.pk in _up(place, parents)]
    since, coming = _assemblies([*_up(territory.pk, parents), *inside], today)
    rows = Feedback.objects.filter(territory__in=inside)
    year = list(_year(rows, today))
    due = Assemblies(year, parents)
    start = since or today - YEAR
    kinds = Counter(row.kind for row in year if row.received_on >= start)
    open_rows = [row for row in year if row.status in FeedbackStatus.open()]
    answers = _answers(inside, start)
    outcomes = Counter(answers.order_by().values_list("outcome", flat=True))
    opinions = [row.opinion for row in year if row.opinion is not None]
    return Sheet(
        territory=territory,
        today=today,
        since=since,
        coming=coming,
        said=_said(rows.filter(received_on__gte=start)) if quotes else [],
        said_count=sum(kinds.values()),
        kinds=[(str(FeedbackKind(kind).label), count) for kind, count in kinds.most_common()],
        told=_told(answers, quotes),
        told_count=sum(outcomes.values()),
        outcomes=[
            (str(Outcome(outcome).label), outcomes[outcome]) for outcome in Outcome if outcomes[outcome]
        ],
        waiting=len(open_rows),
        late=sum(due.answer_by(row) < today for row in open_rows),
        loop=read_loop([entry_of(row, due) for row in year], today),
        opinion=sum(opinions) / len(opinions) if len(opinions) >= FEWEST else None,
        opinions=len(opinions),
    )


def _assemblies(places: Sequence[int], today: date) -> tuple[date | None, date | None]:
    """The last assembly before today and the next one. 1 query."""
    found = DialogueSession.objects.filter(assembly__territory__in=places).aggregate(
        last=Max("held_on", filter=Q(held_on__lt=today)), next=Min("held_on", filter=Q(held_on__gte=today))
    )
    return found["last"], found["next"]


def entry_of(row: Any, due: Assemblies) -> Entry:
    """row: of `with_answers`."""
    answered = row.main_answered if row.merged_into_id else row.answered
    return Entry(
        due=due.answer_by(row),
        answered=timezone.localdate(answered) if answered else None,
        told=row.status in TOLD,
    )


def _year(rows: "QuerySet[Feedback]", today: date) -> Any:
    return with_answers(rows.filter(received_on__gt=today - YEAR, received_on__lte=today))


def with_answers(rows: "QuerySet[Feedback]") -> Any:
    """Bare columns, with the moment of their first answer: a merged one has that of the other. 1 query."""
    answer = Q(steps__status=FeedbackStatus.ANSWERED) & ~Q(steps__outcome=Outcome.MERGED)
    of_main = Q(merged_into__steps__status=FeedbackStatus.ANSWERED) & ~Q(
        merged_into__steps__outcome=Outcome.MERGED
    )
    return (
        rows.only("pk", "received_on", "status", "kind", "territory", "merged_into")
        .annotate(
            opinion=F("rating__value"),
            answered=Min("steps__at", filter=answer),
            main_answered=Min("merged_into__steps__at", filter=of_main),
        )
        .order_by()
    )


def _answers(inside: Sequence[int], start: date) -> "QuerySet[FeedbackStep]":
    """Answers given since the last assembly, newest first; those that only point at another one left out."""
    rows = FeedbackStep.objects.filter(
        status=FeedbackStatus.ANSWERED, feedback__territory__in=inside, at__date__gte=start
    )
    return rows.exclude(outcome=Outcome.MERGED).order_by("-at", "-pk")


def _said(rows: "QuerySet[Feedback]") -> list[Said]:
    newest = rows.newest_first().prefetch_related("codings__domain__core_subject")[:SAID]  # type: ignore[attr-defined]
    return [
        Said(
            text=_short(row.text, EXCERPT),
            kind=row.get_kind_display(),
            day=row.received_on,
            codes=tuple((each.domain.code, each.domain.core_subject.order) for each in row.codings.all()),
        )
        for row in newest
    ]


def _told(answers: "QuerySet[FeedbackStep]", quotes: bool) -> list[Told]:
    return [
        Told(
            text=_short(step.feedback.text, EXCERPT) if quotes else "",
            outcome=step.get_outcome_display(),
            declined=step.outcome == Outcome.DECLINED,
            answer=_short(step.text, ANSWER),
            day=timezone.localdate(step.at),
        )
        for step in answers.select_related("feedback")[:ANSWERED]
    ]


def _short(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _up(place: int | None, parents: Parents) -> Iterator[int]:
    while place is not None:
        yield place
        place = parents.get(place)
