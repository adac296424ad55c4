"""Good practices: what works, and with whom it was shared."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from commitments.actions import practice as actions
from commitments.forms.practice import PracticeForm, ShareForm
from commitments.models import GoodPractice, PracticeShare
from commitments.tabs import tabs
from iso26000.cycles import cycle_of
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator

ROOM = "commitments.view_referential"
WRITE = "commitments.change_referential"
TAB = "commitments:practice-list"
PER_PAGE = 30


@require_safe
def practice_list(request: HttpRequest) -> HttpResponse:
    """Those that this person may read, with whom they were shared. At most 10 queries."""
    room_or_404(request, ROOM)
    rows = (
        GoodPractice.objects.visible_to(person(request))
        .select_related("commitment__core_subject", "domain")
        .prefetch_related("shares__stakeholder")
        .order_by("commitment__core_subject__order", "title", "pk")
    )
    context = {
        "tabs": tabs(TAB),
        "page": CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_manage": person(request).has_perm(WRITE),
    }
    return render(request, "commitments/practice_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_create(request: HttpRequest) -> HttpResponse:
    room_or_404(request, ROOM)
    right_or_403(request, WRITE)
    form = PracticeForm(posted(request), cycle=cycle_of(request))
    if request.method == "POST" and form.is_valid():
        try:
            practice, done = actions.add_practice(by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("La bonne pratique est ajoutée. Dites avec qui elle est partagée."), done)
            return redirect(practice)
    context = {"form": form, "practice": None, "shares": (), "share_form": None}
    return render(request, "commitments/practice_form.html", context, status=422 if form.errors else 200)


def _practice_or_404(request: HttpRequest, pk: int) -> GoodPractice:
    room_or_404(request, ROOM)
    return object_or_404(request, GoodPractice, WRITE, "commitment", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def practice_edit(request: HttpRequest, pk: int) -> HttpResponse:
    practice = _practice_or_404(request, pk)
    form, status = PracticeForm(posted(request), instance=practice, cycle=cycle_of(request)), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_practice(
                    practice=practice, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("La bonne pratique est modifiée."), done)
                return redirect("commitments:practice-list")
    return _show(request, practice, form, ShareForm(), status)


def _show(
    request: HttpRequest, practice: GoodPractice, form: PracticeForm, share_form: ShareForm, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "practice": practice,
        "shares": list(practice.shares.select_related("stakeholder")),
        "share_form": share_form,
    }
    return render(request, "commitments/practice_form.html", context, status=status)


@require_POST
def practice_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Told to a stakeholder: from then on everybody signed in reads it."""
    practice = _practice_or_404(request, pk)
    form = ShareForm(request.POST)
    if form.is_valid():
        try:
            done = actions.share_practice(practice=practice, by=person(request), **form.cleaned_data)
        except ValidationError as problem:
            form.add_error(None, problem.messages)
        else:
            tell_done(request, _("Le partage est noté."), done)
            return redirect(practice)
    return _show(request, practice, PracticeForm(instance=practice, cycle=cycle_of(request)), form, 422)


@require_POST
def share_delete(request: HttpRequest, pk: int, share: int) -> HttpResponse:
    practice = _practice_or_404(request, pk)
    found = get_object_or_404(
        PracticeShare.objects.select_related("practice", "stakeholder"), practice=practice, pk=share
    )
    done = actions.unshare_practice(share=found, by=person(request))
    tell_done(request, _("Le partage est retiré."), done)
    return redirect(practice)


@require_POST
def practice_delete(request: HttpRequest, pk: int) -> HttpResponse:
    done = actions.remove_practice(practice=_practice_or_404(request, pk), by=person(request))
    tell_done(request, _("La bonne pratique est retirée."), done)
    return redirect("commitments:practice-list")
