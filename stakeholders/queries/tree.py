"""Who stands under whom in the registry: groups, sub-groups and organisations, at any depth."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rse_portal.common.models import french_or_english
from stakeholders.models import Stakeholder

Parents = Mapping[int, int | None]


def parents_of_all() -> dict[int, int | None]:
    """Stakeholder → its parent. One query of two columns."""
    return dict(Stakeholder.objects.order_by().values_list("pk", "parent"))


def branch_of(pk: int, parents: Parents) -> list[int]:
    """The stakeholder and those above it, up to the top; stops where it would turn in a circle."""
    found: list[int] = []
    above: int | None = pk
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found


def under(pk: int, parents: Parents) -> set[int]:
    """All that stands under this one, at any depth."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for child, parent in parents.items():
        children[parent].append(child)
    found: set[int] = set()
    waiting = [pk]
    while waiting:
        new = set(children[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


@dataclass(frozen=True)
class Branch:
    """A stakeholder as a choice: `depth` under the top of its tree."""

    pk: int
    code: str
    label: str
    depth: int


def tree(rows: Iterable[tuple[Any, ...]]) -> list[Branch]:
    """Stakeholders in the order of reading, each under its parent.

    rows: (pk, code, French label, English label, parent's pk) in the order wanted among brothers. A row whose parent is
    not among them stands at the top.
    """
    rows = list(rows)
    known, below = {row[0] for row in rows}, defaultdict(list)
    for row in rows:
        below[row[4] if row[4] in known else None].append(row)
    found: list[Branch] = []
    waiting = [(row, 0) for row in reversed(below[None])]
    while waiting:
        (pk, code, french, english, _parent), depth = waiting.pop()
        found.append(Branch(pk, code, french_or_english(french, english), depth))
        waiting += [(row, depth + 1) for row in reversed(below[pk])]
    return found
