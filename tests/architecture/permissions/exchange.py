"""Files out and in."""

from tests.architecture.permissions.row import (
    Row,
    only,
)

ROWS = [
    # --- exchanges: the responsable all files, a rapporteur their own scores and levels, a draft its owner alone
    Row("priorities:exchange-list", only("bruno", "chloe")),
    Row("priorities:exchange-import", only("bruno", "chloe")),
    Row("priorities:exchange-import", only("bruno", "chloe", ok=422), "post", case="without a file"),
    *(
        Row(
            "priorities:exchange-export",
            only("bruno", "chloe"),
            "post",
            case=f"{name}.{format}",
            arguments=lambda world, name=name, format=format: {"name": name, "format": format},  # type: ignore[misc]
        )
        for name, format in (("impact_scores", "xlsx"), ("practices", "csv"))
    ),
    *(
        Row(
            "priorities:exchange-export",
            only("chloe"),
            "post",
            case=f"{name}.{format}",
            arguments=lambda world, name=name, format=format: {"name": name, "format": format},  # type: ignore[misc]
        )
        for name, format in (
            ("stakeholders", "xlsx"),
            ("territories", "csv"),
            ("impacts", "xlsx"),
            ("importance", "csv"),
            ("evidence", "csv"),
            ("criteria", "xlsx"),
            ("feedback", "csv"),
        )
    ),
    Row(
        "priorities:exchange-export",
        only(),
        "post",
        case="unknown file",
        arguments=lambda world: {"name": "accounts", "format": "csv"},
    ),
    Row(
        "priorities:exchange-export",
        only(),
        "post",
        case="unknown format",
        arguments=lambda world: {"name": "impacts", "format": "json"},
    ),
    Row("priorities:import-detail", only("bruno"), arguments=lambda world: {"pk": world.draft_of_bruno.pk}),
    Row(
        "priorities:import-confirm",
        only("bruno", ok=409),
        "post",
        case="whose file is gone",
        arguments=lambda world: {"pk": world.draft_of_bruno.pk},
    ),
    Row(
        "priorities:import-discard",
        only("bruno", ok=302),
        "post",
        arguments=lambda world: {"pk": world.draft_of_bruno.pk},
    ),
    Row(
        "priorities:import-undo",
        only("bruno", ok=409),
        "post",
        case="not imported yet",
        arguments=lambda world: {"pk": world.draft_of_bruno.pk},
    ),
]
