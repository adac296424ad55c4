"""Who may open what: one row per address, method and object. A URL that is absent from here fails the tests.

302 is the way to the sign-in page, 404 a thing that does not exist for this person (reliability.md, S4: nothing tells
that it exists for others), 403 a thing they see but may not change, 409 what its state forbids.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.world import EVERYBODY, World

Arguments = Callable[[World], Mapping[str, Any]]
SIGN_IN, FORBIDDEN, NOTHING, CONFLICT = 302, 403, 404, 409


@dataclass(frozen=True)
class Row:
    """`url`: the name, with its namespace. `case` tells rows of one URL apart. `data` is what is posted."""

    url: str
    expected: Mapping[str, int]
    method: str = "get"
    case: str = ""
    arguments: Arguments = field(default=lambda world: {})
    data: Arguments = field(default=lambda world: {})
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.url} {self.case}".strip()


def public(status: int = 200) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, status)


def signed_in(status: int = 200) -> dict[str, int]:
    return {**dict.fromkeys(EVERYBODY, status), "eve": SIGN_IN}


def only(*people: str, ok: int = 200, others: int = NOTHING, **exceptions: int) -> dict[str, int]:
    """`ok` for these people, `others` for the rest, sign-in for Ève; then the exceptions by name."""
    return {**{name: ok if name in people else others for name in EVERYBODY}, "eve": SIGN_IN, **exceptions}


def but(*people: str, status: int = NOTHING) -> dict[str, int]:
    """Every signed-in person but these."""
    return only(*(name for name in EVERYBODY if name not in people), others=status)


# Whoever decides about or checks an open cycle. Bruno, who scores, sees its rankings once he has nothing left to score:
# tests/stakeholders/test_blindness.py.
TEAM = ("chloe", "fanny", "hana")
