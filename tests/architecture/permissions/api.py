"""The API: a program without a token is told so (401), an empty list answers whoever may read nothing of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from api.actions.token import create_token
from tests.architecture.permissions.row import NOTHING, TEAM, Row, only, public, signed_in
from tests.support.world import World

UNKNOWN = {"eve": 401}
DRAFTERS = ("bruno", "chloe", "fanny")


def feedback(world: World) -> Mapping[str, Any]:
    return {"pk": world.feedback.pk}


def foreign(world: World) -> Mapping[str, Any]:
    return {"pk": world.foreign_feedback.pk}


def token(world: World) -> Mapping[str, Any]:
    """Amel’s."""
    day = timezone.localdate() + timedelta(days=1)
    made, _text = create_token(
        name="Tableur", scopes=["domains:read"], expires_on=day, by=world.people["amel"]
    )
    return {"pk": made.pk}


ROWS = [
    Row("api:openapi-json", public()),
    Row("api:api-root", public(NOTHING)),
    *(
        Row(f"api:{name}-list", signed_in() | UNKNOWN)
        for name in (
            "domain",
            "stakeholder",
            "impact",
            "feedback",
            "ranking",
            "commitment",
            "referential",
            "action",
            "indicator",
        )
    ),
    # A form is no JSON: who may write what is told by tests/api/test_writing.py.
    Row("api:feedback-create", public(400), "post"),
    Row(
        "api:feedback-detail",
        only("amel", "bruno", "chloe", "hana") | UNKNOWN,
        arguments=feedback,
    ),
    Row(
        "api:feedback-detail",
        only("bruno", "chloe", "david", "hana") | UNKNOWN,
        case="of the other territory",
        arguments=foreign,
    ),
    Row(
        "api:ranking-detail",
        only(*TEAM) | UNKNOWN,
        case="open",
        arguments=lambda world: {"pk": world.open_run.pk},
    ),
    Row(
        "api:ranking-detail",
        signed_in() | UNKNOWN,
        case="closed",
        arguments=lambda world: {"pk": world.closed_run.pk},
    ),
    Row("api:referential-detail", signed_in() | UNKNOWN, arguments=lambda world: {"number": 1}),
    Row(
        "api:referential-detail",
        only() | UNKNOWN,
        case="draft",
        arguments=lambda world: {"number": 2},
    ),
    *(
        Row(f"api:{name}", expected | UNKNOWN, case=case, arguments=lambda world, code=code: {"code": code})
        for code, case, names, expected in (
            ("A-001", "published", ("action-detail", "step-list"), signed_in()),
            ("A-002", "in the draft", ("action-detail", "step-list"), only(*DRAFTERS, "david")),
            ("IND-01", "published", ("indicator-detail", "sample-list"), signed_in()),
            ("IND-02", "in the draft", ("indicator-detail", "sample-list"), only(*DRAFTERS)),
        )
        for name in names
    ),
    # The same as above: tests/api/test_referential.py tells who may.
    Row("api:step-create", public(400), "post", arguments=lambda world: {"code": "A-001"}),
    Row("api:sample-create", public(400), "post", arguments=lambda world: {"code": "IND-01"}),
    Row("token-list", signed_in()),
    Row("token-create", signed_in()),
    Row("token-create", signed_in(422), "post"),
    Row("token-revoke", only("amel", ok=302), "post", arguments=token),
]
