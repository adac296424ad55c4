"""The evidence of a domain: added from its page, changed on a page of its own, removed with an undo."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from iso26000.actions import practice as actions
from iso26000.cycles import cycle_or_404, domain_or_404, in_this_cycle, stay_in
from iso26000.forms.evidence import EvidenceForm
from iso26000.models import Evidence
from iso26000.views.practice import show_practice
from rse_portal.common.pages import posted, right_or_403, room_or_404

PREFIX = "preuve"


def _back(request: HttpRequest, code: str) -> str:
    return in_this_cycle(request, reverse("iso26000:practice-edit", args=[code]))


@require_POST
def evidence_create(request: HttpRequest, code: str) -> HttpResponse:
    room_or_404(request, "iso26000.view_practice")
    cycle = cycle_or_404(request)
    domain = domain_or_404(cycle, code)
    if not (cycle.is_open and person(request).has_perm("iso26000.change_evidence")):
        raise PermissionDenied
    form = EvidenceForm(request.POST, prefix=PREFIX)
    if form.is_valid():
        try:
            done = actions.add_evidence(cycle=cycle, domain=domain, by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("La preuve est ajoutée."), done)
            return redirect(_back(request, code))
    return show_practice(request, cycle, domain, evidence_form=form, status=422)


def _evidence_or_404(request: HttpRequest, code: str, pk: int) -> Evidence:
    """Out of the room 404, in it without the right 403."""
    room_or_404(request, "iso26000.view_practice")
    piece = get_object_or_404(
        Evidence.objects.select_related("cycle", "domain__core_subject"), pk=pk, domain__code=code
    )
    right_or_403(request, "iso26000.change_evidence", piece)
    return piece


@require_http_methods(["GET", "HEAD", "POST"])
def evidence_edit(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """One piece of evidence. 1 query, plus the rights."""
    piece = _evidence_or_404(request, code, pk)
    stay_in(request, piece.cycle)
    form, status = EvidenceForm(posted(request), instance=piece, prefix=PREFIX), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_evidence(
                    evidence=piece, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("La preuve est modifiée."), done)
                return redirect(_back(request, code))
    context = {"piece": piece, "domain": piece.domain, "form": form, "back": _back(request, code)}
    return render(request, "iso26000/evidence_edit.html", context, status=status)


@require_POST
def evidence_delete(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """No question asked: the message that follows brings the piece back in one click."""
    piece = _evidence_or_404(request, code, pk)
    done = actions.remove_evidence(evidence=piece, by=person(request))
    tell_done(request, _("La preuve est retirée."), done)
    return redirect(_back(request, code))
