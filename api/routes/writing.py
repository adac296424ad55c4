"""What may be written: a remontée, once under one key."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Header, Status

from accounts.models import Territory
from accounts.requests import person
from api import schemas
from api.auth import opens
from api.enums import Scope
from api.routes.reading import feedback_of, router
from api.routes.shared import Refusals, WrongFields
from dialogue.actions import feedback as actions
from dialogue.forms.feedback import FeedbackCreateForm
from dialogue.queries.capture import Ground, open_cycle, was_delegate
from iso26000.models import Domain
from rse_portal.common.errors import Conflict
from stakeholders.models import Stakeholder

RECORD = "dialogue.record_feedback"


class Forbidden(Conflict):
    status = 403
    default = _("Votre mandat de délégué·e n’est pas en cours.")


@router.post(
    "/feedback",
    response={200: schemas.FeedbackOut, 201: schemas.FeedbackOut, 409: schemas.Problem, **Refusals},
    auth=opens(Scope.RECORD),
    url_name="feedback-create",
    tags=["remontées"],
)
def feedback_create(
    request: HttpRequest, body: schemas.FeedbackIn, idempotency_key: Header[uuid.UUID]
) -> Status[Any]:
    """Record what was heard. The same `Idempotency-Key` with the same content is the same remontée: 201, then 200.

    The rights and the checks are those of « Nouvelle remontée ».
    """
    user = person(request)
    if not user.has_perm(RECORD):
        if not was_delegate(user):
            raise Http404
        raise Forbidden
    cycle = open_cycle()
    domains = cycle.domains if cycle else Domain.objects.none()
    sent = {
        "id": str(idempotency_key),
        "text": body.text,
        "kind": body.kind,
        "session": body.session and str(body.session),
        "received_on": body.received_on and body.received_on.isoformat(),
        "territory": _key(Territory.objects.all(), body.territory),
        "stakeholder": _key(Stakeholder.objects.all(), body.stakeholder),
        "suggested_domain": _key(domains, body.suggested_domain),
    }
    form = FeedbackCreateForm(
        {name: value for name, value in sent.items() if value is not None},
        ground=Ground.of(user, RECORD, timezone.localdate()),
        cycle=cycle,
    )
    if not form.is_valid():
        raise WrongFields.of(form)
    try:
        done = actions.record_feedback(pk=form.key, by=user, **form.values)
    except actions.NotYours:  # nothing tells that the key exists
        raise Http404 from None
    except ValidationError as problem:
        raise WrongFields({"__all__": problem.messages}) from problem
    return Status(200 if done.already else 201, feedback_of(request).get(pk=done.feedback.pk))


def _key(rows: Any, code: str | None) -> str | None:
    """The key of the row with that code; a code that nothing has is a choice that the form refuses."""
    if code is None:
        return None
    found = None if "\x00" in code else rows.filter(code=code).values_list("pk", flat=True).first()
    return str(found or 0)
