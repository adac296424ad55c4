"""« Correspondances »: the priorities beside ESRS, GRI and ODD, and back. Indicative."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import person
from iso26000.cycles import cycle_or_404
from iso26000.models import AssessmentCycle
from priorities.pictures import materiality_picture
from priorities.queries.adopted import list_of
from priorities.queries.decision import decision_of
from priorities.queries.financial import materiality_of
from reports.documents.crosswalk import crosswalk_file
from reports.forms import CrosswalkSearchForm
from reports.queries.crosswalk import Crosswalk, crosswalk_of
from reports.queries.homes import latest_reading
from rse_portal.common.addresses import Address
from rse_portal.common.pages import room_or_404

ROOM = "iso26000.view_standard"


def _crosswalk(cycle: AssessmentCycle, user: User) -> Crosswalk:
    """What this person may read of the priorities, beside every domain. At most 7 queries."""
    decision = decision_of(cycle, user)
    adopted = list_of(decision) if decision and decision.is_adopted else None
    ranking = None if adopted else latest_reading(user, cycle)
    return crosswalk_of(cycle.domains, adopted, ranking)


@require_safe
def crosswalk_list(request: HttpRequest) -> HttpResponse:
    """Both ways. At most 15 queries."""
    room_or_404(request, ROOM)
    cycle = cycle_or_404(request)
    crosswalk, search = _crosswalk(cycle, person(request)), CrosswalkSearchForm(request.GET)
    user = person(request)
    asked = cycle.double_materiality and user.has_perm("priorities.view_financial")
    double = materiality_of(cycle, cycle.domains, latest_reading(user, cycle)) if asked else None
    context = {
        "crossed_cycle": cycle,
        "search": search,
        "crosswalk": crosswalk,
        "rows": crosswalk.kept(everything=search.everything, esrs=search.esrs),
        "materiality": double,
        "double_picture": materiality_picture(double) if double else None,
        "sources": [(name, text) for name, text in cycle.standard.mappings.items() if isinstance(text, str)],
        "chosen": request.GET.get("exercice", ""),
        "exports": [
            (kind.upper(), Address("reports:crosswalk-export", (kind,), {"exercice": cycle.slug, **search.address}))
            for kind in ("xlsx", "csv")
        ],
    }  # fmt: skip
    return render(request, "reports/crosswalk_list.html", context)


@require_safe
def crosswalk_export(request: HttpRequest, kind: str) -> HttpResponse:
    room_or_404(request, ROOM)
    cycle, search = cycle_or_404(request), CrosswalkSearchForm(request.GET)
    crosswalk = _crosswalk(cycle, person(request))
    return crosswalk_file(crosswalk, crosswalk.kept(everything=search.everything, esrs=search.esrs), kind)
