"""One remontée: its text, its path, what may be done with it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.requests import person
from dialogue.models import Feedback
from dialogue.queries.feedback import path_of
from dialogue.queries.feedback_reading import RELATED, FeedbackReading, with_codings
from iso26000.cycles import stay_in


@require_safe
def feedback_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words with their passages, where they were heard, the story of the answer, what may be done. At most 12
    queries, sign-in and rights included."""
    user = person(request)
    rows = with_codings(
        Feedback.objects.visible_to(user).select_related(
            *RELATED, "suggested_domain", "recorded_by", "consultation"
        )
    )
    feedback = get_object_or_404(rows, pk=pk)
    stay_in(request, feedback.cycle)
    place = feedback.territory
    parents = {place.pk: place.parent_id} if place.parent_id else {}
    reading = FeedbackReading(feedback, user, parents)
    context = {
        "feedback": feedback,
        "reading": reading,
        "path": path_of(feedback.status),
        "may_rewrite": reading.is_mine and user.has_perm("dialogue.rewrite_feedback", feedback),
    }
    return render(request, "dialogue/feedback_detail.html", context)
