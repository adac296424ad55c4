"""A ranking, once computed, and what its JSON says (docs/methode.md §6)."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from method import FORMULA_VERSION
from method.aggregation import bounds
from method.agreement import Agreement
from method.arrays import Bools, Floats, Ints
from method.figures import DomainFigures, PointFigures, cells
from method.inputs import NONE, NOT_APPLICABLE, UNKNOWN, RankingInputs
from method.maturity import gap
from method.panels import Panels
from method.parameters import Parameters
from method.priority import DECIMALS, display_order
from method.robustness import Robustness
from method.status import RANKED, STATUSES, missing
from method.weights import salience_class

PROVISIONAL = 3  # fewer assessors than this on an impact that counts: the figures are provisional
INDICATIVE = 4  # fewer assessors than this on a domain: its intervals are too narrow


@dataclass(frozen=True, eq=False)
class Ranking:
    """A ranking and all that explains it. `to_dict` is what others rely on.

    What goes by domain is in clause order, unrounded.  weights: None = group to qualify.  ranks: 0 = not
    ranked.
    robustness: None without draws or ranked domain.
    """

    panels: Panels
    parameters: Parameters
    weights: list[float | None]
    agreement: Agreement
    point: PointFigures
    figures: DomainFigures
    unweighted: DomainFigures
    coverage: Floats
    statuses: list[str]
    critical: Bools
    significance_ranks: Ints
    priority_ranks: Ints
    robustness: Robustness | None

    @property
    def inputs(self) -> RankingInputs:
        """The canonical inputs."""
        return self.panels.inputs

    def order(self, ranks: Ints) -> list[str]:
        """Codes of the ranked domains, in the order to print a ranking (one of the two `*_ranks`)."""
        maturity = self.point.groups.maturity
        order = display_order(ranks, self.critical, self.figures.negative, self.figures.importance, maturity)
        return [self.inputs.domains[index].code for index in order]

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a ranking but for schema, cycle and time: floats to 6 decimals, None where unknown."""
        counts = Counter(self.statuses)
        return {
            "inputs_sha256": self.inputs.sha256(),
            "parameters": self.parameters.to_dict(),
            "stakeholders": self._stakeholders(),
            "agreement": self.agreement.to_dict(),
            "domains": [self._domain(index) for index in range(len(self.inputs.domains))],
            "formula_version": FORMULA_VERSION,
            "sensitivity": self._sensitivity(),
            "counts": {status: counts[status] for status in STATUSES},
        }

    def _stakeholders(self) -> list[dict[str, Any]]:
        return [
            {
                "code": group.code,
                "weight": None if weight is None else _number(weight),
                "salience": salience_class(group.power, group.legitimacy, group.urgency),
                "status": "to_qualify" if weight is None else "weighted",
            }
            for group, weight in zip(self.inputs.groups, self.weights, strict=True)
        ]

    def _domain(self, index: int) -> dict[str, Any]:
        domain, figures, status = self.inputs.domains[index], self.figures, self.statuses[index]
        ranked = status in RANKED
        importance, maturity = figures.importance[index], self.point.groups.maturity[index]
        return {
            "code": domain.code,
            "core_subject": domain.core_subject,
            "status": status,
            "coverage": _number(self.coverage[index]),
            "negative": _number(figures.negative[index]),
            "positive": _number(figures.positive[index]),
            "impact": _number(figures.impact[index]),
            "importance": _number(importance),
            "maturity": _number(maturity),
            "feasibility": _number(self.point.feasibility[index]),
            "bounds": self._bounds(index),
            "critical": bool(self.critical[index]),
            "significance": _number(figures.significance[index]) if ranked else None,
            "significance_rank": int(self.significance_ranks[index]) if ranked else None,
            "priority": _number(figures.priority[index]) if ranked else None,
            "priority_rank": int(self.priority_ranks[index]) if ranked else None,
            "robustness": self._robustness(index),
            "gap": _number(gap(importance, maturity)),
            "provisional": bool(self._provisional[index]),
            "to_score": self._to_score[index],
            "missing": missing(status, self.coverage[index], maturity, importance),
            "unweighted": {
                "negative": _number(self.unweighted.negative[index]),
                "positive": _number(self.unweighted.positive[index]),
                "impact": _number(self.unweighted.impact[index]),
                "importance": _number(self.unweighted.importance[index]),
                "significance": _number(self.unweighted.significance[index]) if ranked else None,
            },
            "groups": [self._group(index, group) for group in range(len(self.inputs.groups))],
            "practice": self._practice(index),
        }

    def _group(self, domain: int, group: int) -> dict[str, Any]:
        """What one group says of one domain, unweighted."""
        said = self.point.groups
        scored, voted = bool(said.scored[domain, group]), bool(said.voted[domain, group])
        return {
            "code": self.inputs.groups[group].code,
            "scored": scored,
            "negative": _number(said.negative[domain, group]) if scored else None,
            "positive": _number(said.positive[domain, group]) if scored else None,
            "importance": _number(said.importance[domain, group]) if voted else None,
            "votes": int(self._votes[domain, group]),
            "impacts": int(self._impacts[domain, group]),
        }

    def _practice(self, domain: int) -> dict[str, Any]:
        """What the assessors of practice answered, and what evidence lets stand."""
        rows = self.inputs.practices
        levels = rows["level"][rows["domain"] == domain]
        return {
            "median": _number(self.point.practice[domain]),
            "cap": int(self.point.cap[domain]),
            "levels": np.bincount(levels[levels >= 0], minlength=5).tolist(),
            "nsp": int((levels == UNKNOWN).sum()),
            "na": int((levels == NOT_APPLICABLE).sum()),
        }

    def _bounds(self, domain: int) -> list[float | None] | None:
        """Where the negative impact may lie once the missing groups are scored."""
        if np.isnan(self.figures.negative[domain]):
            return None
        row = slice(domain, domain + 1)
        groups, weights = self.point.groups, np.array([weight or 0.0 for weight in self.weights], float)
        low, high = bounds(groups.negative[row], groups.scored[row], weights)
        return [_number(low[0]), _number(high[0])]

    def _robustness(self, domain: int) -> dict[str, Any] | None:
        if self.robustness is None or self.statuses[domain] not in RANKED:
            return None
        position = int(np.searchsorted(self.robustness.ranked, domain))
        said = self.robustness.to_dict(position, self.parameters.top)
        return said | {"indicative": bool(self._assessors[domain] < INDICATIVE)}

    def _sensitivity(self) -> dict[str, float] | None:
        if self.robustness is None:
            return None
        probability, top = self.robustness.sensitivity.probability, self.parameters.top
        return {
            self.inputs.domains[domain].code: round(probability(position, top), DECIMALS)
            for position, domain in enumerate(self.robustness.ranked.tolist())
        }

    @cached_property
    def _provisional(self) -> Bools:
        """Domains with too few assessors on some scored impact of a weighted group."""
        impacts, assessors = self.inputs.impacts, self.panels.assessors
        weighted = np.array([weight is not None for weight in self.weights], bool)
        few = (assessors > 0) & (assessors < PROVISIONAL) & weighted[impacts["group"]]
        return np.bincount(impacts["domain"][few], minlength=len(self.inputs.domains)) > 0

    @cached_property
    def _to_score(self) -> list[list[str]]:
        """« À coter »: codes of the impacts without a complete score."""
        codes: list[list[str]] = [[] for _ in self.inputs.domains]
        unscored = (self.panels.assessors == 0) & (self.inputs.impacts["polarity"] != NONE)
        for impact in np.flatnonzero(unscored).tolist():
            codes[self.inputs.impacts["domain"][impact]].append(self.inputs.impact_codes[impact])
        return codes

    @cached_property
    def _assessors(self) -> Ints:
        """People with a complete score on some impact of each domain."""
        scores = self.inputs.scores[self.panels.complete]
        met = np.zeros((len(self.inputs.domains), len(self.inputs.people)), bool)
        met[self.inputs.impacts["domain"][scores["impact"]], scores["assessor"]] = True
        return met.sum(axis=1)

    @cached_property
    def _votes(self) -> Ints:
        return self._by_cell(cells(self.inputs, self.inputs.votes))

    @cached_property
    def _impacts(self) -> Ints:
        """Impacts identified, « aucun impact identifié » being none."""
        return self._by_cell(cells(self.inputs, self.inputs.impacts[self.inputs.impacts["polarity"] != NONE]))

    def _by_cell(self, cell: Ints) -> Ints:
        shape = len(self.inputs.domains), len(self.inputs.groups)
        return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)


def _number(value: float) -> float | None:
    """Rounded for the JSON, None if unknown (NaN)."""
    return None if np.isnan(value) else round(float(value), DECIMALS)
