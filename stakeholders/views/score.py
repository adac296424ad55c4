"""The room « Cotation »: a grid that a hand fills as fast as a spreadsheet, and that shows nobody else's scores."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale, new_operation
from accounts.models import Change
from accounts.queries.history import may, row_of
from accounts.requests import person, tell_done
from iso26000.actions.panel import seat_of
from iso26000.cycles import cycle_or_404
from iso26000.models import AssessmentCycle, Assessor, seat_held_by
from rse_portal.common.errors import Conflict
from rse_portal.common.forms import whole
from rse_portal.common.pages import object_or_404, render_part, room_or_404
from rse_portal.common.paging import CappedPaginator
from stakeholders.actions.score import CLOSED, Saved, save_score, undo_score
from stakeholders.anchors import ANCHORS
from stakeholders.forms.score import ScoreForm, SelectionForm
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.impact import BY_DOMAIN
from stakeholders.queries import score as queries
from stakeholders.queries.progress import progress_of
from stakeholders.queries.score import Row, Selection

NO_KEY = 0  # no row has it
TEMPLATE = "stakeholders/score_grid.html"


def _seat(request: HttpRequest) -> Assessor | None:
    return seat_held_by(person(request))


def _impacts() -> "QuerySet[Impact]":
    """With what the grid shows of them and what a save asks."""
    related = ("domain__core_subject", "stakeholder", "cycle")
    return Impact.objects.select_related(*related).defer("domain__guidance_fr", "domain__guidance_en")


@require_http_methods(["GET", "HEAD", "POST"])
def score_grid(request: HttpRequest) -> HttpResponse:
    """A page of impacts with one's own scores; posted, it saves each row that changed. At most 12 queries to show."""
    room_or_404(request, "stakeholders.score_impact")
    cycle = cycle_or_404(request)
    if request.method == "POST":
        return _save_page(request, cycle)
    selection = Selection.of(request.GET)
    # Keys first: a database that sorts every impact of the cycle carries no text along.
    keys = queries.impacts_to_score(cycle, _seat(request), selection).values_list("pk", flat=True)
    page = CappedPaginator(keys, queries.PER_PAGE).get_page(request.GET.get("page"))
    found = _impacts().in_bulk(list(page.object_list))
    rows = queries.read_rows((found[key] for key in page if key in found), _seat(request))
    return _show(request, cycle, selection, rows, page=page)


def _show(
    request: HttpRequest,
    cycle: AssessmentCycle,
    selection: Selection,
    rows: list[Row],
    *,
    page: Any = None,
    status: int = 200,
) -> HttpResponse:
    own = {"exercice": request.GET.get("exercice", "")}
    context = {
        "grid_cycle": cycle,
        "selection": selection,
        "groups": queries.by_domain(rows),
        "page": page,
        "progress": progress_of(cycle, _seat(request)),
        "anchors": ANCHORS,
        "filters": SelectionForm(selection, cycle=cycle),
        "query": selection.address(**own),
        "query_all": selection.address(**own, reste=""),
        "query_left": selection.address(**own, reste="1"),
        "refused": sum(bool(row.errors) for row in rows),
        "met": sum(bool(row.clashes) for row in rows),
    }
    return render(request, TEMPLATE, context, status=status)


def _save_page(request: HttpRequest, cycle: AssessmentCycle) -> HttpResponse:
    """Without a script: all rows of the page in one act. Those that cannot be saved come back, the others are saved."""
    if not cycle.is_open:
        raise Conflict(CLOSED)
    pks = [whole(text, NO_KEY) for text in request.POST.getlist("impact")[: queries.PER_PAGE]]
    shown = queries.impacts_to_score(cycle, None, Selection()).filter(pk__in=pks).values("pk")
    rows = queries.read_rows(_impacts().filter(pk__in=shown).order_by(*BY_DOMAIN), _seat(request))
    operation = new_operation()
    saved = sum(_save_row(request, row, operation) for row in rows)
    if saved:
        text = ngettext("%d cotation enregistrée.", "%d cotations enregistrées.", saved) % saved
        tell_done(request, text, operation)
    left = [row for row in rows if row.errors or row.clashes]
    if not left:
        return redirect(request.get_full_path())
    status = 422 if any(row.errors for row in left) else 409
    return _show(request, cycle, Selection.of(request.GET), left, status=status)


def _texts(form: ScoreForm) -> dict[str, list[str]]:
    return {name: [str(text) for text in texts] for name, texts in form.errors.items()}


