"""« Nouvelle remontée », what became of it, and paper. Irma is a délégué·e whose mandate ended: tests/dialogue."""

from collections.abc import Mapping
from typing import Any

from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, NOTHING, Row, only, public, signed_in
from tests.support.world import World

KEY = "0b9c3c9e-5f0e-4a56-9d0a-2f8a4c6f1d11"
READERS = ("amel", "bruno", "chloe", "hana")  # of a remontée of Bretagne


def one(world: World) -> Mapping[str, Any]:
    return {"pk": world.feedback.pk}


def fresh(world: World) -> Mapping[str, Any]:
    """Of Amel, and nobody has looked at it yet."""
    return {"pk": world.fresh_feedback.pk}


def foreign(world: World) -> Mapping[str, Any]:
    return {"pk": world.foreign_feedback.pk}


def answered(world: World) -> Mapping[str, Any]:
    return {"pk": world.answered_feedback.pk}


def words(world: World) -> Mapping[str, Any]:
    return {"id": KEY, "kind": "idea", "text": "Une idée.", "received_on": ""}


def rewritten(world: World) -> Mapping[str, Any]:
    return {"version": world.fresh_feedback.version, "kind": "idea", "text": "Une idée."}


def withdrawn(world: World) -> Mapping[str, Any]:
    return {"version": world.fresh_feedback.version}


def foreign_session(world: World) -> Mapping[str, Any]:
    return {**words(world), "session": world.foreign_session.pk}


def copied(world: World) -> Mapping[str, Any]:
    return {**words(world), "author": world.people["amel"].pk}


ROWS = [
    Row("dialogue:service-worker", public()),
    Row("dialogue:manifest", public()),
    Row("dialogue:feedback-token", signed_in() | {"eve": 401}),
    Row("dialogue:feedback-create", only("amel", "david")),
    Row("dialogue:feedback-create", only("amel", "david", ok=302) | {"eve": 401}, "post", data=words),
    Row(
        "dialogue:feedback-create",
        only("david", ok=302, amel=422) | {"eve": 401},
        "post",
        case="in a séance of the other territory",
        data=foreign_session,
    ),
    Row("dialogue:feedback-domains", only("amel", "david") | {"eve": 401}, "post", data=words),
    Row("dialogue:feedback-pending", only("amel", "david")),
    Row("dialogue:feedback-receipt", only("amel"), arguments=one),
    Row("dialogue:feedback-list", only("amel", "bruno", "chloe", "david", "hana")),
    Row("dialogue:feedback-detail", only(*READERS), arguments=one),
    Row(
        "dialogue:feedback-detail",
        only("bruno", "chloe", "david", "hana"),
        case="of the other territory",
        arguments=foreign,
    ),
    Row(
        "dialogue:feedback-edit",
        only("amel", bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        arguments=fresh,
    ),
    Row(
        "dialogue:feedback-edit",
        only("amel", ok=302, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=fresh,
        data=rewritten,
    ),
    Row(
        "dialogue:feedback-edit",
        only("amel", ok=CONFLICT, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        case="answered already",
        arguments=answered,
    ),
    Row(
        "dialogue:feedback-edit",
        only("amel", ok=CONFLICT, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        case="coded already",
        arguments=one,
    ),
    Row(
        "dialogue:feedback-withdraw",
        only("amel", bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        arguments=fresh,
    ),
    Row(
        "dialogue:feedback-withdraw",
        only("amel", ok=302, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=fresh,
        data=withdrawn,
    ),
    Row(
        "dialogue:feedback-withdraw",
        only("amel", ok=CONFLICT, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="answered already",
        arguments=answered,
        data=withdrawn,
    ),
    Row("dialogue:feedback-transcribe", only("bruno", "chloe")),
    Row(
        "dialogue:feedback-transcribe", only("bruno", "chloe"), case="of a territory", query="territoire=R53"
    ),
    Row(
        "dialogue:feedback-transcribe",
        only("bruno", "chloe", ok=NOTHING),
        case="of a territory that is none",
        query="territoire=R99",
    ),
    Row(
        "dialogue:feedback-transcribe",
        only("bruno", "chloe", ok=302),
        "post",
        query="territoire=R53",
        data=copied,
    ),
    Row("dialogue:feedback-paper", only("amel", "bruno", "chloe", "david")),
    # Its lines come back by the room « Échanges », which is the responsable's for remontées.
    Row("priorities:paper-workbook", only("chloe")),
]
