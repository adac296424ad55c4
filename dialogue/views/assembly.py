"""Assemblies and commissions: the list, the composition of one as of a day, its facts, its seats."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.actions.journal import record
from accounts.models import Mandate, User
from accounts.requests import person, tell_done
from accounts.roles import Role
from dialogue.actions import assembly as actions
from dialogue.exports import composition_workbook
from dialogue.forms.assembly import AssemblyForm, AssemblySearchForm, NewAssemblyForm, NewSeatForm, SeatForm
from dialogue.forms.places import AsOfForm
from dialogue.models import Assembly, DialogueSession, Membership
from dialogue.queries.composition import composition_of
from dialogue.queries.territory import lines_of, territories_seen_by
from dialogue.tabs import tabs
from rse_portal.common.errors import Conflict
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator

SEE, MANAGE, PEOPLE = "dialogue.view_assembly", "dialogue.manage_assembly", "accounts.view_mandates"
EXPORT = "dialogue.export_people"
TAB = "dialogue:assembly-list"
PER_PAGE, PREDECESSORS = 50, 5


@require_safe
def assembly_list(request: HttpRequest) -> HttpResponse:
    """The bodies, filtered as the address says. At most 12 queries."""
    room_or_404(request, SEE)
    user, today = person(request), timezone.localdate()
    form = AssemblySearchForm(request.GET, territories=territories_seen_by(user))
    rows = form.filter(Assembly.objects.visible_to(user)).select_related("territory")
    page = CappedPaginator(rows.order_by("-kind", "label"), PER_PAGE).get_page(request.GET.get("page"))
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "lines": lines_of(user, list(page), today),
        "query": address.urlencode(),
        "tabs": tabs(request, TAB),
        "may_manage": user.has_perm(MANAGE),
        "may_see_sessions": user.has_perm("dialogue.view_session"),
    }
    return render(request, "dialogue/assembly_list.html", context, status=400 if form.errors else 200)


@require_safe
def assembly_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Who sits there as of a day (`?au=2025-06-30`), and those whose term was over. At most 13 queries."""
    assembly = object_or_404(request, Assembly, SEE, "territory", code=code)
    user, today = person(request), timezone.localdate()
    form = AsOfForm(request.GET)
    sessions = DialogueSession.objects.visible_to(user).filter(assembly=assembly)
    context = {
        "assembly": assembly,
        "form": form,
        "composition": composition_of(assembly, form.day),
        "this_day": today,
        "next_session": sessions.coming(today).first(),
        "sees_territory": territories_seen_by(user).filter(pk=assembly.territory_id).exists(),
        "predecessors": _predecessors(user, assembly),
        "may_manage": user.has_perm(MANAGE),
        "may_see_people": user.has_perm(PEOPLE),
        "may_export": user.has_perm(EXPORT),
        "tabs": tabs(request, TAB),
    }
    return render(request, "dialogue/assembly_detail.html", context, status=400 if form.errors else 200)


def _predecessors(user: User, assembly: Assembly) -> Any:
    """The mandates that this person took over there, newest first: each has a pack to read. 2 queries for a delegate."""
    if assembly.is_commission or not user.access.has(Role.DELEGATE):
        return []
    followed = Mandate.objects.followed_by(user, timezone.localdate()).within(assembly.territory)
    return followed.select_related("user", "territory").order_by("-ends_on", "pk")[:PREDECESSORS]


@require_POST
def assembly_export(request: HttpRequest, code: str) -> HttpResponse:
    """The composition as of a day, as a workbook. POST: it is journaled."""
    assembly = object_or_404(request, Assembly, SEE, "territory", code=code)
    right_or_403(request, EXPORT)
    composition = composition_of(assembly, AsOfForm(request.GET).day)
    record(
        action="members.exported",
        by=person(request),
        target=assembly,
        assembly=assembly.code,
        rows=len(composition.members),
        on=composition.on.isoformat(),
    )
    return composition_workbook(assembly, composition)


@require_http_methods(["GET", "HEAD", "POST"])
def assembly_create(request: HttpRequest) -> HttpResponse:
    room_or_404(request, SEE)
    right_or_403(request, MANAGE)
    form = NewAssemblyForm(posted(request), initial={"territory": request.GET.get("territoire", "")})
    if request.method == "POST" and form.is_valid():
        try:
            assembly, operation = actions.create_assembly(by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("%s est créée.") % assembly, operation)
            return redirect(assembly)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def assembly_edit(request: HttpRequest, code: str) -> HttpResponse:
    assembly = object_or_404(request, Assembly, SEE, "territory", code=code)
    right_or_403(request, MANAGE)
    form = AssemblyForm(posted(request), instance=assembly)
    if request.method == "POST" and form.is_valid():
        try:
            operation = actions.change_assembly(
                assembly=assembly, by=person(request), version=form.read_version, **form.values
            )
        except Stale as stale:
            return _form_page(request, form.met(stale), assembly, status=409)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            if operation:
                tell_done(request, _("%s est enregistrée.") % assembly, operation)
            return redirect(assembly)
    return _form_page(request, form, assembly)


def _form_page(
    request: HttpRequest, form: AssemblyForm, assembly: Assembly | None, status: int = 0
) -> HttpResponse:
    context = {"form": form, "assembly": assembly, "tabs": tabs(request, TAB)}
    status = status or (422 if form.errors else 200)
    return render(request, "dialogue/assembly_form.html", context, status=status)


# --- seats


class NotACommission(Conflict):
    default = gettext_lazy("On siège dans une assemblée de territoire par son mandat : ouvrez un mandat.")


@require_http_methods(["GET", "HEAD", "POST"])
def seat_create(request: HttpRequest, code: str) -> HttpResponse:
    assembly = object_or_404(request, Assembly, SEE, "territory", code=code)
    right_or_403(request, MANAGE)
    if not assembly.is_commission:
        raise NotACommission
    form = NewSeatForm(posted(request), assembly=assembly, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            operation = actions.open_seat(assembly=assembly, by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("Le siège est attribué."), operation)
            return redirect(assembly)
    return _seat_page(request, form, assembly)


@require_http_methods(["GET", "HEAD", "POST"])
def seat_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a seat, or end it with its reason."""
    room_or_404(request, SEE)
    seat = object_or_404(request, Membership, MANAGE, "assembly", "mandate__user", pk=pk)
    form = SeatForm(posted(request), instance=seat)
    if request.method == "POST" and form.is_valid():
        try:
            operation = actions.change_seat(
                seat=seat, by=person(request), version=form.read_version, **form.values
            )
        except Stale as stale:
            return _seat_page(request, form.met(stale), seat.assembly, seat, status=409)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            if operation:
                tell_done(request, _("Le siège est enregistré."), operation)
            return redirect(seat.assembly)
    return _seat_page(request, form, seat.assembly, seat)


def _seat_page(
    request: HttpRequest, form: Any, assembly: Assembly, seat: Membership | None = None, status: int = 0
) -> HttpResponse:
    context = {"form": form, "assembly": assembly, "seat": seat, "tabs": tabs(request, TAB)}
    status = status or (422 if form.errors else 200)
    return render(request, "dialogue/seat_form.html", context, status=status)
