"""From paper: the sheet to print for those without a phone, and its sentences copied in the name of whoever heard them."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Territory
from accounts.requests import person, tell_done
from dialogue import guard
from dialogue.actions import feedback as actions
from dialogue.enums import FeedbackKind
from dialogue.forms.feedback import FeedbackTranscribeForm, short_labels
from dialogue.models import DialogueSession
from dialogue.queries.capture import Ground, open_cycle, sheet_sessions, speaking_groups
from rse_portal.common.errors import Problem
from rse_portal.common.pages import posted, room_or_404

TRANSCRIBE = "dialogue.transcribe_feedback"
SENTENCES, RULES = 3, 4  # on a sheet; to write each one on


def _place(request: HttpRequest, ground: Ground) -> tuple[DialogueSession | None, Territory | None]:
    """The séance or the territory that the address names, within reach; 404 for another one."""
    asked, code = request.GET.get("seance", ""), request.GET.get("territoire", "")
    session: DialogueSession | None = None
    place: Territory | None = None
    if asked:
        session = next((one for one in ground.offered if str(one.pk) == asked), None)
        place = session.assembly.territory if session else None
    elif code:
        place = next((one for one in ground.territories if one.code == code), None)
    else:
        return None, None
    if place is None:
        raise Http404
    return session, place


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_transcribe(request: HttpRequest) -> HttpResponse:
    """Copy sentences from paper, one after the other: first where (`?seance=`, `?territoire=`), then each. 14 queries."""
    room_or_404(request, TRANSCRIBE)
    user = person(request)
    ground = Ground.of(user, TRANSCRIBE, timezone.localdate())
    session, place = _place(request, ground)
    context: dict[str, Any] = {"ground": ground, "session": session, "place": place}
    if place is None:
        return render(request, "dialogue/feedback_transcribe.html", context | {"form": None})
    cycle = open_cycle()
    initial = {
        "id": actions.new_key(),
        "author": request.GET.get("recueillie-par", ""),
        "author_code": request.GET.get("code", "")[:60],
    }
    options: dict[str, Any] = {"ground": ground, "cycle": cycle, "place": place, "session": session}
    form, status = FeedbackTranscribeForm(posted(request), initial=initial, **options), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.record_feedback(pk=form.key, by=user, from_paper=True, **form.values)
            except actions.NotYours:
                raise Http404 from None
            except ValidationError as problem:
                form.refuse(problem)
            except Problem as problem:
                form.add_error(None, str(problem))
                status = problem.status
            else:
                said = _("Déjà enregistrée : %s.") if done.already else _("La remontée %s est enregistrée.")
                tell_done(request, said % done.feedback.reference, done.operation)
                return redirect(_next(form, session, place))
    context |= {
        "form": form,
        "warnings": guard.look(form["text"].value() or "") if form.is_bound else [],
    }
    return render(request, "dialogue/feedback_transcribe.html", context, status=status)


def _next(form: FeedbackTranscribeForm, session: DialogueSession | None, place: Territory) -> str:
    """The next one of the same pile: same place, same person."""
    author = form.cleaned_data.get("author")
    kept = {
        "seance": str(session.pk) if session else "",
        "territoire": "" if session else place.code,
        "recueillie-par": str(author.pk) if author else "",
        "code": form.cleaned_data.get("author_code", ""),
    }
    address = reverse("dialogue:feedback-transcribe")
    return f"{address}?{urlencode({name: value for name, value in kept.items() if value})}"


@require_safe
def feedback_paper(request: HttpRequest) -> HttpResponse:
    """One A4 page to print, for a séance (`?seance=`) or for any day: three sentences a sheet. 6 queries."""
    user = person(request)
    permission = TRANSCRIBE if user.has_perm(TRANSCRIBE) else "dialogue.record_feedback"
    room_or_404(request, permission)
    sessions = sheet_sessions(user, permission, timezone.localdate())
    asked = request.GET.get("seance", "")
    session = next((one for one in sessions if str(one.pk) == asked), None)
    if asked and session is None:
        raise Http404
    cycle = open_cycle()
    context = {
        "session": session,
        "sessions": sessions,
        "groups": [label for _key, label in short_labels(list(speaking_groups(cycle)))],
        "kinds": FeedbackKind.labels,
        "boxes": range(1, SENTENCES + 1),
        "rules": range(RULES),
        "asked": asked,
    }
    return render(request, "dialogue/feedback_paper.html", context)
