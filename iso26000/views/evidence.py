"""The evidence of a domain: added from its page, changed on a page of its own, removed with an undo, its file handed out."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from iso26000.actions import evidence as actions
from iso26000.cycles import cycle_or_404, domain_or_404, in_this_cycle, stay_in
from iso26000.forms.evidence import EvidenceForm, EvidenceSearchForm
from iso26000.models import Evidence, EvidenceFile
from iso26000.views.practice import refuse_if_validated, show_practice
from rse_portal.common.pages import posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator
from rse_portal.common.uploads import media_type

PREFIX = "preuve"
PER_PAGE = 50


def _back(request: HttpRequest, code: str) -> str:
    return in_this_cycle(request, reverse("iso26000:practice-edit", args=[code]))


@require_safe
def evidence_list(request: HttpRequest) -> HttpResponse:
    """The evidence of the cycle: what expires soon, what has expired, what lacks its file. At most 12 queries."""
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    subjects = list(cycle.standard.core_subjects.all())
    search = EvidenceSearchForm(request.GET, subjects=subjects)
    pieces = search.filter(cycle).select_related("domain__core_subject").annotate(versions=Count("files"))
    page = CappedPaginator(pieces, PER_PAGE).get_page(request.GET.get("page"))
    for piece in page:
        piece.expired = piece.is_expired_in(cycle)
    everything = Evidence.objects.filter(cycle=cycle)
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "evidence_cycle": cycle,
        "search": search,
        "page": page,
        "query": query.urlencode(),
        "expiring": everything.expiring_in(cycle).count(),
        "expired": everything.expired_in(cycle).count(),
        "list_url": in_this_cycle(request, reverse("iso26000:practice-list")),
        "chosen": request.GET.get("exercice", ""),
    }
    return render(request, "iso26000/evidence_list.html", context)


@require_POST
def evidence_create(request: HttpRequest, code: str) -> HttpResponse:
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    domain = domain_or_404(cycle, code)
    if not (cycle.is_open and person(request).has_perm("iso26000.change_evidence")):
        raise PermissionDenied
    form = EvidenceForm(request.POST, request.FILES, prefix=PREFIX)
    if form.is_valid():
        try:
            done = actions.add_evidence(
                cycle=cycle,
                domain=domain,
                by=person(request),
                document=form.cleaned_data["document"],
                **form.values,
            )
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("La preuve est ajoutée."), done)
            return redirect(_back(request, code))
    return show_practice(request, cycle, domain, evidence_form=form, status=422)


def _evidence_or_404(request: HttpRequest, code: str, pk: int) -> Evidence:
    """Out of the room 404, in it without the right 403, in a validated domain 409."""
    room_or_404(request, "iso26000.view_practice")
    piece = get_object_or_404(
        Evidence.objects.select_related("cycle", "domain__core_subject"), pk=pk, domain__code=code
    )
    right_or_403(request, "iso26000.change_evidence")
    refuse_if_validated(piece.cycle, piece.domain)
    right_or_403(request, "iso26000.change_evidence", piece)
    return piece


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One piece of evidence and the versions of its document. 4 queries, plus the rights."""
    piece = _evidence_or_404(request, code, pk)
    stay_in(request, piece.cycle)
    files = request.FILES if request.method == "POST" else None
    form, status = EvidenceForm(posted(request), files, instance=piece, prefix=PREFIX), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_evidence(
                    evidence=piece,
                    by=person(request),
                    version=form.read_version,
                    document=form.cleaned_data["document"],
                    **form.values,
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("La preuve est modifiée."), done)
                return redirect(_back(request, code))
    context = {
        "piece": piece,
        "domain": piece.domain,
        "form": form,
        "files": piece.files.select_related("added_by"),
        "back": _back(request, code),
    }
    return render(request, "iso26000/evidence_edit.html", context, status=status)


@require_safe
def evidence_download(request: HttpRequest, code: str, pk: int, number: int) -> FileResponse:
    """One version of a document, to whoever reads the diagnostic. Always an attachment, never cached, under the type that
    its suffix says and not the one that came with it."""
    room_or_404(request, "iso26000.view_practice")
    kept = get_object_or_404(EvidenceFile, evidence=pk, evidence__domain__code=code, number=number)
    if not kept.file.name or not kept.file.storage.exists(kept.file.name):
        raise Http404
    response = FileResponse(
        kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type=media_type(kept.name)
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def evidence_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """No question asked: the message that follows brings the piece back in one click."""
    piece = _evidence_or_404(request, code, pk)
    done = actions.remove_evidence(evidence=piece, by=person(request))
    tell_done(request, _("La preuve est retirée."), done)
    return redirect(_back(request, code))
