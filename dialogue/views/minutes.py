"""The minutes of a séance: read, drafted, moved from phase to phase, compared."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from dialogue.actions import minutes as actions
from dialogue.enums import MinutesPhase
from dialogue.forms.minutes import AdoptForm, MinutesForm
from dialogue.models import DialogueSession, Minutes
from dialogue.queries.minutes import to_decide, versions_of
from dialogue.tabs import tabs
from dialogue.views.session import KEEP, VIEW, session_or_404, session_tabs
from rse_portal.common.diff import compare, paragraphs
from rse_portal.common.forms import whole
from rse_portal.common.pages import posted

AMEND = "dialogue.amend_minutes"
STEPS = (
    (MinutesPhase.DRAFT, gettext_lazy("Brouillon")),
    (MinutesPhase.AMENDING, gettext_lazy("Amendements")),
    (MinutesPhase.ADOPTED, gettext_lazy("Adopté")),
    (MinutesPhase.FROZEN, gettext_lazy("Figé")),
)


def minutes_or_404(request: HttpRequest, pk: UUID, permission: str = VIEW) -> tuple[DialogueSession, Minutes]:
    """A draft exists only for whoever keeps it. 3 to 5 queries."""
    session = session_or_404(request, pk, VIEW)
    minutes = (
        Minutes.objects.filter(session=session)
        .select_related("adopted_in", "adopted_by", "frozen_by")
        .first()
    )
    if minutes is None or not may_read(request, session, minutes):
        raise Http404
    if permission != VIEW and not person(request).has_perm(permission, session):
        raise PermissionDenied
    minutes.session = session
    return session, minutes


def may_read(request: HttpRequest, session: DialogueSession, minutes: Minutes) -> bool:
    """Who keeps it, and any reader of the team or of the assembly once it is open to amendments."""
    return not minutes.is_draft or person(request).has_perm(KEEP, session)


@require_safe
def minutes_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The text, its phase, the amendments; or what is missing. At most 14 queries."""
    session = session_or_404(request, pk)
    return detail_page(request, session)


def detail_page(
    request: HttpRequest, session: DialogueSession, *, adopt_form: AdoptForm | None = None, status: int = 200
) -> HttpResponse:
    user = person(request)
    may_keep = user.has_perm(KEEP, session)
    minutes = (
        Minutes.objects.filter(session=session)
        .select_related("adopted_in", "adopted_by", "frozen_by")
        .first()
    )
    if minutes is not None and minutes.is_draft and not may_keep:
        minutes = None
    context: dict[str, Any] = {
        "session": session,
        "minutes": minutes,
        "may_keep": may_keep,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "minutes-detail"),
    }
    if minutes is not None:
        amendments = list(minutes.amendments.select_related("author", "decided_by"))
        context |= {
            "parts": paragraphs(minutes.text),
            "amendments": amendments,
            "undecided": len(to_decide(amendments)),
            "may_amend": minutes.is_amending and user.has_perm(AMEND, session),
            "adopt_form": adopt_form or AdoptForm(session=session)
            if minutes.is_amending and may_keep
            else None,
            "form": adopt_form,
            "steps": [
                {
                    "label": label,
                    "current": phase == minutes.phase,
                    "done": _rank(phase) < _rank(minutes.phase),
                }
                for phase, label in STEPS
            ],
        }
    return render(request, "dialogue/minutes_detail.html", context, status=status)


def _rank(phase: str) -> int:
    return [step for step, _label in STEPS].index(MinutesPhase(phase))


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The draft, by whoever keeps it."""
    session = session_or_404(request, pk, KEEP)
    if session.is_cancelled:
        raise actions.WrongPhase
    minutes = Minutes.objects.filter(session=session).first()
    if minutes is not None and not minutes.is_draft:
        raise actions.WrongPhase
    form = MinutesForm(posted(request), instance=minutes or Minutes(session=session))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operation = actions.keep_text(
                    session=session,
                    text=form.cleaned_data["text"],
                    version=form.read_version,
                    by=person(request),
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if operation:
                    tell_done(request, _("Le brouillon est enregistré."), operation)
                return redirect("dialogue:minutes-detail", pk=session.pk)
    context = {
        "session": session,
        "form": form,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "minutes-detail"),
    }
    return render(request, "dialogue/minutes_edit.html", context, status=status)


@require_POST
def minutes_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    session, _minutes = minutes_or_404(request, pk, KEEP)
    actions.open_to_amendments(session=session, by=person(request))
    messages.success(request, _("Le compte rendu est ouvert : les personnes présentes peuvent l’amender."))
    return redirect("dialogue:minutes-detail", pk=pk)


@require_POST
def minutes_adopt(request: HttpRequest, pk: UUID) -> HttpResponse:
    session, minutes = minutes_or_404(request, pk, KEEP)
    if not minutes.is_amending:
        raise actions.WrongPhase
    form = AdoptForm(request.POST, session=session)
    if not form.is_valid():
        return detail_page(request, session, adopt_form=form, status=422)
    actions.adopt_minutes(session=session, adopted_in=form.cleaned_data["adopted_in"], by=person(request))
    messages.success(request, _("L’adoption est notée."))
    return redirect("dialogue:minutes-detail", pk=pk)


@require_POST
def minutes_reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    session, _minutes = minutes_or_404(request, pk, KEEP)
    actions.reopen_minutes(session=session, by=person(request))
    messages.success(request, _("Le compte rendu est de nouveau ouvert aux amendements."))
    return redirect("dialogue:minutes-detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_freeze(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Asked once: nothing undoes it."""
    session, minutes = minutes_or_404(request, pk, KEEP)
    if minutes.phase != MinutesPhase.ADOPTED:
        raise actions.WrongPhase
    if request.method == "POST":
        actions.freeze_minutes(session=session, by=person(request))
        messages.success(request, _("Le compte rendu est figé. Il ne changera plus."))
        return redirect("dialogue:minutes-detail", pk=pk)
    context = {
        "session": session,
        "minutes": minutes,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "minutes-detail"),
    }
    return render(request, "dialogue/minutes_freeze.html", context)


@require_safe
def minutes_text(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The very characters whose fingerprint is shown."""
    session, minutes = minutes_or_404(request, pk)
    response = HttpResponse(minutes.text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="compte-rendu-{session.held_on:%Y-%m-%d}.txt"'
    return response


@require_safe
def minutes_versions(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who wrote what, two versions side by side (`?de=` and `?a=`; the last change unless told). 7 queries."""
    session, minutes = minutes_or_404(request, pk)
    versions = versions_of(minutes)
    if not person(request).has_perm(
        KEEP, session
    ):  # what was written before it was opened stays the draft of its keepers
        versions = [version for version in versions if version.phase != MinutesPhase.DRAFT]
    by_number = {version.number: version for version in versions}
    newest = versions[0].number if versions else 0
    new = by_number.get(whole(request.GET.get("a", ""), newest)) or by_number.get(newest)
    old = by_number.get(whole(request.GET.get("de", ""), -1)) or (
        by_number.get(_before(by_number, new.number)) if new else None
    )
    context = {
        "session": session,
        "minutes": minutes,
        "versions": versions,
        "old": old,
        "new": new,
        "rows": compare(old.text, new.text) if old and new else [],
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "minutes-detail"),
    }
    return render(request, "dialogue/minutes_versions.html", context)


def _before(numbers: Any, number: int) -> int:
    return max((other for other in numbers if other < number), default=number)
