"""The settings of a ranking: stored with each run and printed on every export (docs/methode.md §6, §7)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

AGGREGATIONS = ("median", "mean", "trimmed_mean")
MOST_DRAWS = 20_000  # the error of a probability is then under 0.004; memory grows with the draws


@dataclass(frozen=True)
class Parameters:
    """What a run may vary. Raises ValueError when a setting makes no sense.

    draws: bootstrap draws, 0 = point results only.  seed: of every random stream.
    concentration: κ of the Dirichlet law of the weights.  top: the k of P(rank ≤ k).
    weight_impact + weight_importance = 1.  positive_discount: what a positive impact is worth beside a
    negative one.
    gap_floor: share of the priority that maturity cannot remove.  feasibility_span: ± half of it around 1.
    aggregation: how the assessors of one impact become one figure per criterion.
    """

    draws: int = 2000
    seed: int = 1
    concentration: float = 50
    top: int = 10
    weight_impact: float = 0.6
    weight_importance: float = 0.4
    positive_discount: float = 0.8
    gap_floor: float = 0.25
    feasibility_span: float = 0.2
    aggregation: str = "median"

    def __post_init__(self) -> None:
        for name, lowest in (("draws", 0), ("seed", 0), ("top", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < lowest:
                raise ValueError(f"{name} must be a whole number of at least {lowest}, not {value!r}")
        if self.draws > MOST_DRAWS:
            raise ValueError(f"draws must be at most {MOST_DRAWS}, not {self.draws}")
        for name in (
            "weight_impact",
            "weight_importance",
            "positive_discount",
            "gap_floor",
            "feasibility_span",
        ):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie between 0 and 1, not {getattr(self, name)!r}")
        if abs(self.weight_impact + self.weight_importance - 1) > 1e-9:
            raise ValueError("weight_impact and weight_importance must add up to 1")
        if not 0 < self.concentration < float("inf"):
            raise ValueError(f"concentration must be a positive number, not {self.concentration!r}")
        if self.aggregation not in AGGREGATIONS:
            raise ValueError(
                f"aggregation must be one of {', '.join(AGGREGATIONS)}, not {self.aggregation!r}"
            )

    def to_dict(self) -> dict[str, Any]:
        """The settings as they stand in the JSON of a ranking; the two weights are nested under "weights"."""
        flat = asdict(self)
        weights = {"impact": flat.pop("weight_impact"), "importance": flat.pop("weight_importance")}
        first = {name: flat.pop(name) for name in ("draws", "seed", "concentration", "top")}
        return first | {"weights": weights} | flat

    @classmethod
    def from_dict(cls, settings: Mapping[str, Any]) -> Self:
        """Inverse of `to_dict`; what is absent takes its default. Raises ValueError on an unknown setting."""
        flat = dict(settings)
        flat |= {f"weight_{name}": value for name, value in flat.pop("weights", {}).items()}
        if unknown := sorted(flat.keys() - cls.__dataclass_fields__.keys()):
            raise ValueError(f"unknown settings: {', '.join(unknown)}")
        return cls(**flat)
