"""All that the page of one impact tells: the spread of its scores, where they disagree, what they make of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext as _

from accounts.models import User
from iso26000.models import seat_held_by
from method.inputs import IMPACT_DTYPE, NEGATIVE, POSITIVE
from method.severity import critical, impact_score, severity
from rse_portal.common.typography import nombre
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore
from stakeholders.queries.impact import CriterionSpread, open_scores, spreads_of

APART = 3  # levels between the lowest and the highest score from which assessors should talk
SMALL_PANEL = 3  # under it a result is provisional (docs/methode.md §5)
GRAVE = ("human_rights", "life_health", "environmental_harm")


@dataclass(frozen=True)
class Outcome:
    """What the medians make of an impact (docs/methode.md §4): severity 1–5, value in (0, 5], and the sums in words."""

    severity: float
    severity_sum: str
    value: float
    value_sum: str
    provisional: bool


@dataclass(frozen=True)
class ImpactDetail:
    """revealed: whether the reader may see the others' scores; without it the rest is empty and `critical` is None
    wherever it depends on them. rationales: of the others, without names, in an order that tells nothing."""

    revealed: bool
    mine: ImpactScore | None
    assessors: int
    spreads: tuple[CriterionSpread, ...] = ()
    outcome: Outcome | None = None
    rationales: tuple[str, ...] = ()
    critical: bool | None = None

    @property
    def apart(self) -> list[CriterionSpread]:
        """The criteria on which the assessors stand far apart."""
        return [spread for spread in self.spreads if spread.high - spread.low >= APART]


def detail_of(impact: Impact, reader: User) -> ImpactDetail:
    """2 queries: one's own score, then those that may be seen. impact: with `revealed` for this reader."""
    assessor = seat_held_by(reader)
    mine = ImpactScore.objects.filter(impact=impact, assessor=assessor).first() if assessor else None
    if mine is not None:
        mine.impact = impact
    scores = list(open_scores([impact]))
    spreads = spreads_of(impact, scores)
    outcome = outcome_of(impact, spreads, len(scores))
    said = {score.rationale.strip() for score in scores if mine is None or score.pk != mine.pk}
    revealed: bool = impact.revealed  # type: ignore[attr-defined]
    return ImpactDetail(
        revealed=revealed,
        mine=mine,
        assessors=len(scores),
        spreads=spreads,
        outcome=outcome,
        rationales=tuple(sorted(said - {""})),
        critical=is_critical(impact, outcome) if revealed or impact.non_compliance else None,
    )


def outcome_of(impact: Impact, spreads: Sequence[CriterionSpread], assessors: int) -> Outcome | None:
    """None without a complete score."""
    medians = {spread.name: spread.median for spread in spreads}
    if not assessors or any(name not in medians for name in impact.required_criteria):
        return None
    negative, potential = impact.polarity == Polarity.NEGATIVE, impact.nature == Nature.POTENTIAL
    criteria = [medians[name] for name in impact.criteria if name != "likelihood"]
    severe = severity(criteria)
    terms = " + ".join(nombre(value) for value in criteria)
    mean = f"({terms})\u00a0÷\u00a0{len(criteria)}"
    if negative:
        highest = nombre(max(criteria))
        said = _("le plus grand de %(mean)s et de %(highest)s − 1") % {"mean": mean, "highest": highest}
    else:
        said = mean
    likely = potential and not (negative and impact.human_rights)
    likelihood = medians.get("likelihood") if likely else None
    value = impact_score(
        criteria,
        negative=negative,
        potential=potential,
        human_rights=impact.human_rights,
        likelihood=likelihood,
    )
    if likelihood is not None:
        value_sum = _("%(severity)s × %(likelihood)s ÷ 5, la probabilité médiane") % {
            "severity": nombre(severe),
            "likelihood": nombre(likelihood),
        }
    elif potential:
        value_sum = _(
            "la sévérité seule\u00a0: les droits humains passent avant la probabilité (ESRS 1, §\u00a045)"
        )
    else:
        value_sum = _("la sévérité seule\u00a0: l’impact est réel")
    return Outcome(severe, said, value, value_sum, assessors < SMALL_PANEL)


def is_critical(impact: Impact, outcome: Outcome | None) -> bool:
    """Whether it must be dealt with whatever the rank, by the formula of the ranking."""
    polarity = NEGATIVE if impact.polarity == Polarity.NEGATIVE else POSITIVE
    flags = (impact.human_rights, impact.life_health, impact.environmental_harm, impact.non_compliance)
    row = np.array([(0, 0, polarity, impact.nature == Nature.POTENTIAL, *flags)], IMPACT_DTYPE)
    return bool(critical(row, np.array([outcome.severity if outcome else np.nan]))[0])


def may_become_critical(impact: Impact) -> bool:
    """Whether a severity of 4 would make it so: told instead of the figure while it is not revealed."""
    return impact.polarity == Polarity.NEGATIVE and any(getattr(impact, name) for name in GRAVE)
