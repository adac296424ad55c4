"""The circuit, every pair of it."""

import pytest

from dialogue.enums import FeedbackStatus as S
from dialogue.phases import BY_SLUG, MERGE, STEPS, TABLE, may_follow, moves_from

FOLLOWS = {
    (S.RECEIVED, S.QUALIFIED),
    (S.QUALIFIED, S.UNDER_REVIEW),
    (S.UNDER_REVIEW, S.ANSWERED),
    (S.ANSWERED, S.REPORTED_BACK),
    (S.REPORTED_BACK, S.CLOSED),
    # taken up again
    (S.ANSWERED, S.UNDER_REVIEW),
    (S.REPORTED_BACK, S.UNDER_REVIEW),
}
MERGED_FROM = {S.RECEIVED, S.QUALIFIED, S.UNDER_REVIEW}


@pytest.mark.parametrize("before", S)
@pytest.mark.parametrize("after", S)
def test_a_step_follows_another_or_not(before, after):
    reached = {move.to for move in moves_from(before) if move is not MERGE}
    assert (after in reached) == ((before, after) in FOLLOWS)


@pytest.mark.parametrize("before", S)
def test_merging_answers_what_has_no_answer_yet(before):
    assert may_follow(before, MERGE) == (before in MERGED_FROM)


def test_the_table_knows_every_state_and_each_step_has_an_address():
    assert set(TABLE) == set(S)
    assert {move for moves in TABLE.values() for move in moves} == {*STEPS, MERGE}
    assert len(BY_SLUG) == len(STEPS)


def test_an_answer_that_nobody_was_told_about_is_not_closed():
    assert all(move.to != S.CLOSED for move in moves_from(S.ANSWERED))
