"""Evidence files, findings, validation, the three looks, the checks, closing, what is taken from the last cycle."""

from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, NOTHING, TEAM, Row, only
from tests.support.world import World

READERS = (*TEAM, "bruno")
READ_ONLY = {"fanny": FORBIDDEN, "hana": FORBIDDEN}


def domain(_world: World) -> dict[str, str]:
    return {"code": "6.7.8"}


def finding(world: World) -> dict[str, object]:
    return {"code": "6.7.8", "pk": world.finding.pk}


def line(world: World) -> dict[str, str]:
    return {"ligne": f"{world.carried.pk}-{world.carried.version}"}


FINDING = {"constat-kind": "strength", "constat-text": "Suivi partout.", "constat-version": "1"}

ROWS = [
    # --- evidence: whoever reads the diagnostic reads its files
    Row("iso26000:evidence-list", only(*READERS)),
    Row("iso26000:evidence-list", only(*READERS), case="closed cycle", query="exercice=2025"),
    Row(
        "iso26000:evidence-download",
        only(*READERS),
        arguments=lambda world: {"code": "6.7.8", "pk": world.evidence.pk, "number": 1},
    ),
    Row(
        "iso26000:evidence-download",
        only(),
        case="a version that is not there",
        arguments=lambda world: {"code": "6.7.8", "pk": world.evidence.pk, "number": 2},
    ),
    # --- findings
    Row("iso26000:finding-list", only(*READERS)),
    Row(
        "iso26000:finding-create",
        only("bruno", "chloe", ok=302, **READ_ONLY),
        "post",
        arguments=domain,
        data=lambda world: FINDING,
    ),
    Row(
        "iso26000:finding-create",
        only(**dict.fromkeys(READERS, FORBIDDEN)),
        "post",
        case="closed cycle",
        arguments=domain,
        data=lambda world: FINDING,
        query="exercice=2025",
    ),
    Row("iso26000:finding-edit", only("bruno", "chloe", **READ_ONLY), arguments=finding),
    Row(
        "iso26000:finding-edit",
        only("bruno", "chloe", ok=302, **READ_ONLY),
        "post",
        arguments=finding,
        data=lambda world: FINDING,
    ),
    Row("iso26000:finding-delete", only("bruno", "chloe", ok=302, **READ_ONLY), "post", arguments=finding),
    # --- four eyes: the responsable only
    Row(
        "iso26000:practice-validate",
        only("chloe", ok=302, bruno=FORBIDDEN, **READ_ONLY),
        "post",
        arguments=domain,
        data=lambda world: {"niveau": "2.0"},
    ),
    Row(
        "iso26000:practice-validate",
        only(chloe=CONFLICT, bruno=FORBIDDEN, **READ_ONLY),
        "post",
        case="closed cycle",
        arguments=domain,
        data=lambda world: {"niveau": "2.0"},
        query="exercice=2025",
    ),
    Row(
        "iso26000:practice-reopen",
        only("chloe", ok=302, bruno=FORBIDDEN, **READ_ONLY),
        "post",
        arguments=lambda world: {"code": "6.8.3"},
        data=lambda world: {"reason": "Une pièce nouvelle."},
    ),
    Row(
        "iso26000:practice-reopen",
        only(bruno=FORBIDDEN, chloe=NOTHING, **READ_ONLY),
        "post",
        case="never validated",
        arguments=domain,
        data=lambda world: {"reason": "Une pièce nouvelle."},
    ),
    # --- three looks
    Row("reports:gap-list", only(*READERS)),
    Row("reports:gap-list", only(*READERS), case="closed cycle", query="exercice=2025"),
    Row("reports:gap-export", only(*READERS)),
    # --- checks and closing
    Row("reports:check-list", only(*TEAM)),
    Row("reports:check-list", only(*TEAM), case="closed cycle", query="exercice=2025"),
    Row("reports:cycle-close", only("chloe", **READ_ONLY)),
    Row("reports:cycle-close", only(chloe=CONFLICT, **READ_ONLY), "post", case="errors left"),
    Row("reports:cycle-close", only(chloe=CONFLICT, **READ_ONLY), case="closed cycle", query="exercice=2025"),
    # --- what is taken from the last cycle
    Row("stakeholders:carried-list", only(*READERS)),
    Row("stakeholders:carried-copy", only("chloe", bruno=FORBIDDEN, **READ_ONLY)),
    Row(
        "stakeholders:carried-copy",
        only("chloe", ok=302, bruno=FORBIDDEN, **READ_ONLY),
        "post",
        data=lambda world: {"source": "2025", "kinds": ["impact"]},
    ),
    Row(
        "stakeholders:carried-copy",
        only(bruno=FORBIDDEN, chloe=CONFLICT, **READ_ONLY),
        "post",
        case="closed cycle",
        data=lambda world: {"source": "2025", "kinds": ["impact"]},
        query="exercice=2025",
    ),
    Row("stakeholders:carried-confirm", only("bruno", "chloe", **READ_ONLY), query="tous=1"),
    Row("stakeholders:carried-confirm", only("bruno", "chloe", ok=302, **READ_ONLY), "post", data=line),
    Row("stakeholders:carried-dismiss", only("bruno", "chloe", ok=302, **READ_ONLY), "post", data=line),
    Row(
        "stakeholders:carried-edit",
        only("bruno", "chloe", **READ_ONLY),
        arguments=lambda world: {"pk": world.carried.pk},
    ),
    Row(
        "stakeholders:carried-edit",
        only("bruno", "chloe", ok=302, **READ_ONLY),
        "post",
        arguments=lambda world: {"pk": world.carried.pk},
        data=lambda world: {"kind": "document", "label": "Charte de 2026", "value": ""},
    ),
]
