"""« Passer à une autre version de la norme »: what would move, the ranks that it would give, then the passage itself."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import person
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404
from iso26000.enums import Fate
from iso26000.models import AssessmentCycle, Standard
from iso26000.queries.correspondence import route_between
from priorities.actions import upgrade as actions
from priorities.actions.ranking import refuse_blind
from priorities.models import RankingRun
from priorities.queries.upgrade import preview_ranks, read_upgrade
from priorities.upgrading import HEADS, counted
from rse_portal.common.pages import right_or_403, room_or_404


def _loaded(request: HttpRequest, pk: int) -> tuple[User, AssessmentCycle, Standard]:
    """Who acts, on which cycle, towards which version. Who may only read gets 403; a closed cycle, or one that follows
    the version already, 409."""
    room_or_404(request, "iso26000.view_practice")
    right_or_403(request, "iso26000.run_cycle")
    cycle, standard = cycle_or_404(request), get_object_or_404(Standard, pk=pk)
    if not cycle.is_open:
        raise CycleIsClosed
    if cycle.standard_id == standard.pk:
        raise actions.SameStandard
    return person(request), cycle, standard


@require_http_methods(["GET", "HEAD", "POST"])
def upgrade_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what moves and what does not, domain by domain. POST: the worker does it. At most 15 queries."""
    user, cycle, standard = _loaded(request, pk)
    if request.method == "POST":
        job, _created = actions.request_upgrade(cycle=cycle, standard=standard, by=user)
        return redirect(job)
    route = route_between(cycle.standard, standard)
    upgrade = read_upgrade(cycle, route)
    kept = [row for row in upgrade.rows if row.passage.fate == Fate.SAME]
    context: dict[str, Any] = {
        "the_cycle": cycle,
        "standard": standard,
        "done": cycle.upgrades.filter(standard=standard).first(),
        "label": actions.upgraded_label(cycle, len(route.arrivals)),
        "route": route,
        "heads": HEADS,
        "moved": counted(upgrade.total("moves")),
        "changing": upgrade.changing,
        "kept": kept,
        "staying": [(row, counted(row.stays)) for row in upgrade.staying],
        "codings": upgrade.total("counts")["codings"],
        "to_confirm": upgrade.to_confirm,
    }
    return render(request, "priorities/upgrade_detail.html", context)


@require_safe
def upgrade_ranks(request: HttpRequest, pk: int) -> HttpResponse:
    """The ranking that today's data would give on the other version beside the last one compiled: nothing is kept. Whoever
    scores comes back once they have scored everything (ADR 0013). 20 queries, and the time of a compilation."""
    user, cycle, standard = _loaded(request, pk)
    refuse_blind(cycle, user)
    run = RankingRun.objects.visible_to(user).of(cycle).newest_first().first()
    route = route_between(cycle.standard, standard)
    context = {
        "the_cycle": cycle,
        "standard": standard,
        "run": run,
        "preview": preview_ranks(cycle, route, run),
    }
    return render(request, "priorities/upgrade_ranks.html", context)
