"""Indicators: read with what was measured, and measured by a program."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Header, Query, Router, Schema, Status
from ninja.pagination import paginate

from accounts.requests import person
from api import schemas
from api.actions.key import use_key
from api.auth import opens
from api.enums import Scope
from api.paging import Slice
from api.routes.shared import Refusals, WrongFields, narrowed, one_or_404
from commitments.actions.indicator import record_sample
from commitments.forms.indicator import SampleForm
from commitments.models import Indicator, Sample
from rse_portal.common.errors import Conflict
from rse_portal.common.pages import right_or_403

router = Router()
MEASURE = "commitments.record_sample"


class SampleGone(Conflict):
    default = _("Ce relevé a été retiré depuis.")


class IndicatorFilter(Schema):
    commitment: str | None = None
    domain: str | None = None


class SampleFilter(Schema):
    since: date | None = None
    until: date | None = None


def indicators_of(request: HttpRequest) -> "QuerySet[Indicator, Any]":
    """The indicators that this person sees, with the last value of each. 1 query."""
    newest = Sample.objects.filter(indicator=OuterRef("pk")).order_by("-on")
    return (
        Indicator.objects.visible_to(request.user)
        .select_related("definition", "commitment", "axis__domain")
        .annotate(last_value=Subquery(newest.values("value")[:1]), last_on=Subquery(newest.values("on")[:1]))
        .order_by("definition__code")
    )


@router.get(
    "/indicators",
    response={200: list[schemas.IndicatorOut], **Refusals},
    auth=opens(Scope.INDICATORS),
    url_name="indicator-list",
    tags=["indicateurs"],
)
@paginate(Slice)
def indicator_list(request: HttpRequest, filters: Query[IndicatorFilter]) -> "QuerySet[Indicator, Any]":
    """The indicators, by code, each with its last value."""
    return narrowed(
        indicators_of(request), commitment__code=filters.commitment, axis__domain__code=filters.domain
    )


@router.get(
    "/indicators/{code}",
    response={200: schemas.IndicatorOut, **Refusals},
    auth=opens(Scope.INDICATORS),
    url_name="indicator-detail",
    tags=["indicateurs"],
)
def indicator_detail(request: HttpRequest, code: str) -> Any:
    return one_or_404(indicators_of(request), definition__code=code)


@router.get(
    "/indicators/{code}/samples",
    response={200: list[schemas.SampleOut], **Refusals},
    auth=opens(Scope.INDICATORS),
    url_name="sample-list",
    tags=["indicateurs"],
)
@paginate(Slice)
def sample_list(request: HttpRequest, code: str, filters: Query[SampleFilter]) -> "QuerySet[Sample, Any]":
    """What was measured, newest first; `since` and `until` are both included."""
    found = one_or_404(Indicator.objects.visible_to(request.user), definition__code=code)
    rows = Sample.objects.filter(indicator=found).order_by("-on")
    return narrowed(rows, on__gte=filters.since, on__lte=filters.until)


@router.post(
    "/indicators/{code}/samples",
    response={200: schemas.SampleOut, 201: schemas.SampleOut, 409: schemas.Problem, **Refusals},
    auth=opens(Scope.MEASURE),
    url_name="sample-create",
    tags=["indicateurs"],
)
def sample_create(
    request: HttpRequest, code: str, body: schemas.SampleIn, idempotency_key: Header[uuid.UUID]
) -> Status[Any]:
    """The value of a day, as on the page of the indicator: by whoever measures it or the responsable.

    Another value for the same day corrects it. 201 when something was written, 200 when not. The same `Idempotency-Key`
    writes once: a request sent again does not undo what somebody corrected meanwhile.
    """
    user = person(request)
    found = one_or_404(Indicator.objects.visible_to(user).select_related("definition"), definition__code=code)
    right_or_403(request, MEASURE, found)
    value = format(Decimal(repr(body.value)), "f")
    form = SampleForm({"on": body.on.isoformat(), "value": value, "note": body.note})
    if not form.is_valid():
        raise WrongFields.of(form)
    done = None
    try:
        with transaction.atomic():
            if use_key(key=idempotency_key, request=f"{request.path} {body.model_dump_json()}", by=user):
                done = record_sample(indicator=found, by=user, **form.cleaned_data)
    except ValidationError as problem:
        raise WrongFields({"__all__": problem.messages}) from problem
    kept = Sample.objects.filter(indicator=found, on=body.on).first()
    if kept is None:
        raise SampleGone
    return Status(201 if done else 200, kept)
