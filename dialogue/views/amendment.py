"""Amendments: proposed paragraph by paragraph by those who were there, then decided."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import person
from dialogue.actions import amendment as actions
from dialogue.actions.minutes import WrongPhase
from dialogue.forms.minutes import ACCEPT, AmendmentForm, DecideForm
from dialogue.models import Amendment
from dialogue.queries.minutes import place_of
from dialogue.tabs import tabs
from dialogue.views.minutes import AMEND, minutes_or_404
from dialogue.views.session import KEEP, session_tabs
from rse_portal.common.diff import compare, paragraphs
from rse_portal.common.forms import whole
from rse_portal.common.pages import posted


@require_http_methods(["GET", "HEAD", "POST"])
def amendment_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose other words for the paragraph `?paragraphe=` (from 1). An absent member may not: 403. Some 8 queries."""
    session, minutes = minutes_or_404(request, pk, AMEND)
    if not minutes.is_amending:
        raise WrongPhase
    parts = paragraphs(minutes.text)
    place = whole(request.GET.get("paragraphe", ""), 0) - 1
    if request.method != "POST" and not 0 <= place < len(parts):
        raise Http404
    before = parts[place] if 0 <= place < len(parts) else ""
    form = AmendmentForm(posted(request), initial={"place": place, "before": before, "after": before})
    status, moved = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.propose_amendment(session=session, by=person(request), **form.cleaned_data)
            except actions.ParagraphChanged:
                status, moved = 409, _now(parts, form.cleaned_data["place"])
                form = AmendmentForm(
                    initial={**form.cleaned_data, "before": moved, "after": form.cleaned_data["after"]}
                )
            except (actions.NothingChanges, ValidationError) as problem:
                form.add_error("after", getattr(problem, "messages", [str(problem)])[0])
            else:
                messages.success(request, _("Votre amendement est proposé. Le secrétariat vous répondra."))
                return redirect("dialogue:minutes-detail", pk=pk)
    context = {
        "session": session,
        "form": form,
        "moved": moved,
        "number": place + 1,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "minutes-detail"),
    }
    return render(request, "dialogue/amendment_create.html", context, status=status)


def _now(parts: list[str], place: int) -> str:
    return parts[place] if 0 <= place < len(parts) else ""


def _amendment_or_404(request: HttpRequest, pk: UUID, number: int) -> tuple[Amendment, str]:
    """The amendment, with the text of today."""
    session, minutes = minutes_or_404(request, pk)
    found = get_object_or_404(minutes.amendments.select_related("author", "decided_by"), number=number)
    found.minutes = minutes
    minutes.session = session
    return found, minutes.text


@require_http_methods(["GET", "HEAD", "POST"])
def amendment_detail(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    """Both texts side by side for whoever reads the minutes; the decision for whoever keeps them. Some 8 queries."""
    amendment, text = _amendment_or_404(request, pk, number)
    session, user = amendment.minutes.session, person(request)
    may_decide = user.has_perm(KEEP, session)
    if request.method == "POST" and not may_decide:
        raise PermissionDenied
    if request.method == "POST" and not amendment.minutes.is_amending:
        raise WrongPhase
    moved = paragraphs(text) if amendment.is_open and place_of(amendment, text) is None else None
    form, status = DecideForm(posted(request), amendment=amendment, moved=moved), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            accept = form.cleaned_data["decision"] == ACCEPT
            try:
                actions.decide_amendment(
                    session=session,
                    amendment=amendment,
                    accept=accept,
                    reason=form.cleaned_data["reason"],
                    by=user,
                    place=form.cleaned_data.get("place"),
                )
            except actions.ParagraphChanged as problem:
                moved, status = paragraphs(text), 409
                form = DecideForm(amendment=amendment, moved=moved, initial=form.cleaned_data)
                messages.warning(request, str(problem))
            except ValidationError as problem:
                form.add_error(None, problem.messages[0])
            else:
                said = _("L’amendement est retenu.") if accept else _("L’amendement est écarté.")
                messages.success(request, said)
                return redirect("dialogue:minutes-detail", pk=pk)
    context = {
        "session": session,
        "minutes": amendment.minutes,
        "amendment": amendment,
        "rows": compare(amendment.before, amendment.after),
        "moved": moved is not None,
        "form": form,
        "may_decide": may_decide and amendment.is_open and amendment.minutes.is_amending,
        "may_withdraw": amendment.is_open
        and amendment.minutes.is_amending
        and amendment.author_id == user.pk,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "minutes-detail"),
    }
    return render(request, "dialogue/amendment_detail.html", context, status=status)


@require_POST
def amendment_withdraw(request: HttpRequest, pk: UUID, number: int) -> HttpResponse:
    amendment, _text = _amendment_or_404(request, pk, number)
    session = amendment.minutes.session
    if amendment.author_id != person(request).pk or not person(request).has_perm(AMEND, session):
        raise PermissionDenied
    actions.withdraw_amendment(session=session, amendment=amendment, by=person(request))
    messages.success(request, _("Votre amendement est retiré. Son texte reste lisible."))
    return redirect("dialogue:minutes-detail", pk=pk)
