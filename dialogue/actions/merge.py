"""Two people said the same: one answer for both, each keeping their words, their place and their name."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.step import add_step
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import Feedback
from dialogue.phases import MERGE, may_follow
from iso26000.actions.open_cycle import hold_open
from rse_portal.common.errors import Conflict, Unprocessable


class SameFeedback(Unprocessable):
    default = _("Une remontée ne se rapproche pas d’elle-même.")


class OtherCycle(Unprocessable):
    default = _("Ces deux remontées ne sont pas du même exercice.")


class AlreadyAnswered(Conflict):
    default = _("Cette remontée a déjà sa réponse : rapprochez plutôt l’autre de celle-ci.")


@transaction.atomic
def merge_feedback(
    *,
    feedback: Feedback,
    into: Feedback,
    by: User,
    version: int | None = None,
    operation: uuid.UUID | None = None,
) -> uuid.UUID:
    """`feedback` is answered by `into` from now on, and so is what was merged into it. Returns the operation, which
    undo puts back whole. Some 9 queries.

    into may be merged itself: its own answer is then that of the other. Raises SameFeedback, OtherCycle,
    AlreadyAnswered, CycleIsClosed, Stale.
    """
    operation = operation or history.new_operation()
    main = into.merged_into or into
    if main.pk == feedback.pk:
        raise SameFeedback
    if main.cycle_id != feedback.cycle_id:
        raise OtherCycle
    hold_open(feedback.cycle)
    if feedback.merged_into_id or not may_follow(feedback.status, MERGE):
        raise AlreadyAnswered
    history.change(
        feedback,
        by=by,
        version=version,
        operation=operation,
        merged_into=main,
        status=FeedbackStatus.ANSWERED,
    )
    add_step(feedback, by=by, operation=operation, status=FeedbackStatus.ANSWERED, outcome=Outcome.MERGED)
    behind = list(Feedback.objects.select_for_update().filter(merged_into=feedback))
    history.change_many(((row, {"merged_into": main}) for row in behind), by=by, operation=operation)
    record(
        action="feedback.merged",
        by=by,
        target=feedback,
        into=str(main.pk),
        along=len(behind),
    )
    return operation
