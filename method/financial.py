"""The financial view of a domain, optional and off unless asked for (docs/methode.md, « double matérialité »).

Two views, impacts and finances, stand side by side: either suffices, and they are never averaged.
"""

THRESHOLD = 2.5  # of each view, 0..5: ours, as ESRS asks for a threshold and gives none


def financial(magnitude: int | None, likelihood: int | None, /) -> float | None:
    """magnitude × likelihood / 5, each 1..5, so 0.2..5. None when either is missing: missing is never zero.

    Raises ValueError beyond the scale.
    >>> financial(4, 3), financial(5, 5), financial(4, None)
    (2.4, 5.0, None)
    """
    if magnitude is None or likelihood is None:
        return None
    for level in (magnitude, likelihood):
        if not 1 <= level <= 5:
            raise ValueError(f"{level} is not between 1 and 5")
    return magnitude * likelihood / 5


def is_material(
    impact: float | None, critical: bool, financial: float | None, /, threshold: float = THRESHOLD
) -> bool | None:
    """Whether either view reaches the threshold, or the domain is critical. None: what is known does not say.

    impact: J of the domain, 0..5.
    >>> is_material(1.0, False, 2.5), is_material(2.4, False, 2.4), is_material(1.0, True, None)
    (True, False, True)
    >>> is_material(1.0, False, None) is None
    True
    """
    if critical or any(view is not None and view >= threshold for view in (impact, financial)):
        return True
    return None if impact is None or financial is None else False
