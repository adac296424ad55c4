"""Stakeholder groups: who is registered, how salient, with what weight (docs/methode.md §2)."""

from collections.abc import Mapping, Sequence

from method.inputs import Group

PRESENT = 2  # an attribute is present, or a quadrant high, from this score on
FLOOR = 0.25  # raw weight of a group that silence would disadvantage

# (power, legitimacy, urgency) present → Mitchell, Agle & Wood (1997)
SALIENCE_CLASSES = {
    (False, False, False): "non_stakeholder",
    (True, False, False): "dormant",
    (False, True, False): "discretionary",
    (False, False, True): "demanding",
    (True, True, False): "dominant",
    (True, False, True): "dangerous",
    (False, True, True): "dependent",
    (True, True, True): "definitive",
}
SALIENCE_FAMILIES = (None, "latent", "expectant", "definitive")  # by number of attributes present
# (influence, dependency) high → how to engage, AA1000SES
QUADRANTS = {
    (True, True): "collaborate",
    (False, True): "involve",
    (True, False): "negotiate",
    (False, False): "inform",
}


def is_registered(answers: Sequence[bool]) -> bool:
    """A group is registered when at least one of the eight questions gets a yes.  Source: docs/methode.md §2.

    answers: Q1 to Q8 of ISO 26000, 5.3.2. Raises ValueError unless there are eight.

    >>> is_registered([False] * 7 + [True])
    True
    """
    if len(answers) != 8:
        raise ValueError(f"eight answers are expected, not {len(answers)}")
    return any(answers)


def salience_class(power: int | None, legitimacy: int | None, urgency: int | None) -> str | None:
    """Class of a group from its scores 0–4; None while one of them is unknown.  Source: docs/methode.md §2.

    >>> salience_class(3, 4, 1)
    'dominant'
    """
    if power is None or legitimacy is None or urgency is None:
        return None
    return SALIENCE_CLASSES[power >= PRESENT, legitimacy >= PRESENT, urgency >= PRESENT]


def salience_family(power: int | None, legitimacy: int | None, urgency: int | None) -> str | None:
    """latent, expectant or definitive: one, two or three attributes; None for none or unknown.  Source: §2.

    >>> salience_family(3, 4, 1)
    'expectant'
    """
    if power is None or legitimacy is None or urgency is None:
        return None
    return SALIENCE_FAMILIES[sum(score >= PRESENT for score in (power, legitimacy, urgency))]


def quadrant(influence: int | None, dependency: int | None) -> str | None:
    """How to engage a group, from its scores 0–4; None if one is unknown. Display only.  Source: §2.

    >>> quadrant(1, 4)
    'involve'
    """
    if influence is None or dependency is None:
        return None
    return QUADRANTS[influence >= PRESENT, dependency >= PRESENT]


def raw_weight(group: Group) -> float | None:
    """Half significance, half being affected, 0–1; None while a score is unknown (« à qualifier »).

    r = 0.5·(P+L+U)/12 + 0.5·Dep/4, at least 0.25 for a disadvantaged group.  Source: docs/methode.md §2.

    >>> raw_weight(Group("FOU", power=1, legitimacy=2, urgency=1, dependency=2, disadvantaged=False))
    0.41666666666666663
    """
    if group.power is None or group.legitimacy is None or group.urgency is None or group.dependency is None:
        return None
    raw = 0.5 * (group.power + group.legitimacy + group.urgency) / 12 + 0.5 * group.dependency / 4
    return max(raw, FLOOR) if group.disadvantaged else raw


def weights(groups: Sequence[Group], factors: Mapping[str, float] | None = None) -> list[float | None]:
    """Share of each group in the weighted figures: r / Σ r, adding up to 1; None = to qualify.

    factors: group code → what r is multiplied by first, 1 when absent.
    Groups that are all scored 0 share nothing: their weights are 0.  Source: docs/methode.md §2.
    """
    raw = [raw_weight(group) for group in groups]
    if factors:
        raw = [
            r if r is None else r * factors.get(group.code, 1) for r, group in zip(raw, groups, strict=True)
        ]
    total = sum(weight for weight in raw if weight is not None)
    return [weight if weight is None else weight / total if total else 0.0 for weight in raw]
