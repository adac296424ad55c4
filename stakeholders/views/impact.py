"""The room « Impacts »: find, identify, read, change, withdraw."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions.history import Stale, new_operation
from accounts.models import Change, ChangeKind, User
from accounts.requests import person, tell_done
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404, stay_in
from iso26000.models import AssessmentCycle, seat_held_by
from rse_portal.common.forms import whole
from rse_portal.common.pages import object_or_404, posted, render_part, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator
from stakeholders.actions import impact as actions
from stakeholders.enums import Polarity
from stakeholders.forms.impact import ImpactCreateForm, ImpactEditForm, NoneEditForm
from stakeholders.forms.impact_search import ImpactSearchForm
from stakeholders.models import Impact
from stakeholders.models.impact import criterion_label
from stakeholders.queries.impact import Mark, marks_of
from stakeholders.queries.impact_line import impact_lines
from stakeholders.queries.impact_reading import ImpactDetail, detail_of, may_become_critical

PER_PAGE = 50
NO_NUMBER = -1  # matches nothing


def may_change(user: User, cycle: AssessmentCycle) -> bool:
    return cycle.is_open and user.has_perm("stakeholders.change_impact")


@require_safe
def impact_list(request: HttpRequest) -> HttpResponse:
    """The impacts of the cycle that pass the filters, 50 a page. At most 12 queries, whatever lies behind."""
    room_or_404(request, "stakeholders.view_impacts")
    cycle, user = cycle_or_404(request), person(request)
    form = ImpactSearchForm(request.GET, cycle=cycle, assessor=seat_held_by(user))
    # Keys first: a database that sorts a page far down the list carries no text along.
    keys = form.filter(Impact.objects.visible_to(user)).values_list("pk", flat=True)
    page = CappedPaginator(keys, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    marks = marks_of(shown, seat_held_by(user))
    context = {
        "impacts_cycle": cycle,
        "form": form,
        "filtered": bool(form.asked),
        "more_filters": any(request.GET.get(name) for name in ("sens", "nature", "drapeau", "tri")),
        "all_url": f"{request.path}?exercice={cycle.slug}",
        "page": page,
        "rows": [(line, marks.get(line.pk, Mark())) for line in impact_lines(shown)],
        "query": _query(request),
        "may_change": may_change(user, cycle),
        "scores": cycle.is_open and user.has_perm("stakeholders.score_impact"),
    }
    return render_part(request, "stakeholders/impact_list.html", context, part="rows")


def _query(request: HttpRequest) -> str:
    """The other parameters of the address, for the links to the pages of the list."""
    return urlencode(
        [
            (name, value)
            for name, values in request.GET.lists()
            for value in values
            if name != "page" and value
        ]
    )


@require_http_methods(["GET", "HEAD", "POST"])
def impact_create(request: HttpRequest) -> HttpResponse:
    """Identify an impact; « et en identifier un autre » comes back here with the same domain and stakeholder."""
    room_or_404(request, "stakeholders.view_impacts")
    cycle, user = cycle_or_404(request), person(request)
    right_or_403(request, "stakeholders.change_impact")
    if not cycle.is_open:
        raise CycleIsClosed
    form = ImpactCreateForm(
        posted(request),
        instance=Impact(cycle=cycle),
        prefill=request.GET.dict(),
    )
    if form.is_valid():
        operation = new_operation()
        try:
            impact = actions.identify_impact(cycle=cycle, by=user, operation=operation, **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            said = _("L’impact %(code)s est identifié.") % {"code": impact.code}
            tell_done(request, _with_withdrawn(said, operation), operation)
            return redirect(_after_creation(request, impact))
    context = {"form": form, "impacts_cycle": cycle}
    return render(request, "stakeholders/impact_form.html", context, status=422 if form.errors else 200)


def _with_withdrawn(said: str, operation: UUID) -> str:
    """Nothing is withdrawn in silence: the statement that there was no impact, if the act took it away. 1 query."""
    if not Change.objects.filter(operation=operation, kind=ChangeKind.DELETED).exists():
        return said
    return said + " " + _("« Aucun impact identifié », qui y était déclaré, est retiré.")


def _after_creation(request: HttpRequest, impact: Impact) -> str:
    if "suite" not in request.POST:
        return impact.get_absolute_url()
    kept = {
        "domaine": impact.domain.code,
        "partie": impact.stakeholder.code,
        **({"exercice": impact.cycle.slug} if "exercice" in request.GET else {}),
    }
    return f"{reverse('stakeholders:impact-create')}?{urlencode(kept)}"


@require_safe
def impact_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one impact; what the others scored only to whom it is revealed. At most 10 queries."""
    room_or_404(request, "stakeholders.view_impacts")
    user = person(request)
    rows = Impact.objects.visible_to(user).with_revealed(user)
    impact = get_object_or_404(
        rows.select_related("cycle__standard", "domain__core_subject", "stakeholder", "declared_by"), pk=pk
    )
    stay_in(request, impact.cycle)
    detail = detail_of(impact, user)
    context: dict[str, Any] = {
        "impact": impact,
        "detail": detail,
        "own": _own_criteria(detail),
        "scores": user.has_perm("stakeholders.score_impact", impact) and impact.polarity != Polarity.NONE,
        "may_become_critical": may_become_critical(impact),
        "may_change": user.has_perm("stakeholders.change_impact", impact),
    }
    return render(request, "stakeholders/impact_detail.html", context)


def _own_criteria(detail: ImpactDetail) -> list[dict[str, Any]]:
    """What I gave, criterion by criterion, in the order of the grid; the missing too."""
    mine = detail.mine
    if mine is None:
        return []
    return [{"label": criterion_label(name), "value": getattr(mine, name)} for name in mine.impact.criteria]


@require_http_methods(["GET", "HEAD", "POST"])
def impact_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an impact. 409: somebody saved it meanwhile, both texts are shown. 422: refused, or scores would break."""
    impact = _impact_to_change(request, pk)
    kind = NoneEditForm if impact.polarity == Polarity.NONE else ImpactEditForm
    form: Any = kind(posted(request), instance=impact)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            operation = new_operation()
            try:
                changed = actions.change_impact(
                    impact=impact,
                    by=person(request),
                    version=form.read_version,
                    accept_effect=form.cleaned_data.get("accept_effect", False),
                    operation=operation,
                    **form.values,
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except actions.ScoresWouldBreak as problem:
                form.ask(problem.effect)
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if changed:
                    said = _("L’impact %(code)s est modifié.") % {"code": impact.code}
                    tell_done(request, _with_withdrawn(said, operation), operation)
                return redirect(impact)
    context = {"form": form, "impact": impact, "impacts_cycle": impact.cycle}
    return render(request, "stakeholders/impact_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def impact_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw an impact with its scores: GET says what would go, POST does it unless that changed meanwhile."""
    impact = _impact_to_change(request, pk)
    if request.method == "POST":
        version, scores = (whole(request.POST.get(name, ""), NO_NUMBER) for name in ("version", "scores"))
        operation = actions.delete_impact(impact=impact, by=person(request), version=version, scores=scores)
        tell_done(request, _("L’impact %(code)s est retiré.") % {"code": impact.code}, operation)
        return redirect(f"{reverse('stakeholders:impact-list')}?exercice={impact.cycle.slug}")
    context = {"impact": impact, "scores": impact.scores.count()}
    return render(request, "stakeholders/impact_delete.html", context)


def _impact_to_change(request: HttpRequest, pk: int) -> Impact:
    related = ("cycle__standard", "domain__core_subject", "stakeholder")
    impact = object_or_404(request, Impact, "stakeholders.change_impact", *related, pk=pk)
    stay_in(request, impact.cycle)
    return impact
