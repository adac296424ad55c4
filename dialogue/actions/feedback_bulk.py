"""One act on many remontées: all of them or none, and one click undoes it."""

import uuid
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.coding import ForeignDomain
from dialogue.actions.step import SessionNotHeld, check_words
from dialogue.models import DialogueSession, Feedback, FeedbackCoding, FeedbackStep
from dialogue.phases import ANSWERED, CLOSE, QUALIFY, REPORT, Move, may_follow
from iso26000.actions.open_cycle import CycleIsClosed, hold_open
from iso26000.models import Domain
from rse_portal.common.errors import Conflict, Unprocessable


class ChangedMeanwhile(Conflict):
    default = _("Des remontées ont changé entre-temps : rien n’est fait, relisez la liste.")


class SomeRefused(Conflict):
    """The state of some forbids it: nothing is done. `references` says which."""

    default = _("L’état de certaines remontées ne le permet pas : rien n’est fait.")

    def __init__(self, references: Sequence[str]) -> None:
        self.references = references
        super().__init__()


class NoneChosen(Unprocessable):
    default = _("Choisissez au moins une remontée.")


Versions = Mapping[uuid.UUID, int]


def _held(versions: Versions) -> list[Feedback]:
    """The rows, locked, as they were read. Raises NoneChosen, ChangedMeanwhile. 1 query."""
    if not versions:
        raise NoneChosen
    rows = list(
        Feedback.objects.select_for_update(of=("self",))
        .select_related("cycle", "merged_into")
        .filter(pk__in=versions)
        .order_by("pk")
    )
    if {row.pk: row.version for row in rows} != dict(versions):
        raise ChangedMeanwhile
    return rows


def refused(rows: Sequence[Feedback], move: Move) -> list[str]:
    """References of those that cannot take this step. No query: rows come with merged_into."""
    return [row.reference for row in rows if not _may_take(row, move)]


def _may_take(row: Feedback, move: Move) -> bool:
    if not may_follow(row.status, move):
        return False
    main = row.merged_into
    return main is None or (move in (REPORT, CLOSE) and main.status in ANSWERED)


@transaction.atomic
def move_many(
    *,
    versions: Versions,
    move: Move,
    by: User,
    operation: uuid.UUID,
    text: str = "",
    outcome: str = "",
    session: DialogueSession | None = None,
) -> int:
    """The same step for all; how many took it, those merged into them included. Some 15 queries, 4 more per 500 rows.

    versions: key → version that was shown. Raises NoneChosen, ChangedMeanwhile, SomeRefused, CycleIsClosed (to qualify)
    and what the words lack (OutcomeMissing, ReasonMissing), SessionNotHeld. The rights are the caller's to check.
    """
    check_words(move, outcome, text)
    if session is not None and session.held_on > timezone.localdate():
        raise SessionNotHeld
    rows = _held(versions)
    if bad := refused(rows, move):
        raise SomeRefused(bad)
    if move is QUALIFY:
        _hold_cycles(rows)
        coded = set(FeedbackCoding.objects.filter(feedback__in=versions).values_list("feedback", flat=True))
        if bare := [row.reference for row in rows if row.pk not in coded]:
            raise SomeRefused(bare)
    if move in (REPORT, CLOSE):
        known = {row.pk for row in rows}
        before = rows[0].status
        along = Feedback.objects.select_for_update().filter(merged_into__in=known, status=before)
        rows += list(along.exclude(pk__in=known))
    history.change_many(((row, {"status": move.to}) for row in rows), by=by, operation=operation)
    history.create_many(
        [
            FeedbackStep(
                feedback=row, status=move.to, outcome=outcome, by=by, text=text.strip(), session=session
            )
            for row in rows
        ],
        by=by,
        operation=operation,
    )
    record(
        action="feedback.bulk_moved", by=by, to=move.to.value, outcome=outcome, count=len(rows),
        operation=str(operation),
    )  # fmt: skip
    return len(rows)


@transaction.atomic
def code_many(*, versions: Versions, domain: Domain, by: User, operation: uuid.UUID) -> int:
    """Code all of them, whole, to one domain; how many were not yet. Some 8 queries, 2 more per 500 rows.

    Raises NoneChosen, ChangedMeanwhile, ForeignDomain, CycleIsClosed.
    """
    rows = _held(versions)
    _hold_cycles(rows)
    if any(row.cycle.standard_id != domain.standard_id for row in rows):
        raise ForeignDomain
    known = FeedbackCoding.objects.filter(feedback__in=versions)
    there = set(known.filter(domain=domain).values_list("feedback", flat=True))
    last = dict(known.order_by().values_list("feedback").annotate(last=Max("position")))
    now = timezone.now()
    added = [
        FeedbackCoding(
            feedback=row, domain=domain, position=last.get(row.pk, -1) + 1, coded_by=by, coded_at=now
        )
        for row in rows
        if row.pk not in there
    ]
    history.create_many(added, by=by, operation=operation)
    if added:
        record(action="feedback.bulk_coded", by=by, domain=domain.code, count=len(added))
    return len(added)


def _hold_cycles(rows: Sequence[Feedback]) -> None:
    """One query per cycle: the choices of one list are of one. Raises CycleIsClosed."""
    for cycle in {row.cycle_id: row.cycle for row in rows}.values():
        if not cycle.is_open:
            raise CycleIsClosed
        hold_open(cycle)
