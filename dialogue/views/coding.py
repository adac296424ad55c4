"""Code a passage, take a coding back. Both come back to where they were asked."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.history import new_operation
from accounts.requests import person, tell_done
from dialogue.actions.coding import code_feedback, uncode_feedback
from dialogue.forms.step import CodingForm
from dialogue.models import Feedback, FeedbackCoding
from dialogue.queries.feedback_reading import RELATED
from dialogue.views.access import back_to, feedback_or_404
from rse_portal.common.errors import Problem
from rse_portal.common.pages import posted, right_or_403


@require_http_methods(["GET", "HEAD", "POST"])
def coding_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Some 14 queries. 422: no domain, a passage out of the text; 409: the text changed, the cycle is closed."""
    feedback = feedback_or_404(request, pk, "dialogue.qualify_feedback")
    form, status = CodingForm(posted(request), cycle=feedback.cycle, length=len(feedback.text)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            operation = new_operation()
            try:
                code_feedback(feedback=feedback, by=person(request), operation=operation, **form.cleaned_data)
            except Problem as problem:
                form.add_error(None, str(problem.message))
                status = problem.status
            else:
                code = form.cleaned_data["domain"].code
                tell_done(request, _("Codée : %s.") % code, operation)
                return redirect(back_to(request, feedback))
    context = {"feedback": feedback, "form": form, "back": back_to(request, feedback)}
    return render(request, "dialogue/coding_form.html", context, status=status)


@require_POST
def coding_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of sight 404, in sight without the right 403."""
    related = [f"feedback__{name}" for name in RELATED]
    coding = get_object_or_404(FeedbackCoding.objects.select_related("domain", *related), pk=pk)
    if not Feedback.objects.visible_to(request.user).filter(pk=coding.feedback_id).exists():
        raise Http404
    right_or_403(request, "dialogue.qualify_feedback", coding.feedback)
    operation = new_operation()
    uncode_feedback(coding=coding, by=person(request), operation=operation)
    tell_done(request, _("Le codage %s est retiré.") % coding.domain.code, operation)
    return redirect(back_to(request, coding.feedback))
