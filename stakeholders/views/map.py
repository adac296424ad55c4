"""The map influence × dependency."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from iso26000.cycles import chosen_cycle, cycle_of
from rse_portal.common.charts import Chart, QuadrantPoint, QuadrantWords, quadrants
from rse_portal.common.pages import room_or_404
from stakeholders.enums import Quadrant, StakeholderScope
from stakeholders.queries.map import StakeholderMap, map_of
from stakeholders.views.room import tabs


@require_safe
def stakeholder_map(request: HttpRequest) -> HttpResponse:
    """Who weighs on us, who depends on us, and how to engage them. At most 8 queries."""
    room_or_404(request, "stakeholders.view_registry")
    cycle = cycle_of(request)
    found = map_of(cycle) if cycle else StakeholderMap((), ())
    context = {
        "map": found,
        "map_cycle": cycle,
        "chart": _draw(found, chosen_cycle(request)) if found.placed else None,
        "chosen_cycle": chosen_cycle(request),
        "tabs": tabs(request, "stakeholder-map"),
    }
    return render(request, "stakeholders/stakeholder_map.html", context)


def _draw(found: StakeholderMap, chosen: str) -> Chart:
    corners = QuadrantWords(
        both=str(Quadrant.COLLABORATE.label),
        only_y=str(Quadrant.INVOLVE.label),
        only_x=str(Quadrant.NEGOTIATE.label),
        neither=str(Quadrant.INFORM.label),
        filled=str(StakeholderScope.INTERNAL.label),
        hollow=str(StakeholderScope.EXTERNAL.label),
    )
    points = [
        QuadrantPoint(
            code=row.stakeholder.code,
            label=row.stakeholder.label,
            x=row.influence,  # type: ignore[arg-type]  # placed rows have both
            y=row.dependency,  # type: ignore[arg-type]
            hollow=row.stakeholder.scope == StakeholderScope.EXTERNAL,
            href=row.stakeholder.get_absolute_url() + chosen,
        )
        for row in found.placed
    ]
    return quadrants(points, corners, title=_("Influence et dépendance"), summary=_sentence(found))


def _sentence(found: StakeholderMap) -> str:
    """What the picture says today."""
    together = next(corner for corner in found.corners if corner.quadrant == Quadrant.COLLABORATE)
    voiceless = next(corner for corner in found.corners if corner.quadrant == Quadrant.INVOLVE)
    total = len(found.placed)
    first = ngettext(
        "%(n)s partie prenante sur %(total)s pèse sur nous et dépend de nous à la fois",
        "%(n)s parties prenantes sur %(total)s pèsent sur nous et dépendent de nous à la fois",
        len(together.rows),
    ) % {"n": len(together.rows), "total": total}
    second = ngettext(
        "%(n)s dépend de nous sans pouvoir peser.",
        "%(n)s dépendent de nous sans pouvoir peser.",
        len(voiceless.rows),
    ) % {"n": len(voiceless.rows)}
    return f"{first} ; {second}"
