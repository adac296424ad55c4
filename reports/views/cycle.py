"""The page of the cycle: its steps, its panel, the reminders."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import person, tell_done
from iso26000.actions import panel as panel_actions
from iso26000.cycles import cycle_or_404, cycles_of
from iso26000.models import AssessmentCycle, Assessor
from jobs.enums import JobState
from jobs.models import Job
from priorities.models import RankingRun
from reports.forms import SeatForm
from reports.queries.changes import changed_since
from reports.queries.cycle import Step, checks, cycle_steps
from rse_portal.common.addresses import Address
from rse_portal.common.forms import whole
from rse_portal.common.pages import right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator
from stakeholders.actions.reminder import request_reminders
from stakeholders.queries.panel import Share, panel_of, seats_with_work, work_of

PER_PAGE = 12  # people: what each of them gave is counted for this page only


@require_safe
def cycle_detail(request: HttpRequest) -> HttpResponse:
    """Where the cycle stands, step by step and person by person. At most 15 queries whatever the size."""
    room_or_404(request, "reports.view_cycle")
    return _show(request, cycle_or_404(request), None)


def _show(
    request: HttpRequest, cycle: AssessmentCycle, form: SeatForm | None, status: int = 200
) -> HttpResponse:
    user = person(request)
    run = RankingRun.objects.of(cycle).without_result().newest_first().first()
    steps = cycle_steps(cycle, run)
    runs_it = user.has_perm("iso26000.run_cycle", cycle)
    alone = sum(each.is_open for each in cycles_of(request)) == 1
    context = {
        "the_cycle": cycle,
        "steps": steps,
        "steps_done": sum(step.is_done for step in steps),
        "checks": checks(steps),
        "run": run,
        "changed": changed_since(run.compiled_at, cycle, alone=alone) if run and cycle.is_open else None,
        "ranking": Address("priorities:ranking-current", query={"exercice": cycle.slug}),
        "runs_it": runs_it,
        **_panel(request, cycle, steps),
    }
    if runs_it:
        context |= {
            "form": form or SeatForm(),
            "sits": hasattr(user, "assessor") and user.assessor is not None,
            **_reminders(cycle),
        }
    return render(request, "reports/cycle_detail.html", context, status=status)


def _panel(request: HttpRequest, cycle: AssessmentCycle, steps: list[Step]) -> dict[str, Any]:
    totals = {step.key: step.total for step in steps}
    share = Share(impacts=totals["scores"], levels=totals["practices"])
    size = panel_of(cycle)
    pages = CappedPaginator(seats_with_work(cycle), PER_PAGE)
    pages.count = size.with_account
    page = pages.get_page(request.GET.get("page"))
    return {
        "panel_size": size,
        "page": page,
        "query": f"exercice={cycle.slug}",
        "people": [work_of(seat, share) for seat in page],
    }


def _reminders(cycle: AssessmentCycle) -> dict[str, Any]:
    """The sending under way, or the last one if it failed. 1 query."""
    job = Job.objects.filter(kind="remind_assessors", arguments__cycle=cycle.pk).recent().first()
    shown = job is not None and (job.is_active or job.state == JobState.FAILED)
    return {"job": job if shown else None, "may_cancel": True, "may_retry": True}


def _manager(request: HttpRequest) -> tuple[User, AssessmentCycle]:
    """Who acts and on which cycle. Who may only read gets 403; the actions refuse a closed cycle."""
    room_or_404(request, "reports.view_cycle")
    right_or_403(request, "iso26000.run_cycle")
    return person(request), cycle_or_404(request)


def _back(cycle: AssessmentCycle) -> HttpResponse:
    return redirect(f"{reverse('reports:cycle-detail')}?exercice={cycle.slug}")


@require_POST
def seat_create(request: HttpRequest) -> HttpResponse:
    """Give a colleague, or oneself, a seat on the panel."""
    user, cycle = _manager(request)
    form = SeatForm(request.POST)
    if not form.is_valid():
        return _show(request, cycle, form, status=422)
    seat = panel_actions.seat_of(user=form.cleaned_data["user"], by=user)
    tell_done(
        request,
        _("%(who)s siège au panel sous le code %(code)s.") % {"who": seat.user, "code": seat.code},
    )
    return _back(cycle)


@require_POST
def seat_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a seat that never scored."""
    user, cycle = _manager(request)
    seat = get_object_or_404(Assessor.objects.select_related("user"), pk=pk)
    panel_actions.remove_seat(seat=seat, by=user)
    tell_done(request, _("%s ne siège plus au panel.") % (seat.user or seat.code))
    return _back(cycle)


@require_POST
def reminder_create(request: HttpRequest) -> HttpResponse:
    """Write to one assessor (`seat`), or to all who have something left, in the background."""
    user, cycle = _manager(request)
    chosen = request.POST.get("seat", "")
    seat = None
    if chosen:
        seat = get_object_or_404(Assessor, pk=whole(chosen, 0), user__is_active=True)
    _job, created = request_reminders(cycle=cycle, by=user, seat=seat)
    if created:
        tell_done(request, _("Le rappel part."))
    else:
        messages.info(request, _("Un envoi est déjà en cours : recommencez quand il sera terminé."))
    return _back(cycle)
