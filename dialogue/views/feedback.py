"""« Nouvelle remontée »: logged on a phone, sent once, whatever the network and the session did meanwhile (ADR 0020)."""

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import person
from dialogue import guard, phone
from dialogue.actions import feedback as actions
from dialogue.forms.feedback import FeedbackCreateForm
from dialogue.models import Feedback
from dialogue.models.feedback import LONGEST_SENTENCE
from dialogue.queries.capture import Ground, open_cycle, speaking_groups, was_delegate
from dialogue.queries.suggestions import suggest_domains
from iso26000.models import AssessmentCycle
from rse_portal.common.errors import Problem
from rse_portal.common.pages import error_page, posted

RECORD = "dialogue.record_feedback"
OURS = "X-Portail"  # whose page it is; without it, the portal did not send it: a captive network, a proxy
MANDATE_ENDED = gettext_lazy(
    "Votre mandat de délégué·e n’est pas en cours : vous lisez ce que vous avez rapporté, sans rien ajouter."
)
SIGNED_OUT = gettext_lazy("Votre session a pris fin. Reconnectez-vous : rien n’est perdu.")
SOMEONE_ELSE = gettext_lazy(
    "Une autre personne s’est connectée sur cet appareil : reconnectez-vous pour envoyer."
)
UNKNOWN = gettext_lazy("Cette saisie n’a pas été acceptée. Reprenez-la comme une nouvelle remontée.")
TOO_OLD = gettext_lazy(
    "Cette page était ouverte depuis trop longtemps. Vérifiez, puis renvoyez : rien n’est perdu."
)
# What the page sends: kept and shown again when it cannot be taken now.
FIELDS = ("id", "person", "session", "received_on", "territory", "stakeholder", "kind", "suggested_domain")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def feedback_create(request: HttpRequest) -> HttpResponse:
    """Log what was heard (`?seance=` chooses the séance, `?partie=` who speaks). 10 queries to show, some 20 to write.

    Sent by the page (Accept: application/json), it answers in JSON: 201 received, 200 received before, 401 signed out,
    403 refused, 404, 409 and 422 with `message` and `errors`, by field.
    """
    if not request.user.is_authenticated:
        if request.method != "POST":
            return redirect_to_login(request.get_full_path())
        return _refused(request, 401, SIGNED_OUT, "signed_out")
    user = person(request)
    if not user.has_perm(RECORD):
        if not was_delegate(user):
            raise Http404
        return _refused(request, 403, MANDATE_ENDED, "refused")
    sent_by = request.POST.get("person", "")
    if sent_by and not constant_time_compare(sent_by.encode(), phone.mark_of(user).encode()):
        return _refused(request, 409, SOMEONE_ELSE, "someone_else")
    ground = Ground.of(user, RECORD, timezone.localdate())
    cycle = open_cycle()
    shown = _initial(request, ground, cycle) if request.method != "POST" else None
    form = FeedbackCreateForm(posted(request), ground=ground, cycle=cycle, initial=shown)
    status = 200
    if request.method == "POST":
        try:
            done, status = _recorded(form, user)
        except actions.NotYours:  # nothing tells that the key exists
            return _refused(request, 404, UNKNOWN, "unknown")
        if done is not None:
            return _received(request, done)
        if wants_json(request):
            return JsonResponse(_faults(form), status=status)
    answer = render(request, "dialogue/feedback_create.html", _page(form, ground), status=status)
    answer[OURS] = phone.mark_of(user)
    return answer


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _initial(request: HttpRequest, ground: Ground, cycle: AssessmentCycle | None) -> dict[str, Any]:
    """A new key, the séance of the address or the nearest one, who speaks as the address says."""
    asked = request.GET.get("seance", "")
    session = next((one for one in ground.offered if str(one.pk) == asked), ground.nearest)
    group = next((one.pk for one in speaking_groups(cycle) if one.code == request.GET.get("partie")), None)
    if asked == "hors":
        session = None
    return {"id": actions.new_key(), "session": session and session.pk, "stakeholder": group}


def _recorded(form: FeedbackCreateForm, user: User) -> tuple[actions.Recorded | None, int]:
    """What was written; else None, what is wrong in the form, and the status that says so. Raises NotYours."""
    if not form.is_valid():
        return None, 422
    try:
        return actions.record_feedback(pk=form.key, by=user, **form.values), 200
    except ValidationError as problem:
        form.refuse(problem)
        return None, 422
    except Problem as problem:
        form.add_error("session" if isinstance(problem, actions.SessionIsClosed) else None, str(problem))
        return None, problem.status


def _received(request: HttpRequest, done: actions.Recorded) -> HttpResponse:
    feedback = done.feedback
    if wants_json(request):
        body = {
            "id": str(feedback.pk),
            "reference": feedback.reference,
            "url": feedback.get_absolute_url(),
            "already": done.already,
            "shell": phone.shell_version(),
        }
        return JsonResponse(body, status=200 if done.already else 201)
    if done.already:
        messages.info(request, _("Déjà enregistrée : %s.") % feedback.reference)
    return redirect("dialogue:feedback-receipt", pk=feedback.pk)


