"""The inbox, the circuit of a remontée, what its author says back, the messages and the sheet of a territory."""

from dialogue.actions.digest import unsubscribe_token
from tests.architecture.permissions.row import (
    CONFLICT,
    FORBIDDEN,
    Row,
    only,
    public,
    signed_in,
)
from tests.support.world import World


def mine(world: World) -> dict[str, object]:
    """Amel’s, received, in the open cycle."""
    return {"pk": world.feedback.pk}


def foreign(world: World) -> dict[str, object]:
    return {"pk": world.foreign_feedback.pk}


def answered(world: World) -> dict[str, object]:
    return {"pk": world.answered.pk}


def closed(world: World) -> dict[str, object]:
    return {"pk": world.closed_feedback.pk}


def step(move: str, of=mine):  # type: ignore[no-untyped-def]
    return lambda world: {**of(world), "move": move}


TEAM_ONLY = only("bruno", "chloe", amel=FORBIDDEN, hana=FORBIDDEN)
TEAM_DOES = only("bruno", "chloe", ok=302, amel=FORBIDDEN, hana=FORBIDDEN)
AUTHOR_ONLY = only("amel", bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN)
AUTHOR_DOES = only("amel", ok=302, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN)

ROWS = [
    Row("dialogue:inbox", only("bruno", "chloe")),
    Row("dialogue:inbox", only("bruno", "chloe"), query="exercice=2025&etat=toutes", case="closed cycle"),
    Row("dialogue:feedback-bulk", only("bruno", "chloe")),
    Row(
        "dialogue:feedback-bulk",
        only("bruno", "chloe", ok=302),
        "post",
        data=lambda world: {
            "ligne": f"{world.feedback.pk}~{world.feedback.version}",
            "act": "coder",
            "domain": world.feedback.codings.get().domain_id,
        },
    ),
    Row(
        "dialogue:feedback-bulk",
        only(),
        "post",
        case="unknown",
        data=lambda world: {"ligne": "x~1", "act": "coder"},
    ),
    # --- one remontée
    Row("dialogue:feedback-detail", only("amel", "bruno", "chloe", "hana"), arguments=mine),
    Row(
        "dialogue:feedback-detail",
        only("david", "bruno", "chloe", "hana"),
        case="other territory",
        arguments=foreign,
    ),
    Row("dialogue:coding-create", TEAM_ONLY, arguments=mine),
    Row(
        "dialogue:coding-create",
        only("bruno", "chloe", david=FORBIDDEN, hana=FORBIDDEN),
        case="other territory",
        arguments=foreign,
    ),
    Row(
        "dialogue:coding-create",
        TEAM_DOES,
        "post",
        arguments=mine,
        data=lambda world: {"domain": world.feedback.codings.get().domain_id, "start": 0, "end": 3},
    ),
    Row(
        "dialogue:coding-create",
        only(amel=FORBIDDEN, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        case="closed cycle",
        arguments=closed,
    ),
    Row(
        "dialogue:coding-delete",
        TEAM_DOES,
        "post",
        arguments=lambda world: {"pk": world.feedback.codings.get().pk},
    ),
    Row(
        "dialogue:coding-delete",
        only("bruno", "chloe", ok=302, david=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="other territory",
        arguments=lambda world: {"pk": world.foreign_feedback.codings.get().pk},
    ),
    # --- the circuit
    Row("dialogue:step-create", TEAM_ONLY, arguments=step("qualifier")),
    Row("dialogue:step-create", TEAM_DOES, "post", arguments=step("qualifier")),
    Row(
        "dialogue:step-create",
        only("bruno", "chloe", ok=302, david=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="other territory",
        arguments=step("qualifier", foreign),
    ),
    Row(
        "dialogue:step-create",
        only(amel=FORBIDDEN, bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="closed cycle, qualifying",
        arguments=step("qualifier", closed),
    ),
    Row(
        "dialogue:step-create",
        only("bruno", "chloe", ok=CONFLICT, amel=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="skipped step",
        arguments=step("repondre"),
        data=lambda world: {"outcome": "accepted", "text": "Oui."},
    ),
    Row("dialogue:step-create", TEAM_DOES, "post", case="told", arguments=step("restituer", answered)),
    Row("dialogue:step-create", only(), case="unknown step", arguments=step("inventer")),
    Row("dialogue:feedback-merge", TEAM_ONLY, arguments=mine),
    Row(
        "dialogue:feedback-merge",
        TEAM_DOES,
        "post",
        arguments=mine,
        data=lambda world: {"reference": world.answered.reference},
    ),
    Row("dialogue:feedback-mask", TEAM_ONLY, arguments=mine),
    Row("dialogue:feedback-mask", TEAM_ONLY, case="closed cycle", arguments=closed),
    Row(
        "dialogue:feedback-mask",
        TEAM_DOES,
        "post",
        arguments=mine,
        data=lambda world: {"passage": "délais", "reason": "name"},
    ),
    Row(
        "dialogue:session-tell",
        only("bruno", "chloe", amel=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        arguments=lambda world: {"pk": world.feedback.session_id},
    ),
    Row(
        "dialogue:session-tell",
        only("bruno", "chloe", ok=302, amel=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.feedback.session_id},
        data=lambda world: {"ligne": f"{world.answered.pk}~{world.answered.version}"},
    ),
    # --- what the author says back
    Row("dialogue:contest-create", AUTHOR_ONLY, arguments=mine),
    Row(
        "dialogue:contest-create",
        only("david", bruno=FORBIDDEN, chloe=FORBIDDEN, hana=FORBIDDEN),
        case="other territory",
        arguments=foreign,
    ),
    Row(
        "dialogue:contest-create",
        AUTHOR_DOES,
        "post",
        arguments=mine,
        data=lambda world: {"text": "Je parlais du délai."},
    ),
    Row("dialogue:contest-answer", TEAM_ONLY, arguments=lambda world: {"pk": world.contest.pk}),
    Row(
        "dialogue:contest-answer",
        TEAM_DOES,
        "post",
        arguments=lambda world: {"pk": world.contest.pk},
        data=lambda world: {"answer": "Le codage est changé."},
    ),
    Row("dialogue:rating-create", AUTHOR_ONLY, arguments=answered),
    Row(
        "dialogue:rating-create",
        AUTHOR_DOES,
        "post",
        arguments=answered,
        data=lambda world: {"value": 3},
    ),
    Row("dialogue:effect-ask", TEAM_ONLY, arguments=answered),
    Row(
        "dialogue:effect-ask",
        only("bruno", "chloe", ok=CONFLICT, amel=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="one waits already",
        arguments=answered,
        data=lambda world: {"question": "Encore ?"},
    ),
    Row("dialogue:effect-answer", AUTHOR_ONLY, arguments=lambda world: {"pk": world.effect.pk}),
    Row(
        "dialogue:effect-answer",
        AUTHOR_DOES,
        "post",
        arguments=lambda world: {"pk": world.effect.pk},
        data=lambda world: {"answer": "felt"},
    ),
    # --- messages
    Row("dialogue:digest-edit", signed_in()),
    Row("dialogue:digest-edit", signed_in(302), "post", data=lambda world: {"wanted": "on"}),
    *(
        Row(
            "dialogue:digest-unsubscribe",
            public(),
            method,
            arguments=lambda world: {"token": unsubscribe_token(world.people["amel"])},
        )
        for method in ("get", "post")
    ),
    Row("dialogue:digest-unsubscribe", public(410), case="forged", arguments=lambda world: {"token": "1:x"}),
    # --- the sheet. The mandate of Fanny is on the country, which has no region in this world: tests/reports tells of hers
    *(
        Row(
            url,
            only("amel", "bruno", "chloe", "fanny", "hana"),
            arguments=lambda world: {"code": world.bretagne.code},
        )
        for url in ("reports:territory-sheet", "reports:territory-sheet-pdf")
    ),
    Row(
        "reports:territory-sheet",
        only("david", "bruno", "chloe", "fanny", "hana"),
        case="other territory",
        arguments=lambda world: {"code": world.foreign_feedback.territory.code},
    ),
    Row("reports:territory-sheet", only(), case="unknown", arguments=lambda world: {"code": "R99"}),
    # --- the history of a remontée names people: neither auditors nor other delegates read it
    Row(
        "history-list",
        only("amel", "bruno", "chloe"),
        case="of a remontée",
        arguments=lambda world: {"target": "dialogue.feedback", "pk": world.feedback.pk},
    ),
]
