"""What became of what was heard: the list, one remontée, and its author's second thoughts."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import Stale
from accounts.models import User
from accounts.requests import person, tell_done
from accounts.rights import scope_of
from accounts.roles import Role
from dialogue.actions import feedback as actions
from dialogue.forms.feedback import FeedbackEditForm
from dialogue.forms.feedback_search import EVERYONES, MINE, FeedbackSearchForm
from dialogue.models import Feedback
from dialogue.queries.capture import Ground
from dialogue.queries.feedback import feedback_lines, was_withdrawn
from dialogue.tabs import tabs
from dialogue.views.feedback import kept_page
from iso26000.cycles import cycle_of, stay_in
from rse_portal.common.errors import Problem
from rse_portal.common.forms import whole
from rse_portal.common.pages import posted, render_part
from rse_portal.common.paging import CappedPaginator

PER_PAGE = 25
NO_VERSION = -1  # matches none


@require_safe
def feedback_list(request: HttpRequest) -> HttpResponse:
    """« Mes remontées », then those that this person may read. At most 11 queries."""
    user = person(request)
    reads_others = bool(scope_of(user, "dialogue.view_feedback"))
    if not user.has_perm("dialogue.view_feedback") and not Feedback.objects.of_author(user).exists():
        raise Http404
    own_first = not reads_others or user.access.roles == {Role.DELEGATE}
    form = FeedbackSearchForm(request.GET, user=user, own_first=own_first)
    rows = Feedback.objects.visible_to(user)
    cycle = cycle_of(request)
    if not own_first or request.GET.get("exercice"):
        rows = rows.filter(cycle=cycle)  # one's own are read across the years
    keys = form.filter(rows).newest_first().values_list("pk", flat=True)
    page = CappedPaginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    kept = {name: request.GET.get(name, "") for name in ("exercice", "q", "de", "etat", "nature")}
    context = {
        "form": form,
        "tabs": tabs(request, "dialogue:feedback-list"),
        "mine": form.cleaned_data.get("de") != EVERYONES,
        "reads_others": reads_others,
        "page": page,
        "rows": feedback_lines(list(page.object_list), user),
        "chosen": kept["exercice"],
        "query": urlencode({name: value for name, value in kept.items() if value}),
        "may_record": user.has_perm("dialogue.record_feedback"),
        "may_transcribe": user.has_perm("dialogue.transcribe_feedback"),
    }
    return render_part(request, "dialogue/feedback_list.html", context, part="rows")


def _seen_or_404(user: User, pk: UUID) -> Feedback:
    """One's own, even after the mandate, and those in scope: reading needs no other right."""
    rows = Feedback.objects.visible_to(user).select_related(
        "cycle", "territory", "session__assembly", "stakeholder", "suggested_domain", "author", "recorded_by"
    )
    return get_object_or_404(rows, pk=pk)


def _own_to_change(request: HttpRequest, pk: UUID) -> Feedback:
    """Out of sight 404; somebody else's, or a mandate that ended, 403; taken in charge 409."""
    user = person(request)
    feedback = _seen_or_404(user, pk)
    if feedback.author_id != user.pk or not user.has_perm("dialogue.record_feedback"):
        raise PermissionDenied
    if not user.has_perm("dialogue.rewrite_feedback", feedback):
        raise actions.TakenInCharge
    stay_in(request, feedback.cycle)
    return feedback


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct one's own words until the RSE takes them in charge. 14 queries to show."""
    user = person(request)
    gone = request.method == "POST" and not Feedback.objects.filter(pk=pk).exists()
    if gone and was_withdrawn(pk, user):  # on another device, while it was being corrected on this one
        return kept_page(request, 409, actions.WasWithdrawn.default, may_resend=False)
    feedback = _own_to_change(request, pk)
    ground = Ground.of(user, "dialogue.record_feedback", timezone.localdate())
    options: dict[str, Any] = {"ground": ground, "cycle": feedback.cycle}
    form, status = FeedbackEditForm(posted(request), instance=feedback, **options), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.rewrite_feedback(
                    feedback=feedback, by=user, version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            except actions.SessionIsClosed as problem:
                form.add_error("session", str(problem))
                status = problem.status
            except Problem as problem:
                form.add_error(None, str(problem))
                status = problem.status
            else:
                if done:
                    tell_done(request, _("La remontée %s est corrigée.") % feedback.reference, done)
                return redirect(feedback)
    context = {"form": form, "feedback": feedback}
    return render(request, "dialogue/feedback_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one's own words back: GET asks, POST does it; the message that follows brings them back in a click."""
    feedback = _own_to_change(request, pk)
    if request.method == "POST":
        version = whole(request.POST.get("version", ""), NO_VERSION)
        done = actions.withdraw_feedback(feedback=feedback, by=person(request), version=version)
        tell_done(request, _("La remontée %s est retirée.") % feedback.reference, done)
        return redirect(f"{reverse('dialogue:feedback-list')}?de={MINE}")
    return render(request, "dialogue/feedback_withdraw.html", {"feedback": feedback})
