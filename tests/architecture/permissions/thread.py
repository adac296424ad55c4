"""The thread: the sentence of another territory has none, a draft of the référentiel neither."""

from tests.architecture.permissions.row import Row, only, signed_in
from tests.support.world import World


def code(world: World) -> dict[str, object]:
    return {"code": world.referential.action.code}


ROWS = [
    Row(
        "reports:thread-of-feedback",
        only("amel", "bruno", "chloe", "hana"),
        arguments=lambda world: {"pk": world.feedback.pk},
    ),
    Row(
        "reports:thread-of-feedback",
        only("bruno", "chloe", "david", "hana"),
        case="of the other territory",
        arguments=lambda world: {"pk": world.foreign_feedback.pk},
    ),
    Row("reports:thread-of-domain", signed_in(), arguments=lambda world: {"code": "6.7.8"}),
    Row(
        "reports:thread-of-commitment",
        signed_in(),
        arguments=lambda world: {"code": world.referential.commitment.code},
    ),
    Row("reports:thread-of-action", signed_in(), arguments=code),
    Row(
        "reports:thread-of-action",
        only("bruno", "chloe", "david", "fanny"),
        case="of a draft",
        arguments=lambda world: {"code": world.referential.other.code},
    ),
    Row(
        "reports:thread-of-indicator",
        signed_in(),
        arguments=lambda world: {"code": world.referential.sample.indicator.definition.code},
    ),
]
