"""One change for many impacts: choose, see line by line, confirm, undo in one click."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.actions.history import new_operation
from accounts.requests import person, tell_done
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404
from iso26000.models import AssessmentCycle, seat_held_by
from rse_portal.common.errors import Unprocessable
from rse_portal.common.forms import whole
from rse_portal.common.pages import right_or_403, room_or_404
from rse_portal.common.typography import nombre
from stakeholders.actions.impact_bulk import ChangedMeanwhile, LinesRefused, change_impacts
from stakeholders.forms.impact_bulk import ImpactBulkForm
from stakeholders.forms.impact_search import ImpactSearchForm
from stakeholders.models import Impact
from stakeholders.queries.impact_bulk import BulkLine, preview

MOST = 500  # lines that one reads before confirming


class NothingChosen(Unprocessable):
    default = _("Cochez au moins une ligne, et dites ce qui change.")


@require_http_methods(["GET", "HEAD", "POST"])
def impact_bulk(request: HttpRequest) -> HttpResponse:
    """GET: the impacts (`impact` repeated, or `tous` and the filters of the list), and what they would become.

    POST: the lines that are ticked (`ligne`: key-version) change together. 422 if a line is refused, 409 if one changed
    meanwhile: nothing is done then, and the preview says which.
    """
    room_or_404(request, "stakeholders.view_impacts")
    cycle, user = cycle_or_404(request), person(request)
    right_or_403(request, "stakeholders.change_impact")
    if not cycle.is_open:
        raise CycleIsClosed
    posted = request.method == "POST"
    form = ImpactBulkForm(request.POST if posted else request.GET, cycle=cycle)
    problem, status, ticked = "", 200, None
    if posted:
        ticked = set(request.POST.getlist("ligne"))
        operation = new_operation()
        try:
            if not (versions := _versions(ticked)) or not form.values:
                raise NothingChosen
            count = change_impacts(
                cycle=cycle, versions=versions, values=form.values, by=user, operation=operation
            )
        except (ChangedMeanwhile, LinesRefused, NothingChosen) as refused:
            problem, status = str(refused), refused.status
        else:
            said = ngettext("%(n)s impact est modifié.", "%(n)s impacts sont modifiés.", count)
            tell_done(request, said % {"n": nombre(count)}, operation if count else None)
            return redirect(f"{reverse('stakeholders:impact-list')}?{_filters(request, cycle)}")
    impacts, total = _chosen(request, cycle)
    lines = preview(cycle, impacts, form.values)
    context: dict[str, Any] = {
        "impacts_cycle": cycle,
        "form": form,
        "values": form.values,
        "total": total,
        "most": MOST,
        "lines": lines,
        "ticked": {line.key for line in lines if line.changed} if ticked is None else ticked,
        "changing": sum(line.changed for line in lines),
        "broken": [line for line in lines if line.problem and line.changed],
        "without_broken": _without_broken(request, lines),
        "kept": [(name, value) for name, values in request.GET.lists() for value in values if not _own(name)],
        "problem": problem,
    }
    return render(request, "stakeholders/impact_bulk.html", context, status=status)


def _chosen(request: HttpRequest, cycle: AssessmentCycle) -> tuple[list[Impact], int]:
    """The first MOST impacts chosen, and how many there are."""
    user = person(request)
    rows: Any = Impact.objects.visible_to(user).select_related("domain__core_subject", "stakeholder")
    if "tous" in request.GET:
        rows = ImpactSearchForm(request.GET, cycle=cycle, assessor=seat_held_by(user)).filter(rows)
    else:
        keys = [whole(key, 0) for key in request.GET.getlist("impact")[:MOST]]
        rows = rows.filter(cycle=cycle, pk__in=keys).order_by("domain__order", "code")
    impacts = list(rows[: MOST + 1])
    return impacts[:MOST], len(impacts) if len(impacts) <= MOST else rows.count()


def _versions(keys: set[str]) -> dict[int, int]:
    """What the form sent back, without what is no « key-version »."""
    pairs = (key.partition("-") for key in keys)
    read = {whole(pk, 0): whole(version, 0) for pk, _dash, version in pairs}
    return {pk: version for pk, version in read.items() if pk and version}


def _own(name: str) -> bool:
    return name.startswith("vers-")


def _without_broken(request: HttpRequest, lines: Sequence[BulkLine]) -> str:
    """The same preview without the lines that are refused."""
    values = [
        (name, value)
        for name, found in (*request.GET.lists(), *request.POST.lists())
        for value in found
        if _own(name) and value
    ]
    kept = [("impact", line.impact.pk) for line in lines if not line.problem]
    return "?" + urlencode([("exercice", request.GET.get("exercice", "")), *dict.fromkeys(values), *kept])


def _filters(request: HttpRequest, cycle: AssessmentCycle) -> str:
    """Back to the list as it was filtered."""
    kept = [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if name not in ("impact", "tous", "page", "exercice") and not _own(name) and value
    ]
    return urlencode([("exercice", cycle.slug), *kept])
