"""What each group says of each domain, then what the domain is worth (docs/methode.md §3 to §6).

The last axis of these arrays, left out for the point results, is that of the draws of the robustness.
"""

from dataclasses import dataclass

import numpy as np

from method.aggregation import group_maxima, known_weight, weighted_mean
from method.arrays import Bools, Floats, Ints, Rows
from method.inputs import EVIDENCE_KINDS, NEGATIVE, NONE, POSITIVE, RankingInputs
from method.maturity import effective_level, evidence_cap
from method.panels import Panels
from method.parameters import Parameters
from method.priority import impact_index, improvement_priority, significance
from method.severity import KINDS, severity_and_value


@dataclass(frozen=True, eq=False)
class GroupFigures:
    """Before any weighing.

    negative, positive: 0–5, 0 where not scored; importance: 0–4, 0 where no vote; (domains, groups, …).
    maturity: effective level 0–4, NaN = unknown, shape (domains, …).  scored, voted: shape (domains, groups).
    """

    negative: Floats
    positive: Floats
    importance: Floats
    maturity: Floats
    scored: Bools
    voted: Bools


@dataclass(frozen=True, eq=False)
class DomainFigures:
    """One figure per domain, NaN where unknown; all of shape (domains, …)."""

    negative: Floats
    positive: Floats
    impact: Floats
    importance: Floats
    significance: Floats
    priority: Floats


@dataclass(frozen=True, eq=False)
class PointFigures:
    """The figures of the full panels, and what leads to them.

    severity, value: shape (impacts,), NaN where not scored.
    practice (median level, NaN = unknown), cap, feasibility: shape (domains,).
    """

    severity: Floats
    value: Floats
    practice: Floats
    cap: Ints
    feasibility: Floats
    groups: GroupFigures


def weigh(
    groups: GroupFigures, weights: Floats, feasibility: Floats, parameters: Parameters
) -> DomainFigures:
    """From groups to domains. weights: shape (groups, …); feasibility: 0–1, shape (domains, …).

    A group without score is left out of the impact figures, one without vote of the importance.
    Source: docs/methode.md §5, §6.
    """
    scored, voted = known_weight(groups.scored, weights), known_weight(groups.voted, weights)
    negative = weighted_mean(groups.negative, weights, scored)
    positive = weighted_mean(groups.positive, weights, scored)
    importance = weighted_mean(groups.importance, weights, voted)
    impact = impact_index(negative, positive, parameters)
    significant = significance(impact, importance, parameters)
    urgent = improvement_priority(significant, groups.maturity, feasibility, parameters)
    return DomainFigures(negative, positive, impact, importance, significant, urgent)


def point_figures(panels: Panels, parameters: Parameters) -> PointFigures:
    """What the full panels say.  Source: docs/methode.md §3, §4, §5."""
    inputs = panels.inputs
    severity, value = impact_figures(panels, parameters)
    practice = panels.practice().location()[:, 0]
    cap = evidence_caps(inputs)
    votes = [panels.importance(group).location()[:, 0] for group in range(len(inputs.groups))]
    importance = np.stack(votes, axis=1) if votes else np.zeros((len(inputs.domains), 0))
    groups = GroupFigures(
        negative=cell_maxima(inputs, inputs.impacts["polarity"] == NEGATIVE, value),
        positive=cell_maxima(inputs, inputs.impacts["polarity"] == POSITIVE, value),
        importance=np.nan_to_num(importance),
        maturity=effective_level(practice, cap),
        scored=scored_cells(inputs, value),
        voted=~np.isnan(importance),
    )
    return PointFigures(severity, value, practice, cap, feasibilities(inputs), groups)


def impact_figures(panels: Panels, parameters: Parameters) -> tuple[Floats, Floats]:
    """(severity, value) of each impact, on its medians; NaN where not scored. Shapes (impacts,)."""
    size = len(panels.inputs.impacts)
    severity, value = np.full(size, np.nan), np.full(size, np.nan)
    for kind in KINDS:
        impacts, ratings = panels.impacts(kind, among=np.ones(size, bool))
        severity[impacts], value[impacts] = severity_and_value(kind, ratings.location(parameters.aggregation))
    return severity, value


def cells(inputs: RankingInputs, rows: Rows) -> Ints:
    """(domain, group) cell of each row: domain × groups + group. Ascending for canonical impacts."""
    return rows["domain"] * np.int64(len(inputs.groups)) + rows["group"]


def cell_maxima(inputs: RankingInputs, chosen: Bools, value: Floats) -> Floats:
    """Largest value of the chosen scored impacts, 0 where none. Shape (domains, groups)."""
    counted = chosen & ~np.isnan(value)
    shape = len(inputs.domains), len(inputs.groups)
    maxima = np.zeros(shape)
    present, largest = group_maxima(value[counted], cells(inputs, inputs.impacts[counted]))
    maxima.reshape(-1)[present] = largest
    return maxima


def scored_cells(inputs: RankingInputs, value: Floats) -> Bools:
    """Where a group has a scored impact or « aucun impact identifié ». Shape (domains, groups)."""
    scored = np.zeros((len(inputs.domains), len(inputs.groups)), bool)
    rows = inputs.impacts[(inputs.impacts["polarity"] == NONE) | ~np.isnan(value)]
    scored[rows["domain"], rows["group"]] = True
    return scored


def evidence_caps(inputs: RankingInputs) -> Ints:
    """Highest level the evidence of each domain supports. Shape (domains,).  Source: docs/methode.md §3."""
    shown = np.zeros((len(inputs.domains), len(EVIDENCE_KINDS)), bool)
    measured = (inputs.evidence["kind"] != EVIDENCE_KINDS.index("indicator")) | inputs.evidence["has_value"]
    shown[inputs.evidence["domain"][measured], inputs.evidence["kind"][measured]] = True
    statement, document, indicator, trend, external_review = shown.T
    # Whoever gives a level with a reason makes a statement.
    practices = inputs.practices
    statement[practices["domain"][(practices["level"] >= 0) & practices["reasoned"]]] = True
    return evidence_cap(statement, document, indicator, trend | external_review)


def feasibilities(inputs: RankingInputs) -> Floats:
    """Mean of the answers to criteria b)–f), over 4; 0.5 without any. Shape (domains,).  Source: §6."""
    rows, size = inputs.criteria, len(inputs.domains)
    answers = np.bincount(rows["domain"], minlength=size)
    total = np.bincount(rows["domain"], weights=rows["value"], minlength=size)
    return np.divide(total, 4 * answers, out=np.full(size, 0.5), where=answers > 0)
