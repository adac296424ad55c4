"""Actions: the list and its export, one action, its progress, its edition."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from commitments import exports
from commitments.actions import action as actions
from commitments.forms.action import (
    ActionForm,
    ActionSearchForm,
    DependencyForm,
    DocumentForm,
    PartnerForm,
    ProgressForm,
)
from commitments.models import Action, ImprovementAxis
from commitments.queries.action import action_lines, totals_of
from commitments.queries.reminders import reminders_of
from commitments.tabs import tabs
from rse_portal.common.pages import object_or_404, posted, right_or_403, room_or_404
from rse_portal.common.paging import CappedPaginator

ROOM = "commitments.view_referential"
WRITE = "commitments.change_action"
MOVE = "commitments.update_action"
TAB = "commitments:action-list"
PER_PAGE = 50


def found(request: HttpRequest) -> tuple[ActionSearchForm, Any]:
    """The filters of the address, and the actions that they leave, in order of their due date."""
    form = ActionSearchForm(request.GET, user=person(request))
    return form, form.filter(Action.objects.visible_to(person(request))).in_order()


def query_of(request: HttpRequest) -> str:
    address = request.GET.copy()
    address.pop("page", None)
    return address.urlencode()


@require_safe
def action_list(request: HttpRequest) -> HttpResponse:
    """The actions that pass the filters, 50 a page. At most 12 queries, whatever lies behind."""
    room_or_404(request, ROOM)
    form, rows = found(request)
    page = CappedPaginator(rows.values_list("pk", flat=True), PER_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    context = {
        "tabs": tabs(TAB),
        "form": form,
        "page": page,
        "lines": action_lines(list(page.object_list), today),
        "totals": totals_of(rows, today),
        "query": query_of(request),
        "may_manage": person(request).has_perm(WRITE),
    }
    return render(request, "commitments/action_list.html", context)


@require_safe
def action_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The list as it is filtered. kind: xlsx or csv."""
    room_or_404(request, ROOM)
    _form, rows = found(request)
    return exports.actions_file(rows, kind)


def action_or_404(request: HttpRequest, code: str, permission: str = ROOM) -> Action:
    """Out of sight 404, without the right 403. 1 query, plus the rights."""
    room_or_404(request, ROOM)
    return object_or_404(
        request, Action, permission, "owner", "axis__domain", "axis__commitment__core_subject", code=code
    )


@require_safe
def action_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one action. At most 20 queries."""
    return show_action(request, action_or_404(request, code))


def show_action(request: HttpRequest, action: Action, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of an action. forms: those that were sent and refused, by the name that the template gives them."""
    user, today = person(request), timezone.localdate()
    visible = Action.objects.visible_to(user)
    may_manage, may_move = user.has_perm(WRITE), user.has_perm(MOVE, action)
    reminders = list(action.reminders.all())
    offered: Mapping[str, Any] = {
        "progress_form": ProgressForm(action=action, state=request.GET.get("etat", "")) if may_move else None,
        "document_form": DocumentForm(prefix="preuve") if may_move else None,
        "partner_form": PartnerForm(prefix="partenaire") if may_manage else None,
        "dependency_form": DependencyForm(action=action, prefix="attente") if may_manage else None,
    }
    context = {
        "tabs": tabs(TAB),
        "action": action,
        "line": action_lines([action.pk], today)[0],
        "steps": list(action.steps.select_related("by")),
        "partners": list(action.partners.select_related("stakeholder")),
        "documents": list(action.documents.select_related("added_by")),
        "needs": list(action.needs.filter(needs__in=visible).select_related("needs")),
        "needed_by": list(action.needed_by.filter(action__in=visible).select_related("action")),
        "reminders": reminders_of(action, reminders, today),
        "may_manage": may_manage,
        "may_move": may_move,
        "form": next((form for form in forms.values() if form.errors), None),
        "meeting": forms.get("meeting"),
        **offered,
        **forms,
    }
    return render(request, "commitments/action_detail.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def action_create(request: HttpRequest) -> HttpResponse:
    """A new action; `?axe=6.5.5` chooses its axis."""
    room_or_404(request, ROOM)
    right_or_403(request, WRITE)
    initial: dict[str, Any] = {}
    if code := request.GET.get("axe"):
        initial["axis"] = ImprovementAxis.objects.filter(domain__code=code).first()
    form = ActionForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            action, done = actions.create_action(by=person(request), **form.values)
        except ValidationError as problem:
            form.refuse(problem)
        else:
            tell_done(request, _("L’action %s est ajoutée.") % action.code, done)
            return redirect(action)
    context = {"form": form, "action": None, "has_axes": ImprovementAxis.objects.exists()}
    return render(request, "commitments/action_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def action_edit(request: HttpRequest, code: str) -> HttpResponse:
    action = action_or_404(request, code, WRITE)
    form, status = ActionForm(posted(request), instance=action), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_action(
                    action=action, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("L’action est modifiée."), done)
                return redirect(action)
    context = {"form": form, "action": action, "has_axes": True}
    return render(request, "commitments/action_form.html", context, status=status)


@require_POST
def action_delete(request: HttpRequest, code: str) -> HttpResponse:
    """No question asked: the message that follows brings it back in one click. 409 for one that was published."""
    action = action_or_404(request, code, WRITE)
    done = actions.remove_action(action=action, by=person(request))
    tell_done(request, _("L’action est retirée."), done)
    return redirect("commitments:action-list")


@require_POST
def action_progress(request: HttpRequest, code: str) -> HttpResponse:
    """How far it is: by its owner, or the responsable."""
    action = action_or_404(request, code, MOVE)
    form = ProgressForm(request.POST, action=action)
    if not form.is_valid():
        return show_action(request, action, 422, progress_form=form)
    try:
        done = actions.move_action(action=action, by=person(request), **form.cleaned_data)
    except Stale:
        action.refresh_from_db()
        form.add_error(
            None,
            _("Quelqu’un a mis cette action à jour pendant que vous écriviez : relisez, puis enregistrez."),
        )
        sent = request.POST.copy()
        sent["version"] = str(action.version)
        form.data = sent
        return show_action(request, action, 409, progress_form=form)
    except ValidationError as problem:
        form.add_error(None, problem.messages)
        return show_action(request, action, 422, progress_form=form)
    if done:
        tell_done(request, _("L’avancement est noté."), done if person(request).has_perm(WRITE) else None)
    return redirect(action)
