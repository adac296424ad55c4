"""The log-odds ratio of words."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from method.terms import log_odds

counts = arrays.arrays(np.int64, st.integers(2, 20).map(lambda n: (n,)), elements=st.integers(0, 500))


@given(
    st.integers(2, 12).flatmap(
        lambda n: st.tuples(*(arrays.arrays(np.int64, n, elements=st.integers(0, 300)),) * 2)
    )
)
def test_exchanging_the_periods_changes_the_sign(periods):
    one, two = periods
    assert np.allclose(log_odds(one, two), -log_odds(two, one))


@given(counts)
def test_same_words_in_both_periods_do_not_rise(words):
    assert np.allclose(log_odds(words, words), 0)


def test_word_that_doubles_rises_more_when_it_is_frequent():
    few, many = (
        log_odds(np.array([4, 1000]), np.array([2, 1000])),
        log_odds(np.array([200, 1000]), np.array([100, 1000])),
    )
    assert many[0] > few[0] > 0


def test_no_word_at_all_is_nothing():
    assert log_odds(np.array([0, 0]), np.array([0, 0])).tolist() == [0, 0]