def _faults(form: FeedbackCreateForm) -> dict[str, Any]:
    errors = {name: [str(text) for text in texts] for name, texts in form.errors.items()}
    first = next((texts[0] for texts in errors.values() if texts), "")
    return {"problem": "invalid", "message": first, "errors": errors}


def _page(form: FeedbackCreateForm, ground: Ground) -> dict[str, Any]:
    chosen = form["session"].value()
    text = form["text"].value() or ""
    return {
        "form": form,
        "session": next((one for one in ground.offered if str(one.pk) == str(chosen)), None),
        "sessions": ground.offered,
        "place": ground.territories[0] if ground.territories else "",
        "today": ground.today,
        "longest": LONGEST_SENTENCE,
        "warnings": guard.look(text) if form.is_bound else [],
        "words": phone.words(),
        "guard_words": {
            "words": guard.word_lists(),
            "reasons": {k: str(v) for k, v in guard.REASONS.items()},
        },
        "shell": phone.shell_version(),
    }


def _refused(request: HttpRequest, status: int, message: Any, problem: str) -> HttpResponse:
    """It cannot be taken now. The page keeps it; without script, it is shown again whole, to be sent once that is mended."""
    if wants_json(request):
        return JsonResponse({"problem": problem, "message": str(message)}, status=status)
    if request.method != "POST" or problem == "unknown":
        return error_page(request, status, str(message))
    return kept_page(request, status, message, may_resend=problem != "refused")


def kept_page(request: HttpRequest, status: int, message: Any, *, may_resend: bool = True) -> HttpResponse:
    """What was sent, shown again with a fresh token: one click sends it."""
    context = {
        "message": message,
        "text": request.POST.get("text", "")[: 2 * LONGEST_SENTENCE],
        "fields": [(name, request.POST[name][:100]) for name in FIELDS if name in request.POST],
        "may_resend": may_resend,
        "signed_out": not request.user.is_authenticated,
    }
    return render(request, "dialogue/feedback_kept.html", context, status=status)


def token_refused(request: HttpRequest) -> HttpResponse:
    """The token against forged requests is too old: a new one goes with what was typed. Called by the CSRF middleware."""
    if wants_json(request):
        return JsonResponse({"problem": "token", "message": str(TOO_OLD)}, status=403)
    return kept_page(request, 403, TOO_OLD)


@never_cache
@login_not_required
@require_safe
def feedback_token(request: HttpRequest) -> HttpResponse:
    """A fresh token for what waits on the phone, and whose session it is. 2 queries."""
    if not request.user.is_authenticated:
        return JsonResponse({"problem": "signed_out", "message": str(SIGNED_OUT)}, status=401)
    return JsonResponse({"token": get_token(request), "person": phone.mark_of(person(request))})


@never_cache
@login_not_required
@require_POST
def feedback_domains(request: HttpRequest) -> HttpResponse:
    """The domains that the words of `text` point at, asked for by a touch, kept nowhere. JSON, as `feedback_create`.

    3 queries, 2 more every ten minutes in each process.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"problem": "signed_out", "message": str(SIGNED_OUT)}, status=401)
    if not person(request).has_perm(RECORD):
        raise Http404
    cycle = open_cycle()
    text = request.POST.get("text", "")[:LONGEST_SENTENCE]
    found = suggest_domains(cycle, text) if cycle else ()
    return JsonResponse({"domains": [asdict(one) for one in found]})


@require_safe
def feedback_pending(request: HttpRequest) -> HttpResponse:
    """What waits on this phone, filled in by the page itself: the portal knows nothing of it. 2 queries."""
    if phone.phone_of(person(request)) is None:
        raise Http404
    answer = render(request, "dialogue/feedback_pending.html", {"words": phone.words()})
    answer[OURS] = phone.mark_of(person(request))
    return answer


@require_safe
def feedback_receipt(request: HttpRequest, pk: str) -> HttpResponse:
    """« Envoyée », with the way to the next one in the same context. 5 queries."""
    rows = Feedback.objects.of_author(person(request)).select_related("session__assembly", "stakeholder")
    feedback = rows.filter(pk=pk).first()
    if feedback is None:
        raise Http404
    again = [
        ("seance", str(feedback.session_id or "hors")),
        ("partie", feedback.stakeholder.code if feedback.stakeholder else ""),
    ]
    context = {
        "feedback": feedback,
        "warnings": guard.look(feedback.text),
        "again": reverse("dialogue:feedback-create")
        + "?"
        + "&".join(f"{name}={value}" for name, value in again if value),
        "may_rewrite": person(request).has_perm("dialogue.rewrite_feedback", feedback),
    }
    return render(request, "dialogue/feedback_receipt.html", context)


@login_not_required
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page of a remontée within reach of a phone without network."""
    answer = HttpResponse(phone.worker_script(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the portal on its first screen."""
    answer = JsonResponse(phone.manifest(), content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer
