"""Where those who spoke of a domain differ, and who differs from whom (docs/methode.md §8)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from method.arrays import Floats, Ints
from method.panels import Panels
from method.ranking import Ranking

# Two people who answer at random among five levels are 1.6 levels apart, on average: half of it, three quarters of it.
CONSENSUS, SPLIT = 0.8, 1.2
COLLEGES_AGREE, COLLEGES_SPLIT = 1.0, 2.0  # levels between the lowest and the highest median of the groups


@dataclass(frozen=True)
class DomainDisagreement:
    """How far apart people stand on one domain, in levels; None where fewer than two spoke.

    assessors: over the criteria of its impacts, among those who scored them.  practice: over its level, 0–4.
    voters: over its importance, 0–4, inside each group.  colleges: between the lowest and the highest median of the
    groups, whose codes are `lowest` and `highest`.
    """

    assessors: float | None
    practice: float | None
    voters: float | None
    colleges: float | None
    lowest: str
    highest: str

    @property
    def reading(self) -> str:
        """split if one of the four says so, consensus if all that are known do, else nuanced; "" if none is known."""
        readings = [apart(value) for value in (self.assessors, self.practice, self.voters)]
        known = [reading for reading in (*readings, self.colleges_reading) if reading]
        if "split" in known:
            return "split"
        return "" if not known else "consensus" if set(known) == {"consensus"} else "nuanced"

    @property
    def colleges_reading(self) -> str:
        return apart(self.colleges, COLLEGES_AGREE, COLLEGES_SPLIT)


def apart(distance: float | None, consensus: float = CONSENSUS, split: float = SPLIT) -> str:
    """consensus up to half of what chance would give, split from three quarters; "" for nobody.  Source: §8.

    >>> apart(0.4), apart(1.0), apart(1.5), apart(None)
    ('consensus', 'nuanced', 'split', '')
    """
    if distance is None:
        return ""
    return "consensus" if distance <= consensus else "split" if distance >= split else "nuanced"


def mean_distance(counts: npt.ArrayLike) -> Floats:
    """Levels between two people taken at random, on average; NaN where fewer than two answered.

    counts: shape (…, levels), people who gave each level.  It does not grow with the number of people.
    Source: Gini's mean difference; docs/methode.md §8.

    >>> mean_distance([[2, 0, 2], [3, 0, 0], [1, 0, 0]]).round(3).tolist()
    [1.333, 0.0, nan]
    """
    given = np.asarray(counts, float)
    people = given.sum(axis=-1)
    below = np.cumsum(given, axis=-1)[..., :-1]
    # Each step between two levels separates those below from those above.
    distances = (below * (people[..., None] - below)).sum(axis=-1)
    pairs = people * (people - 1) / 2
    return np.divide(distances, pairs, out=np.full(pairs.shape, np.nan), where=pairs > 0)


def disagreements(ranking: Ranking) -> list[DomainDisagreement]:
    """One per domain, in clause order. Groups without a weight are left out, as in the figures."""
    panels, inputs = ranking.panels, ranking.inputs
    size, weighted = len(inputs.domains), np.array([bool(weight) for weight in ranking.weights], bool)
    groups = np.flatnonzero(weighted)
    assessors = _mean_by(_domain_of_units(panels), mean_distance(panels.agreement_counts()), size)
    levels = inputs.practices[inputs.practices["level"] >= 0]
    practice = mean_distance(_counts(levels["domain"], levels["level"], size))
    votes = [inputs.votes[inputs.votes["group"] == group] for group in groups]
    inside = [mean_distance(_counts(rows["domain"], rows["importance"], size)) for rows in votes]
    voters = _mean(np.stack(inside, axis=1)) if inside else np.full(size, np.nan)
    said = ranking.point.groups
    medians = np.where(said.voted, said.importance, np.nan)[:, groups]
    codes = [inputs.groups[group].code for group in groups]
    return [
        DomainDisagreement(
            _known(assessors[index]),
            _known(practice[index]),
            _known(voters[index]),
            *_between(medians[index], codes),
        )
        for index in range(size)
    ]


def _domain_of_units(panels: Panels) -> Ints:
    """The domain of each row of `agreement_counts`: four criteria, one after the other, of every impact."""
    return np.tile(panels.inputs.impacts["domain"], 4).astype(np.int64)


def _counts(domain: Ints, level: Ints, size: int) -> Ints:
    """People at each of the five levels 0–4. Shape (size, 5)."""
    return np.bincount(domain * np.int64(5) + level, minlength=5 * size).reshape(size, 5)


def _mean_by(domain: Ints, values: Floats, size: int) -> Floats:
    known = ~np.isnan(values)
    total = np.bincount(domain[known], weights=values[known], minlength=size)
    count = np.bincount(domain[known], minlength=size)
    return np.divide(total, count, out=np.full(size, np.nan), where=count > 0)


def _mean(values: Floats) -> Floats:
    """Row by row, over what is known."""
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)


def _between(medians: Floats, codes: list[str]) -> tuple[float | None, str, str]:
    """(levels between the lowest and the highest median, whose they are); nothing with fewer than two."""
    known = np.flatnonzero(~np.isnan(medians))
    if len(known) < 2:
        return None, "", ""
    low, high = known[np.argmin(medians[known])], known[np.argmax(medians[known])]
    return float(medians[high] - medians[low]), codes[low], codes[high]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)
