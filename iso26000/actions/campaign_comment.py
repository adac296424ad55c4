"""Read the comments before anybody does: let through, mask what tells of a person, refuse. The former text goes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.campaign import NotClosed
from iso26000.enums import CampaignState, CommentState
from iso26000.models import Campaign, CampaignComment
from rse_portal.common.errors import Conflict, Unprocessable


class ModeratedAlready(Conflict):
    default = _("Ce commentaire a déjà été modéré.")


class NothingLeft(Unprocessable):
    default = _("Il ne reste rien du texte : refusez plutôt le commentaire.")


@transaction.atomic
def moderate_comment(
    *, comment: CampaignComment, decision: str, by: User, text: str = "", reason: str = ""
) -> None:
    """decision: accepted, masked (`text` replaces what was written) or refused (with its `reason`; no text is kept).

    The journal keeps the decision, never the words. Raises NotClosed while people answer and once it is published,
    ModeratedAlready, NothingLeft, ValidationError.
    """
    if Campaign.objects.select_for_update().get(pk=comment.campaign_id).state != CampaignState.CLOSED:
        raise NotClosed
    held = CampaignComment.objects.select_for_update().get(pk=comment.pk)
    if held.state != CommentState.WAITING:
        raise ModeratedAlready
    if decision == CommentState.MASKED:
        held.text = text.strip()
        if not held.text:
            raise NothingLeft
    elif decision == CommentState.REFUSED:
        held.text, held.reason = "", reason
    held.state, held.moderated_on, held.moderated_by = decision, timezone.localdate(), by
    held.full_clean()
    held.save()
    record(action="comment.moderated", by=by, target=held, decision=decision, reason=held.reason)
