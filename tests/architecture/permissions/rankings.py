"""The standard, the rankings, the reports."""

from tests.architecture.permissions.row import (
    CONFLICT,
    FORBIDDEN,
    TEAM,
    Row,
    only,
    public,
    signed_in,
)

ROWS = [
    # --- the standard
    Row("iso26000:reading-detail", signed_in()),
    Row("reports:standard-detail", signed_in()),
    Row("reports:core-subject-detail", signed_in(), arguments=lambda world: {"code": "6.7"}),
    Row("reports:core-subject-detail", only(), case="unknown", arguments=lambda world: {"code": "9.9"}),
    Row("reports:domain-detail", signed_in(), arguments=lambda world: {"code": "6.7.8"}),
    Row("reports:domain-detail", only(), case="unknown", arguments=lambda world: {"code": "9.9.9"}),
    # --- priorities: an open cycle's runs are the team's, a closed cycle's are published
    Row("priorities:ranking-current", signed_in()),
    Row("priorities:ranking-current", signed_in(), case="closed cycle", query="exercice=2025"),
    Row("priorities:ranking-current", only(), case="unknown cycle", query="exercice=1999"),
    Row("priorities:ranking-list", signed_in()),
    Row(
        "priorities:ranking-detail",
        only(*TEAM),
        case="open",
        arguments=lambda world: {"pk": world.open_run.pk},
    ),
    Row(
        "priorities:ranking-detail",
        signed_in(),
        case="closed",
        arguments=lambda world: {"pk": world.closed_run.pk},
    ),
    *(
        Row(
            "priorities:ranking-section",
            only(*TEAM),
            case=section,
            arguments=lambda world, section=section: {"pk": world.open_run.pk, "section": section},  # type: ignore[misc]
        )
        for section in ("matrice", "groupes", "calcul")
    ),
    Row(
        "priorities:ranking-why",
        only(*TEAM),
        case="open",
        arguments=lambda world: {"pk": world.open_run.pk, "code": "6.7.8"},
    ),
    Row(
        "priorities:ranking-why",
        signed_in(),
        case="closed",
        arguments=lambda world: {"pk": world.closed_run.pk, "code": "6.7.8"},
    ),
    *(
        Row(
            "priorities:ranking-export",
            only(*TEAM),
            case=f"open {format}",
            arguments=lambda world, format=format: {"pk": world.open_run.pk, "format": format},  # type: ignore[misc]
        )
        for format in ("csv", "xlsx", "json")
    ),
    Row(
        "priorities:ranking-export",
        only(*TEAM, "bruno", others=FORBIDDEN),
        case="closed",
        arguments=lambda world: {"pk": world.closed_run.pk, "format": "csv"},
    ),
    Row(
        "priorities:ranking-compile",
        only("chloe", ok=302, others=FORBIDDEN, bruno=CONFLICT),
        "post",
        data=lambda world: {"draws": "200", "seed": "1"},
    ),
    # --- reports
    Row("home", signed_in()),
    Row("reports:proof-check", public()),
    Row("reports:report-list", only("bruno", "chloe", "fanny")),
    Row(
        "reports:report-compile",
        only("chloe", "fanny", ok=302, bruno=CONFLICT),
        "post",
        data=lambda world: {"format": "pdf"},
    ),
]
