"""The test of docs/methode.md §9 again, slowly and obviously. It shares no line with method/emergence.py."""

from fractions import Fraction
from math import exp, lgamma, log, sqrt
from statistics import NormalDist
from typing import Any


def tested(counts: list[tuple[int, int, int]], c: int, d: int, family: int) -> list[dict[str, Any]]:
    """counts: (window, baseline, territories) of each theme."""
    rows = [one(a, b, c, d) for a, b, _places in counts]
    ordered = sorted(row["p"] for row in rows)
    # Step up: the largest k whose k-th smallest p is under its share of the rate.
    limit = max((p for k, p in enumerate(ordered, 1) if p <= 0.10 * k / family), default=None)
    for row, (a, _b, places) in zip(rows, counts, strict=True):
        rises = row["ratio"] >= 2
        found = limit is not None and row["p"] <= limit
        row["verdict"] = (
            "emerging"
            if rises and found and a >= 5 and places >= 3
            else "weak"
            if rises and a >= 3 and row["p"] < 0.10
            else "none"
        )
    return rows


def one(a: int, b: int, c: int, d: int) -> dict[str, Any]:
    g2 = 0.0
    for seen, size in ((a, c), (b, d)):
        if seen:
            g2 += 2 * seen * log(seen * (c + d) / (size * (a + b)))
    g2 = max(g2, 0.0)
    more = Fraction(a, c) > Fraction(b, d) if c and d else a > 0 and not b
    p = NormalDist().cdf(-sqrt(g2) if more else sqrt(g2)) if a + b else 1.0
    ratio = float(Fraction(2 * a + 1, 2 * c + 1) / Fraction(2 * b + 1, 2 * d + 1))
    return {"g2": g2, "p": p, "ratio": ratio, "surprise": at_least(a, b + 0.5, d / (c + d))}


def at_least(a: int, size: float, success: float) -> float:
    """P(X ≥ a) of a negative binomial, from below."""
    if success in (0.0, 1.0):
        return float(a == 0 or success == 0.0)
    below = sum(
        exp(lgamma(k + size) - lgamma(k + 1) - lgamma(size) + size * log(success) + k * log(1 - success))
        for k in range(a)
    )
    return 1 - below
