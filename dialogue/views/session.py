"""The séances: list, month, page, planning, cancelling, inviting."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.models import Territory
from accounts.requests import person, tell_done
from accounts.rights import scope_of
from dialogue.actions import invitation as invitations
from dialogue.actions import session as actions
from dialogue.enums import MinutesPhase, SessionState
from dialogue.forms.session import (
    ALL,
    AssemblyChoiceForm,
    DocumentForm,
    SessionCancelForm,
    SessionForm,
    SessionSearchForm,
)
from dialogue.models import Assembly, DialogueSession
from dialogue.queries.calendar import month_of, month_with
from dialogue.queries.quality import facts_of, quality_card
from dialogue.tabs import tabs
from rse_portal.common.pages import object_or_404, posted, room_or_404
from rse_portal.common.paging import CappedPaginator

PER_PAGE = 25
VIEW, MANAGE, KEEP = "dialogue.view_session", "dialogue.manage_session", "dialogue.keep_session"
LOADED = ("assembly", "moderator", "secretary", "closed_by")
COPIED = ("place", "link", "subject", "purpose", "agenda", "starts_at", "ends_at", "moderator", "secretary")
TABS = (
    ("session-detail", gettext_lazy("La séance")),
    ("attendance-detail", gettext_lazy("Présences")),
    ("minutes-detail", gettext_lazy("Compte rendu")),
    ("ballot-list", gettext_lazy("Scrutins")),
)


def session_or_404(request: HttpRequest, pk: UUID, permission: str = VIEW) -> DialogueSession:
    """A séance with what its pages print of it: out of scope 404, in scope without the right 403. 2 or 3 queries."""
    return object_or_404(request, DialogueSession, permission, *LOADED, pk=pk)


def session_tabs(session: DialogueSession, current: str) -> list[dict[str, Any]]:
    """For components/tabs.html. No query."""
    return [
        {"label": label, "url": reverse(f"dialogue:{name}", args=[session.pk]), "current": name == current}
        for name, label in TABS
    ]


@dataclass(frozen=True)
class SessionRow:
    """A row of the list, in plain values."""

    pk: UUID
    held_on: date
    starts_at: time | None
    subject: str
    place: str
    assembly: str
    state: str
    phase: str | None
    to_close: bool

    @property
    def state_label(self) -> str:
        return str(SessionState(self.state).label)

    @property
    def phase_label(self) -> str:
        return str(MinutesPhase(self.phase).label) if self.phase else ""


def _row(session: DialogueSession) -> SessionRow:
    return SessionRow(
        session.pk,
        session.held_on,
        session.starts_at,
        session.subject,
        session.place,
        str(session.assembly),
        session.state,
        session.phase,  # type: ignore[attr-defined]
        session.is_to_close,
    )


def _assemblies(rows: Any) -> Any:
    return Assembly.objects.filter(pk__in=rows.order_by().values("assembly")).order_by("label")


@require_safe
def session_list(request: HttpRequest) -> HttpResponse:
    """What is coming, or past, as filtered in the address. 7 queries, sign-in and rights included."""
    room_or_404(request, VIEW)
    seen = DialogueSession.objects.visible_to(request.user)
    form = SessionSearchForm(request.GET, assemblies=_assemblies(seen))
    rows = form.filter(seen).select_related("assembly").annotate(phase=F("minutes__phase"))
    page = CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    kept.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "rows": [_row(session) for session in page],
        "query": kept.urlencode(),
        "when": form.when,
        "everything": ALL,
        "tabs": tabs(request, "dialogue:session-list"),
        "may_manage": person(request).has_perm(MANAGE),
    }
    return render(request, "dialogue/session_list.html", context, status=422 if form.errors else 200)


@require_safe
def session_calendar(request: HttpRequest) -> HttpResponse:
    """A month, as a table and as a list (`?mois=2026-11`). 5 queries, sign-in and rights included."""
    room_or_404(request, VIEW)
    today = timezone.localdate()
    month = month_with(
        DialogueSession.objects.visible_to(request.user), month_of(request.GET.get("mois", ""), today), today
    )
    context = {
        "month": month,
        "tabs": tabs(request, "dialogue:session-list"),
        "may_manage": person(request).has_perm(MANAGE),
    }
    return render(request, "dialogue/session_calendar.html", context)


@require_safe
def session_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that one séance is. At most 18 queries, sign-in and rights included."""
    return detail_page(request, session_or_404(request, pk))


