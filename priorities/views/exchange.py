"""The room « Échanges »: files out to a spreadsheet, files in after a preview."""

import re
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person, tell_done
from iso26000.cycles import cycle_or_404, stay_in
from iso26000.models import AssessmentCycle
from priorities.actions import exchange as actions
from priorities.exchange.reach import Reach, reach_of
from priorities.exchange.selection import select
from priorities.exchange.words import ABOUT, TITLES
from priorities.exports import FORMATS
from priorities.forms.exchange import ImportForm
from priorities.models import ImportDraft
from priorities.queries.exchange import row_counts
from rse_portal.common.exchange.errors import RefusedData
from rse_portal.common.pages import object_or_404, room_or_404
from rse_portal.common.typography import pluriel

EXPORTS = ("xlsx", "csv")
RECENT = 10
_LINE = re.compile(r"ligne-([a-z_]+)-([0-9]{1,9})")


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    """What goes out, what comes in, what waits. At most 11 queries."""
    return _list(request, None)


def _list(request: HttpRequest, form: ImportForm | None, status: int = 200, **more: Any) -> HttpResponse:
    room_or_404(request, "priorities.exchange_files")
    cycle, reach = cycle_or_404(request), reach_of(person(request))
    counts = row_counts(cycle=cycle, by=person(request), reach=reach)
    drafts = ImportDraft.objects.visible_to(request.user).filter(cycle=cycle).newest_first()
    context = {
        "exchange_cycle": cycle,
        "reach": reach,
        "files": [
            {"name": name, "title": TITLES[name], "about": ABOUT[name], "count": counts.get(name)}
            for name in reach.files
        ],
        "form": form or ImportForm(reach=reach),
        "waiting": drafts.waiting()[:RECENT],
        "done": [(draft, _counted(draft)) for draft in drafts.used()[:RECENT]],
    }
    return render(request, "priorities/exchange_list.html", context | more, status=status)


