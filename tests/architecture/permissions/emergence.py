"""What rises in the remontées: the team, whoever decides and whoever checks; never a delegate."""

from typing import Any

from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, TEAM, Row, only
from tests.support.world import World


def theme(code: str) -> Any:
    return lambda world: {"theme": code}


def verdict(world: World) -> dict[str, Any]:
    return {"outcome": "followed", "reason": ""}


READERS = only(*TEAM, "bruno")

ROWS = [
    *(
        Row("dialogue:emergence-list", READERS, query=query, case=query)
        for query in ("", "exercice=2025", "periode=x")
    ),
    Row(
        "dialogue:emergence-compile", only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN), "post"
    ),
    Row("dialogue:emergence-detail", READERS, arguments=theme("6.5.3")),
    Row("dialogue:emergence-detail", READERS, arguments=theme("teleconsult"), case="words"),
    Row("dialogue:emergence-detail", only(), arguments=theme("9.9.9"), case="unknown"),
    Row(
        "dialogue:emergence-detail", only(), arguments=theme("6.5.3"), query="exercice=2025", case="not read"
    ),
    Row(
        "dialogue:emergence-detail",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=theme("6.5.3"),
        data=verdict,
    ),
    Row(
        "dialogue:emergence-detail",
        only("bruno", "chloe", ok=409, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=theme("6.7.8"),
        data=verdict,
        case="judged meanwhile",
    ),
    Row(
        "dialogue:emergence-reopen",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=theme("6.7.8"),
    ),
    Row("dialogue:emergence-reopen", only(), "post", arguments=theme("6.5.3"), case="never judged"),
    Row(
        "dialogue:theme-watch",
        only("chloe", ok=302, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=theme("teleconsult"),
    ),
    Row(
        "dialogue:theme-watch",
        only("chloe", ok=CONFLICT, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=theme("6.5.3"),
        case="a domain",
    ),
    Row(
        "dialogue:theme-drop",
        only("chloe", ok=302, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=theme("tier-pai"),
    ),
    Row("dialogue:theme-drop", only(), "post", arguments=theme("teleconsult"), case="not watched"),
]
