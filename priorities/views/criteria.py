"""The priority criteria of every domain, on one sheet."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import person, tell_done
from iso26000.cells import domain_of
from iso26000.cycles import cycle_or_404
from priorities.actions.criteria import set_criteria
from priorities.criteria import GUIDES
from priorities.forms.criteria import CriteriaForm, CriterionSearchForm
from priorities.queries.criteria import criterion_values, feasibilities_of
from rse_portal.common.forms import SheetChanged
from rse_portal.common.pages import posted, room_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def criterion_list(request: HttpRequest) -> HttpResponse:
    """Domains × criteria, saved at once; what a filter hides is left alone. At most 10 queries."""
    room_or_404(request, "priorities.set_criteria")
    cycle = cycle_or_404(request)
    if request.method == "POST" and not cycle.is_open:
        raise PermissionDenied
    everything = list(cycle.domains)
    now = criterion_values(cycle)
    answered = {domain_of(name) for name in now}
    search = CriterionSearchForm(
        request.GET, subjects=list(dict.fromkeys(domain.core_subject for domain in everything))
    )
    # What was sent is answered whole: a domain that was « sans critère » when the page was opened is still on it.
    sent = {domain_of(name) for name in request.POST}
    domains = (
        [domain for domain in everything if domain.code in sent]
        if request.method == "POST"
        else search.filter(everything, answered)
    )
    form, status = CriteriaForm(posted(request), domains=domains, now=now), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = set_criteria(
                    cycle=cycle, values=form.values, read=form.read_values, by=person(request)
                )
            except SheetChanged as problem:
                form, status = form.met(problem.now), 409
            else:
                if done:
                    tell_done(request, _("Les critères sont enregistrés."), done)
                return redirect(request.get_full_path())
    for field in form.fields.values():
        field.disabled = not cycle.is_open
    form.notes = feasibilities_of(now)
    context = {
        "criteria_cycle": cycle,
        "form": form,
        "search": search,
        "guides": GUIDES,
        "may_set": cycle.is_open,
        "answered": len(answered),
        "total": len(everything),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "priorities/criterion_list.html", context, status=status)
