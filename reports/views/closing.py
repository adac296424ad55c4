"""« Contrôles avant clôture », and the closing of the cycle."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person, tell_done
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404
from reports.actions.closing import CycleHasErrors, WarningsNotAccepted, close_cycle
from reports.queries.checks import CHECKS, checks_of
from rse_portal.common.pages import render_part, right_or_403, room_or_404


@require_safe
def check_list(request: HttpRequest) -> HttpResponse:
    """Errors, warnings, hints, each with the page that mends it; the part « summary » alone for the page of the cycle.
    At most 15 queries whatever the size."""
    room_or_404(request, "reports.view_cycle")
    cycle, user = cycle_or_404(request), person(request)
    runs_it = user.has_perm("iso26000.run_cycle", cycle)
    context = {
        "the_cycle": cycle,
        "report": checks_of(cycle, user),
        "total": len(CHECKS),
        "runs_it": runs_it,
    }
    return render_part(request, "reports/check_list.html", context, part="summary")


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_close(request: HttpRequest) -> HttpResponse:
    """GET: what closing means, and the warnings to take upon oneself. POST: `averti` repeated, the warnings read."""
    room_or_404(request, "reports.view_cycle")
    right_or_403(request, "iso26000.run_cycle")
    cycle, user = cycle_or_404(request), person(request)
    if not cycle.is_open:
        raise CycleIsClosed
    problem, status = "", 200
    if request.method == "POST":
        try:
            close_cycle(cycle=cycle, accepted=request.POST.getlist("averti"), by=user)
        except (CycleHasErrors, WarningsNotAccepted) as refused:
            problem, status = str(refused), refused.status
        else:
            tell_done(request, _("%s est clos : il est publié et ne change plus.") % cycle.label)
            return redirect(f"{reverse('reports:cycle-detail')}?exercice={cycle.slug}")
    # By their number alone: nobody reads here which domains they are about (ADR 0013).
    context = {"the_cycle": cycle, "report": checks_of(cycle, None), "problem": problem}
    return render(request, "reports/cycle_close.html", context, status=status)
