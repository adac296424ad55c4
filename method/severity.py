"""One impact: how severe, how much it counts, whether it is critical (docs/methode.md §4).

The formulas take numbers or arrays alike: the ranking and its robustness run the very same lines.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from method.arrays import Bools, Floats, Ints, Rows
from method.inputs import NEGATIVE, NONE

CRITICAL_SEVERITY = 4


class Kind(NamedTuple):
    """What the formula of an impact reads: polarity, and whether its likelihood counts."""

    negative: bool
    likely: bool

    @property
    def criteria(self) -> tuple[str, ...]:
        """Criteria that a complete score of such an impact holds, in the order `severity_and_value` reads."""
        return ("scale", "scope") + ("irremediability",) * self.negative + ("likelihood",) * self.likely


KINDS = tuple(Kind(negative, likely) for negative in (True, False) for likely in (True, False))


def kinds(impacts: Rows) -> Ints:
    """Index in KINDS of each impact, −1 for « aucun impact identifié ». Shape (impacts,).

    Likelihood is read for a potential impact, except a negative one on human rights: severity takes
    precedence (ESRS 1 §45).  Source: docs/methode.md §4.
    """
    negative = impacts["polarity"] == NEGATIVE
    likely = impacts["potential"] & ~(negative & impacts["human_rights"])
    return np.where(impacts["polarity"] == NONE, -1, 2 * ~negative + ~likely)


def severity(criteria: Sequence[float], /) -> float:
    """Severity of one impact, on the 1–5 scale of its criteria.

    criteria: scale, scope and, if negative, irremediability; each in 1..5. Not rated = absent, never 0.
    Negative: max(mean, max − 1), so that a single 5 makes the impact severe; positive: the mean.
    Raises ValueError if there are not two or three, or outside 1..5.
    Source: docs/methode.md §4 (own convention); ESRS 1 AR 11.

    >>> severity([1, 1, 5])
    4.0
    >>> severity([4, 3])
    3.5
    """
    if len(criteria) not in (2, 3) or not all(1 <= score <= 5 for score in criteria):
        raise ValueError(f"two or three criteria from 1 to 5 are expected, not {criteria!r}")
    return float(_severity(criteria, negative=len(criteria) == 3))


def impact_score(
    criteria: Sequence[float],
    *,
    negative: bool,
    potential: bool,
    human_rights: bool = False,
    likelihood: float | None = None,
) -> float:
    """What one impact counts, in (0, 5]: severity × likelihood / 5, the latter where it is read.

    Raises ValueError for a likelihood given to an actual impact or missing where it is read, and for an
    irremediability given to a positive impact or missing from a negative one.  Source: docs/methode.md §4.

    >>> impact_score([4, 3], negative=False, potential=True, likelihood=3)
    2.1
    """
    if len(criteria) != 2 + negative:
        raise ValueError("irremediability belongs to negative impacts, and to all of them")
    if likelihood is not None and not (potential and 1 <= likelihood <= 5):
        raise ValueError("likelihood belongs to potential impacts, from 1 to 5")
    severe = severity(criteria)
    if not potential or (negative and human_rights):
        return severe
    if likelihood is None:
        raise ValueError("the likelihood of this potential impact is missing")
    return severe * likelihood / 5


def severity_and_value(kind: Kind, scores: Floats) -> tuple[Floats, Floats]:
    """(severity, value) of impacts of one kind. scores: shape (impacts, criteria of the kind, …), 1–5.

    Both of shape (impacts, …). value = severity × likelihood / 5, or severity itself.
    Source: docs/methode.md §4.
    """
    criteria = [scores[:, index] for index in range(2 + kind.negative)]
    severe = _severity(criteria, kind.negative)
    return severe, severe * scores[:, -1] / 5 if kind.likely else severe


def critical(impacts: Rows, severities: Floats) -> Bools:
    """Which impacts must be dealt with whatever the rank. severities: NaN where not scored.

    Negative, severity of at least 4 and against human rights, life, health or (seriously) the environment; or
    any non-compliance with the law or international norms, which does not wait for a score.
    Source: docs/methode.md §4; mirrors ISO 26000, 7.3.2.2.
    """
    grave = impacts["human_rights"] | impacts["life_health"] | impacts["environmental_harm"]
    severe = (impacts["polarity"] == NEGATIVE) & (np.round(severities, 6) >= CRITICAL_SEVERITY)
    return severe & grave | impacts["non_compliance"]


def _severity(criteria: Sequence[Any], negative: bool) -> Any:
    mean = sum(criteria) / len(criteria)
    if not negative:
        return mean
    scale, scope, irremediability = criteria
    return np.maximum(mean, np.maximum(np.maximum(scale, scope), irremediability) - 1)
