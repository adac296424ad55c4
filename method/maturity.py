"""Practice: the level a domain holds, capped by its evidence, and what is expected (docs/methode.md §3)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from method.arrays import Floats, Ints

# « équivalent indicatif, hors évaluation AFNOR »: lowest score on 1000 of each band of the label Engagé RSE.
AFNOR_BANDS = ((701, "exemplaire"), (501, "confirme"), (301, "progression"), (1, "initial"))


def evidence_cap(
    statement: npt.ArrayLike, document: npt.ArrayLike, indicator: npt.ArrayLike, confirmation: npt.ArrayLike
) -> Ints:
    """Highest level (0–4) that the evidence supports; booleans, element by element.

    indicator: with a value.  confirmation: a two-year trend or an external review.  Source: docs/methode.md
    §3.

    >>> int(evidence_cap(statement=True, document=False, indicator=True, confirmation=False))
    1
    >>> int(evidence_cap(statement=False, document=True, indicator=True, confirmation=False))
    3
    """
    measured = np.logical_and(document, indicator)
    proven = np.logical_and(measured, confirmation)
    return np.select([proven, measured, np.asarray(document), np.asarray(statement)], [4, 3, 2, 1], default=0)


def effective_level(level: npt.ArrayLike, cap: npt.ArrayLike) -> Floats:
    """The level held, 0–4: min(level, cap); NaN = unknown stays NaN.  Source: docs/methode.md §3.

    >>> float(effective_level(4, cap=2))
    2.0
    """
    return np.minimum(np.asarray(level, float), cap)


def gap(importance: float, level: float) -> float:
    """Importance (0–4) minus level held (0–4): −4..4, negative = over-served.  Source: docs/methode.md §3."""
    return importance - level


def need(importance: float, level: float) -> float:
    """The gap when practice lags behind importance, else 0.  Source: docs/methode.md §3.

    >>> need(3.0, 1.0), need(1.0, 3.0)
    (2.0, 0.0)
    """
    return max(0.0, gap(importance, level))


def level_9004(level: float) -> float:
    """The level (0–4) on the scale of the ISO 9004 self-assessment, 1–5.  Source: docs/methode.md §3."""
    return level + 1


def score_1000(levels: Sequence[float | None]) -> tuple[float | None, int]:
    """(250 × mean of the known levels, their number); (None, 0) without any.  Source: docs/methode.md §3.

    >>> score_1000([1, None, 3])
    (500.0, 2)
    """
    known = [level for level in levels if level is not None]
    return (250 * sum(known) / len(known), len(known)) if known else (None, 0)


def afnor_band(score: float) -> str | None:
    """Band of a score on 1000, None under 1. Raises ValueError outside 0..1000.  Source: docs/methode.md §3.

    >>> afnor_band(500), afnor_band(500.5), afnor_band(0)
    ('progression', 'confirme', None)
    """
    if not 0 <= score <= 1000:
        raise ValueError(f"a score lies between 0 and 1000, not {score!r}")
    # Bands are published in whole points: what passes 500, be it by half a point, is no longer within
    # 301–500.
    return next((band for lowest, band in AFNOR_BANDS if score > lowest - 1), None)
