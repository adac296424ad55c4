"""What rises: themes heard more in the last two quarters than in all those before (docs/methode.md §9).

Everything here counts entries (remontées). c, d: all those of the window and of the baseline; a, b: those on the theme.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Verdict = Literal["emerging", "weak", "none"]

FALSE_DISCOVERY_RATE = 0.10  # q of Benjamini and Hochberg
LEAST_RATIO = 2.0
LEAST_EMERGING, LEAST_TERRITORIES = 5, 3
LEAST_WEAK, WEAK_P = 3, 0.10
LEAST_QUARTERS = 4  # of the baseline


class FalseAlarms(NamedTuple):
    """Of `cycles` drawn at random without any trend, how many raised at least one alarm. window, baseline: their entries."""

    window: int
    baseline: int
    alarmed: int
    cycles: int


# Printed by benchmarks/emergence.py; a test draws the first ones again.
MEASURED = (
    FalseAlarms(window=36, baseline=84, alarmed=31, cycles=1000),
    FalseAlarms(window=120, baseline=280, alarmed=82, cycles=1000),
    FalseAlarms(window=400, baseline=800, alarmed=89, cycles=1000),
)


class Counts(NamedTuple):
    """What was heard of one theme. territories: distinct ones in the window."""

    theme: str
    window: int
    baseline: int
    territories: int


@dataclass(frozen=True)
class Theme:
    """The test of one theme. surprise: p of the Gamma–Poisson cross-check, which no verdict reads."""

    theme: str
    window: int
    baseline: int
    territories: int
    ratio: float
    g2: float
    p: float
    surprise: float
    verdict: Verdict


def detect(counts: Sequence[Counts], *, window: int, baseline: int, family: int | None = None) -> list[Theme]:
    """The verdict on each theme, in the order given.

    window, baseline: c and d. family: how many themes the false discovery rate is shared between, those that nobody spoke
    of included; as many as given unless told. Raises ValueError for a theme heard more often than anything was.
    Source: docs/methode.md §9.
    """
    c, d = window, baseline
    for found in counts:
        if not (0 <= found.window <= c and 0 <= found.baseline <= d):
            raise ValueError(f"{found.theme}: more entries than there are")
    ps = [one_sided(found.window, found.baseline, c, d) for found in counts]
    passed = discoveries(ps, family=len(ps) if family is None else family)
    return [
        Theme(
            theme=found.theme,
            window=found.window,
            baseline=found.baseline,
            territories=found.territories,
            ratio=smoothed_ratio(found.window, found.baseline, c, d),
            g2=log_likelihood(found.window, found.baseline, c, d),
            p=p,
            surprise=surprise(found.window, found.baseline, c, d),
            verdict=_verdict(found, p, smoothed_ratio(found.window, found.baseline, c, d), passes),
        )
        for found, p, passes in zip(counts, ps, passed, strict=True)
    ]


def _verdict(found: Counts, p: float, ratio: float, passes: bool) -> Verdict:
    if ratio < LEAST_RATIO:
        return "none"
    if passes and found.window >= LEAST_EMERGING and found.territories >= LEAST_TERRITORIES:
        return "emerging"
    return "weak" if found.window >= LEAST_WEAK and p < WEAK_P else "none"


def log_likelihood(a: int, b: int, c: int, d: int) -> float:
    """G²: how far a and b are from what the sizes of the two periods alone would give; 0 when nothing was heard.

    Source: docs/methode.md §9; Rayson and Garside 2000.

    >>> round(log_likelihood(10, 5, 100, 200), 4)
    6.9315
    >>> round(log_likelihood(5, 0, 50, 150), 4)
    13.8629
    """
    if not a + b:
        return 0.0
    share = (a + b) / (c + d)
    return max(0.0, 2 * (_excess(a, c * share) + _excess(b, d * share)))


def _excess(seen: int, expected: float) -> float:
    return seen * math.log(seen / expected) if seen else 0.0


def one_sided(a: int, b: int, c: int, d: int) -> float:
    """p: how often chance alone would make the theme rise that much; 1 when nobody spoke of it.

    The root of G² with the sign of the change is read on the normal distribution. Source: docs/methode.md §9.

    >>> round(one_sided(10, 5, 100, 200), 6)
    0.004235
    """
    if not a + b:
        return 1.0
    root = math.sqrt(log_likelihood(a, b, c, d))
    return 0.5 * math.erfc((root if a * d > b * c else -root) / math.sqrt(2))


def smoothed_ratio(a: int, b: int, c: int, d: int) -> float:
    """How many times more the theme is heard, half an entry added everywhere. Source: docs/methode.md §9.

    >>> round(smoothed_ratio(8, 2, 36, 84), 3)
    7.871
    """
    return ((a + 0.5) / (c + 0.5)) / ((b + 0.5) / (d + 0.5))


def surprise(a: int, b: int, c: int, d: int) -> float:
    """P(X ≥ a) for X ~ NegBin(b + ½, d/(c + d)): the same question asked of a Gamma–Poisson, sound when b is small.

    A cross-check: no verdict reads it. Source: docs/methode.md §9.

    >>> round(surprise(8, 2, 36, 84), 4)
    0.0009
    """
    if not a:
        return 1.0
    if not d:  # nothing to compare with: nothing surprises
        return 1.0
    size, success = b + 0.5, d / (c + d)
    below = a <= size * (1 - success) / success
    first = 0 if below else a
    term = math.exp(
        math.lgamma(first + size)
        - math.lgamma(first + 1)
        - math.lgamma(size)
        + size * math.log(success)
        + (first * math.log1p(-success) if first else 0.0)
    )
    total, k = 0.0, first
    while k < a if below else term > total * 1e-16:
        total += term
        term *= (k + size) / (k + 1) * (1 - success)
        k += 1
    return 1.0 - total if below else total


def discoveries(ps: Iterable[float], *, family: int, rate: float = FALSE_DISCOVERY_RATE) -> list[bool]:
    """Which p pass Benjamini and Hochberg at `rate` in a family of that many tests; those not given are taken as 1.

    Source: docs/methode.md §9; Benjamini and Hochberg 1995.

    >>> discoveries([0.001, 0.04, 0.02, 0.9], family=4)
    [True, True, True, False]
    >>> discoveries([0.001, 0.04, 0.02, 0.9], family=45)
    [True, False, False, False]
    """
    ps = list(ps)
    limit = max((p for rank, p in enumerate(sorted(ps), start=1) if p <= rate * rank / family), default=-1.0)
    return [p <= limit for p in ps]
