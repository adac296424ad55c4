"""The registry of stakeholders."""

from tests.architecture.permissions.row import (
    FORBIDDEN,
    Row,
    only,
)

ROWS = [
    # --- the registry of stakeholders: the team, the elected administrators and the auditors read, the responsable writes
    Row("stakeholders:stakeholder-list", only("bruno", "chloe", "fanny", "hana")),
    Row("stakeholders:stakeholder-map", only("bruno", "chloe", "fanny", "hana")),
    Row(
        "stakeholders:stakeholder-detail",
        only("bruno", "chloe", "fanny", "hana"),
        arguments=lambda world: {"code": world.changed_impact.stakeholder.code},
    ),
    Row("stakeholders:stakeholder-detail", only(), case="unknown", arguments=lambda world: {"code": "NULLE"}),
    Row(
        "stakeholders:stakeholder-create",
        only("chloe", bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
    ),
    Row(
        "stakeholders:stakeholder-create",
        only("chloe", ok=302, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {
            "label_fr": "Riverains",
            "kind": "group",
            "scope": "external",
            "verify_every": "12",
        },
    ),
    Row(
        "stakeholders:stakeholder-edit",
        only("chloe", bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        arguments=lambda world: {"code": world.changed_impact.stakeholder.code},
    ),
    Row(
        "stakeholders:stakeholder-edit",
        only("chloe", ok=302, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"code": world.changed_impact.stakeholder.code},
        data=lambda world: {
            "label_fr": "Riverains",
            "kind": "group",
            "scope": "external",
            "verify_every": "6",
            "version": "1",
        },
    ),
    Row(
        "stakeholders:significance-edit",
        only("chloe", bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        arguments=lambda world: {"code": world.changed_impact.stakeholder.code},
    ),
    Row(
        "stakeholders:significance-edit",
        only("chloe", ok=302, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"code": world.changed_impact.stakeholder.code},
        data=lambda world: {"power": "2", "disadvantaged": "non", "assessed_on": "2026-01-05"},
    ),
    Row(
        "stakeholders:stakeholder-bulk",
        only("chloe", bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {"choix": [world.changed_impact.stakeholder.pk]},
    ),
    Row(
        "stakeholders:stakeholder-bulk",
        only(bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="an unknown row",
        data=lambda world: {"choix": ["999999"]},
    ),
]
