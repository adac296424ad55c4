"""Commitments as this person reads them, and the published versions of the référentiel."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from accounts.requests import person
from api import schemas
from api.auth import opens
from api.enums import Scope
from api.paging import Slice
from api.routes.shared import Refusals, narrowed, one_or_404
from commitments.models import ReferentialVersion
from commitments.queries.shown import reading_for

router = Router()


class CommitmentFilter(Schema):
    core_subject: str | None = None


class VersionFilter(Schema):
    cycle: str | None = None


@router.get(
    "/commitments",
    response={200: list[schemas.CommitmentOut], **Refusals},
    auth=opens(Scope.COMMITMENTS),
    url_name="commitment-list",
    tags=["référentiel"],
)
@paginate(Slice)
def commitment_list(request: HttpRequest, filters: Query[CommitmentFilter]) -> list[Any]:
    """The commitments and their axes: the draft for whoever may see it, else the last version published."""
    user = person(request)
    reading = reading_for(user) if user.has_perm("commitments.view_referential") else None
    rows = reading.document["commitments"] if reading else []
    asked = filters.core_subject
    return [row for row in rows if asked is None or row["subject"]["code"] == asked]


@router.get(
    "/referentials",
    response={200: list[schemas.VersionLine], **Refusals},
    auth=opens(Scope.COMMITMENTS),
    url_name="referential-list",
    tags=["référentiel"],
)
@paginate(Slice)
def referential_list(
    request: HttpRequest, filters: Query[VersionFilter]
) -> "QuerySet[ReferentialVersion, Any]":
    """The published versions, newest first."""
    rows = ReferentialVersion.objects.published().without_content().newest_first().select_related("cycle")
    return narrowed(rows, cycle__slug=filters.cycle)


@router.get(
    "/referentials/{int:number}",
    response={200: dict[str, Any], **Refusals},
    auth=opens(Scope.COMMITMENTS),
    url_name="referential-detail",
    tags=["référentiel"],
)
def referential_detail(request: HttpRequest, number: int) -> HttpResponse:
    """One published version, whole: its canonical JSON, the bytes that its fingerprint is taken of."""
    version = one_or_404(ReferentialVersion.objects.published(), number=number)
    return HttpResponse(version.content, content_type="application/json; charset=utf-8")
