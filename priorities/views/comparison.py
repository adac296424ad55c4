"""Two rankings side by side: two years, two runs, or a scenario."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from iso26000.cycles import cycle_or_404
from iso26000.models import AssessmentCycle
from method.variation import Variation
from priorities import pictures
from priorities.models import RankingRun, Scenario
from priorities.queries.comparison import LISTS, Side, compare, names_of
from priorities.queries.reading import RankingReading, read_ranking
from priorities.queries.trial import try_on
from priorities.tabs import tabs
from rse_portal.common.pages import room_or_404
from rse_portal.common.typography import moment

MOST_RUNS, MOST_SCENARIOS = 60, 60


@dataclass(frozen=True)
class Option:
    """value: « c-<uuid> » for a run, « s-<uuid> » for a scenario."""

    value: str
    label: str
    cycle: AssessmentCycle

    @property
    def pk(self) -> UUID:
        return UUID(self.value[2:])

    @property
    def is_run(self) -> bool:
        return self.value.startswith("c-")


@require_safe
def comparison_detail(request: HttpRequest) -> HttpResponse:
    """Unless told, the last ranking of the cycle against that of the year before. At most 12 queries."""
    room_or_404(request, "priorities.try_settings")
    cycle = cycle_or_404(request)
    options = _options(request)
    before, after = _chosen(request, options, cycle)
    ranking = request.GET.get("liste", LISTS[0])
    context = {
        "room_tabs": tabs(request, "priorities:comparison-detail"),
        "ranking_cycle": cycle,
        "options": [(key, list(group)) for key, group in groupby(options, lambda option: option.cycle.label)],
        "before": before,
        "after": after,
        "ranking": ranking if ranking in LISTS else LISTS[0],
        "chosen": request.GET.get("exercice", ""),
    }
    if before and after:
        first, second = _side(request, before), _side(request, after)
        comparison = compare(
            first[0],
            second[0],
            names_of(first[1], second[1]),
            ranking=str(context["ranking"]),
            hrefs=pictures.why_urls(second[1]),
        )
        context |= {"comparison": comparison, "slope": pictures.slope_of(comparison)}
    return render(request, "priorities/comparison_detail.html", context)


def _options(request: HttpRequest) -> list[Option]:
    """Runs and scenarios that this person sees, cycle by cycle, newest first. 2 queries."""
    runs = (
        RankingRun.objects.visible_to(request.user)
        .without_result()
        .select_related("cycle")
        .order_by("-cycle__opened_on", "-compiled_at", "-pk")[:MOST_RUNS]
    )
    scenarios = (
        Scenario.objects.visible_to(request.user)
        .select_related("run__cycle")
        .defer("run__result_json")
        .newest_first()[:MOST_SCENARIOS]
    )
    options = [
        Option(f"c-{run.pk}", f"{run.cycle.label} – {moment(run.compiled_at)}", run.cycle) for run in runs
    ] + [
        Option(f"s-{scenario.pk}", _("Scénario « %s »") % scenario.name, scenario.run.cycle)
        for scenario in scenarios
    ]
    return sorted(options, key=lambda option: option.cycle.opened_on, reverse=True)


def _chosen(
    request: HttpRequest, options: Sequence[Option], cycle: AssessmentCycle
) -> tuple[Option | None, Option | None]:
    """(before, after): what the address says; else this cycle's last run against the last run of an earlier one, or
    against its own run before. What it names and is not among the options does not exist for this person."""
    by_value = {option.value: option for option in options}
    asked = [request.GET.get(name, "") for name in ("avant", "apres")]
    if any(value and value not in by_value for value in asked):
        raise Http404
    runs = [option for option in options if option.is_run]
    mine = [option for option in runs if option.cycle == cycle]
    earlier = [option for option in runs if option.cycle.opened_on < cycle.opened_on]
    after = by_value.get(asked[1]) or next(iter(mine), None)
    before = by_value.get(asked[0]) or next(iter([*earlier, *mine[1:]]), None)
    return before, after


def _side(request: HttpRequest, option: Option) -> tuple[Side, RankingReading]:
    """1 or 2 queries."""
    if option.is_run:
        run = RankingRun.objects.select_related("cycle__standard").get(pk=option.pk)
        return Side(run.cycle.label, run.result, run.get_absolute_url()), read_ranking(run)
    scenario = Scenario.objects.select_related("run__cycle__standard").get(pk=option.pk)
    result = try_on(scenario.run, Variation.from_dict(scenario.variation))
    return Side(scenario.name, result, scenario.get_absolute_url(), is_tried=True), read_ranking(scenario.run)
