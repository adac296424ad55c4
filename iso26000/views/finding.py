"""Findings of the experts, and the validation of a level by somebody who did not give it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from iso26000.actions import finding as actions
from iso26000.cycles import cycle_or_404, domain_or_404, in_this_cycle, stay_in
from iso26000.forms.finding import FindingForm, FindingSearchForm, ReopenForm
from iso26000.models import Finding, PracticeValidation
from iso26000.views.practice import show_practice
from rse_portal.common.pages import posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator

PREFIX = "constat"
PER_PAGE = 50


def _back(request: HttpRequest, code: str, part: str) -> str:
    return in_this_cycle(request, reverse("iso26000:practice-edit", args=[code])) + part


@require_safe
def finding_list(request: HttpRequest) -> HttpResponse:
    """Every finding of the cycle, in the order of the standard. At most 12 queries."""
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    search = FindingSearchForm(request.GET, subjects=list(cycle.standard.core_subjects.all()))
    findings = search.filter(Finding.objects.filter(cycle=cycle))
    findings = findings.select_related("domain__core_subject", "owner", "evidence").order_by(
        "domain__order", "pk"
    )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "finding_cycle": cycle,
        "search": search,
        "page": CappedPaginator(findings, PER_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
        "list_url": in_this_cycle(request, reverse("iso26000:practice-list")),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "iso26000/finding_list.html", context)


@require_POST
def finding_create(request: HttpRequest, code: str) -> HttpResponse:
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    domain = domain_or_404(cycle, code)
    if not (cycle.is_open and person(request).has_perm("iso26000.change_finding")):
        raise PermissionDenied
    form = FindingForm(request.POST, instance=Finding(cycle=cycle, domain=domain), prefix=PREFIX)
    if form.is_valid():
        try:
            done = actions.add_finding(cycle=cycle, domain=domain, by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("Le constat est ajouté."), done)
            return redirect(_back(request, code, "#constats"))
    return show_practice(request, cycle, domain, finding_form=form, status=422)


def _finding_or_404(request: HttpRequest, code: str, pk: int) -> Finding:
    room_or_404(request, "iso26000.view_practice")
    finding = get_object_or_404(
        Finding.objects.select_related("cycle", "domain__core_subject"), pk=pk, domain__code=code
    )
    right_or_403(request, "iso26000.change_finding", finding)
    return finding


@require_http_methods(["GET", "HEAD", "POST"])
def finding_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One finding. 3 queries, plus the rights."""
    finding = _finding_or_404(request, code, pk)
    stay_in(request, finding.cycle)
    form, status = FindingForm(posted(request), instance=finding, prefix=PREFIX), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_finding(
                    finding=finding, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("Le constat est modifié."), done)
                return redirect(_back(request, code, "#constats"))
    context = {
        "finding": finding,
        "domain": finding.domain,
        "form": form,
        "back": _back(request, code, "#constats"),
    }
    return render(request, "iso26000/finding_edit.html", context, status=status)


@require_POST
def finding_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """No question asked: the message that follows brings it back in one click."""
    finding = _finding_or_404(request, code, pk)
    done = actions.remove_finding(finding=finding, by=person(request))
    tell_done(request, _("Le constat est retiré."), done)
    return redirect(_back(request, code, "#constats"))


@require_POST
def practice_validate(request: HttpRequest, code: str) -> HttpResponse:
    """The second pair of eyes. `niveau`: the level that was read, « na » for not applicable."""
    room_or_404(request, "iso26000.view_practice")
    right_or_403(request, "iso26000.validate_practice")
    cycle = cycle_or_404(request)
    domain = domain_or_404(cycle, code)
    read = request.POST.get("niveau", "")
    try:
        level = None if read == "na" else float(read[:4])
    except ValueError:
        raise actions.LevelMoved from None
    done = actions.validate_practice(cycle=cycle, domain=domain, level=level, by=person(request))
    tell_done(request, _("Le niveau est validé."), done)
    return redirect(_back(request, code, "#validation"))


@require_POST
def practice_reopen(request: HttpRequest, code: str) -> HttpResponse:
    room_or_404(request, "iso26000.view_practice")
    right_or_403(request, "iso26000.validate_practice")
    cycle = cycle_or_404(request)
    domain = domain_or_404(cycle, code)
    validation = get_object_or_404(
        PracticeValidation.objects.select_related("cycle", "domain"), cycle=cycle, domain=domain
    )
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return show_practice(request, cycle, domain, reopen_form=form, status=422)
    done = actions.reopen_practice(validation=validation, by=person(request), **form.cleaned_data)
    tell_done(request, _("Le niveau est rouvert."), done)
    return redirect(_back(request, code, "#validation"))
