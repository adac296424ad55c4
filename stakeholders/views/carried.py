"""« Reprise »: the judgements of the last cycle proposed to this one, confirmed one by one or together."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.requests import person, tell_done
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.cycles import cycle_or_404, stay_in
from iso26000.enums import CarriedKind
from iso26000.models import AssessmentCycle, Carried
from rse_portal.common.errors import Unprocessable
from rse_portal.common.forms import whole
from rse_portal.common.pages import posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator
from rse_portal.common.typography import nombre
from stakeholders.actions import carried as actions
from stakeholders.forms.carried import CarriedCopyForm, CarriedSearchForm, form_of, values_of
from stakeholders.queries.carried import lines_of, offers, sources_for, waiting, waiting_in

PER_PAGE = 50
MOST = 500  # lines that one reads before confirming


class NothingChosen(Unprocessable):
    default = _("Cochez au moins une ligne.")


def _back(cycle: AssessmentCycle, **kept: str) -> str:
    query = {"exercice": cycle.slug, **{name: value for name, value in kept.items() if value}}
    return f"{reverse('stakeholders:carried-list')}?{urlencode(query)}"


def _confirmer(request: HttpRequest) -> tuple[User, AssessmentCycle]:
    """Who acts and on which cycle. Who may only read gets 403, a closed cycle 409."""
    room_or_404(request, "iso26000.view_practice")
    right_or_403(request, "iso26000.confirm_carried")
    cycle = cycle_or_404(request)
    if not cycle.is_open:
        raise CycleIsClosed
    return person(request), cycle


@require_safe
def carried_list(request: HttpRequest) -> HttpResponse:
    """What waits, kind by kind. At most 14 queries."""
    room_or_404(request, "iso26000.view_practice")
    cycle, user = cycle_or_404(request), person(request)
    counts = waiting_in(cycle)
    first = next((kind for kind, n in counts.items() if n), CarriedKind.PRACTICE.value)
    search = CarriedSearchForm(request.GET, subjects=list(cycle.standard.core_subjects.all()), kind=first)
    page = CappedPaginator(waiting(cycle, search.kind, search.subject), PER_PAGE).get_page(
        request.GET.get("page")
    )
    query = {"exercice": cycle.slug, "nature": search.kind, "question": search.subject}
    context = {
        "carried_cycle": cycle,
        "tabs": [(kind, counts[kind.value]) for kind in CarriedKind],
        "total": sum(counts.values()),
        "search": search,
        "page": page,
        "lines": lines_of(cycle, list(page), user),
        "query": urlencode({name: value for name, value in query.items() if value}),
        "confirms": cycle.is_open and user.has_perm("iso26000.confirm_carried"),
        "copies": cycle.is_open and user.has_perm("iso26000.run_cycle"),
    }
    return render(request, "stakeholders/carried_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def carried_copy(request: HttpRequest) -> HttpResponse:
    """GET: what could be taken, counted. POST: it is proposed, and counts nowhere yet. 12 queries."""
    room_or_404(request, "iso26000.view_practice")
    right_or_403(request, "iso26000.run_cycle")
    cycle = cycle_or_404(request)
    if not cycle.is_open:
        raise CycleIsClosed
    sources = sources_for(cycle)
    source = sources.filter(slug=request.GET.get("source", "")).first() or sources.first()
    initial = {"source": source and source.slug, "kinds": [kind.value for kind in CarriedKind]}
    form, status = CarriedCopyForm(posted(request), sources=sources, initial=initial), 200
    if request.method == "POST":
        if form.is_valid():
            operation, count = actions.copy_cycle(cycle=cycle, by=person(request), **form.cleaned_data)
            said = ngettext(
                "%(n)s cotation est reprise, à confirmer.",
                "%(n)s cotations sont reprises, à confirmer.",
                count,
            )
            tell_done(request, said % {"n": nombre(count)}, operation if count else None)
            return redirect(_back(cycle))
        status = 422
    context = {
        "carried_cycle": cycle,
        "source": source,
        "form": form,
        "chosen": form["kinds"].value() or [],
        "offers": offers(source, cycle) if source else [],
        "back": _back(cycle),
    }
    return render(request, "stakeholders/carried_copy.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def carried_confirm(request: HttpRequest) -> HttpResponse:
    """GET: the lines (`reprise` repeated, or `tous` and the filters), and what confirming them would do. POST: the lines
    ticked (`ligne`: key-version). 14 queries, plus those of the action."""
    user, cycle = _confirmer(request)
    if request.method == "POST":
        versions = _versions(request.POST.getlist("ligne"))
        if not versions:
            raise NothingChosen
        operation, count, left = actions.confirm_carried(cycle=cycle, versions=versions, by=user)
        said = ngettext("%(n)s reprise est confirmée.", "%(n)s reprises sont confirmées.", count) % {
            "n": nombre(count)
        }
        if left:
            said += " " + ngettext(
                "%(n)s ne pouvait pas l’être : elle attend toujours.",
                "%(n)s ne pouvaient pas l’être : elles attendent toujours.",
                len(left),
            ) % {"n": nombre(len(left))}
        tell_done(request, said, operation if count else None)
        return redirect(_back(cycle, nature=request.POST.get("nature", "")))
    search = CarriedSearchForm(
        request.GET, subjects=list(cycle.standard.core_subjects.all()), kind=CarriedKind.PRACTICE
    )
    if "tous" in request.GET:
        chosen = waiting(cycle, search.kind, search.subject)
    else:
        keys = [whole(key, 0) for key in request.GET.getlist("reprise")[:MOST]]
        chosen = Carried.objects.filter(cycle=cycle, pk__in=keys).select_related(
            "source", "domain__core_subject"
        )
        chosen = chosen.order_by("kind", "domain__order", "origin")
    lines = lines_of(cycle, list(chosen[: MOST + 1]), user)
    context: dict[str, Any] = {
        "carried_cycle": cycle,
        "ready": [line for line in lines[:MOST] if not line.problem],
        "blocked": [line for line in lines[:MOST] if line.problem],
        "beyond": len(lines) > MOST,
        "most": MOST,
        "nature": search.kind,
        "back": _back(cycle, nature=search.kind, question=search.subject),
    }
    return render(request, "stakeholders/carried_confirm.html", context)


@require_POST
def carried_dismiss(request: HttpRequest) -> HttpResponse:
    """Set aside the lines ticked (`ligne`: key-version)."""
    user, cycle = _confirmer(request)
    versions = _versions(request.POST.getlist("ligne"))
    if not versions:
        raise NothingChosen
    operation, count = actions.dismiss_carried(cycle=cycle, versions=versions, by=user)
    said = ngettext("%(n)s reprise est écartée.", "%(n)s reprises sont écartées.", count)
    tell_done(request, said % {"n": nombre(count)}, operation)
    return redirect(_back(cycle, nature=request.POST.get("nature", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def carried_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a judgement and confirm it in one act. Some 10 queries."""
    room_or_404(request, "iso26000.view_practice")
    right_or_403(request, "iso26000.confirm_carried")
    carried = get_object_or_404(
        Carried.objects.select_related("cycle__standard", "source", "domain__core_subject"), pk=pk
    )
    cycle = carried.cycle
    stay_in(request, cycle)
    [line] = lines_of(cycle, [carried], person(request))
    if not line.may_edit:
        raise actions.CannotConfirm(line.problem or _("Cette reprise se confirme ou s’écarte telle quelle."))
    files = request.FILES if request.method == "POST" else None
    form, status = form_of(line, posted(request), files), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                operation = actions.confirm_changed(line=line, by=person(request), **values_of(line, form))
            except ValidationError as problem:
                form.refuse(problem)
            else:
                tell_done(request, str(_("La reprise est confirmée.")), operation)
                return redirect(_back(cycle, nature=carried.kind))
    context = {
        "line": line,
        "carried_cycle": cycle,
        "form": form,
        "back": _back(cycle, nature=carried.kind),
    }
    return render(request, "stakeholders/carried_edit.html", context, status=status)


def _versions(keys: list[str]) -> dict[int, int]:
    """What the form sent back, without what is no « key-version »."""
    pairs = (key.partition("-") for key in keys[:MOST])
    read = {whole(pk, 0): whole(version, 0) for pk, _dash, version in pairs}
    return {pk: version for pk, version in read.items() if pk and version}
