"""The domains beside other frameworks, both ways: an orientation, never a conformity (mappings of the standard)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from iso26000.models import Domain
from priorities.queries.adopted import AdoptedList
from priorities.queries.reading import RankingReading

# Topical standards of ESRS Set 1, in its order; ESRS 1 and 2 are cross-cutting and have no topic.
ESRS: dict[str, str | Promise] = {
    "E1": _("changement climatique"),
    "E2": _("pollution"),
    "E3": _("eau et ressources marines"),
    "E4": _("biodiversité et écosystèmes"),
    "E5": _("ressources et économie circulaire"),
    "S1": _("effectifs de l’entreprise"),
    "S2": _("travailleurs de la chaîne de valeur"),
    "S3": _("communautés affectées"),
    "S4": _("consommateurs et utilisateurs finals"),
    "G1": _("conduite des affaires"),
}


class Basis(StrEnum):
    """Where the priorities come from."""

    ADOPTED = "adopted"
    COMPUTED = "computed"
    NONE = "none"


@dataclass(frozen=True)
class Crossing:
    """One domain and where it leads. rank: among the priorities, None for a critical domain without one."""

    domain: Domain
    is_priority: bool
    rank: int | None

    @property
    def esrs(self) -> list[str]:
        return [str(code) for code in self.domain.esrs]

    @property
    def gri(self) -> list[str]:
        return [str(code) for code in self.domain.gri]

    @property
    def sdgs(self) -> list[str]:
        return [str(code) for code in self.domain.sdgs]


@dataclass(frozen=True)
class Topic:
    """One topical standard: the priorities that feed it, then the other domains that would."""

    code: str
    name: str
    priorities: tuple[Crossing, ...]
    others: tuple[Crossing, ...]


@dataclass(frozen=True)
class Crosswalk:
    """lines: every domain, the priorities first in their order, then the others in that of the standard."""

    basis: Basis
    lines: tuple[Crossing, ...]

    @property
    def priorities(self) -> tuple[Crossing, ...]:
        return tuple(line for line in self.lines if line.is_priority)

    def kept(self, *, everything: bool, esrs: str = "") -> tuple[Crossing, ...]:
        """The lines of the page: the priorities, or all; those that feed one topical standard."""
        rows = self.lines if everything or self.basis == Basis.NONE else self.priorities
        return tuple(line for line in rows if not esrs or esrs in line.esrs)

    @property
    def topics(self) -> tuple[Topic, ...]:
        found = []
        for code, name in ESRS.items():
            fed = [line for line in self.lines if code in line.esrs]
            first = tuple(line for line in fed if line.is_priority)
            rest = tuple(line for line in fed if not line.is_priority)
            found.append(Topic(code, str(name), first, rest))
        return tuple(found)

    @property
    def unmatched(self) -> tuple[Crossing, ...]:
        """The priorities without any topical standard: principles and practices belong to ESRS 2."""
        return tuple(line for line in self.priorities if not line.esrs)


def crosswalk_of(
    domains: Iterable[Domain], adopted: AdoptedList | None, ranking: RankingReading | None
) -> Crosswalk:
    """domains: with their core subject, in order. The adopted list, else the first and the critical ones of the ranking.
    No query."""
    rows = list(domains)
    chosen: dict[str, int | None] = {}
    if adopted is not None:
        chosen = {row.domain.code: row.adopted_rank for row in adopted.priorities}
    elif ranking is not None:
        first = ranking.significance[: ranking.top]
        chosen = {row.code: row.figures["significance_rank"] for row in [*first, *ranking.critical]}
    basis = Basis.ADOPTED if adopted else Basis.COMPUTED if ranking else Basis.NONE
    lines = [Crossing(domain, domain.code in chosen, chosen.get(domain.code)) for domain in rows]
    return Crosswalk(basis, tuple(_ordered(lines)))


def _ordered(lines: Sequence[Crossing]) -> list[Crossing]:
    first = [line for line in lines if line.is_priority]
    first.sort(key=lambda line: (line.rank is None, line.rank or 0))
    return first + [line for line in lines if not line.is_priority]