@require_POST
def exchange_export(request: HttpRequest, name: str, format: str) -> HttpResponse:
    """The rows of a list as it is filtered: the file, or the job that writes it when it is long. POST: it is journaled."""
    room_or_404(request, "priorities.exchange_files")
    cycle, by = cycle_or_404(request), person(request)
    reach = reach_of(by)
    if name not in reach.files or format not in EXPORTS:
        raise Http404
    what: dict[str, Any] = {"name": name, "cycle": cycle, "by": by, "query": request.GET}
    if actions.is_long(select(**what, reach=reach)):
        job, _created = actions.request_export(**what, format=format)
        return redirect(job)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{format}"
        actions.write_export(**what, format=format, path=path)
        content = path.read_bytes()
    attached = f'attachment; filename="{actions.file_name(name, cycle, reach, format)}"'
    return HttpResponse(
        content,
        content_type=FORMATS[format],
        headers={"Content-Disposition": attached, "Cache-Control": "no-store"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_import(request: HttpRequest) -> HttpResponse:
    """Send a file in; its preview comes next. What is wrong in it is listed, and nothing is kept."""
    room_or_404(request, "priorities.exchange_files")
    cycle, reach = cycle_or_404(request), reach_of(person(request))
    if request.method != "POST":
        return _import(request, cycle, reach, ImportForm(reach=reach))
    form = ImportForm(request.POST, request.FILES, reach=reach)
    if not form.is_valid():
        return _import(request, cycle, reach, form, status=413 if form.too_large else 422)
    try:
        draft = actions.keep_draft(
            name=form.cleaned_data["upload"].name,
            content=form.cleaned_data["content"],
            spec=form.cleaned_data["found"],
            cycle=cycle,
            by=person(request),
        )
    except RefusedData as refused:
        return _import(request, cycle, reach, form, status=422, refused=refused)
    return redirect(draft)


def _import(
    request: HttpRequest,
    cycle: AssessmentCycle,
    reach: Reach,
    form: ImportForm,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"exchange_cycle": cycle, "reach": reach, "form": form, "refused": None}
    return render(request, "priorities/exchange_import.html", context | more, status=status)


def _draft_or_404(request: HttpRequest, pk: str) -> ImportDraft:
    draft = object_or_404(request, ImportDraft, "priorities.exchange_files", "cycle", pk=pk)
    stay_in(request, draft.cycle)
    return draft


@require_safe
def import_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """The preview: what would be created, changed and deleted, and the lines that somebody else wrote meanwhile."""
    draft = _draft_or_404(request, pk)
    if draft.used_at is not None:
        return redirect(_back(draft))
    return _preview(request, draft)


def _preview(request: HttpRequest, draft: ImportDraft, status: int = 200, **more: Any) -> HttpResponse:
    files = [file | {"title": TITLES[file["name"]]} for file in draft.preview["files"]]
    totals = draft.totals
    context = {
        "draft": draft,
        "preview": draft.preview,
        "files": files,
        "several": len(files) > 1,
        "titles": TITLES,
        "writes": sum(totals.values()),
        "changes_left": max(0, sum(totals.values()) - len(draft.preview["changes"])),
        "outdated": False,
        "refused": None,
    }
    return render(request, "priorities/exchange_preview.html", context | more, status=status)


def _back(draft: ImportDraft) -> str:
    return f"{reverse('priorities:exchange-list')}?exercice={draft.cycle.slug}"


@require_POST
def import_confirm(request: HttpRequest, pk: str) -> HttpResponse:
    """Write what the preview showed; 409 with a new one when it would not be the same any more."""
    draft = _draft_or_404(request, pk)
    taken: dict[str, set[int]] = defaultdict(set)
    for name, choice in request.POST.items():
        if choice == "fichier" and (found := _LINE.fullmatch(name)):
            taken[found[1]].add(int(found[2]))
    try:
        done = actions.confirm_import(draft=draft, by=person(request), taken=taken)
    except actions.PlanChanged:
        draft.refresh_from_db()
        return _preview(request, draft, status=409, outdated=True)
    except RefusedData as refused:
        return _preview(request, draft, status=422, refused=refused)
    draft.refresh_from_db()
    if done is None:
        messages.info(request, _("Ce fichier est déjà importé : rien n’a été écrit une seconde fois."))
    else:
        undo = reverse("priorities:import-undo", args=[draft.pk]) if draft.may_be_undone else ""
        tell_done(request, _told(draft), undo_url=undo)
    return redirect(_back(draft))


def _told(draft: ImportDraft) -> str:
    if not any(draft.totals.values()):
        return _("Le fichier est importé : il ne changeait rien.")
    return _("%(name)s est importé : %(counts)s.") % {"name": draft.name, "counts": _counted(draft)}


def _counted(draft: ImportDraft) -> str:
    """« 3 lignes créées, 1 ligne modifiée »."""
    totals = draft.totals
    parts = [
        pluriel(totals["created"], "ligne créée", "lignes créées"),
        pluriel(totals["updated"], "ligne modifiée", "lignes modifiées"),
        pluriel(totals["deleted"], "ligne supprimée", "lignes supprimées"),
    ]
    told = [part for part, count in zip(parts, totals.values(), strict=True) if count]
    return ", ".join(told) or _("rien ne changeait")


@require_POST
def import_discard(request: HttpRequest, pk: str) -> HttpResponse:
    draft = _draft_or_404(request, pk)
    back = _back(draft)
    if draft.used_at is None:
        actions.discard_draft(draft=draft, by=person(request))
        messages.info(request, _("Le fichier est oublié, rien n’a été écrit."))
    return redirect(back)


@require_POST
def import_undo(request: HttpRequest, pk: str) -> HttpResponse:
    """Put back all that the import changed."""
    draft = _draft_or_404(request, pk)
    actions.undo_import(draft=draft, by=person(request))
    messages.success(request, _("L’import est annulé : les lignes sont comme avant."))
    return redirect(_back(draft))
