"""What the ranking proposes, and the order once it is settled: no database."""

import pytest

from priorities.deciding import in_order, proposed_standing
from priorities.enums import Standing
from priorities.models import DecidedDomain


def figures(rank: int | None, status: str = "evaluated", critical: bool = False) -> dict:
    return {"status": status, "critical": critical, "significance_rank": rank}


@pytest.mark.parametrize(
    ("said", "standing"),
    [
        (figures(1), Standing.PRIORITY),
        (figures(10), Standing.PRIORITY),
        (figures(11), Standing.WATCHED),
        (figures(30, critical=True), Standing.PRIORITY),
        (figures(None, "insufficient", critical=True), Standing.PRIORITY),
        (figures(None, "insufficient"), Standing.WAITING),
        (figures(None, "not_evaluated"), Standing.WAITING),
        (figures(None, "not_applicable"), Standing.SET_ASIDE),
    ],
)
def test_proposal_follows_the_line_and_what_is_grave(said, standing):
    assert proposed_standing(said, top=10) == standing


def row(rank: int | None, standing: Standing = Standing.PRIORITY, asked: int | None = None) -> DecidedDomain:
    return DecidedDomain(computed_rank=rank, standing=standing, asked_rank=asked)


def ranks(*rows: DecidedDomain) -> list[int | None]:
    return [found.computed_rank for found in in_order(rows)]


def test_order_is_the_computed_one_until_a_place_is_asked_for():
    assert ranks(row(3), row(1), row(2)) == [1, 2, 3]


def test_equal_ranks_keep_the_order_of_the_standard():
    first, second = row(1), row(1)
    assert [found is first for found in in_order([first, second])] == [True, False]


def test_a_place_asked_for_shifts_the_others():
    assert ranks(row(1), row(2), row(3), row(4, asked=2)) == [1, 4, 2, 3]


def test_priorities_come_first_whatever_was_computed():
    assert ranks(row(1, Standing.WATCHED), row(9), row(None)) == [9, None, 1]


def test_a_place_beyond_its_standing_is_the_nearest():
    assert ranks(row(1), row(2, asked=40), row(3, Standing.WATCHED), row(4, Standing.WATCHED, asked=1)) == [
        1, 2, 4, 3,
    ]  # fmt: skip


def test_what_waits_or_is_set_aside_has_no_rank():
    assert ranks(row(1, Standing.WAITING), row(2, Standing.SET_ASIDE), row(3)) == [3]
