"""The room « Priorités »: the current ranking, past runs, compilation, exports."""

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person
from dialogue.queries import heard_about
from iso26000.cycles import cycle_or_404, domain_or_404, stay_in
from iso26000.models import AssessmentCycle
from jobs.models import Job
from priorities import exports, pictures
from priorities.actions import ranking as ranking_actions
from priorities.forms.ranking import RankingCompileForm
from priorities.models import RankingRun
from priorities.queries.criteria import criteria_of
from priorities.queries.reading import read_ranking
from priorities.tabs import tabs
from rse_portal.common.addresses import Address
from rse_portal.common.pages import object_or_404, render_part, right_or_403, room_or_404
from stakeholders.queries.impact import impact_readings
from stakeholders.queries.panel import blind_sentence, left_before_ranking

SENTENCES = 5
# address of each further page of a run → template; the overview is ranking-detail itself
SECTIONS = {
    "matrice": "priorities/ranking_matrix.html",
    "groupes": "priorities/ranking_groups.html",
    "calcul": "priorities/ranking_method.html",
}


@require_safe
def ranking_current(request: HttpRequest) -> HttpResponse:
    """The latest run of the cycle that this person may see, or how to get one. At most 12 queries."""
    room_or_404(request, "priorities.view_ranking")
    cycle = cycle_or_404(request)
    run = (
        RankingRun.objects.visible_to(request.user)
        .of(cycle)
        .select_related("cycle", "compiled_by")
        .newest_first()
        .first()
    )
    return _show(request, cycle, run, RankingCompileForm())


@require_safe
def ranking_detail(request: HttpRequest, pk: str) -> HttpResponse:
    run = _run_or_404(request, pk)
    return _show(request, run.cycle, run, RankingCompileForm())


def _run_or_404(request: HttpRequest, pk: str, permission: str = "priorities.view_ranking") -> RankingRun:
    run = object_or_404(request, RankingRun, permission, "cycle__standard", "compiled_by", pk=pk)
    stay_in(request, run.cycle)
    return run


def _show(
    request: HttpRequest,
    cycle: AssessmentCycle,
    run: RankingRun | None,
    form: RankingCompileForm,
    status: int = 200,
) -> HttpResponse:
    reading = read_ranking(run) if run else None
    left = left_before_ranking(person(request), cycle)
    may_compile = cycle.is_open and not left and request.user.has_perm("priorities.compile_ranking")
    job = Job.objects.active().filter(key=f"compile_ranking:{cycle.pk}").first() if may_compile else None
    context = {
        "ranking_cycle": cycle,
        "reading": reading,
        "room_tabs": tabs(request, "priorities:ranking-current"),
        "overview": pictures.overview(reading) if reading else "",
        "tabs": _tabs(run) if run else [],
        "job": job,
        "may_compile": may_compile,
        "may_set_criteria": request.user.has_perm("priorities.set_criteria"),
        "may_cancel": job is not None and request.user.has_perm("jobs.cancel_job", job),
        "form": form,
        "blind": blind_sentence(left),
        "grid": Address("stakeholders:score-grid", query={"exercice": cycle.slug}),
    }
    return render(request, "priorities/ranking_detail.html", context, status=status)


def _tabs(run: RankingRun, current: str = "") -> list[dict[str, Any]]:
    labels = {
        "": _("Vue d’ensemble"),
        "matrice": _("Matrice"),
        "groupes": _("Par partie prenante"),
        "calcul": _("Calcul et chiffres"),
    }
    return [
        {
            "label": label,
            "url": reverse("priorities:ranking-section", args=[run.pk, section])
            if section
            else run.get_absolute_url(),
            "current": section == current,
        }
        for section, label in labels.items()
    ]


