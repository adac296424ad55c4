"""« Et si » : the same facts, weighed otherwise (docs/methode.md §6). Nothing is drawn: point results only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from method.inputs import RankingInputs
from method.parameters import Parameters
from method.ranking import Ranking, rank

HEAVIEST = 5.0  # times the weight of its significance that a group may be given


@dataclass(frozen=True)
class Variation:
    """What one tries. Raises ValueError when a factor makes no sense.

    parameters: the settings of the formulas; draws and seed play no part.  dropped: codes of the groups left out, with
    all that they said.  factors: group code → what its raw weight is multiplied by (0–5), 1 when absent; the weights
    are shared out again afterwards.
    """

    parameters: Parameters = field(default_factory=lambda: Parameters(draws=0))
    dropped: frozenset[str] = frozenset()
    factors: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for code, factor in self.factors.items():
            if not 0 <= factor <= HEAVIEST:
                raise ValueError(f"the factor of {code} must lie between 0 and {HEAVIEST:g}, not {factor!r}")

    def to_dict(self) -> dict[str, Any]:
        return {
            "parameters": self.parameters.to_dict(),
            "dropped": sorted(self.dropped),
            "factors": dict(sorted(self.factors.items())),
        }

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> Self:
        """Inverse of `to_dict`. Raises ValueError on an unknown or impossible setting."""
        return cls(
            Parameters.from_dict(settings["parameters"]),
            frozenset(settings["dropped"]),
            dict(settings["factors"]),
        )


def vary(inputs: RankingInputs, variation: Variation) -> Ranking:
    """The ranking of the same facts under other settings: what `rank` gives for these inputs, to the last decimal."""
    settings = replace(variation.parameters, draws=0)
    return rank(without(inputs, variation.dropped), settings, factors=variation.factors)


def without(inputs: RankingInputs, groups: frozenset[str]) -> RankingInputs:
    """The inputs as they would be had these groups never been expected: their impacts, the scores and the votes go too.

    A code that is not among the groups is ignored.
    """
    kept = np.array([group.code not in groups for group in inputs.groups], bool)
    if kept.all():
        return inputs
    group = np.cumsum(kept) - 1
    of_kept = kept[inputs.impacts["group"]]
    impact = np.cumsum(of_kept) - 1
    impacts, votes = inputs.impacts[of_kept], inputs.votes[kept[inputs.votes["group"]]]
    scores = inputs.scores[of_kept[inputs.scores["impact"]]]
    impacts["group"], votes["group"] = group[impacts["group"]], group[votes["group"]]
    scores["impact"] = impact[scores["impact"]]
    return replace(
        inputs,
        groups=tuple(entry for entry, stays in zip(inputs.groups, kept, strict=True) if stays),
        impacts=impacts,
        impact_codes=tuple(code for code, stays in zip(inputs.impact_codes, of_kept, strict=True) if stays),
        scores=scores,
        votes=votes,
    )
