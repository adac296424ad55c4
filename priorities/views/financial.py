"""« Double matérialité »: impacts and finances side by side, when the cycle asks for it."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.models import User
from accounts.requests import person, tell_done
from iso26000.cycles import cycle_or_404, domain_or_404
from iso26000.models import AssessmentCycle
from priorities import pictures
from priorities.actions import financial as actions
from priorities.forms.financial import FinancialViewForm
from priorities.models import FinancialView, RankingRun
from priorities.queries.financial import materiality_of
from priorities.queries.reading import RankingReading, read_ranking
from rse_portal.common.addresses import Address
from rse_portal.common.pages import posted, right_or_403, room_or_404

ROOM, GIVE, OPEN = "priorities.view_financial", "priorities.change_financial", "priorities.open_financial"


def _reading(cycle: AssessmentCycle, user: User) -> RankingReading | None:
    run = (
        RankingRun.objects.visible_to(user).of(cycle).select_related("cycle__standard").newest_first().first()
    )
    return read_ranking(run) if run else None


def _list(cycle: AssessmentCycle) -> str:
    return Address("priorities:financial-list", query={"exercice": cycle.slug}).url


@require_safe
def financial_list(request: HttpRequest) -> HttpResponse:
    """The picture, then every domain with what each view says. At most 10 queries."""
    room_or_404(request, ROOM)
    cycle, user = cycle_or_404(request), person(request)
    reading = _reading(cycle, user) if cycle.double_materiality else None
    found = materiality_of(cycle, cycle.domains, reading) if cycle.double_materiality else None
    context = {
        "double_cycle": cycle,
        "materiality": found,
        "chart": pictures.materiality_picture(
            found,
            lambda domain: Address("priorities:financial-edit", (domain.code,), {"exercice": cycle.slug}).url,
        )
        if found
        else None,
        "may_open": user.has_perm(OPEN, cycle),
        "may_give": user.has_perm(GIVE) and cycle.is_open,
        "reading": reading,
    }
    return render(request, "priorities/financial_list.html", context)


@require_POST
def financial_open(request: HttpRequest) -> HttpResponse:
    """Ask for the second view in this cycle, or ask no more."""
    room_or_404(request, ROOM)
    cycle = cycle_or_404(request)
    right_or_403(request, OPEN)
    on = request.POST.get("ouvrir") == "1"
    if actions.set_double_materiality(cycle=cycle, on=on, by=person(request)):
        tell_done(
            request,
            _("La double matérialité est ouverte dans cet exercice.")
            if on
            else _("La double matérialité est fermée ; ce qui a été saisi est gardé."),
        )
    return redirect(_list(cycle))


@require_http_methods(["GET", "HEAD", "POST"])
def financial_edit(request: HttpRequest, code: str) -> HttpResponse:
    room_or_404(request, ROOM)
    cycle = cycle_or_404(request)
    domain = domain_or_404(cycle, code)
    right_or_403(request, GIVE)
    view = FinancialView.objects.filter(cycle=cycle, domain=domain).first()
    form, status = FinancialViewForm(posted(request), instance=view), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.give_view(
                    cycle=cycle, domain=domain, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("Le regard financier sur %s est gardé.") % domain.code, done)
                return redirect(_list(cycle))
    context = {"form": form, "domain": domain, "view": view, "double_cycle": cycle, "back": _list(cycle)}
    return render(request, "priorities/financial_form.html", context, status=status)


@require_POST
def financial_delete(request: HttpRequest, pk: int) -> HttpResponse:
    room_or_404(request, ROOM)
    view = get_object_or_404(FinancialView.objects.select_related("cycle", "domain"), pk=pk)
    right_or_403(request, GIVE)
    done = actions.remove_view(view=view, by=person(request))
    tell_done(request, _("Le regard financier est retiré."), done)
    return redirect(_list(view.cycle))
