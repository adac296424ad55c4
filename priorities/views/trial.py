"""« Et si ? » : other settings on the facts of a run, at once; scenarios kept under a name; two rankings compared."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from iso26000.cycles import cycle_or_404, stay_in
from iso26000.models import AssessmentCycle
from method.variation import Variation
from priorities import pictures
from priorities.actions import scenario as actions
from priorities.forms.trial import ScenarioForm, TrialForm
from priorities.models import RankingRun, Scenario
from priorities.queries.comparison import Comparison, Side, compare
from priorities.queries.reading import RankingReading, read_ranking
from priorities.queries.trial import as_compiled, try_on
from priorities.tabs import tabs
from rse_portal.common.addresses import Address
from rse_portal.common.pages import object_or_404, render_part, right_or_403, room_or_404

TRY = "priorities.try_settings"
MOST_SCENARIOS = 50


def run_of(request: HttpRequest, cycle: AssessmentCycle) -> RankingRun | None:
    """The run that the address names (?classement=), else the last one of the cycle that this person may see. 1 query."""
    asked = request.GET.get("classement", "")
    if asked:
        return object_or_404(request, RankingRun, TRY, "cycle__standard", "compiled_by", pk=_uuid(asked))
    runs = RankingRun.objects.visible_to(request.user).of(cycle).select_related("cycle", "compiled_by")
    return runs.newest_first().first()


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@require_safe
def trial_detail(request: HttpRequest) -> HttpResponse:
    """Move, see. The address is the trial: it can be sent to somebody, and works without JavaScript. 10 queries."""
    room_or_404(request, TRY)
    cycle = cycle_or_404(request)
    run = run_of(request, cycle)
    if run is None:
        return render(request, "priorities/trial_detail.html", _context(request, cycle, None))
    stay_in(request, run.cycle)
    return _show(request, run, request.GET)


@require_safe
def scenario_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A scenario, computed again from the facts of its run: the figures are always the same."""
    scenario = object_or_404(
        request, Scenario, TRY, "run__cycle__standard", "run__compiled_by", "owner", pk=pk
    )
    stay_in(request, scenario.run.cycle)
    return _show(request, scenario.run, None, scenario=scenario)


def _show(
    request: HttpRequest,
    run: RankingRun,
    query: QueryDict | None,
    *,
    scenario: Scenario | None = None,
    name_form: ScenarioForm | None = None,
    status: int = 200,
) -> HttpResponse:
    reading = read_ranking(run)
    start = Variation.from_dict(scenario.variation) if scenario else as_compiled(run)
    form = TrialForm(query, start=start, groups=reading.groups())
    context = _context(request, run.cycle, run) | {
        "form": form,
        "scenario": scenario,
        "name_form": name_form or ScenarioForm(),
        "scenarios": run.scenarios.select_related("owner").newest_first()[:MOST_SCENARIOS],  # type: ignore[attr-defined]
        "may_save": request.user.has_perm("priorities.save_scenario"),
        "may_delete": scenario is not None and request.user.has_perm("priorities.change_scenario", scenario),
    }
    if form.is_valid():
        tried = form.is_tried or scenario is not None
        comparison = trial_of(reading, form.variation(), form.ranking)
        context |= {
            "comparison": comparison,
            "slope": pictures.slope_of(comparison, narrow=True),
            "tried": tried,
            "trial": form.to_query(),
        }
    else:
        status = 422
    return render_part(request, "priorities/trial_detail.html", context, part="result", status=status)


def trial_of(reading: RankingReading, variation: Variation, ranking: str) -> Comparison:
    """The run on the left, what is tried on the right. No query."""
    return compare(
        Side(_("calculé"), reading.run.result),
        Side(_("essayé"), try_on(reading.run, variation), is_tried=True),
        reading.domains,
        ranking=ranking,
        hrefs=pictures.why_urls(reading),
    )


def _context(request: HttpRequest, cycle: AssessmentCycle, run: RankingRun | None) -> dict[str, Any]:
    return {
        "room_tabs": tabs(request, "priorities:trial-detail"),
        "ranking_cycle": cycle,
        "run": run,
    }


@require_POST
def scenario_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep the trial of the page under a name."""
    run = object_or_404(request, RankingRun, TRY, "cycle__standard", "compiled_by", pk=pk)
    stay_in(request, run.cycle)
    right_or_403(request, "priorities.save_scenario")
    name_form = ScenarioForm(request.POST)
    query = QueryDict(request.POST.get("trial", "")[:2000])
    form = TrialForm(query, start=as_compiled(run), groups=read_ranking(run).groups())
    if name_form.is_valid() and form.is_valid():
        try:
            scenario, operation = actions.save_scenario(
                run=run,
                name=name_form.cleaned_data["name"],
                variation=form.variation(),
                by=person(request),
            )
        except ValidationError as problem:
            name_form.add_error("name", problem.messages)
        else:
            tell_done(request, _("Le scénario est enregistré."), operation)
            return redirect(scenario)
    return _show(request, run, query, name_form=name_form, status=422)


@require_POST
def scenario_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    scenario = object_or_404(request, Scenario, TRY, "run__cycle", pk=pk)
    right_or_403(request, "priorities.change_scenario", scenario)
    operation = actions.delete_scenario(scenario=scenario, by=person(request))
    tell_done(request, _("Le scénario est supprimé."), operation)
    return redirect(
        Address(
            "priorities:trial-detail",
            query={"exercice": scenario.run.cycle.slug, "classement": str(scenario.run_id)},
        ).url
    )
