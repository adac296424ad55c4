"""Votes of importance: what each group gave, and their entry by the responsable."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person, tell_done
from dialogue.actions import vote as actions
from dialogue.forms.vote import BallotForm, HandsForm
from dialogue.queries.vote import (
    FEWEST,
    MARK,
    GroupCount,
    GroupVotes,
    ballot_values,
    ballots_of,
    batches_of,
    count_votes,
    hand_counts,
    voting_groups,
)
from dialogue.tabs import tabs
from iso26000.cycles import cycle_of, cycle_or_404, in_this_cycle
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.charts.heat import HeatCell, Heatmap, HeatRow
from rse_portal.common.forms import SheetChanged
from rse_portal.common.pages import posted, room_or_404
from rse_portal.common.paging import CappedPaginator
from stakeholders.models import Stakeholder

GROUPS, BALLOTS = 20, 50  # per page
PERMISSION = "dialogue.enter_votes"


@require_safe
def vote_list(request: HttpRequest) -> HttpResponse:
    """What each group gave in the cycle; no ballot. At most 12 queries, whatever the number of votes."""
    room_or_404(request, PERMISSION)
    cycle = cycle_of(request)
    context: dict[str, Any] = {"vote_cycle": cycle, "tabs": tabs(request, "dialogue:vote-list")}
    if cycle is not None:
        words = request.GET.get("q", "").strip()
        page = CappedPaginator(voting_groups(cycle, words), GROUPS).get_page(request.GET.get("page"))
        domains = list(cycle.domains)
        counts = count_votes(cycle, page)
        chosen = request.GET.get("exercice", "")
        kept = {"q": words, "exercice": chosen}
        context |= {
            "page": page,
            "rows": [_row(count, domains) for count in counts],
            "medians": _medians(domains, counts),
            "words": words,
            "chosen": chosen,
            "query": urlencode({name: value for name, value in kept.items() if value}),
            "fewest": FEWEST,
        }
    return render(request, "dialogue/vote_list.html", context)


def _row(count: GroupCount, domains: Sequence[Domain]) -> dict[str, Any]:
    without = [domain for domain in domains if domain.pk not in count.cells]
    return {"count": count, "without": without, "total": len(domains)}


def _medians(domains: Sequence[Domain], counts: Sequence[GroupCount]) -> Heatmap | None:
    """Medians by domain and group, for the groups that voted; under FEWEST people the cell stays empty."""
    voted = [count for count in counts if any(cell.shown for cell in count.cells.values())]
    if not voted:
        return None
    rows = [
        HeatRow(
            domain.code,
            domain.label,
            domain.core_subject.order,
            [_cell(count.cells.get(domain.pk)) for count in voted],
        )
        for domain in domains
    ]
    caption = _("Importance médiane par domaine et par groupe")
    return Heatmap(caption, _("Domaine d’action"), [count.stakeholder.label for count in voted], rows)


def _cell(votes: GroupVotes | None) -> HeatCell:
    if votes is None:
        return HeatCell()
    if not votes.shown:
        return HeatCell(note=f"< {FEWEST}")
    return HeatCell(votes.median, scale=4.0, decimals=1)


def _group_or_404(request: HttpRequest, code: str) -> tuple[AssessmentCycle, Stakeholder]:
    room_or_404(request, PERMISSION)
    group = get_object_or_404(Stakeholder.objects.current().filter(is_stakeholder=True), code=code)
    return cycle_or_404(request), group


def _refuse_closed(request: HttpRequest, cycle: AssessmentCycle) -> None:
    if not cycle.is_open and request.method == "POST":
        raise PermissionDenied


def _here(request: HttpRequest, name: str, group: Stakeholder) -> str:
    return in_this_cycle(request, reverse(f"dialogue:{name}", args=[group.code]))


def _opened(request: HttpRequest, name: str) -> str:
    """The ballot or the batch that the address names; what cannot be one does not exist, a single raised hand neither."""
    found = request.GET.get(name, "")
    if len(found) > 60 or MARK in found:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def vote_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The ballots of a group, and the entry of one (`?bulletin=` opens it). At most 14 queries."""
    cycle, group = _group_or_404(request, code)
    _refuse_closed(request, cycle)
    opened, domains = _opened(request, "bulletin"), list(cycle.domains)
    now = ballot_values(cycle, group, opened) if opened else {}
    if opened and not now:
        raise Http404
    form, status = (
        BallotForm(
            posted(request),
            domains=domains,
            now=now,
            opened=opened,
            initial={"respondent": actions.propose_code()},
        ),
        200,
    )
    if request.method == "POST":
        status = 422
        if form.is_valid():
            respondent = opened or form.cleaned_data["respondent"]
            try:
                done = actions.enter_ballot(
                    cycle=cycle,
                    stakeholder=group,
                    respondent=respondent,
                    values=form.values,
                    read=form.read_values,
                    new=not opened,
                    by=person(request),
                )
            except SheetChanged as problem:
                form, status = form.met(problem.now), 409
            except actions.BallotExists as problem:
                form.add_error("respondent", str(problem))
            else:
                if done:
                    tell_done(request, _("Le bulletin %s est enregistré.") % respondent, done)
                return redirect(_here(request, "vote-edit", group))
    context = {
        "vote_cycle": cycle,
        "group": group,
        "form": form,
        "opened": opened,
        "may_enter": cycle.is_open,
        "page": Paginator(ballots_of(cycle, group), BALLOTS).get_page(request.GET.get("page")),
        "batches": batches_of(cycle, group),
        "here": _here(request, "vote-edit", group),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "dialogue/vote_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def vote_hands(request: HttpRequest, code: str) -> HttpResponse:
    """The counts of a show of hands (`?lot=` opens one, `?domaine=` shows one domain). At most 12 queries."""
    cycle, group = _group_or_404(request, code)
    _refuse_closed(request, cycle)
    opened, only = _opened(request, "lot"), request.GET.get("domaine", "")
    everything = list(cycle.domains)
    domains = [domain for domain in everything if domain.code == only] or everything
    now = hand_counts(cycle, group, opened) if opened else {}
    if opened and not now:
        raise Http404
    form, status = HandsForm(posted(request), domains=domains, now=now, opened=opened), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            batch = opened or form.cleaned_data["batch"]
            try:
                done = actions.enter_hands(
                    cycle=cycle,
                    stakeholder=group,
                    batch=batch,
                    values=form.values,
                    read=form.read_values,
                    by=person(request),
                )
            except SheetChanged as problem:
                form, status = form.met(problem.now), 409
            else:
                if done:
                    tell_done(request, _("Le vote à main levée %s est enregistré.") % batch, done)
                return redirect(_here(request, "vote-edit", group))
    context = {
        "vote_cycle": cycle,
        "group": group,
        "form": form,
        "opened": opened,
        "may_enter": cycle.is_open,
        "domains": everything,
        "only": only,
        "back": _here(request, "vote-edit", group),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "dialogue/vote_hands.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def vote_remove(request: HttpRequest, code: str) -> HttpResponse:
    """Ask before removing a ballot or a batch, with the number of votes; then remove it. 3 queries, plus the rights."""
    cycle, group = _group_or_404(request, code)
    if not cycle.is_open:
        raise PermissionDenied
    respondent, batch = _opened(request, "bulletin"), _opened(request, "lot")
    counts = hand_counts(cycle, group, batch) if batch else ballot_values(cycle, group, respondent)
    if not counts:
        raise Http404
    votes = sum(counts.values()) if batch else len(counts)
    if request.method == "POST":
        done = actions.remove_votes(
            cycle=cycle, stakeholder=group, respondent=respondent, batch=batch, by=person(request)
        )
        tell_done(request, _("Les votes sont retirés : %s.") % (batch or respondent), done)
        return redirect(_here(request, "vote-edit", group))
    context = {
        "group": group,
        "respondent": respondent,
        "batch": batch,
        "votes": votes,
        "back": _here(request, "vote-edit", group),
    }
    return render(request, "dialogue/vote_remove.html", context)
