"""The decision room, and the decision itself: submitted, settled, voted, adopted."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from iso26000.cycles import cycle_or_404, stay_in
from priorities import pictures
from priorities.actions import decision as actions
from priorities.enums import Standing
from priorities.forms.decision import (
    DecidedDomainForm,
    DecisionAdoptForm,
    DecisionSubmitForm,
    DomainVoteForm,
)
from priorities.models import DecidedDomain, Decision, RankingRun
from priorities.queries.decision import decision_list, decision_of, previous_run, year_on_year
from priorities.queries.disagreement import disagreement_map
from priorities.queries.reading import read_ranking
from priorities.queries.trial import NoTrial, OtherFormulas
from priorities.tabs import tabs
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404
from stakeholders.queries.panel import blind_sentence, left_before_ranking

VIEW, SUBMIT, ADOPT = "priorities.view_decision", "priorities.submit_decision", "priorities.adopt_decision"
FEW = 6  # lines of each part of the room; the rest is one click away


@require_safe
def decision_room(request: HttpRequest) -> HttpResponse:
    """One page to decide: the sentence, the first ones, what changed and why, what divides, what is missing. 15 queries."""
    room_or_404(request, VIEW)
    cycle = cycle_or_404(request)
    runs = (
        RankingRun.objects.visible_to(request.user).of(cycle).select_related("cycle__standard", "compiled_by")
    )
    run = runs.newest_first().first()
    decision = decision_of(cycle, request.user)
    context: dict[str, Any] = {
        "room_tabs": tabs(request, "priorities:decision-room"),
        "ranking_cycle": cycle,
        "decision": decision,
        "run": run,
        "may_submit": decision is None and request.user.has_perm(SUBMIT),
        "blind": blind_sentence(left_before_ranking(person(request), cycle)),
    }
    if run is not None:
        reading = read_ranking(run)
        context |= {
            "reading": reading,
            "first": pictures.rank_list(reading, "significance").first if reading.significance else None,
            "unranked": reading.unranked[:FEW],
            "more_unranked": len(reading.unranked[FEW:]),
            "agreement": reading.run.result["agreement"],
        }
        if request.user.has_perm("priorities.try_settings"):
            before = previous_run(run, request.user)
            comparison = year_on_year(reading, before) if before else None
            context |= {
                "comparison": comparison,
                "notable": comparison.notable[:FEW] if comparison else [],
                "divided": _divided(reading),
            }
    return render(request, "priorities/decision_room.html", context)


def _divided(reading: Any) -> Any:
    """The map of the run; None where its facts are no longer on this server: the rest of the page stands."""
    try:
        return disagreement_map(reading)
    except (NoTrial, OtherFormulas):
        return None


def decision_or_404(request: HttpRequest, pk: UUID, permission: str = VIEW) -> Decision:
    decision = object_or_404(
        request,
        Decision,
        permission,
        "cycle__standard",
        "run__cycle__standard",
        "submitted_by",
        "adopted_by",
        pk=pk,
    )
    stay_in(request, decision.cycle)
    return decision


def _open_decision(request: HttpRequest, pk: UUID, permission: str) -> Decision:
    """One to change: without the right 403, adopted already 409. Raises AlreadyAdopted."""
    decision = decision_or_404(request, pk)
    right_or_403(request, permission)
    if decision.is_adopted:
        raise actions.AlreadyAdopted
    return decision


@require_safe
def decision_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The list, its deviations, its vote. At most 10 queries."""
    return _detail(request, decision_or_404(request, pk))


