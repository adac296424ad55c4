"""Other looks at the same actions: the board, the calendar, what waits for what."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from commitments.actions import action as actions
from commitments.enums import ActionState
from commitments.forms.action import MoveForm
from commitments.models import Action, ActionDependency
from commitments.pictures import calendar
from commitments.queries.action import action_lines, by_state
from commitments.queries.dependencies import in_waves, links
from commitments.tabs import tabs
from commitments.views.action import MOVE, ROOM, WRITE, action_or_404, found, query_of
from rse_portal.common.addresses import asked_address
from rse_portal.common.errors import Conflict
from rse_portal.common.pages import room_or_404

SHOWN = 200  # of the actions that pass the filters: beyond, a board says nothing more


@require_safe
def action_board(request: HttpRequest) -> HttpResponse:
    """A column per state. Cards move by hand, or by the list on each of them. At most 12 queries."""
    room_or_404(request, ROOM)
    user = person(request)
    form, rows = found(request)
    keys = list(rows.exclude(state=ActionState.DROPPED).values_list("pk", flat=True)[: SHOWN + 1])
    lines = action_lines(keys[:SHOWN], timezone.localdate())
    mine = set(Action.objects.filter(owner=user).values_list("pk", flat=True))
    context = {
        "tabs": tabs("commitments:action-board"),
        "form": form,
        "columns": by_state(lines),
        "mine": mine,
        "may_manage": user.has_perm(WRITE),
        "too_many": len(keys) > SHOWN,
        "query": query_of(request),
    }
    return render(request, "commitments/action_board.html", context)


@require_POST
def action_move(request: HttpRequest, code: str) -> HttpResponse:
    """A card goes to another column. What stops takes a reason, which is said on the page of the action."""
    action = action_or_404(request, code, MOVE)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Conflict(_("Cette carte n’a pas été reconnue : rechargez le tableau."))
    asked = form.cleaned_data
    if asked["state"] in (ActionState.BLOCKED, ActionState.DROPPED) and not asked["note"].strip():
        tell_done(request, _("Dites pourquoi %s s’arrête, puis enregistrez.") % action.code)
        return redirect(f"{action.get_absolute_url()}?etat={asked['state']}#avancement")
    try:
        done = actions.move_action(action=action, by=person(request), **asked)
    except ValidationError as problem:
        raise Conflict(" ".join(problem.messages)) from problem
    if done:
        said = _("%(code)s est passée à « %(state)s ».") % {
            "code": action.code,
            "state": action.get_state_display(),
        }
        tell_done(request, said, done if person(request).has_perm(WRITE) else None)
    return redirect(asked_address(request, "next") or reverse("commitments:action-board"))


@require_safe
def action_timeline(request: HttpRequest) -> HttpResponse:
    """The actions on a calendar, with the same figures in a table. At most 10 queries."""
    room_or_404(request, ROOM)
    form, rows = found(request)
    today = timezone.localdate()
    keys = list(rows.exclude(state=ActionState.DROPPED).values_list("pk", flat=True)[: SHOWN + 1])
    lines = action_lines(keys[:SHOWN], today)
    context = {
        "tabs": tabs("commitments:action-timeline"),
        "form": form,
        "chart": calendar(lines, today),
        "undated": [line for line in lines if not line.due_on],
        "too_many": len(keys) > SHOWN,
    }
    return render(request, "commitments/action_timeline.html", context)


@require_safe
def dependency_list(request: HttpRequest) -> HttpResponse:
    """What waits for what, in waves: those of a wave wait only for those before. At most 10 queries."""
    room_or_404(request, ROOM)
    visible = Action.objects.visible_to(person(request))
    tied = ActionDependency.objects.filter(action__in=visible, needs__in=visible)
    pairs = list(tied.order_by().values_list("action", "needs"))
    keys = sorted({key for pair in pairs for key in pair})
    lines = {line.pk: line for line in action_lines(keys, timezone.localdate())}
    known = links()
    waves = [
        [(lines[key], sorted(lines[one].code for one in known.get(key, ()) if one in lines)) for key in wave]
        for wave in in_waves(keys, known)
    ]
    held_up = [
        lines[action].code
        for action, needs in pairs
        if lines[action].state == ActionState.RUNNING and lines[needs].state in ActionState.left()
    ]
    context = {
        "tabs": tabs("commitments:dependency-list"),
        "waves": waves if keys else [],
        "held_up": sorted(set(held_up)),
    }
    return render(request, "commitments/dependency_list.html", context)
