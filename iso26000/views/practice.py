"""The room « Diagnostic »: the domains with what experts say and evidence holds, and one's own level on each."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from iso26000.actions.practice import assess_practice
from iso26000.cycles import chosen_cycle, cycle_of, cycle_or_404, domain_or_404, in_this_cycle
from iso26000.forms.evidence import EvidenceForm
from iso26000.forms.practice import PracticeForm, PracticeSearchForm
from iso26000.models import AssessmentCycle, Domain, PracticeAssessment, is_blind, seat_held_by
from iso26000.queries.practice import practice_of, practice_rows, previous_of
from iso26000.scale import LEVELS
from rse_portal.common.pages import room_or_404


def may_assess(request: HttpRequest, cycle: AssessmentCycle) -> bool:
    return cycle.is_open and person(request).has_perm("iso26000.assess_practice")


@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """Every domain of the cycle: my level, the experts', the evidence, the cap. At most 12 queries."""
    room_or_404(request, "iso26000.view_practice")
    cycle, user = cycle_of(request), person(request)
    context: dict[str, Any] = {"practice_cycle": cycle}
    if cycle is not None:
        rows = practice_rows(cycle, user)
        assesses = may_assess(request, cycle)
        subjects = list(dict.fromkeys(row.domain.core_subject for row in rows))
        search = PracticeSearchForm(request.GET, subjects=subjects, assesses=assesses)
        shown = search.filter(rows)
        given = (
            [row for row in rows if row.mine] if assesses else [row for row in rows if row.practice.answers]
        )
        context |= {
            "search": search,
            "groups": [
                {"subject": subject, "rows": [row for row in shown if row.domain.core_subject == subject]}
                for subject in subjects
                if any(row.domain.core_subject == subject for row in shown)
            ],
            "assesses": assesses,
            "blind": assesses and is_blind(user),
            "total": len(rows),
            "given": len(given),
            "capped": sum(row.capped for row in rows),
            "without_evidence": sum(not row.practice.proof.total for row in rows),
            "next": next((row.domain for row in rows if row.mine is None), None) if assesses else None,
            "chosen": request.GET.get("exercice", ""),
        }
    return render(request, "iso26000/practice_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_edit(request: HttpRequest, code: str) -> HttpResponse:
    """One domain: my level, the evidence, the cap step by step, the others once I answered. At most 15 queries."""
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    domain = domain_or_404(cycle, code)
    if request.method != "POST":
        return show_practice(request, cycle, domain)
    if not may_assess(request, cycle):
        raise PermissionDenied
    mine = PracticeAssessment.objects.filter(
        cycle=cycle, domain=domain, assessor=seat_held_by(person(request))
    ).first()
    form = PracticeForm(request.POST, instance=mine)
    if not form.is_valid():
        return show_practice(request, cycle, domain, form=form, status=422)
    try:
        done = assess_practice(
            cycle=cycle, domain=domain, by=person(request), version=form.read_version, **form.values
        )
    except Stale as stale:
        return show_practice(request, cycle, domain, form=form.met(stale), status=409)
    except ValidationError as problem:
        form.refuse(problem)
        return show_practice(request, cycle, domain, form=form, status=422)
    label = f"{domain.code} {domain.label}"
    if done:
        tell_done(request, _("Votre niveau est enregistré : %s.") % label, done)
    following = _neighbours(domain)[1]
    if "suivant" in request.POST:
        if following is None:
            return redirect(in_this_cycle(request, reverse("iso26000:practice-list")))
        domain = following
    return redirect(in_this_cycle(request, reverse("iso26000:practice-edit", args=[domain.code])))


def _neighbours(domain: Domain) -> tuple[Domain | None, Domain | None]:
    """The domains before and after this one in the standard. 1 query."""
    around = {
        near.order: near
        for near in Domain.objects.filter(
            standard=domain.standard_id, order__in=(domain.order - 1, domain.order + 1)
        )
    }
    return around.get(domain.order - 1), around.get(domain.order + 1)


def show_practice(
    request: HttpRequest,
    cycle: AssessmentCycle,
    domain: Domain,
    *,
    form: PracticeForm | None = None,
    evidence_form: EvidenceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a domain, whichever of its two forms was refused."""
    user = person(request)
    practice = practice_of(cycle, domain)
    mine = practice.of(user)
    assesses = may_assess(request, cycle)
    before, after = _neighbours(domain)
    earlier = previous_of(cycle)
    remembered = practice_of(earlier, domain) if earlier else None
    if earlier and remembered and not remembered.revealed_to(user, earlier):
        earlier = remembered = None  # open too, and still to be answered there
    context = {
        "practice_cycle": cycle,
        "domain": domain,
        "practice": practice,
        "mine": mine,
        "form": form or (PracticeForm(instance=mine) if assesses else None),
        "evidence_form": evidence_form or EvidenceForm(prefix="preuve"),
        "levels": LEVELS,
        "assesses": assesses,
        "may_change_evidence": cycle.is_open and user.has_perm("iso26000.change_evidence"),
        "takes_a_seat": assesses and seat_held_by(user) is None,
        "revealed": practice.revealed_to(user, cycle),
        "before": before,
        "after": after,
        "earlier": earlier,
        "remembered": remembered,
        "my_earlier": remembered.of(user) if remembered else None,
        "list_url": in_this_cycle(request, reverse("iso26000:practice-list")),
        "chosen_cycle": chosen_cycle(request),
    }
    return render(request, "iso26000/practice_edit.html", context, status=status)
