"""The page of the cycle, its panel, its reminders."""

from tests.architecture.permissions.row import (
    CONFLICT,
    FORBIDDEN,
    TEAM,
    Row,
    only,
)

ROWS = [
    # --- the cycle: whoever runs it acts, whoever decides on it or checks it reads
    Row("reports:cycle-detail", only(*TEAM)),
    Row("reports:cycle-detail", only(*TEAM), case="closed", query="exercice=2025"),
    Row("reports:cycle-detail", only(), case="unknown cycle", query="exercice=1999"),
    Row(
        "reports:seat-create",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {"user": world.people["chloe"].pk},
    ),
    Row(
        "reports:seat-delete",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.empty_seat.pk},
    ),
    Row(
        "reports:seat-delete",
        only(chloe=CONFLICT, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="a seat that scored",
        arguments=lambda world: {"pk": world.score_of_bruno.assessor_id},
    ),
    Row(
        "reports:reminder-create",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {"seat": world.score_of_bruno.assessor_id},
    ),
    Row(
        "reports:reminder-create",
        only(chloe=CONFLICT, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="closed cycle",
        query="exercice=2025",
    ),
]
