"""Ballots of a séance: opened by who keeps it, filled on a phone, told once closed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person
from dialogue.actions import ballot as actions
from dialogue.actions.session import SessionIsOver
from dialogue.enums import BallotWay
from dialogue.forms.ballot import BallotOpenForm, SlipForm
from dialogue.forms.vote import HandsForm
from dialogue.models import Ballot, DialogueSession
from dialogue.queries.ballot import domains_of, has_voted, outcomes_of
from dialogue.queries.members import members_of
from dialogue.queries.vote import FEWEST
from dialogue.tabs import tabs
from dialogue.views.session import KEEP, session_or_404, session_tabs
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.models import AssessmentCycle
from rse_portal.common.pages import posted

VOTE = "dialogue.cast_vote"
READ = ("session__assembly", "cycle", "stakeholder")


@require_safe
def ballot_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The ballots of a séance. At most 9 queries."""
    session = session_or_404(request, pk)
    context = {
        "session": session,
        "ballots": session.ballots.select_related("stakeholder", "cycle"),
        "may_keep": person(request).has_perm(KEEP, session),
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "ballot-list"),
    }
    return render(request, "dialogue/ballot_list.html", context)


def _open_cycle() -> AssessmentCycle:
    """The one whose ranking the votes enter: the newest open one. Raises CycleIsClosed without any."""
    cycle = AssessmentCycle.objects.filter(state="open").select_related("standard").newest_first().first()
    if cycle is None:
        raise CycleIsClosed
    return cycle


@require_http_methods(["GET", "HEAD", "POST"])
def ballot_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    session = session_or_404(request, pk, KEEP)
    if session.is_over:
        raise SessionIsOver
    cycle = _open_cycle()
    form = BallotOpenForm(posted(request), cycle=cycle, domains=list(cycle.domains), initial=_usual(session))
    if request.method == "POST" and form.is_valid():
        ballot = actions.open_ballot(
            session=session,
            cycle=cycle,
            by=person(request),
            stakeholder=form.cleaned_data["stakeholder"],
            domains=form.cleaned_data["domains"],
            way=BallotWay(form.cleaned_data["way"]),
        )
        messages.success(request, _("Le scrutin est ouvert."))
        return redirect(ballot)
    context = {
        "session": session,
        "ballot_cycle": cycle,
        "form": form,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(session, "ballot-list"),
    }
    return render(request, "dialogue/ballot_open.html", context, status=422 if form.errors else 200)


def _usual(session: DialogueSession) -> dict[str, Any]:
    """The group that the delegates of this assembly spoke for the last time, or the members of the mutual."""
    last = (
        Ballot.objects.filter(session__assembly=session.assembly_id)
        .order_by("-opened_at")
        .values_list("stakeholder__code", flat=True)
        .first()
    )
    return {"stakeholder": last or MEMBERS}


MEMBERS = "SH02"  # « adhérents » in the registry that comes with the portal; another registry just offers no default


def _ballot_or_404(request: HttpRequest, pk: UUID) -> Ballot:
    """Of a séance that the person sees. 4 queries."""
    ballot = get_object_or_404(
        Ballot.objects.filter(session__in=DialogueSession.objects.visible_to(request.user)).select_related(
            *READ
        ),
        pk=pk,
    )
    session_or_404(request, ballot.session_id)
    return ballot


@require_http_methods(["GET", "HEAD", "POST"])
def ballot_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open: the slip for who may vote, the turnout for who keeps it, never an answer. Closed: what came out.

    At most 16 queries.
    """
    ballot, user = _ballot_or_404(request, pk), person(request)
    may_vote = ballot.is_open and ballot.way == BallotWay.PHONE and user.has_perm(VOTE, ballot)
    voted = may_vote and has_voted(user, ballot)
    form, status = None, 200
    if request.method == "POST":
        if not ballot.is_open:
            raise actions.BallotIsClosed
        if not may_vote:
            raise PermissionDenied
        form = SlipForm(request.POST, domains=domains_of(ballot))
        status = 422
        if voted or form.is_valid():
            if not voted:
                actions.cast_vote(ballot=ballot, answers=form.answers, by=user)
            return redirect(ballot)
    elif may_vote and not voted:
        form = SlipForm(domains=domains_of(ballot))
    may_keep = user.has_perm(KEEP, ballot.session)
    context: dict[str, Any] = {
        "ballot": ballot,
        "session": ballot.session,
        "form": form,
        "voted": voted,
        "may_keep": may_keep,
        "outcomes": outcomes_of(ballot),
        "fewest": FEWEST,
        "by_phone": ballot.way == BallotWay.PHONE,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(ballot.session, "ballot-list"),
    }
    if may_keep and ballot.is_open:
        context |= {
            "turnout": ballot.voters.count(),
            "members": len(members_of(ballot.session.assembly, ballot.session.held_on)),
        }
    return render(request, "dialogue/ballot_detail.html", context, status=status)


def _kept_or_403(request: HttpRequest, pk: UUID) -> Ballot:
    ballot = _ballot_or_404(request, pk)
    if not person(request).has_perm(KEEP, ballot.session):
        raise PermissionDenied
    return ballot


@require_POST
def ballot_close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Count; a second click finds it counted."""
    ballot = _kept_or_403(request, pk)
    if ballot.way != BallotWay.PHONE:
        raise actions.BallotIsClosed(_("Ce scrutin se ferme en comptant les mains levées."))
    actions.close_ballot(ballot=ballot, by=person(request))
    messages.success(request, _("Le scrutin est clos. Les votes comptent dans l’exercice."))
    return redirect(ballot)


@require_http_methods(["GET", "HEAD", "POST"])
def ballot_hands(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The counts of a show of hands, which close the ballot."""
    ballot = _kept_or_403(request, pk)
    if not ballot.is_open or ballot.way != BallotWay.HANDS:
        raise actions.BallotIsClosed
    form = HandsForm(posted(request), domains=domains_of(ballot), now={}, opened=ballot.code)
    if request.method == "POST" and form.is_valid():
        if not any(form.values.values()):
            form.add_error(None, _("Aucune main n’est comptée : notez au moins un nombre."))
        else:
            actions.count_hands(ballot=ballot, values=form.values, by=person(request))
            messages.success(request, _("Les mains sont comptées et le scrutin est clos."))
            return redirect(ballot)
    context = {
        "ballot": ballot,
        "session": ballot.session,
        "form": form,
        "tabs": tabs(request, "dialogue:session-list"),
        "session_tabs": session_tabs(ballot.session, "ballot-list"),
    }
    return render(request, "dialogue/ballot_hands.html", context, status=422 if form.errors else 200)
