"""From one version of the standard to another: what becomes of each domain, in either direction."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from iso26000.enums import Fate
from iso26000.models import Correspondence, Domain, Standard


@dataclass(frozen=True)
class Passage:
    """One domain of the version left, what becomes of it, and the domains that take it up."""

    domain: Domain
    fate: Fate
    into: tuple[Domain, ...]

    def get_fate_display(self) -> str:
        return str(self.fate.label)

    @property
    def moves(self) -> bool:
        """Whether what is said of it can be said of one domain there."""
        return self.fate in (Fate.SAME, Fate.MERGED)


@dataclass(frozen=True)
class Route:
    """From `old` to `new`. passages: one per domain of `old`, in order; arrivals: the domains of `new`, in order."""

    old: Standard
    new: Standard
    passages: tuple[Passage, ...]
    arrivals: tuple[Domain, ...]

    @cached_property
    def target(self) -> dict[int, int]:
        """Key of a domain of `old` → key of the one of `new` where what is said of it goes; absent where nothing goes."""
        return {passage.domain.pk: passage.into[0].pk for passage in self.passages if passage.moves}

    @cached_property
    def merged(self) -> set[int]:
        """Keys of the domains of `old` that arrive with others: a judgement on a part is not one on the whole."""
        return {passage.domain.pk for passage in self.passages if passage.fate == Fate.MERGED}

    @cached_property
    def whole(self) -> dict[int, int]:
        """`target` without what is merged: there, judgements go as they are."""
        return {old: new for old, new in self.target.items() if old not in self.merged}

    @cached_property
    def origins(self) -> dict[int, list[Passage]]:
        """Key of a domain of `new` → the passages that lead to it; none: it is new."""
        origins: dict[int, list[Passage]] = {domain.pk: [] for domain in self.arrivals}
        for passage in self.passages:
            for domain in passage.into:
                origins[domain.pk].append(passage)
        return origins

    @cached_property
    def fresh(self) -> list[Domain]:
        """Domains of `new` where nothing arrives, in order."""
        return [
            domain
            for domain in self.arrivals
            if not any(passage.moves for passage in self.origins[domain.pk])
        ]

    def of(self, *fates: Fate) -> list[Passage]:
        return [passage for passage in self.passages if passage.fate in fates]


def route_between(old: Standard, new: Standard) -> Route:
    """The pairs that one of the two files gives, read in either direction; without any, equal codes. 3 queries."""
    before, after = (
        list(standard.domains.select_related("core_subject").order_by("order")) for standard in (old, new)
    )
    pairs = _pairs(old, new)
    if not pairs:
        there = {domain.code: domain.pk for domain in after}
        pairs = [(domain.pk, there[domain.code]) for domain in before if domain.code in there]
    into, sources = defaultdict(set), Counter(arrival for _origin, arrival in pairs)
    for origin, arrival in pairs:
        into[origin].add(arrival)
    passages = []
    for domain in before:
        taken = tuple(each for each in after if each.pk in into[domain.pk])
        if not taken:
            fate = Fate.DROPPED
        elif len(taken) > 1:
            fate = Fate.SPLIT
        else:
            fate = Fate.SAME if sources[taken[0].pk] == 1 else Fate.MERGED
        passages.append(Passage(domain, fate, taken))
    return Route(old, new, tuple(passages), tuple(after))


def _pairs(old: Standard, new: Standard) -> list[tuple[int, int]]:
    """(domain of old, domain of new), whichever of the two files says it. 1 query."""
    pairs = []
    rows = Correspondence.objects.filter(old__standard__in=(old, new), new__standard__in=(old, new))
    for origin, arrival, standard in rows.values_list("old", "new", "old__standard"):
        pairs.append((origin, arrival) if standard == old.pk else (arrival, origin))
    return pairs


@dataclass
class Agreed:
    """Rows told of their new domain. left: key of a domain of the old version → how many of its rows stay behind,
    because the same voice said different things of the parts."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    left: Counter[int] = field(default_factory=Counter)


def agreed(rows: Iterable[tuple[Any, ...]], route: Route) -> Agreed:
    """rows: (domain, …who says it, value). Where domains are merged, a voice counts once, and only if it said the same of
    each part that it spoke of: nothing is averaged (docs/adr/0037). What has nowhere to go is not told here."""
    found = Agreed()
    voices: dict[Hashable, list[tuple[Any, ...]]] = defaultdict(list)
    target: Mapping[int, int] = route.target
    for row in rows:
        if row[0] in route.merged:
            voices[(target[row[0]], *row[1:-1])].append(row)
        elif row[0] in target:
            found.rows.append((target[row[0]], *row[1:]))
    for key, said in voices.items():
        if len({row[-1] for row in said}) == 1:
            found.rows.append((*key, said[0][-1]))  # type: ignore[misc]
        else:
            found.left.update(row[0] for row in said)
    return found
