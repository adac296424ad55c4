"""Load a remontée and authorise in one call, and find the way back."""

from uuid import UUID

from django.http import HttpRequest

from dialogue.models import Feedback
from dialogue.queries.feedback_reading import RELATED
from iso26000.cycles import stay_in
from rse_portal.common.addresses import asked_address
from rse_portal.common.pages import object_or_404


def feedback_or_404(request: HttpRequest, pk: UUID, permission: str) -> Feedback:
    """Out of sight 404, in sight without the right 403. 1 query, with all that the rights and the pages read of it."""
    feedback = object_or_404(request, Feedback, permission, *RELATED, pk=pk)
    stay_in(request, feedback.cycle)
    return feedback


def back_to(request: HttpRequest, feedback: Feedback) -> str:
    """Where the form was asked (« retour »), else the page of the remontée. Whoever may not see the inbox is not sent
    there: the address is checked again when it is opened."""
    return asked_address(request, "retour") or feedback.get_absolute_url()
