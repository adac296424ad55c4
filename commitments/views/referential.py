"""The room « Référentiel »: the seven commitments on one page, one commitment, one axis."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from commitments.actions import commitment as actions
from commitments.actions.version import NoDraft
from commitments.forms.referential import AxisForm, CommitmentForm, NewAxisForm
from commitments.models import Action, Commitment, ImprovementAxis, Indicator, ReferentialVersion
from commitments.pictures import spark
from commitments.queries.action import action_lines
from commitments.queries.content import Document
from commitments.queries.indicator import SPARK, indicator_lines
from commitments.queries.priorities import priorities_of
from commitments.queries.shown import Reading, reading_for
from commitments.tabs import tabs
from iso26000.models import Domain
from rse_portal.common.pages import posted, right_or_403, room_or_404

ROOM = "commitments.view_referential"
TAB = "commitments:referential-detail"
WRITE = "commitments.change_referential"


def may_write(request: HttpRequest, reading: Reading | None) -> bool:
    return reading is not None and reading.is_living and person(request).has_perm(WRITE)


@require_safe
def referential_detail(request: HttpRequest) -> HttpResponse:
    """The draft for whoever may see it, else what is published. At most 12 queries."""
    room_or_404(request, ROOM)
    user = person(request)
    reading = reading_for(user)
    if reading is not None:
        _draw_sparks(request, reading.document)
    context = {
        "tabs": tabs(TAB),
        "reading": reading,
        "may_write": may_write(request, reading),
        "may_manage": user.has_perm(WRITE),
        "may_adopt": user.has_perm("commitments.adopt_version"),
        "sees_draft": user.has_perm("commitments.view_draft"),
    }
    return render(request, "commitments/referential_detail.html", context)


def _draw_sparks(request: HttpRequest, document: Document) -> None:
    """Give each indicator of the document the stroke of its last samples. 2 queries."""
    visible = Indicator.objects.visible_to(person(request))
    drawn = {line.code: spark(line) for line in indicator_lines(visible, timezone.localdate(), last=SPARK)}
    for row in document["commitments"]:
        for holder in (row, *row["axes"]):
            for indicator in holder["indicators"]:
                indicator["spark"] = drawn.get(indicator["code"], "")


def _read_or_404(request: HttpRequest) -> Reading:
    room_or_404(request, ROOM)
    reading = reading_for(person(request))
    if reading is None:
        raise Http404
    return reading


@require_safe
def commitment_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One commitment: its words, its axes, their actions, its indicators. At most 20 queries."""
    reading = _read_or_404(request)
    said = reading.commitment(code)
    if said is None:
        raise Http404
    context = _living_parts(request, said["axes"], {"commitment__code": code}) | {
        "tabs": tabs(TAB),
        "reading": reading,
        "said": said,
        "row": Commitment.objects.filter(code=code).first(),
        "may_write": may_write(request, reading),
    }
    return render(request, "commitments/commitment_detail.html", context)


def _living_parts(request: HttpRequest, axes: list[Document], indicators: dict[str, Any]) -> dict[str, Any]:
    """What lives between two versions, as this person sees it: the actions of these axes, and the indicators. 4 queries."""
    user, today = person(request), timezone.localdate()
    keys = (
        Action.objects.visible_to(user)
        .filter(axis__domain__code__in=[axis["code"] for axis in axes])
        .in_order()
        .values_list("pk", flat=True)
    )
    lines = action_lines(list(keys), today)
    measured = indicator_lines(Indicator.objects.visible_to(user).filter(**indicators), today, last=SPARK)
    return {
        "axes": [(axis, [line for line in lines if line.domain == axis["code"]]) for axis in axes],
        "indicators": [(line, spark(line)) for line in measured],
        "may_manage": user.has_perm(WRITE),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def commitment_edit(request: HttpRequest, code: str) -> HttpResponse:
    """The words of a commitment, while a version is a draft."""
    _draft_or_refuse(request)
    commitment = get_object_or_404(Commitment.objects.select_related("core_subject"), code=code)
    form, status = CommitmentForm(posted(request), instance=commitment), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_commitment(
                    commitment=commitment, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("L’engagement est modifié."), done)
                return redirect(commitment)
    context = {"form": form, "commitment": commitment}
    return render(request, "commitments/commitment_edit.html", context, status=status)


def _draft_or_refuse(request: HttpRequest) -> ReferentialVersion:
    """Out of sight 404, without the right 403, without a draft 409."""
    room_or_404(request, "commitments.view_draft")
    right_or_403(request, WRITE)
    version = ReferentialVersion.objects.select_related("cycle__standard").newest_first().first()
    if version is None or not version.is_draft:
        raise NoDraft
    return version


# --- axes


@require_safe
def axis_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One axis: the priority it comes from, its actions, its indicators. At most 20 queries."""
    reading = _read_or_404(request)
    found = reading.axis(code)
    if found is None:
        raise Http404
    said, axis = found
    context = _living_parts(request, [axis], {"axis__domain__code": code}) | {
        "tabs": tabs(TAB),
        "reading": reading,
        "said": said,
        "axis": axis,
        "row": ImprovementAxis.objects.filter(domain__code=code).select_related("cycle").first(),
        "may_write": may_write(request, reading),
    }
    return render(request, "commitments/axis_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def axis_create(request: HttpRequest) -> HttpResponse:
    """A priority becomes an axis. `?domaine=6.5.5` chooses it beforehand."""
    version = _draft_or_refuse(request)
    initial: dict[str, Any] = {}
    if code := request.GET.get("domaine"):
        initial["domain"] = Domain.objects.filter(standard=version.cycle.standard_id, code=code).first()
    form = NewAxisForm(
        posted(request),
        priorities=priorities_of(version.cycle, reader=person(request)),
        version=version,
        initial=initial,
    )
    if request.method == "POST" and form.is_valid():
        try:
            axis, done = actions.add_axis(
                domain=form.cleaned_data["domain"], by=person(request), **form.values
            )
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("L’axe est ajouté."), done)
            return redirect(axis)
    context = {"form": form, "priorities": form.priorities, "listed": form.listed}
    return render(request, "commitments/axis_create.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def axis_edit(request: HttpRequest, code: str) -> HttpResponse:
    _draft_or_refuse(request)
    axis = get_object_or_404(
        ImprovementAxis.objects.select_related("domain", "commitment"), domain__code=code
    )
    form, status = AxisForm(posted(request), instance=axis), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_axis(
                    axis=axis, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("L’axe est modifié."), done)
                return redirect(axis)
    context = {"form": form, "axis": axis}
    return render(request, "commitments/axis_edit.html", context, status=status)


@require_POST
def axis_delete(request: HttpRequest, code: str) -> HttpResponse:
    """No question asked: the message that follows brings it back in one click."""
    _draft_or_refuse(request)
    axis = get_object_or_404(
        ImprovementAxis.objects.select_related("domain", "commitment"), domain__code=code
    )
    done = actions.remove_axis(axis=axis, by=person(request))
    tell_done(request, _("L’axe est retiré."), done)
    return redirect(axis.commitment)
