"""The coverage map: what was looked at, and what nobody looked at yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import new_operation
from accounts.requests import person, tell_done
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404, domain_or_404
from iso26000.models import AssessmentCycle, Domain, seat_held_by
from rse_portal.common.pages import posted, right_or_403, room_or_404
from rse_portal.common.typography import nombre
from stakeholders.actions.coverage import declare_none_for
from stakeholders.actions.impact import ImpactsExist, NoneAlreadyDeclared
from stakeholders.forms.coverage import NoneDeclareForm
from stakeholders.models import Impact, Stakeholder
from stakeholders.queries.coverage import Row, coverage_of
from stakeholders.views.impact import may_change


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Every domain crossed with every expected group. `manque`: only the domains that lack something. At most 12 queries."""
    room_or_404(request, "stakeholders.view_impacts")
    cycle = cycle_or_404(request)
    found, lacking = coverage_of(cycle), "manque" in request.GET
    rows = [row for row in found.rows if not (lacking and row.complete)]
    here = f"{request.path}?exercice={cycle.slug}"
    context = {
        "coverage_cycle": cycle,
        "coverage": found,
        "subjects": _by_subject(rows),
        "tabs": [
            {"label": _("Tous les domaines"), "url": here, "current": not lacking},
            {
                "label": _("Seulement ce qui manque"),
                "url": f"{here}&manque=1",
                "current": lacking,
                "count": sum(not row.complete for row in found.rows),
            },
        ],
        "feet": list(zip(found.groups, found.seen_by_group, strict=True)),
        "lacking": lacking,
        "may_change": may_change(person(request), cycle),
    }
    return render(request, "stakeholders/coverage.html", context)


def _by_subject(rows: list[Row]) -> list[dict[str, Any]]:
    groups: dict[Any, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.domain.core_subject, []).append(row)
    return [{"subject": subject, "rows": found} for subject, found in groups.items()]


@require_http_methods(["GET", "HEAD", "POST"])
def coverage_domain(request: HttpRequest, code: str) -> HttpResponse:
    """One row of the map, group by group; POST declares « aucun impact identifié » for those that are ticked.

    409: somebody identified or declared something there meanwhile; the reason is kept in the form.
    """
    room_or_404(request, "stakeholders.view_impacts")
    cycle, user = cycle_or_404(request), person(request)
    domain = domain_or_404(cycle, code)
    status = 200
    takes_seat = seat_held_by(user) is None  # and, with it, a blind judgement (ADR 0013)
    if request.method == "POST":
        right_or_403(request, "stakeholders.change_impact")
        if not cycle.is_open:
            raise CycleIsClosed
    found = coverage_of(cycle, domain)
    form = NoneDeclareForm(
        posted(request),
        groups=found.groups,
        chosen=request.GET.get("partie", ""),
    )
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _declared(request, cycle, domain, form)
            except (ImpactsExist, NoneAlreadyDeclared) as problem:
                form.add_error("parties", str(problem))
                status = problem.status
                found = coverage_of(cycle, domain)
    context = {
        "coverage_cycle": cycle,
        "domain": domain,
        "row": found.rows[0],
        "said": Impact.objects.filter(cycle=cycle, domain=domain)
        .none_declared()
        .select_related("declared_by", "stakeholder"),
        "form": form,
        "missing": found.missing,
        "may_change": may_change(user, cycle),
        "takes_seat": takes_seat,
        "following": _following(cycle, domain),
    }
    return render(request, "stakeholders/coverage_domain.html", context, status=status)


def _declared(
    request: HttpRequest, cycle: AssessmentCycle, domain: Domain, form: NoneDeclareForm
) -> HttpResponse:
    operation = new_operation()
    declared = declare_none_for(
        cycle=cycle,
        domain=domain,
        stakeholders=Stakeholder.objects.filter(pk__in=form.keys),
        reason=form.cleaned_data["reason"],
        by=person(request),
        operation=operation,
    )
    said = ngettext(
        "« Aucun impact identifié » est déclaré dans %(code)s pour %(n)s partie prenante.",
        "« Aucun impact identifié » est déclaré dans %(code)s pour %(n)s parties prenantes.",
        len(declared),
    )
    tell_done(request, said % {"code": domain.code, "n": nombre(len(declared))}, operation)
    return redirect(f"{reverse('stakeholders:coverage')}?exercice={cycle.slug}#d-{domain.code}")


def _following(cycle: AssessmentCycle, domain: Domain) -> Domain | None:
    """The next domain of the standard. 1 query."""
    return cycle.domains.filter(order__gt=domain.order).order_by("order").first()
