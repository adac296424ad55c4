"""Two remontées side by side: the same thing said twice, or not."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from dialogue.actions.merge import merge_feedback
from dialogue.forms.step import MergeForm
from dialogue.models import Feedback
from dialogue.queries.duplicates import lookalikes
from dialogue.views.access import back_to, feedback_or_404
from rse_portal.common.errors import Problem
from rse_portal.common.forms import whole
from rse_portal.common.pages import posted

SHOWN = 6


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """This one and those that look like it; POST: `reference` of the one that answers for it. Some 14 queries.

    422: no such remontée in reach, or itself; 409: it has its answer already, or changed meanwhile.
    """
    feedback = feedback_or_404(request, pk, "dialogue.qualify_feedback")
    user = person(request)
    form, status = MergeForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            into = (
                Feedback.objects.in_reach(user, "dialogue.qualify_feedback")
                .select_related("merged_into")
                .filter(cycle=feedback.cycle, reference__iexact=form.cleaned_data["reference"].strip())
                .first()
            )
            if into is None:
                form.add_error("reference", _("Aucune remontée de cet exercice ne porte cette référence."))
            else:
                try:
                    operation = merge_feedback(
                        feedback=feedback,
                        into=into,
                        by=user,
                        version=whole(request.POST.get("version", ""), feedback.version),
                    )
                except (Problem, Stale) as problem:
                    form.add_error(None, str(problem.message))
                    status = problem.status
                else:
                    said = _("%(one)s est rapprochée de %(other)s.") % {
                        "one": feedback.reference,
                        "other": (into.merged_into or into).reference,
                    }
                    tell_done(request, said, operation)
                    return redirect(back_to(request, feedback))
    context = {
        "feedback": feedback,
        "alike": lookalikes(feedback, user, SHOWN),
        "form": form,
        "back": back_to(request, feedback),
    }
    return render(request, "dialogue/feedback_merge.html", context, status=status)