def detail_page(
    request: HttpRequest, session: DialogueSession, *, form: DocumentForm | None = None, status: int = 200
) -> HttpResponse:
    user, facts = person(request), facts_of(session)
    may_manage = user.has_perm(MANAGE, session)
    may_keep = may_manage or user.has_perm(KEEP, session)
    context = {
        "session": session,
        "facts": facts,
        "card": quality_card(facts),
        "form": form or DocumentForm(),
        "refused": form is not None,
        "may_manage": may_manage,
        "may_keep": may_keep,
        "waiting": len(invitations.waiting_for(session)) if may_manage and _can_invite(session) else 0,
        "ahead": session.held_on > timezone.localdate(),
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "session-detail"),
    }
    return render(request, "dialogue/session_detail.html", context, status=status)


def _can_invite(session: DialogueSession) -> bool:
    held = session.state in (SessionState.HELD, SessionState.CLOSED)
    return not held and session.held_on >= timezone.localdate()


# --- planning


def managed_assemblies(request: HttpRequest) -> Any:
    """The assemblies for which the person may plan. A queryset."""
    scope = scope_of(person(request), MANAGE)
    rows = Assembly.objects.order_by("label")
    if scope.national:
        return rows
    return rows.filter(territory__in=Territory.objects.within(scope.territories).values("pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    """Plan a séance of `?assemblee=`, from scratch or like another one (`?copie=`). Some 9 queries."""
    room_or_404(request, VIEW)
    if not person(request).has_perm(MANAGE):
        raise PermissionDenied
    assemblies = managed_assemblies(request)
    model = _copied(request)
    code = model.assembly.code if model else request.GET.get("assemblee", "")
    if not code:
        choice = AssemblyChoiceForm(assemblies=assemblies)
        context = {"form": choice, "tabs": tabs(request, "dialogue:session-list")}
        return render(request, "dialogue/session_assembly.html", context)
    assembly = get_object_or_404(assemblies, code=code[:40])
    draft = DialogueSession(assembly=assembly)
    initial = {name: getattr(model, name) for name in COPIED} if model else {}
    form = SessionForm(posted(request), instance=draft, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            session, operation = actions.plan_session(assembly=assembly, by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(
                request, _("La séance est prévue. Convoquez ses membres quand tout est prêt."), operation
            )
            return redirect(session)
    return _form_page(request, form, draft, model)


def _copied(request: HttpRequest) -> DialogueSession | None:
    asked = request.GET.get("copie", "")
    if not asked:
        return None
    try:
        return session_or_404(request, UUID(asked), MANAGE)
    except ValueError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
def session_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = session_or_404(request, pk, MANAGE)
    if session.is_over:
        raise actions.SessionIsOver
    form = SessionForm(posted(request), instance=session)
    if request.method == "POST" and form.is_valid():
        try:
            operation = actions.change_session(
                session=session, by=person(request), version=form.read_version, **form.values
            )
        except Stale as stale:
            return _form_page(request, form.met(stale), session, status=409)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            if operation:
                tell_done(request, _("La séance est enregistrée."), operation)
            return redirect(session)
    return _form_page(request, form, session)


def _form_page(
    request: HttpRequest,
    form: SessionForm,
    session: DialogueSession,
    model: DialogueSession | None = None,
    status: int = 0,
) -> HttpResponse:
    context = {
        "form": form,
        "session": session,
        "there": not session._state.adding,
        "model": model,
        "tabs": tabs(request, "dialogue:session-list"),
    }
    status = status or (422 if form.errors else 200)
    return render(request, "dialogue/session_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def session_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask why, then cancel; who was invited is told by a sending of its own."""
    session = session_or_404(request, pk, MANAGE)
    if session.is_over:
        raise actions.SessionIsOver
    form = SessionCancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        operation = actions.cancel_session(session=session, by=person(request), **form.cleaned_data)
        tell_done(request, _("La séance est annulée. Prévenez les personnes convoquées."), operation)
        return redirect(session)
    context = {"form": form, "session": session, "tabs": tabs(request, "dialogue:session-list")}
    return render(request, "dialogue/session_cancel.html", context, status=422 if form.errors else 200)


@require_POST
def session_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand the messages to the worker and show their progress; a second click joins the first."""
    session = session_or_404(request, pk, MANAGE)
    job, _created = invitations.request_invitations(session=session, by=person(request))
    return redirect(job)
