"""What a delegate who left hands over to whoever follows: sentences, promises, people, séances, training."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Mandate, Territory, Training
from dialogue.enums import AssemblyKind, FeedbackStatus
from dialogue.models import Assembly, DialogueSession, Feedback
from dialogue.models.feedback import FeedbackQuerySet
from dialogue.queries.composition import Composition, composition_of

SHOWN = 200  # sentences of one mandate; a pack of paper holds no more
SESSIONS = 5
ANSWER_DAYS = 90  # docs/methode.md, « dialogue »


@dataclass(frozen=True)
class Raised:
    """A sentence that the predecessor brought in. due_on: when an answer is promised, None once it came."""

    feedback: Feedback
    due_on: date | None
    late: bool

    @property
    def status(self) -> str:
        return str(self.feedback.get_status_display())


@dataclass(frozen=True)
class Handover:
    """promises: sentences without answer, the oldest promise first. to_tell: answered, and to be told back.

    raised: all of them, newest first, the SHOWN last ones; total: how many there are. trainings: what is left to those
    who follow.
    """

    mandate: Mandate
    today: date
    successors: Sequence[Mandate]
    total: int
    raised: Sequence[Raised]
    promises: Sequence[Raised]
    to_tell: Sequence[Raised]
    assembly: Assembly | None
    composition: Composition | None
    sessions: Sequence[DialogueSession]
    trainings: Sequence[Training]

    @property
    def left(self) -> int:
        """Sentences counted without being shown."""
        return self.total - len(self.raised)


def read_handover(mandate: Mandate, today: date) -> Handover:
    """Of one mandate, in its territory and between its days. mandate: with its person and territory. 9 queries."""
    rows = raised_under(mandate)
    raised = [_raised(row, today) for row in rows.newest_first()[:SHOWN]]
    successors = list(Mandate.objects.following(mandate, today).named())
    assembly = assembly_of(mandate.territory, today)
    sessions = DialogueSession.objects.filter(assembly=assembly).select_related("assembly").coming(today)
    trainings = Training.objects.left().filter(user__in=[row.user_id for row in successors])
    waiting = [row for row in raised if row.due_on is not None]
    return Handover(
        mandate=mandate,
        today=today,
        successors=successors,
        total=len(raised) if len(raised) < SHOWN else rows.count(),
        raised=raised,
        promises=sorted(waiting, key=lambda row: (row.due_on, row.feedback.reference)),
        to_tell=[row for row in raised if row.feedback.status == FeedbackStatus.ANSWERED],
        assembly=assembly,
        composition=composition_of(assembly, today) if assembly else None,
        sessions=list(sessions[:SESSIONS]) if assembly else [],
        trainings=list(trainings.select_related("user").due_first()),
    )


def raised_under(mandate: Mandate) -> FeedbackQuerySet:
    """What its holder brought in during the mandate, in its territory: what they brought elsewhere stays there."""
    reach = Territory.objects.within(frozenset({mandate.territory_id})).values("pk")
    rows = Feedback.objects.filter(
        author=mandate.user_id, territory__in=reach, received_on__gte=mandate.starts_on
    )
    if mandate.ends_on is not None:
        rows = rows.filter(received_on__lte=mandate.ends_on)
    return rows.select_related("territory", "stakeholder", "session")


def _raised(feedback: Feedback, today: date) -> Raised:
    waits = feedback.status in FeedbackStatus.open()
    due_on = feedback.received_on + timedelta(days=ANSWER_DAYS) if waits else None
    return Raised(feedback, due_on, due_on is not None and due_on < today)


def assembly_of(territory: Territory, today: date) -> Assembly | None:
    """Where its delegates sit: its own assembly, else that of the region above. 1 query."""
    places = [territory.pk, territory.parent_id]
    found = (
        Assembly.objects.open(today)
        .filter(kind=AssemblyKind.TERRITORY, territory__in=[place for place in places if place])
        .select_related("territory")
    )
    return min(found, key=lambda body: places.index(body.territory_id), default=None)
