"""What may be read. Every route filters with the `visible_to` of the pages: no right, an empty list or a 404."""

from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from accounts.requests import person
from api import schemas
from api.auth import opens
from api.enums import Scope
from api.paging import Slice
from api.routes.shared import Refusals, narrowed, one_or_404
from dialogue.models import Feedback, FeedbackCoding
from iso26000.models import AssessmentCycle, Domain, Standard
from priorities.exports import ranking_json
from priorities.models import RankingRun
from stakeholders.models import Impact, Stakeholder

router = Router()


class DomainFilter(Schema):
    core_subject: str | None = None


class StakeholderFilter(Schema):
    scope: str | None = None
    parent: str | None = None


class ImpactFilter(Schema):
    cycle: str | None = None
    domain: str | None = None
    stakeholder: str | None = None
    polarity: str | None = None


class FeedbackFilter(Schema):
    cycle: str | None = None
    territory: str | None = None
    status: str | None = None
    kind: str | None = None
    domain: str | None = None


class RankingFilter(Schema):
    cycle: str | None = None


@router.get(
    "/domains",
    response={200: list[schemas.DomainOut], **Refusals},
    auth=opens(Scope.DOMAINS),
    url_name="domain-list",
    tags=["norme"],
)
@paginate(Slice)
def domain_list(request: HttpRequest, filters: Query[DomainFilter]) -> "QuerySet[Domain, Any]":
    """The action domains of the standard that the current cycle follows, in its order."""
    cycle = AssessmentCycle.objects.visible_to(request.user).order_by("-opened_on").first()
    standard = (
        cycle.standard_id if cycle else Standard.objects.newest_first().values_list("pk", flat=True).first()
    )
    if not person(request).has_perm("iso26000.view_standard"):
        raise Http404
    rows = Domain.objects.filter(standard=standard).select_related("core_subject").order_by("order")
    return narrowed(rows, core_subject__code=filters.core_subject)


@router.get(
    "/stakeholders",
    response={200: list[schemas.StakeholderOut], **Refusals},
    auth=opens(Scope.STAKEHOLDERS),
    url_name="stakeholder-list",
    tags=["parties prenantes"],
)
@paginate(Slice)
def stakeholder_list(request: HttpRequest, filters: Query[StakeholderFilter]) -> "QuerySet[Stakeholder, Any]":
    """The registry, without those that were merged into another, by code."""
    rows = Stakeholder.objects.visible_to(request.user).current().select_related("parent").order_by("code")
    return narrowed(rows, scope=filters.scope, parent__code=filters.parent)


@router.get(
    "/impacts",
    response={200: list[schemas.ImpactOut], **Refusals},
    auth=opens(Scope.IMPACTS),
    url_name="impact-list",
    tags=["impacts"],
)
@paginate(Slice)
def impact_list(request: HttpRequest, filters: Query[ImpactFilter]) -> "QuerySet[Impact, Any]":
    """Impacts as they were identified, in the order of the standard."""
    rows = Impact.objects.visible_to(request.user).select_related("cycle", "domain", "stakeholder")
    rows = rows.order_by("-cycle", "domain", "code", "pk")
    return narrowed(
        rows,
        cycle__slug=filters.cycle,
        domain__code=filters.domain,
        stakeholder__code=filters.stakeholder,
        polarity=filters.polarity,
    )


@router.get(
    "/feedback",
    response={200: list[schemas.FeedbackOut], **Refusals},
    auth=opens(Scope.FEEDBACK),
    url_name="feedback-list",
    tags=["remontées"],
)
@paginate(Slice)
def feedback_list(request: HttpRequest, filters: Query[FeedbackFilter]) -> "QuerySet[Feedback, Any]":
    """What was heard where this person reads it, newest first."""
    return narrowed(
        feedback_of(request),
        cycle__slug=filters.cycle,
        territory__code=filters.territory,
        status=filters.status,
        kind=filters.kind,
        codings__domain__code=filters.domain,
    )


@router.get(
    "/feedback/{uuid:pk}",
    response={200: schemas.FeedbackOut, **Refusals},
    auth=opens(Scope.FEEDBACK),
    url_name="feedback-detail",
    tags=["remontées"],
)
def feedback_detail(request: HttpRequest, pk: UUID) -> Any:
    return one_or_404(feedback_of(request), pk=pk)


def feedback_of(request: HttpRequest) -> "QuerySet[Feedback]":
    coded = FeedbackCoding.objects.select_related("domain").order_by("domain__order")
    return (
        Feedback.objects.visible_to(request.user)
        .newest_first()
        .select_related("cycle", "territory", "stakeholder")
        .prefetch_related(Prefetch("codings", coded))
    )


@router.get(
    "/rankings",
    response={200: list[schemas.RankingLine], **Refusals},
    auth=opens(Scope.RANKINGS),
    url_name="ranking-list",
    tags=["classements"],
)
@paginate(Slice)
def ranking_list(request: HttpRequest, filters: Query[RankingFilter]) -> "QuerySet[RankingRun, Any]":
    """The compiled rankings that this person sees, newest first."""
    rows = RankingRun.objects.visible_to(request.user).without_result().newest_first()
    return narrowed(rows, cycle__slug=filters.cycle).select_related("cycle")


@router.get(
    "/rankings/{uuid:pk}",
    response={200: dict[str, Any], **Refusals},
    auth=opens(Scope.RANKINGS),
    url_name="ranking-detail",
    tags=["classements"],
)
def ranking_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One ranking, whole: the JSON of the contract, the bytes that were published."""
    run = one_or_404(RankingRun.objects.visible_to(request.user).select_related("cycle__standard"), pk=pk)
    return HttpResponse(ranking_json(run), content_type="application/json; charset=utf-8")
