"""Move a remontée one step along its circuit, with who, when and in which words."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.enums import FeedbackStatus
from dialogue.models import DialogueSession, Feedback, FeedbackCoding, FeedbackStep
from dialogue.phases import ANSWER, ANSWERED, ANSWERS, CLOSE, QUALIFY, REOPEN, REPORT, Move, may_follow
from iso26000.actions.open_cycle import hold_open
from rse_portal.common.errors import Conflict, Unprocessable


class StepSkipped(Conflict):
    default = _("Cette étape ne peut pas suivre celle où en est la remontée : rien n’est changé.")


class FollowsAnother(Conflict):
    default = _("Cette remontée est rapprochée d’une autre : c’est l’autre qui avance.")


class NotCoded(Unprocessable):
    default = _("Codez-la à un domaine au moins avant de la valider.")


class OutcomeMissing(Unprocessable):
    default = _("Dites si la demande est acceptée, acceptée en partie ou refusée.")


class ReasonMissing(Unprocessable):
    default = _("Dites pourquoi : la personne qui a parlé le lira.")


class SessionNotHeld(Conflict):
    default = _("Cette séance n’a pas encore eu lieu : rien n’a pu y être dit.")


@transaction.atomic
def move_feedback(
    *,
    feedback: Feedback,
    move: Move,
    by: User,
    text: str = "",
    outcome: str = "",
    session: DialogueSession | None = None,
    version: int | None = None,
    operation: uuid.UUID | None = None,
) -> uuid.UUID:
    """Take one step; what was merged into it is told with it. Returns the operation. Some 6 queries.

    version: of the remontée, as it was read. Raises StepSkipped, FollowsAnother, NotCoded, OutcomeMissing,
    ReasonMissing, SessionNotHeld, CycleIsClosed (to qualify), Stale.
    """
    operation = operation or history.new_operation()
    if not may_follow(feedback.status, move):
        raise StepSkipped
    check_words(move, outcome, text)
    _check_lineage(feedback, move)
    if session is not None and session.held_on > timezone.localdate():
        raise SessionNotHeld
    if move is QUALIFY:
        hold_open(feedback.cycle)
        if not FeedbackCoding.objects.filter(feedback=feedback).exists():
            raise NotCoded
    history.change(feedback, by=by, version=version, operation=operation, status=move.to)
    add_step(
        feedback, by=by, operation=operation, status=move.to, outcome=outcome, text=text, session=session
    )
    if move in (REPORT, CLOSE):
        _take_along(feedback, move, by, operation, session)
    record(action="feedback.moved", by=by, target=feedback, to=move.to.value, outcome=outcome)
    return operation


def check_words(move: Move, outcome: str, text: str) -> None:
    """Raises OutcomeMissing, ReasonMissing."""
    if move is ANSWER:
        if outcome not in ANSWERS:
            raise OutcomeMissing
        if not text.strip():  # an answer without words is no answer, whatever it decides
            raise ReasonMissing
    elif outcome:
        raise OutcomeMissing
    if move is REOPEN and not text.strip():
        raise ReasonMissing


def _check_lineage(feedback: Feedback, move: Move) -> None:
    """A merged one is told and closed once the other has its answer; the rest is the other's."""
    main = feedback.merged_into
    if main is not None and (move not in (REPORT, CLOSE) or main.status not in ANSWERED):
        raise FollowsAnother


def _take_along(
    feedback: Feedback, move: Move, by: User, operation: uuid.UUID, session: DialogueSession | None
) -> None:
    """Whoever said the same is told the same, the same day."""
    before = FeedbackStatus.ANSWERED if move is REPORT else FeedbackStatus.REPORTED_BACK
    merged = list(Feedback.objects.select_for_update().filter(merged_into=feedback, status=before))
    history.change_many(((row, {"status": move.to}) for row in merged), by=by, operation=operation)
    history.create_many(
        [FeedbackStep(feedback=row, status=move.to, by=by, session=session) for row in merged],
        by=by,
        operation=operation,
    )


def add_step(
    feedback: Feedback,
    *,
    by: User | None,
    operation: uuid.UUID,
    status: str,
    outcome: str = "",
    text: str = "",
    session: DialogueSession | None = None,
) -> FeedbackStep:
    """The row has a column `by` of its own, which history.create takes for its own argument. 2 queries."""
    step = FeedbackStep(
        feedback=feedback, status=status, outcome=outcome, by=by, text=text.strip(), session=session
    )
    step.full_clean()
    history.create_many([step], by=by, operation=operation)
    return step