def _save_row(request: HttpRequest, row: Row, operation: UUID) -> bool:
    """Whether something was saved; a row that could not be says why in its `errors` or `clashes`."""
    prefix = f"i{row.impact.pk}"
    form = ScoreForm(request.POST, prefix=prefix)
    row.values = {name: request.POST.get(f"{prefix}-{name}", "").strip() for name in row.values}
    if not form.is_valid():
        row.errors = _texts(form)
        return False
    mine, stored = form.values, row.stored
    if all(getattr(stored, name) == value for name, value in mine.items()):
        return False
    if (
        stored.pk
        and form.read_version != stored.version
        and queries.only_read(stored, form.read_version, mine)
    ):
        row.values = queries.shown_values(stored)
        return False
    user = person(request)
    try:
        save_score(
            impact=row.impact,
            assessor=seat_of(user=user, by=user),
            by=user,
            version=form.read_version,
            operation=operation,
            **mine,
        )
    except ValidationError as problem:
        form.refuse(problem)
        row.errors = _texts(form)
    except Stale as stale:
        row.stored = stale.row  # type: ignore[assignment]
        row.clashes = queries.clashes_of(row.values, queries.shown_values(row.stored))
    return not row.errors and not row.clashes


@require_POST
def score_save(request: HttpRequest, pk: int) -> HttpResponse:
    """One row, saved by the script of the grid: JSON {version, complete, operation, progress}.

    422 {errors} by field; 409 {version, values}: what stands there meanwhile. 15 queries, rights included, and the
    checks of the constraints, which read no table.
    """
    impact = object_or_404(request, Impact, "stakeholders.score_impact", "cycle", pk=pk)
    form = ScoreForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": _texts(form)}, status=422)
    user = person(request)
    assessor = seat_of(user=user, by=user)
    try:
        saved = save_score(
            impact=impact, assessor=assessor, by=user, version=form.read_version, **form.values
        )
    except ValidationError as problem:
        form.refuse(problem)
        return JsonResponse({"errors": _texts(form)}, status=422)
    except Stale as stale:
        now: Any = stale.row
        return JsonResponse({"version": now.version, "values": queries.shown_values(now)}, status=409)
    return _answer(saved, impact, assessor)


def _answer(
    saved: Saved, impact: Impact, assessor: Assessor, values: dict[str, str] | None = None
) -> JsonResponse:
    if saved.score:
        saved.score.impact = impact
    progress = progress_of(impact.cycle, assessor)
    return JsonResponse(
        {
            "version": saved.version,
            "complete": bool(saved.score and saved.score.is_complete),
            "operation": saved.operation,
            "progress": {"done": progress.done, "total": progress.total},
            **({} if values is None else {"values": values}),
        }
    )


@require_POST
def score_undo(request: HttpRequest, operation: UUID) -> HttpResponse:
    """Put back what one of one's own saves changed: the JSON of a save, with the values the score has again."""
    room_or_404(request, "stakeholders.score_impact")
    changes = list(Change.objects.filter(operation=operation)[:2])
    score = row_of(changes[0]) if len(changes) == 1 else None
    if not isinstance(score, ImpactScore) or not may(person(request), changes[0], "view"):
        raise Http404
    saved = undo_score(score=score, told=changes[0], by=person(request))
    values = queries.shown_values(saved.score or ImpactScore())
    return _answer(saved, score.impact, score.assessor, values)


@require_safe
def score_next(request: HttpRequest) -> HttpResponse:
    """The way to the next impact to score of the selection, on whatever page it is. At most 8 queries."""
    room_or_404(request, "stakeholders.score_impact")
    cycle, selection = cycle_or_404(request), Selection.of(request.GET)
    here = Impact.objects.filter(cycle=cycle, pk=whole(request.GET.get("apres", ""), NO_KEY)).first()
    found = queries.next_left(cycle, _seat(request), selection, here)
    own = {"exercice": request.GET.get("exercice", "")}
    if found is None:
        return redirect(f"{reverse('stakeholders:score-grid')}?{selection.address(**own)}#tout-est-cote")
    impact, number = found
    page = "" if number == 1 else str(number)
    return redirect(
        f"{reverse('stakeholders:score-grid')}?{selection.address(**own, page=page)}#i{impact.pk}"
    )


@require_safe
def score_spread(request: HttpRequest, pk: int) -> HttpResponse:
    """How the others scored one impact, without names. Not revealed is the same 404 as unknown. 2 queries and the rights."""
    room_or_404(request, "iso26000.view_assessments")
    impact = get_object_or_404(
        Impact.objects.visible_to(request.user)
        .to_score()
        .revealed_to(person(request))
        .select_related("domain__core_subject", "stakeholder", "cycle"),
        pk=pk,
    )
    context = {"spread": queries.spread_of_others(impact, _seat(request))}
    return render_part(request, "stakeholders/score_spread.html", context, part="spread")