@require_safe
def ranking_section(request: HttpRequest, pk: str, section: str) -> HttpResponse:
    """The further pages of a run: matrix, stakeholder by stakeholder, computation with every figure."""
    run = _run_or_404(request, pk)
    if section not in SECTIONS:
        raise Http404
    reading = read_ranking(run)
    context: dict[str, Any] = {
        "reading": reading,
        "ranking_cycle": run.cycle,
        "room_tabs": tabs(request, "priorities:ranking-current"),
        "tabs": _tabs(run, section),
    }
    if section == "matrice" and reading.significance:
        context |= {"matrix": pictures.matrix_of(reading), "crowd": pictures.crowd_of(reading)}
    elif section == "groupes":
        context["groups_map"] = pictures.groups_of(reading)
    elif section == "calcul":
        context["may_export"] = request.user.has_perm("priorities.export_ranking")
        context["formats"] = exports.FORMATS
    return render(request, SECTIONS[section], context)


@require_safe
def ranking_list(request: HttpRequest) -> HttpResponse:
    """Every run of the cycle, newest first: none is ever overwritten. 2 queries."""
    room_or_404(request, "priorities.view_ranking")
    cycle = cycle_or_404(request)
    runs = (
        RankingRun.objects.visible_to(request.user)
        .of(cycle)
        .without_result()
        .select_related("compiled_by")
        .newest_first()
    )
    return render(request, "priorities/ranking_list.html", {"ranking_cycle": cycle, "runs": runs[:100]})


@require_POST
def ranking_compile(request: HttpRequest) -> HttpResponse:
    """Hand the compilation to the worker; a second click joins the one that runs. 409 for whoever still has to score."""
    room_or_404(request, "priorities.view_ranking")
    cycle = cycle_or_404(request)
    right_or_403(request, "priorities.compile_ranking")
    form = RankingCompileForm(request.POST)
    if not form.is_valid():
        run = RankingRun.objects.visible_to(request.user).of(cycle).newest_first().first()
        return _show(request, cycle, run, form, status=422)
    _job, created = ranking_actions.request_ranking(
        cycle=cycle, by=person(request), parameters=form.parameters()
    )
    if not created:
        messages.info(request, _("Un classement de cet exercice est déjà en cours : en voici l’avancement."))
    return redirect(f"{reverse('priorities:ranking-current')}?exercice={cycle.slug}")


@require_safe
def ranking_export(request: HttpRequest, pk: str, format: str) -> HttpResponse:
    """The run as CSV, XLSX or JSON, with the figures of the page."""
    if format not in exports.FORMATS:
        raise Http404
    run = _run_or_404(request, pk, "priorities.export_ranking")
    name = f"classement-{run.cycle.slug}-{run.compiled_at:%Y%m%d-%H%M}.{format}"
    if format == "json":
        content: str | bytes = exports.ranking_json(run)
    elif format == "csv":
        # What a French Excel opens by a double click: byte order mark, semicolons, decimal commas.
        content = "\ufeff" + exports.ranking_csv(run, delimiter=";", decimal=",")
    else:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / name
            exports.ranking_xlsx(read_ranking(run), path)
            content = path.read_bytes()
    return HttpResponse(
        content,
        content_type=exports.FORMATS[format],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_safe
def ranking_why(request: HttpRequest, pk: str, code: str) -> HttpResponse:
    """« Pourquoi cette priorité ? »: the formula with its numbers, criteria, groups, spread, the sentences heard."""
    run = _run_or_404(request, pk)
    domain = domain_or_404(run.cycle, code)
    sees_scores = request.user.has_perm("iso26000.view_assessments")
    reading = read_ranking(run)
    context = {
        "run": run,
        "domain": domain,
        "row": reading.domain(code),
        "groups": reading.groups(reading.domain(code)),
        "parameters": run.result["parameters"],
        "method": reading.method,
        "criteria": criteria_of(run.cycle, domain) if sees_scores else None,
        "impacts": impact_readings(run.cycle, domain, person(request)) if sees_scores else None,
        "heard": heard_about(request.user, run.cycle, domain, SENTENCES),
    }
    return render_part(request, "priorities/ranking_why.html", context, part="why")
