"""Take a step of the circuit: one remontée, or those that were told back in a séance."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.actions.history import Stale, new_operation
from accounts.models import Territory
from accounts.requests import person, tell_done
from dialogue.actions.feedback_bulk import NoneChosen, move_many
from dialogue.actions.step import SessionNotHeld, StepSkipped, move_feedback
from dialogue.enums import FeedbackStatus
from dialogue.forms.step import StepForm
from dialogue.models import DialogueSession, Feedback
from dialogue.phases import BY_SLUG, REPORT, may_follow
from dialogue.queries.feedback_reading import FeedbackReading
from dialogue.views.access import back_to, feedback_or_404
from dialogue.views.bulk import versions_of
from rse_portal.common.errors import Unprocessable
from rse_portal.common.pages import object_or_404, posted, right_or_403
from rse_portal.common.typography import jour, nombre

MOST = 500  # remontées told in one séance


@require_http_methods(["GET", "HEAD", "POST"])
def step_create(request: HttpRequest, pk: UUID, move: str) -> HttpResponse:
    """The form of one step. 409: it cannot follow, or somebody moved the remontée meanwhile; 422: words are missing.

    What was typed stays in the form. Some 14 queries.
    """
    step = BY_SLUG.get(move)
    if step is None:
        raise Http404
    feedback = feedback_or_404(request, pk, step.permission)
    if not may_follow(feedback.status, step):
        raise StepSkipped
    form, status = StepForm(posted(request), move=step, feedback=feedback), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operation = move_feedback(
                    feedback=feedback,
                    move=step,
                    by=person(request),
                    version=form.cleaned_data["version"],
                    **form.values,
                )
            except Stale:
                form.add_error(
                    None,
                    _("Quelqu’un a fait avancer cette remontée entre-temps : relisez-la avant de continuer."),
                )
                status = 409
            except Unprocessable as problem:
                form.add_error(None, str(problem.message))
            else:
                undoable = operation if feedback.cycle.is_open else None
                tell_done(request, step.said % feedback.reference, undoable)
                return redirect(back_to(request, feedback))
    reading = FeedbackReading(feedback, person(request), {})
    context = {
        "feedback": feedback,
        "reading": reading,
        "move": step,
        "form": form,
        "back": back_to(request, feedback),
    }
    return render(request, "dialogue/step_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def session_tell(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answers of the territory that nobody was told yet: tick those that were said in this séance. Some 12 queries."""
    session = object_or_404(request, DialogueSession, "dialogue.view_session", "assembly__territory", pk=pk)
    user = person(request)
    right_or_403(request, "dialogue.answer_feedback")
    places = Territory.objects.within(frozenset({session.assembly.territory_id}))
    waiting = (
        Feedback.objects.in_reach(user, "dialogue.answer_feedback")
        .filter(territory__in=places, status=FeedbackStatus.ANSWERED, received_on__lte=session.held_on)
        .select_related("territory", "merged_into")
        .order_by("received_on", "pk")
    )
    problem, status = "", 200
    if request.method == "POST":
        versions = versions_of(request)
        known = set(waiting.filter(pk__in=versions).values_list("pk", flat=True))
        if known != set(versions):  # another territory’s, or not answered: for this act they do not exist
            raise Http404
        operation = new_operation()
        try:
            count = move_many(versions=versions, move=REPORT, by=user, operation=operation, session=session)
        except (NoneChosen, SessionNotHeld) as refused:
            problem, status = str(refused), refused.status
        else:
            said = ngettext(
                "%(n)s réponse est restituée en séance du %(day)s.",
                "%(n)s réponses sont restituées en séance du %(day)s.",
                count,
            ) % {"n": nombre(count), "day": jour(session.held_on)}
            tell_done(request, said, operation)
            return redirect(request.path)
    context = {"session": session, "rows": list(waiting[:MOST]), "problem": problem}
    return render(request, "dialogue/session_tell.html", context, status=status)
