"""The room « Rapports »: ask for a report, find those already compiled."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person
from iso26000.cycles import cycle_or_404
from jobs.models import Job
from priorities.actions.ranking import refuse_blind
from priorities.models import RankingRun
from reports.actions.report import request_report
from reports.forms import ReportCompileForm, TemplateForm
from reports.models import ReportTemplate
from rse_portal.common.addresses import Address
from rse_portal.common.pages import room_or_404
from stakeholders.queries.panel import blind_sentence, left_before_ranking

RECENT = 20
KINDS = ("compile_report", "compile_proof")
ROOM, PROOF, TEMPLATE = "reports.compile_report", "reports.compile_proof", "reports.set_template"


@require_safe
def report_list(request: HttpRequest) -> HttpResponse:
    """4 queries, plus the rights; 5 for whoever scores."""
    room_or_404(request, ROOM)
    return show_reports(request)


def show_reports(
    request: HttpRequest,
    status: int = 200,
    *,
    form: ReportCompileForm | None = None,
    template_form: TemplateForm | None = None,
) -> HttpResponse:
    """The room, with a form that was refused if there is one."""
    cycle = cycle_or_404(request)
    form = form or ReportCompileForm(proof=request.user.has_perm(PROOF))
    may_set = request.user.has_perm(TEMPLATE)
    runs = RankingRun.objects.visible_to(request.user).of(cycle).without_result().newest_first()
    context = {
        "report_cycle": cycle,
        "run": runs.first(),
        "reports": Job.objects.visible_to(request.user).filter(kind__in=KINDS).recent()[:RECENT],
        "form": form,
        "template": ReportTemplate.objects.first(),
        "template_form": (template_form or TemplateForm()) if may_set else None,
        "blind": blind_sentence(left_before_ranking(person(request), cycle)),
        "grid": Address("stakeholders:score-grid", query={"exercice": cycle.slug}),
    }
    return render(request, "reports/report_list.html", context, status=status)


@require_POST
def report_compile(request: HttpRequest) -> HttpResponse:
    """Hand the report to the worker and show its progress; a second click joins the one that runs."""
    room_or_404(request, ROOM)
    cycle = cycle_or_404(request)
    form = ReportCompileForm(request.POST, proof=request.user.has_perm(PROOF))
    if not form.is_valid():
        return show_reports(request, 422, form=form)
    refuse_blind(cycle, person(request))
    if not RankingRun.objects.visible_to(request.user).of(cycle).exists():
        raise PermissionDenied
    job, _created = request_report(cycle=cycle, format=form.cleaned_data["format"], by=person(request))
    return redirect(job)
