"""Changing many stakeholders at once: choose, preview, confirm. Nothing is written before the last step."""

import re
from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.actions.history import new_operation
from accounts.requests import person, tell_done
from iso26000.cycles import cycle_of
from rse_portal.common.pages import right_or_403, room_or_404
from rse_portal.common.paging import CAP
from stakeholders.actions import registry as actions
from stakeholders.forms.registry import StakeholderBulkForm, StakeholderSearchForm
from stakeholders.models import Stakeholder
from stakeholders.queries.bulk import preview_of

KEY = re.compile(r"[0-9]{1,12}")
LINE = re.compile(r"([0-9]{1,12}):([0-9]{1,9})")


@require_POST
def stakeholder_bulk(request: HttpRequest) -> HttpResponse:
    """Three steps on one address. At most 14 queries before the last one, whatever the number of rows.

    From the list: choix (keys) or tout (all that the filter holds), filtre (the query of the list). Then: lignes
    (« key:version,… », what was read), and apercu, revoir or confirmer. An unknown row is a 404 and nothing is done.
    """
    room_or_404(request, "stakeholders.view_registry")
    right_or_403(request, "stakeholders.change_registry")
    query = QueryDict(request.POST.get("filtre", ""))
    back = reverse("stakeholders:stakeholder-list") + (f"?{query.urlencode()}" if query else "")
    versions = _read(request.POST["lignes"]) if "lignes" in request.POST else None
    chosen = _chosen(request, query) if versions is None else _known(request, list(versions))
    if not chosen:
        messages.error(request, _("Cochez au moins une fiche, ou toutes celles du filtre."))
        return redirect(back)
    asked = "apercu" in request.POST or "confirmer" in request.POST
    # « Changer autrement » comes back with what was chosen, not yet an answer to check.
    form = StakeholderBulkForm(request.POST) if asked else StakeholderBulkForm(initial=request.POST.dict())
    preview, changed_since, status = None, 0, 200
    if asked and not form.is_valid():
        status = 422
    elif asked:
        try:
            if "confirmer" in request.POST and versions is not None:
                return _confirm(request, form, versions, back)
            actions.refuse_loops(chosen, form.values.get("parent"))
        except actions.StakeholdersChanged as problem:
            changed_since, status = len(problem.changed), 409
        except ValidationError as problem:
            form.add_error(None, problem.messages)  # type: ignore[arg-type]
            status = 422
        if not form.errors:
            preview = preview_of(chosen, form.values)
    context = {
        "form": form,
        "chosen": chosen,
        "lines": ",".join(f"{row.pk}:{row.version}" for row in chosen),
        "query": query.urlencode(),
        "back": back,
        "preview": preview,
        "changed_since": changed_since,
    }
    return render(request, "stakeholders/stakeholder_bulk.html", context, status=status)


def _confirm(
    request: HttpRequest, form: StakeholderBulkForm, versions: Mapping[int, int], back: str
) -> HttpResponse:
    operation = new_operation()
    done = actions.change_stakeholders(
        versions=versions, by=person(request), operation=operation, **form.values
    )
    text = ngettext("%(count)s fiche est modifiée.", "%(count)s fiches sont modifiées.", len(done))
    tell_done(request, text % {"count": len(done)}, operation if done else None)
    return redirect(back)


def _chosen(request: HttpRequest, query: QueryDict) -> Sequence[Stakeholder]:
    """What was ticked on the list, or all that its filter holds."""
    if "tout" not in request.POST:
        return _known(request, request.POST.getlist("choix"))
    search = StakeholderSearchForm(query, cycle=cycle_of(request))
    found = search.filter(Stakeholder.objects.visible_to(request.user).current())
    return list(found.order_by("code")[:CAP])


def _known(request: HttpRequest, keys: Sequence[object]) -> Sequence[Stakeholder]:
    """The rows of these keys in the order of their codes; 404 if one is not a row that this person sees."""
    if not all(KEY.fullmatch(str(key)) for key in keys):
        raise Http404
    wanted = {int(str(key)) for key in keys}
    rows = Stakeholder.objects.visible_to(request.user).current().filter(pk__in=wanted).order_by("code")
    if len(found := list(rows)) != len(wanted):
        raise Http404
    return found


def _read(lines: str) -> dict[int, int]:
    """« 12:3,13:1 » → {12: 3, 13: 1}; 404 for what this page did not write."""
    read = [LINE.fullmatch(line) for line in lines.split(",") if line]
    if not all(read):
        raise Http404
    return {int(line[1]): int(line[2]) for line in read if line}
