"""The room « Diagnostic »: the domains with what experts say and evidence holds, and one's own level on each."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, IntegerField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from iso26000.actions.practice import DomainIsValidated, assess_practice
from iso26000.cycles import chosen_cycle, cycle_of, cycle_or_404, cycles_of, domain_or_404, in_this_cycle
from iso26000.enums import CarriedKind
from iso26000.forms.evidence import EvidenceForm
from iso26000.forms.finding import FindingForm, ReopenForm
from iso26000.forms.practice import PracticeForm, PracticeSearchForm
from iso26000.models import (
    AssessmentCycle,
    Carried,
    Domain,
    Evidence,
    Finding,
    PracticeAssessment,
    is_blind,
    seat_held_by,
)
from iso26000.queries.practice import practice_of, practice_rows, previous_of
from iso26000.queries.validation import is_validated, validation_of
from iso26000.scale import LEVELS
from rse_portal.common.pages import room_or_404

ON_THE_PAGE = (CarriedKind.PRACTICE, CarriedKind.EVIDENCE)


def may_assess(request: HttpRequest, cycle: AssessmentCycle) -> bool:
    return cycle.is_open and person(request).has_perm("iso26000.assess_practice")


def refuse_if_validated(cycle: AssessmentCycle, domain: Domain) -> None:
    """Raises DomainIsValidated: its levels and its evidence rest. 1 query."""
    if is_validated(cycle.pk, domain.pk):
        raise DomainIsValidated


@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """Every domain of the cycle: my level, the experts', the evidence, the cap. At most 12 queries."""
    room_or_404(request, "iso26000.view_practice")
    cycle, user = cycle_of(request), person(request)
    context: dict[str, Any] = {
        "practice_cycle": cycle,
        "in_cycle": chosen_cycle(request),
        "chosen": request.GET.get("exercice", ""),
    }
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
            "validated": sum(row.validation is not None and row.validation.holds for row in rows),
            "expired": sum(row.practice.proof.expired for row in rows),
            "without_evidence": sum(not row.practice.proof.total for row in rows),
            "next": next((row.domain for row in rows if row.to_assess), None) if assesses else None,
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
    around = _around(domain, Value(0))
    return around.get(domain.order - 1), around.get(domain.order + 1)


def _around(domain: Domain, waiting: Any) -> dict[int, Domain]:
    near = (domain.order - 1, domain.order, domain.order + 1)
    found = Domain.objects.filter(standard=domain.standard_id, order__in=near).annotate(waiting=waiting)
    return {each.order: each for each in found}


def show_practice(
    request: HttpRequest,
    cycle: AssessmentCycle,
    domain: Domain,
    *,
    form: PracticeForm | None = None,
    evidence_form: EvidenceForm | None = None,
    finding_form: FindingForm | None = None,
    reopen_form: ReopenForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a domain, whichever of its forms was refused."""
    user = person(request)
    pieces = Evidence.objects.filter(cycle=cycle, domain__code=domain.code).order_by("pk")
    practice = practice_of(cycle, domain, list(pieces.prefetch_related("files")))
    for piece in practice.evidence:
        piece.expired = piece.is_expired_in(cycle)  # type: ignore[attr-defined]
    validation = validation_of(cycle, domain)
    rests = validation is not None and validation.holds
    mine = practice.of(user)
    assesses = may_assess(request, cycle) and not rests
    if finding_form is None and cycle.is_open and user.has_perm("iso26000.change_finding"):
        finding_form = FindingForm(instance=Finding(cycle=cycle, domain=domain), prefix="constat")
    if finding_form is not None:
        finding_form.offer(practice.evidence)
    carried = Carried.objects.filter(cycle=cycle, domain=OuterRef("pk"), kind__in=ON_THE_PAGE).order_by()
    counted = Subquery(carried.values("domain").annotate(n=Count("pk")).values("n"), IntegerField())
    around = _around(domain, Coalesce(counted, 0))
    earlier = previous_of(cycle, cycles_of(request))
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
        "findings": Finding.objects.filter(cycle=cycle, domain__code=domain.code)
        .select_related("owner", "evidence")
        .order_by("pk"),
        "may_find": finding_form is not None,
        "finding_form": finding_form,
        "validation": validation,
        "rests": rests,
        "may_validate": cycle.is_open and user.has_perm("iso26000.validate_practice"),
        "gave_a_level": mine is not None,
        "reopen_form": reopen_form or ReopenForm(),
        "levels": LEVELS,
        "assesses": assesses,
        "may_change_evidence": cycle.is_open and not rests and user.has_perm("iso26000.change_evidence"),
        "takes_a_seat": assesses and seat_held_by(user) is None,
        "revealed": practice.revealed_to(user, cycle),
        "before": around.get(domain.order - 1),
        "after": around.get(domain.order + 1),
        "waiting": around[domain.order].waiting,  # type: ignore[attr-defined]
        "earlier": earlier,
        "remembered": remembered,
        "my_earlier": remembered.of(user) if remembered else None,
        "list_url": in_this_cycle(request, reverse("iso26000:practice-list")),
        "chosen_cycle": chosen_cycle(request),
    }
    return render(request, "iso26000/practice_edit.html", context, status=status)
