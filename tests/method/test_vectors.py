"""Every published vector on §2 to §8 (fixtures/method/test_vectors.yaml)."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from method.aggregation import Ratings, bounds, coverage, known_weight, weighted_mean
from method.agreement import agreement
from method.inputs import Group
from method.priority import impact_index, improvement_priority, significance
from method.severity import impact_score, severity
from method.weights import raw_weight, salience_class, weights

VECTORS = yaml.safe_load((Path(__file__).parents[2] / "fixtures/method/test_vectors.yaml").read_text("utf-8"))
NAMES = list(VECTORS["weights"])
EXACT = 1e-6


def example_groups() -> list[Group]:
    return [Group(name, *VECTORS["weights"][name]["in"], disadvantaged=False) for name in NAMES]


def example_weights() -> np.ndarray:
    return np.array(weights(example_groups()))


def by_group(values: dict) -> tuple[np.ndarray, np.ndarray]:
    """(values, which are known) of one domain, shape (1, groups)."""
    known = np.array([[values[name] is not None for name in NAMES]])
    return np.array([[values[name] or 0.0 for name in NAMES]], float), known


@pytest.mark.parametrize("vector", VECTORS["severity_negative"] + VECTORS["severity_positive"], ids=str)
def test_severity_agrees_with_its_vector(vector):
    assert severity(vector["in"]) == pytest.approx(vector["out"], abs=EXACT)


@pytest.mark.parametrize("vector", VECTORS["impact_score"], ids=str)
def test_impact_score_agrees_with_its_vector(vector):
    value = impact_score(
        vector["criteria"],
        negative=vector["polarity"] == "negative",
        potential=vector["nature"] == "potential",
        human_rights=vector["human_rights"],
        likelihood=vector["likelihood"],
    )
    assert value == pytest.approx(vector["out"], abs=EXACT)


@pytest.mark.parametrize(
    ("name", "key"), [("median", "median"), ("mean", "mean"), ("trimmed_mean", "trimmed_mean_20")]
)
def test_assessors_aggregate_to_their_vector(name, key):
    vector = VECTORS["assessor_aggregation"]
    levels = np.array(vector["scores"])[:, None] - 1
    ratings = Ratings(1, len(levels), np.zeros(len(levels), int), np.arange(len(levels)), levels, lowest=1)
    assert ratings.location(name)[0, 0] == pytest.approx(vector[key], abs=EXACT)


@pytest.mark.parametrize("vector", VECTORS["salience_classes"], ids=str)
@pytest.mark.parametrize(("absent", "present"), [(0, 2), (1, 4)])
def test_salience_class_agrees_with_its_vector(vector, absent, present):
    assert salience_class(*(present if attribute else absent for attribute in vector["in"])) == vector["out"]


def test_weights_agree_with_their_vectors():
    wanted = VECTORS["weights"].values()
    assert [raw_weight(group) for group in example_groups()] == pytest.approx(
        [w["raw"] for w in wanted], abs=EXACT
    )
    assert weights(example_groups()) == pytest.approx([w["weight"] for w in wanted], abs=EXACT)


@pytest.mark.parametrize("vector", VECTORS["priority"], ids=lambda vector: vector["domain"])
def test_priority_agrees_with_its_vector(vector):
    shares, wanted = example_weights(), vector["out"]
    negative, positive, importance = (
        weighted_mean(values, shares, known_weight(known, shares))[0]
        for values, known in (by_group(vector[name]) for name in ("negative", "positive", "importance"))
    )
    feasibility = np.mean(vector["feasibility"]) / 4 if vector["feasibility"] else 0.5
    significant = significance(impact_index(negative, positive), importance)
    assert negative == pytest.approx(wanted["N"], abs=EXACT)
    assert positive == pytest.approx(wanted["Pos"], abs=EXACT)
    assert significant == pytest.approx(wanted["M100"], abs=EXACT)
    priority = improvement_priority(significant, vector["maturity"], feasibility)
    assert priority == pytest.approx(wanted["P"], abs=EXACT)


def test_partial_coverage_agrees_with_its_vector():
    (values, known), shares = by_group(VECTORS["partial_coverage"]["negative"]), example_weights()
    wanted = VECTORS["partial_coverage"]["out"]
    assert weighted_mean(values, shares, known_weight(known, shares))[0] == pytest.approx(
        wanted["N"], abs=EXACT
    )
    assert coverage(known, shares)[0] == pytest.approx(wanted["coverage"], abs=EXACT)
    low, high = bounds(values, known, shares)
    assert (low[0], high[0]) == (
        pytest.approx(wanted["low"], abs=EXACT),
        pytest.approx(wanted["high"], abs=EXACT),
    )


@pytest.mark.parametrize(
    ("vector", "metric"),
    [(vector, metric) for vector in VECTORS["krippendorff"] for metric in vector["out"]],
    ids=lambda value: value if isinstance(value, str) else value["name"],
)
def test_agreement_agrees_with_its_vector(vector, metric):
    columns = zip(*(row.split() for row in vector["rows"]), strict=True)
    counts = np.array([[column.count(str(value)) for value in range(1, 6)] for column in columns])
    alpha = agreement(counts, metric).alpha
    wanted = vector["out"][metric]
    assert alpha == (None if wanted is None else pytest.approx(wanted, abs=5e-4))
