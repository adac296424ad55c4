"""The financial view: the formula, its edges, and what is missing."""

import pytest

from method.financial import THRESHOLD, financial, is_material


@pytest.mark.parametrize(
    ("magnitude", "likelihood", "expected"),
    [(1, 1, 0.2), (5, 5, 5.0), (5, 1, 1.0), (1, 5, 1.0), (4, 3, 2.4), (3, 4, 2.4), (5, 3, 3.0)],
)
def test_financial_is_magnitude_by_likelihood_over_five(magnitude, likelihood, expected):
    assert financial(magnitude, likelihood) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("pair", [(None, 5), (5, None), (None, None)])
def test_missing_is_never_zero(pair):
    assert financial(*pair) is None


@pytest.mark.parametrize("pair", [(0, 3), (6, 3), (3, 0), (3, 6), (-1, 1)])
def test_levels_beyond_the_scale_are_refused(pair):
    with pytest.raises(ValueError, match="between 1 and 5"):
        financial(*pair)


@pytest.mark.parametrize(
    ("impact", "critical", "money", "expected"),
    [
        (2.5, False, 0.2, True),
        (0.0, False, 2.5, True),
        (2.499, False, 2.499, False),
        (2.4, False, 2.4, False),  # their mean would say no more: it is never taken
        (5.0, False, 0.2, True),  # their mean, 2.6, hides nothing; 4.0 and 0.2 would, at 2.1
        (4.0, False, 0.2, True),
        (0.0, True, None, True),
        (None, True, None, True),
        (None, False, 3.0, True),
        (3.0, False, None, True),
        (1.0, False, None, None),
        (None, False, 1.0, None),
        (None, False, None, None),
    ],
)
def test_either_view_suffices_and_what_is_unknown_decides_nothing(impact, critical, money, expected):
    assert is_material(impact, critical, money) is expected


def test_threshold_is_that_of_the_method():
    assert THRESHOLD == 2.5
    assert is_material(2.0, False, 2.0, threshold=2.0) is True
