"""Impacts and the map of what was looked at."""

from tests.architecture.permissions.row import (
    FORBIDDEN,
    TEAM,
    Row,
    only,
)

ROWS = [
    # --- impacts: the team changes those of the open cycle; administrators and auditors read
    *(
        Row(url, only(*TEAM, "bruno"), query=query, case=query)
        for url in ("stakeholders:impact-list", "stakeholders:coverage")
        for query in ("", "exercice=2025")
    ),
    Row("stakeholders:coverage-domain", only(*TEAM, "bruno"), arguments=lambda world: {"code": "6.7.8"}),
    Row("stakeholders:coverage-domain", only(), case="unknown", arguments=lambda world: {"code": "9.9.9"}),
    Row(
        "stakeholders:coverage-domain",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"code": "6.5.3"},
        data=lambda world: {"parties": world.open_group.code, "reason": "Rien."},
    ),
    Row(
        "stakeholders:impact-detail",
        only(*TEAM, "bruno"),
        arguments=lambda world: {"pk": world.changed_impact.pk},
    ),
    Row(
        "stakeholders:impact-detail",
        only(*TEAM, "bruno"),
        case="closed cycle",
        arguments=lambda world: {"pk": world.closed_impact.pk},
    ),
    Row("stakeholders:impact-detail", only(), case="unknown", arguments=lambda world: {"pk": 10**9}),
    *(
        Row(url, only("bruno", "chloe", fanny=FORBIDDEN, hana=FORBIDDEN))
        for url in ("stakeholders:impact-create", "stakeholders:impact-bulk")
    ),
    *(
        Row(
            url,
            only("bruno", "chloe", ok=409, fanny=FORBIDDEN, hana=FORBIDDEN),
            case="closed cycle",
            query="exercice=2025",
        )
        for url in ("stakeholders:impact-create", "stakeholders:impact-bulk")
    ),
    Row(
        "stakeholders:impact-create",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {
            "domain": world.changed_impact.domain_id,
            "stakeholder": world.open_group.pk,
            "polarity": "negative",
            "nature": "actual",
            "description": "Effet.",
        },
    ),
    Row(
        "stakeholders:impact-bulk",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {
            "ligne": f"{world.changed_impact.pk}-{world.changed_impact.version}",
            "vers-life_health": "oui",
        },
    ),
    *(
        Row(
            url,
            only("bruno", "chloe", fanny=FORBIDDEN, hana=FORBIDDEN),
            arguments=lambda world: {"pk": world.changed_impact.pk},
        )
        for url in ("stakeholders:impact-edit", "stakeholders:impact-delete")
    ),
    *(
        Row(
            url,
            only(*TEAM, "bruno", ok=FORBIDDEN),
            method,
            case="closed cycle",
            arguments=lambda world: {"pk": world.closed_impact.pk},
        )
        for url in ("stakeholders:impact-edit", "stakeholders:impact-delete")
        for method in ("get", "post")
    ),
    Row(
        "stakeholders:impact-edit",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.changed_impact.pk},
        data=lambda world: {
            "version": world.changed_impact.version,
            "domain": world.changed_impact.domain_id,
            "stakeholder": world.changed_impact.stakeholder_id,
            "polarity": "negative",
            "nature": "actual",
            "description": "Effet autrement dit.",
        },
    ),
    Row(
        "stakeholders:impact-delete",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.changed_impact.pk},
        data=lambda world: {"version": world.changed_impact.version, "scores": 1},
    ),
]