def _detail(request: HttpRequest, decision: Decision) -> HttpResponse:
    reading = read_ranking(decision.run)
    user = person(request)
    context = {
        "room_tabs": tabs(request, "priorities:decision-room"),
        "decision": decision,
        "ranking_cycle": decision.cycle,
        "reading": reading,
        "list": decision_list(decision, reading),
        "may_adopt": user.has_perm(ADOPT, decision),
        "may_withdraw": user.has_perm(SUBMIT, decision),
        "may_see_run": RankingRun.objects.visible_to(user).filter(pk=decision.run_id).exists(),
    }
    return render(request, "priorities/decision_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_submit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """By the responsable: a run goes before the administrators."""
    run = object_or_404(request, RankingRun, "priorities.view_ranking", "cycle__standard", pk=pk)
    stay_in(request, run.cycle)
    right_or_403(request, SUBMIT)
    if Decision.objects.of(run.cycle).exists():
        raise actions.AlreadySubmitted
    form, status = DecisionSubmitForm(posted(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            decision, operation = actions.submit_decision(run=run, by=person(request), **form.cleaned_data)
            tell_done(
                request, _("Le classement est soumis aux administrateurs et administratrices."), operation
            )
            return redirect(decision)
    context = {
        "room_tabs": tabs(request, "priorities:decision-room"),
        "run": run,
        "ranking_cycle": run.cycle,
        "reading": read_ranking(run),
        "form": form,
    }
    return render(request, "priorities/decision_submit.html", context, status=status)


@require_POST
def decision_withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    decision = _open_decision(request, pk, SUBMIT)
    operation = actions.withdraw_decision(decision=decision, by=person(request))
    tell_done(request, _("Le classement n’est plus soumis."), operation)
    return redirect("priorities:decision-room")


def _row_or_404(decision: Decision, code: str) -> DecidedDomain:
    row = get_object_or_404(
        DecidedDomain.objects.select_related("domain__core_subject", "settled_by"),
        decision=decision,
        domain__code=code,
    )
    row.decision = decision
    return row


@require_http_methods(["GET", "HEAD", "POST"])
def decided_domain_edit(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """Decide one domain: its standing, its rank, why."""
    decision = _open_decision(request, pk, ADOPT)
    row = _row_or_404(decision, code)
    form, status = DecidedDomainForm(posted(request), instance=row), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operation = actions.settle_domain(
                    row=row,
                    standing=Standing(form.cleaned_data["standing"]),
                    asked_rank=form.cleaned_data["asked_rank"],
                    reason=form.cleaned_data["reason"],
                    version=form.read_version,
                    by=person(request),
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if operation:
                    tell_done(request, _("La décision sur ce domaine est enregistrée."), operation)
                return redirect(decision)
    return _domain_page(request, decision, row, form, DomainVoteForm(initial=_votes(row)), status)


@require_POST
def decided_domain_vote(request: HttpRequest, pk: UUID, code: str) -> HttpResponse:
    """A vote on one domain apart from the others."""
    decision = _open_decision(request, pk, ADOPT)
    row = _row_or_404(decision, code)
    form = DomainVoteForm(request.POST)
    if not form.is_valid():
        return _domain_page(request, decision, row, DecidedDomainForm(instance=row), form, 422)
    operation = actions.vote_on_domain(row=row, by=person(request), **form.cleaned_data)
    if operation:
        tell_done(request, _("Le vote sur ce domaine est enregistré."), operation)
    return redirect(decision)


def _votes(row: DecidedDomain) -> dict[str, Any]:
    return {
        "votes_for": row.votes_for,
        "votes_against": row.votes_against,
        "abstentions": row.abstentions,
        "version": row.version,
    }


def _domain_page(
    request: HttpRequest,
    decision: Decision,
    row: DecidedDomain,
    form: DecidedDomainForm,
    vote_form: DomainVoteForm,
    status: int,
) -> HttpResponse:
    context = {
        "room_tabs": tabs(request, "priorities:decision-room"),
        "decision": decision,
        "ranking_cycle": decision.cycle,
        "row": row,
        "figures": read_ranking(decision.run).domain(row.domain.code),
        "form": form,
        "vote_form": vote_form,
    }
    return render(request, "priorities/decided_domain_edit.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def decision_adopt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sitting: quorum, vote; then nothing of it changes any more."""
    decision = _open_decision(request, pk, ADOPT)
    form = DecisionAdoptForm(
        posted(request),
        quorum=decision.quorum,
        first_day=timezone.localdate(decision.submitted_at),
        initial={"held_on": timezone.localdate(), "version": decision.version},
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            actions.adopt_decision(decision=decision, by=person(request), **form.cleaned_data)
            tell_done(request, _("La liste des priorités est adoptée et signée."))
            return redirect(decision)
    context = {
        "room_tabs": tabs(request, "priorities:decision-room"),
        "decision": decision,
        "ranking_cycle": decision.cycle,
        "list": decision_list(decision, read_ranking(decision.run)),
        "form": form,
    }
    return render(request, "priorities/decision_adopt.html", context, status=status)


@require_safe
def decision_content(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The signed content, byte for byte: `sha256sum` of the file gives the fingerprint."""
    decision = decision_or_404(request, pk)
    if not decision.is_adopted:
        raise Http404
    name = f"decision-{decision.cycle.slug}.json"
    return HttpResponse(
        decision.content,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )
