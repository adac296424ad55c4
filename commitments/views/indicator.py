"""Indicators: the list and its export, one indicator with its curve, its samples, its edition."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from commitments import exports
from commitments.actions import indicator as actions
from commitments.forms.indicator import IndicatorForm, IndicatorSearchForm, SampleForm
from commitments.models import Commitment, ImprovementAxis, Indicator, Sample
from commitments.pictures import curve, spark
from commitments.queries.indicator import IndicatorLine, indicator_lines
from commitments.tabs import tabs
from commitments.views.action import query_of
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404

ROOM = "commitments.view_referential"
WRITE = "commitments.change_indicator"
MEASURE = "commitments.record_sample"
TAB = "commitments:indicator-list"
PER_PAGE = 50


def _found(request: HttpRequest) -> tuple[IndicatorSearchForm, list[IndicatorLine]]:
    """The filters of the address and the indicators that they leave, with all their samples. 3 queries."""
    form = IndicatorSearchForm(request.GET)
    rows = form.filter(Indicator.objects.visible_to(person(request)).order_by("definition__code"))
    return form, form.keep(indicator_lines(rows, timezone.localdate()))


@require_safe
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Each with its last value, its target, its sparkline. At most 10 queries."""
    room_or_404(request, ROOM)
    form, lines = _found(request)
    user = person(request)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "tabs": tabs(TAB),
        "form": form,
        "page": page,
        "rows": [(line, spark(line)) for line in page],
        "stale": sum(line.is_stale for line in lines),
        "reached": sum(line.reached is True for line in lines),
        "query": query_of(request),
        "may_manage": user.has_perm(WRITE),
    }
    return render(request, "commitments/indicator_list.html", context)


@require_safe
def indicator_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered. kind: xlsx (with the samples) or csv."""
    room_or_404(request, ROOM)
    _form, lines = _found(request)
    return exports.indicators_file(lines, kind)


def _indicator_or_404(request: HttpRequest, code: str, permission: str = ROOM) -> Indicator:
    """Out of sight 404, without the right 403."""
    room_or_404(request, ROOM)
    return object_or_404(
        request,
        Indicator,
        permission,
        "definition",
        "owner",
        "axis__domain",
        "commitment__core_subject",
        definition__code=code,
    )


@require_safe
def indicator_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Its curve, its target, its samples. At most 12 queries."""
    return _show(request, _indicator_or_404(request, code))


def _show(
    request: HttpRequest, indicator: Indicator, status: int = 200, form: SampleForm | None = None
) -> HttpResponse:
    [line] = indicator_lines(Indicator.objects.filter(pk=indicator.pk), timezone.localdate())
    user = person(request)
    may_measure = user.has_perm(MEASURE, indicator)
    context = {
        "tabs": tabs(TAB),
        "indicator": indicator,
        "line": line,
        "chart": curve(line) if line.points or line.baseline is not None else None,
        "samples": list(indicator.samples.order_by("-on")),
        "may_manage": user.has_perm(WRITE),
        "may_measure": may_measure,
        "form": form or (SampleForm() if may_measure else None),
    }
    return render(request, "commitments/indicator_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_create(request: HttpRequest) -> HttpResponse:
    """A new indicator; `?engagement=ENG4`, `?axe=6.5.5` say what it measures."""
    room_or_404(request, ROOM)
    right_or_403(request, WRITE)
    form = IndicatorForm(posted(request), initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            indicator, done = actions.create_indicator(by=person(request), **form.everything)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("L’indicateur %s est ajouté.") % indicator.definition.code, done)
            return redirect(indicator)
    context = {"form": form, "indicator": None}
    return render(request, "commitments/indicator_form.html", context, status=422 if form.errors else 200)


def _asked(request: HttpRequest) -> dict[str, Any]:
    if code := request.GET.get("axe"):
        axis = ImprovementAxis.objects.select_related("commitment").filter(domain__code=code).first()
        return {"axis": axis, "commitment": axis.commitment} if axis else {}
    if code := request.GET.get("engagement"):
        return {"commitment": Commitment.objects.filter(code=code).first()}
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def indicator_edit(request: HttpRequest, code: str) -> HttpResponse:
    indicator = _indicator_or_404(request, code, WRITE)
    form, status = IndicatorForm(posted(request), instance=indicator), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_indicator(
                    indicator=indicator,
                    by=person(request),
                    version=form.read_version,
                    defined_version=form.cleaned_data["defined_version"],
                    **form.everything,
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("L’indicateur est modifié."), done)
                return redirect(indicator)
    context = {"form": form, "indicator": indicator}
    return render(request, "commitments/indicator_form.html", context, status=status)


@require_POST
def sample_create(request: HttpRequest, code: str) -> HttpResponse:
    """The value of a day, by whoever measures it or the responsable."""
    indicator = _indicator_or_404(request, code, MEASURE)
    form = SampleForm(request.POST)
    if form.is_valid():
        try:
            done = actions.record_sample(indicator=indicator, by=person(request), **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            if done:
                tell_done(request, _("La valeur est relevée."), done)
            return redirect(f"{indicator.get_absolute_url()}#releves")
    return _show(request, indicator, 422, form)


@require_POST
def sample_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    indicator = _indicator_or_404(request, code, MEASURE)
    sample = get_object_or_404(Sample.objects.select_related("indicator"), indicator=indicator, pk=pk)
    done = actions.remove_sample(sample=sample, by=person(request))
    tell_done(request, _("Le relevé est retiré."), done)
    return redirect(f"{indicator.get_absolute_url()}#releves")
