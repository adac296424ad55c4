"""The versions of the standard: everybody reads them, the responsable loads one and moves a cycle to it."""

from tests.architecture.permissions.row import (
    CONFLICT,
    FORBIDDEN,
    NOTHING,
    Row,
    only,
    signed_in,
)
from tests.support.world import World

READ_ONLY = {"bruno": FORBIDDEN, "fanny": FORBIDDEN, "hana": FORBIDDEN}


def other(world: World) -> dict[str, int]:
    return {"pk": world.other_standard.pk}


def its_own(world: World) -> dict[str, int]:
    return {"pk": world.open_cycle.standard_id}


def campaign(world: World) -> dict[str, object]:
    return {"pk": world.campaign.pk}


ROWS = [
    Row("iso26000:standard-list", signed_in()),
    Row(
        "iso26000:standard-load",
        only("chloe", ok=302, others=FORBIDDEN),
        "post",
        data=lambda world: {"livree": "iso26000-45"},
    ),
    Row("iso26000:standard-load", only(chloe=422, others=FORBIDDEN), "post", case="no file"),
    *(
        row
        for name in ("upgrade-detail", "upgrade-ranks")
        for row in (
            Row(f"priorities:{name}", only("chloe", **READ_ONLY), arguments=other),
            Row(
                f"priorities:{name}",
                only(chloe=CONFLICT, **READ_ONLY),
                case="the version of the cycle",
                arguments=its_own,
            ),
            Row(
                f"priorities:{name}",
                only(**READ_ONLY, chloe=CONFLICT),
                case="closed cycle",
                arguments=other,
                query="exercice=2025",
            ),
            Row(
                f"priorities:{name}",
                only(**READ_ONLY, chloe=NOTHING),
                case="unknown version",
                arguments=lambda world: {"pk": 999_999},
            ),
        )
    ),
    # --- the answer sheet of a campaign
    *(
        row
        for name in ("campaign-sheet", "campaign-paper")
        for row in (Row(f"iso26000:{name}", only("chloe", **READ_ONLY), arguments=campaign),)
    ),
    Row(
        "iso26000:campaign-paper",
        only(chloe=CONFLICT, **READ_ONLY),
        case="not open",
        arguments=lambda world: {"pk": world.campaign_to_come.pk},
    ),
    Row("iso26000:campaign-paper", only(chloe=422, **READ_ONLY), "post", case="no file", arguments=campaign),
    Row("priorities:upgrade-detail", only("chloe", ok=302, **READ_ONLY), "post", arguments=other),
]
