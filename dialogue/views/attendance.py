"""Who came, and the last screen of a séance."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from dialogue.actions import attendance as actions
from dialogue.actions.session import SessionIsOver
from dialogue.forms.attendance import AttendanceForm, SessionCloseForm
from dialogue.models import DialogueSession, Feedback, Minutes
from dialogue.queries.members import Member, expected_at
from dialogue.queries.quality import facts_of
from dialogue.tabs import tabs
from dialogue.views.session import KEEP, session_or_404, session_tabs
from rse_portal.common.forms import SheetChanged
from rse_portal.common.pages import posted
from stakeholders.enums import StakeholderKind
from stakeholders.models import Stakeholder

SHOWN = 200  # sentences listed on the last screen


@require_safe
def attendance_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who came, was excused or absent, by name and by category. At most 18 queries."""
    session = session_or_404(request, pk)
    facts = facts_of(session)
    titles = {member.person.pk: member.title for member in expected_at(session)}
    context = {
        "session": session,
        "facts": facts,
        "rows": [(row, titles.get(row.person_id, "")) for row in facts.attendances],
        "may_keep": person(request).has_perm(KEEP, session),
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "attendance-detail"),
    }
    return render(request, "dialogue/attendance_detail.html", context)


def _sheet_of(session: DialogueSession) -> dict[str, Any]:
    """What the sheet is made of: those expected, and whoever is noted already. 5 queries."""
    now = actions.attendance_values(session)
    members = expected_at(session)
    known = {member.person.pk for member in members}
    for row in session.attendances.select_related("person"):
        if row.person_id not in known:
            members.append(Member(row.person, ""))
    groups = Stakeholder.objects.current().filter(
        kind=StakeholderKind.GROUP, parent=None, is_stakeholder=True
    )
    noted = Stakeholder.objects.filter(attendance_counts__session=session)
    return {
        "session": session,
        "now": now,
        "members": members,
        "categories": list((groups | noted).distinct().order_by("code"))
        if noted.exists()
        else list(groups.order_by("code")),
    }


def _held_or_409(session: DialogueSession) -> None:
    if session.is_over:
        raise SessionIsOver
    actions.refuse_ahead(session)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Some 12 queries."""
    session = session_or_404(request, pk, KEEP)
    _held_or_409(session)
    sheet = _sheet_of(session)
    form, status = AttendanceForm(posted(request), **sheet), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.record_attendance(
                    session=session,
                    values=form.values,
                    read=form.cleaned_data["read"],
                    by=person(request),
                    **form.facts,
                )
            except SheetChanged as problem:
                form, status = form.met(problem.now), 409
            else:
                if done:
                    tell_done(request, _("Les présences sont enregistrées."), done)
                return redirect("dialogue:attendance-detail", pk=session.pk)
    context = {
        "session": session,
        "form": form,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "attendance-detail"),
    }
    return render(request, "dialogue/attendance_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def session_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Attendance, counts, minutes and what was heard, in one screen. Some 14 queries."""
    session = session_or_404(request, pk, KEEP)
    sent_again = request.method == "POST" and session.closed_by_id == person(request).pk
    if not sent_again:
        _held_or_409(session)
    minutes = Minutes.objects.filter(session=session).first()
    initial = {"minutes": minutes.text, "minutes_version": minutes.version} if minutes else {}
    form = SessionCloseForm(
        posted(request),
        **_sheet_of(session),
        minutes_open=minutes is None or minutes.is_draft,
        initial=initial,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                closed = _close(session, form, person(request))
            except SheetChanged as problem:
                form, status = form.met(problem.now), 409
            except Stale as stale:
                form, status = _met_minutes(form, stale), 409
            else:
                said = _("La séance est close.") if closed else _("La séance était déjà close.")
                messages.success(request, said)
                return redirect(session)
    said_there = Feedback.objects.visible_to(request.user).filter(session=session)
    context = {
        "session": session,
        "form": form,
        "feedback": said_there.select_related("territory", "stakeholder").order_by("reference")[:SHOWN],
        "heard": session.feedback.count(),
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "session-detail"),
    }
    return render(request, "dialogue/session_close.html", context, status=status)


def _close(session: DialogueSession, form: SessionCloseForm, by: Any) -> bool:
    return actions.close_session(
        session=session,
        values=form.values,
        read=form.cleaned_data["read"],
        minutes=form.cleaned_data["minutes"],
        minutes_version=form.cleaned_data["minutes_version"],
        by=by,
        **form.facts,
    )


def _met_minutes(form: SessionCloseForm, stale: Stale) -> SessionCloseForm:
    """Somebody saved the minutes meanwhile: mine stay in the field, theirs are shown above it."""
    row: Any = stale.row
    again = form.met(actions.attendance_values(form.session))
    again.initial["minutes_version"] = row.version
    again.minutes_theirs = row.text
    return again
