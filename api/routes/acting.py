"""Actions: read, and how far they are said to be."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Query, Router, Schema, Status
from ninja.pagination import paginate

from accounts.requests import person
from api import schemas
from api.actions.key import use_key
from api.auth import opens
from api.enums import Scope
from api.paging import Slice
from api.routes.shared import Refusals, WrongFields, narrowed, one_or_404
from commitments.actions.action import move_action
from commitments.forms.action import ProgressForm
from commitments.models import Action, ActionDependency, ActionPartner, ActionStep
from rse_portal.common.pages import right_or_403

router = Router()
MOVE = "commitments.update_action"


class ActionFilter(Schema):
    commitment: str | None = None
    domain: str | None = None
    state: str | None = None
    partner: str | None = None
    late: bool | None = None
    mine: bool | None = None


def actions_of(request: HttpRequest) -> "QuerySet[Action, Any]":
    """3 queries: the actions that this person sees, their partners, and what they wait for, as far as it is seen too."""
    visible = Action.objects.visible_to(request.user)
    ties = ActionDependency.objects.filter(needs__in=visible).select_related("needs")
    return (
        visible.select_related("axis__commitment", "axis__domain")
        .prefetch_related(
            Prefetch("partners", ActionPartner.objects.select_related("stakeholder")), Prefetch("needs", ties)
        )
        .order_by("code")
    )


@router.get(
    "/actions",
    response={200: list[schemas.ActionOut], **Refusals},
    auth=opens(Scope.ACTIONS),
    url_name="action-list",
    tags=["actions"],
)
@paginate(Slice)
def action_list(request: HttpRequest, filters: Query[ActionFilter]) -> "QuerySet[Action, Any]":
    """The actions, by code. `late`: past their due date and not over; `mine`: those that I answer for."""
    rows = narrowed(
        actions_of(request),
        axis__commitment__code=filters.commitment,
        axis__domain__code=filters.domain,
        state=filters.state,
        partners__stakeholder__code=filters.partner,
    )
    for asked, chosen in (
        (filters.late, Action.objects.late(timezone.localdate())),
        (filters.mine, Action.objects.filter(owner=person(request))),
    ):
        if asked is not None:
            rows = (
                rows.filter(pk__in=chosen.values("pk")) if asked else rows.exclude(pk__in=chosen.values("pk"))
            )
    return rows  # type: ignore[no-any-return]


@router.get(
    "/actions/{code}",
    response={200: schemas.ActionOut, **Refusals},
    auth=opens(Scope.ACTIONS),
    url_name="action-detail",
    tags=["actions"],
)
def action_detail(request: HttpRequest, code: str) -> Any:
    return one_or_404(actions_of(request), code=code)


@router.get(
    "/actions/{code}/steps",
    response={200: list[schemas.StepOut], **Refusals},
    auth=opens(Scope.ACTIONS),
    url_name="step-list",
    tags=["actions"],
)
@paginate(Slice)
def step_list(request: HttpRequest, code: str) -> "QuerySet[ActionStep, Any]":
    """What was said of its progress, newest first."""
    found = one_or_404(Action.objects.visible_to(request.user), code=code)
    return ActionStep.objects.filter(action=found).order_by("-at", "-pk")


@router.post(
    "/actions/{code}/steps",
    response={200: schemas.ActionOut, 201: schemas.ActionOut, 409: schemas.Problem, **Refusals},
    auth=opens(Scope.MOVE),
    url_name="step-create",
    tags=["actions"],
)
def step_create(
    request: HttpRequest, code: str, body: schemas.StepIn, idempotency_key: Header[uuid.UUID]
) -> Status[Any]:
    """Say how far an action is, as on its page: its owner or the responsable. Answers the action as it stands.

    201 when something new was said, 200 when not, or when the same `Idempotency-Key` said it already.
    """
    user = person(request)
    found = one_or_404(Action.objects.visible_to(user), code=code)
    right_or_403(request, MOVE, found)
    done = None
    try:
        with transaction.atomic():
            # Before the form: what was said already needs no checking against what has happened since.
            if use_key(key=idempotency_key, request=f"{request.path} {body.model_dump_json()}", by=user):
                form = ProgressForm(_said(found, body), action=found)
                if not form.is_valid():
                    raise WrongFields.of(form)
                done = move_action(action=found, by=user, **form.cleaned_data)
    except ValidationError as problem:
        raise WrongFields({"__all__": problem.messages}) from problem
    return Status(201 if done else 200, one_or_404(actions_of(request), pk=found.pk))


def _said(action: Action, body: schemas.StepIn) -> dict[str, str]:
    """As its page would send it: what is not told stays as it is."""
    sent = body.model_dump(exclude_none=True)
    return {"state": action.state, **{name: str(value) for name, value in sent.items()}}
