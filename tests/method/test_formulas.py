"""What the formulas promise one by one, beyond the published vectors."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from method.aggregation import Ratings
from method.agreement import agreement, reading
from method.inputs import Group
from method.maturity import (
    afnor_band,
    effective_level,
    evidence_cap,
    gap,
    level_9004,
    need,
    score_1000,
)
from method.priority import competition_ranks, display_order, improvement_priority
from method.severity import impact_score, severity
from method.weights import (
    is_registered,
    quadrant,
    raw_weight,
    salience_class,
    salience_family,
    weights,
)

scores = st.integers(1, 5)


@given(st.lists(scores, min_size=2, max_size=3), st.integers(0, 2))
def test_severity_never_falls_when_a_criterion_rises(criteria, which):
    which %= len(criteria)
    raised = [min(5, score + (index == which)) for index, score in enumerate(criteria)]
    assert severity(raised) >= severity(criteria)
    assert 1 <= severity(criteria) <= 5


@pytest.mark.parametrize("criteria", [[], [3], [1, 2, 3, 4], [0, 3], [3, 6, 1], [3, float("nan")]])
def test_severity_refuses_what_is_not_two_or_three_scores(criteria):
    with pytest.raises(ValueError, match="from 1 to 5"):
        severity(criteria)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"criteria": [4, 3, 2], "negative": True, "potential": False, "likelihood": 3},
            "likelihood belongs",
        ),
        ({"criteria": [4, 3, 2], "negative": True, "potential": True, "likelihood": 6}, "likelihood belongs"),
        ({"criteria": [4, 3, 2], "negative": True, "potential": True}, "missing"),
        ({"criteria": [4, 3, 2], "negative": False, "potential": False}, "irremediability"),
        ({"criteria": [4, 3], "negative": True, "potential": False}, "irremediability"),
    ],
)
def test_impact_score_refuses_what_does_not_belong(wrong, message):
    with pytest.raises(ValueError, match=message):
        impact_score(wrong.pop("criteria"), **wrong)


def test_impact_score_of_human_rights_ignores_likelihood_only_when_negative():
    assert impact_score([4, 5, 4], negative=True, potential=True, human_rights=True) == severity([4, 5, 4])
    assert impact_score([4, 5], negative=False, potential=True, human_rights=True, likelihood=1) == 0.9


@given(st.lists(scores, min_size=1, max_size=12))
def test_location_is_the_usual_median_and_mean(values):
    levels = np.array(values)[:, None] - 1
    size = len(values)
    ratings = Ratings(1, size, np.zeros(size, int), np.arange(size), levels, lowest=1)
    dropped = size // 5
    kept = sorted(values)[dropped : size - dropped]
    assert ratings.location("median")[0, 0] == np.median(values)
    assert ratings.location("mean")[0, 0] == pytest.approx(np.mean(values), abs=1e-12)
    assert ratings.location("trimmed_mean")[0, 0] == pytest.approx(np.mean(kept), abs=1e-12)


def test_location_is_unknown_without_rating():
    ratings = Ratings(2, 1, np.array([1]), np.array([0]), np.array([[3]]))
    assert np.isnan(ratings.location()[0, 0])
    assert ratings.location()[1, 0] == 3


@pytest.mark.parametrize(
    ("evidence", "cap"),
    [
        ((0, 0, 0, 0), 0),
        ((1, 0, 0, 0), 1),
        ((1, 0, 1, 1), 1),
        ((0, 1, 0, 0), 2),
        ((0, 1, 0, 1), 2),
        ((0, 1, 1, 0), 3),
        ((0, 1, 1, 1), 4),
        ((0, 0, 1, 0), 0),
    ],
)
def test_evidence_cap_climbs_one_proof_at_a_time(evidence, cap):
    assert evidence_cap(*map(bool, evidence)) == cap


def test_effective_level_is_capped_and_stays_unknown():
    assert effective_level(4, evidence_cap(False, True, False, False)) == 2
    assert effective_level(1, cap=3) == 1
    assert np.isnan(effective_level(np.nan, cap=3))


def test_gap_is_negative_where_practice_leads():
    assert (gap(1, 3), need(1, 3)) == (-2, 0)
    assert (gap(3, 1), need(3, 1)) == (2, 2)


def test_display_scales_follow_the_level():
    assert level_9004(4) == 5
    assert score_1000([2, 4, None]) == (750, 2)
    assert score_1000([None]) == (None, 0)


@pytest.mark.parametrize(
    ("score", "band"),
    [
        (0, None),
        (1, "initial"),
        (300, "initial"),
        (301, "progression"),
        (501, "confirme"),
        (700, "confirme"),
        (700.5, "exemplaire"),
        (1000, "exemplaire"),
    ],
)
def test_afnor_band_follows_the_published_limits(score, band):
    assert afnor_band(score) == band


def test_afnor_band_refuses_an_impossible_score():
    with pytest.raises(ValueError, match="between 0 and 1000"):
        afnor_band(1001)


def test_salience_is_unknown_while_a_score_is():
    assert salience_class(3, None, 4) is None
    assert salience_family(3, None, 4) is None
    assert [salience_family(*each) for each in ((0, 0, 0), (2, 0, 0), (2, 2, 1), (4, 3, 2))] == [
        None,
        "latent",
        "expectant",
        "definitive",
    ]


def test_quadrant_is_cut_at_two():
    assert [quadrant(*each) for each in ((2, 2), (1, 2), (2, 1), (1, 1))] == [
        "collaborate",
        "involve",
        "negotiate",
        "inform",
    ]
    assert quadrant(None, 2) is None


def test_group_is_registered_by_a_single_yes():
    assert is_registered([False] * 5 + [True] + [False] * 2)
    assert not is_registered([False] * 8)
    with pytest.raises(ValueError, match="eight"):
        is_registered([True])


def test_disadvantaged_group_weighs_at_least_a_quarter():
    assert raw_weight(Group("A", 0, 0, 0, 0, disadvantaged=True)) == 0.25
    assert raw_weight(Group("A", 0, 0, 0, 0, disadvantaged=False)) == 0
    assert raw_weight(Group("A", 4, 4, 4, 4, disadvantaged=True)) == 1


def test_weights_leave_groups_to_qualify_aside():
    known, unknown = Group("A", 3, 4, 3, 4, False), Group("B", 3, None, 3, 4, True)
    assert weights([unknown, known]) == [None, 1]
    assert weights([unknown]) == [None]
    assert weights([Group("Z", 0, 0, 0, 0, False)]) == [0]


def test_competition_ranks_share_what_six_decimals_cannot_tell_apart():
    values = np.array([5.0, 7.0, 5.0000004, np.nan, 4.999999])
    assert competition_ranks(values).tolist() == [2, 1, 2, 0, 4]


def test_display_order_breaks_a_tie_criterion_by_criterion():
    ranks = np.array([1, 1, 1, 1, 1, 1, 0])
    critical = np.array([False, False, False, False, False, True, True])
    negative = np.array([1.0, 2.0, 1.0, 1.0, 1.0, 0.0, 5.0])
    importance = np.array([1.0, 0.0, 2.0, 1.0, 1.0, 0.0, 4.0])
    maturity = np.array([1.0, 4.0, 4.0, 1.0, 0.0, 4.0, 0.0])
    # critical, then N, then E, then the least mature, then clause order; the last domain is not ranked
    assert display_order(ranks, critical, negative, importance, maturity) == [5, 1, 2, 4, 0, 3]


def test_improvement_priority_never_passes_a_hundred():
    assert improvement_priority(100, maturity=0, feasibility=1) == 100
    assert improvement_priority(100, maturity=4, feasibility=0.5) == pytest.approx(25)


@pytest.mark.parametrize(
    ("alpha", "word"),
    [(1, "reliable"), (0.8, "reliable"), (0.799, "tentative"), (0.667, "tentative"), (0.66, "low")],
)
def test_agreement_reading_follows_krippendorff(alpha, word):
    assert reading(alpha) == word


def test_agreement_counts_only_units_scored_twice():
    lone, pair, other = [1, 0, 0, 0, 0], [0, 2, 0, 0, 0], [0, 0, 0, 1, 1]
    assert agreement(np.array([lone, pair, other])).units == 2
    assert agreement(np.array([lone])) == (None, "ordinal", 0, None)
    assert agreement(np.zeros((0, 5), int)) == (None, "ordinal", 0, None)
