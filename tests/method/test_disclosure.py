"""No published figure, nor any sum or difference of published figures, tells of fewer than k people."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from method.disclosure import Block, grouped, half_points, hidden_cells, told_mean

counts = st.lists(st.integers(0, 40), min_size=1, max_size=6)
thresholds = st.sampled_from([1, 3, 5, 11])


def test_the_cell_of_the_methodology_hides_its_neighbour() -> None:
    """Cells 12, 4, 20, total 36, k = 11: hide 4, and 12 with it, else 36 − 12 − 20 tells it."""
    assert hidden_cells([12, 4, 20], 11) == {0, 1}
    assert grouped([12, 4, 20], 11) == [Block(0, 1, 16), Block(2, 2, 20)]


def test_nothing_is_hidden_of_cells_that_are_large_enough() -> None:
    assert hidden_cells([11, 30, 12], 11) == set()


def test_too_few_people_altogether_tell_nothing() -> None:
    assert hidden_cells([3, 4, 2], 11) == {0, 1, 2}
    assert grouped([3, 4, 2], 11) == []


def test_what_is_hidden_elsewhere_stays_hidden() -> None:
    assert 2 in hidden_cells([50, 40, 30], 5, already={2})
    assert len(hidden_cells([50, 40, 3], 5, already={2})) == 2


@pytest.mark.parametrize("wrong", [([1, -1], 5), ([1, 2], 0)])
def test_senseless_tables_are_refused(wrong) -> None:
    for function in (hidden_cells, grouped):
        with pytest.raises(ValueError, match="or more"):
            function(*wrong)


def test_a_mean_never_tells_that_all_agree() -> None:
    assert told_mean(4 * 12, 12) == told_mean(4 * 12 - 1, 12) == 3.9
    assert told_mean(0, 12) == 0.1
    with pytest.raises(ValueError, match="somebody"):
        told_mean(0, 0)


def test_half_points_move_little() -> None:
    assert {half_points(mean) for mean in (2.26, 2.4, 2.74)} == {2.5}


@given(counts, thresholds)
def test_hidden_cells_add_up_to_enough_people(cells: list[int], k: int) -> None:
    hidden = hidden_cells(cells, k)
    assert all(cells[place] >= k for place in range(len(cells)) if place not in hidden)
    assert not hidden or sum(cells[place] for place in hidden) >= k or len(hidden) == len(cells)


@given(counts, thresholds)
def test_groups_cover_every_class_in_order(cells: list[int], k: int) -> None:
    blocks = grouped(cells, k)
    if sum(cells) < k:
        assert blocks == []
        return
    assert [place for block in blocks for place in range(block.start, block.end + 1)] == list(
        range(len(cells))
    )
    assert all(block.count == sum(cells[block.start : block.end + 1]) >= k for block in blocks)


tables = st.integers(1, 3).flatmap(
    lambda levels: st.lists(
        st.lists(st.integers(0, 25), min_size=4, max_size=4), min_size=levels, max_size=levels
    )
)


@given(tables, st.sampled_from([(5, 11), (3, 6), (5, 5)]))
def test_no_sum_nor_difference_of_figures_tells_of_fewer_than_k(table: list[list[int]], ks) -> None:
    """All that is published of a statement – total, levels, answers, inside and outside the house – as sums of the cells
    level × answer. Whatever set of cells is a combination of those holds k people, by brute force over every set."""
    internal, public = ks
    cells = np.array(table)
    levels, answers = cells.shape
    rows, columns, total = cells.sum(1).tolist(), cells.sum(0).tolist(), int(cells.sum())
    figures = []
    if total >= internal:
        figures.append(np.ones_like(cells))
        inside = hidden_cells(rows, internal)
        outside = hidden_cells(rows, public, inside)
        assert inside <= outside
        for level in range(levels):
            for hidden in (inside, outside):
                if level not in hidden:
                    figures.append(np.repeat(np.arange(levels) == level, answers).reshape(cells.shape))
        fine = grouped(columns, internal)
        for block in [*fine, *grouped(columns, public, fine)]:
            told = (np.arange(answers) >= block.start) & (np.arange(answers) <= block.end)
            figures.append(np.tile(told, (levels, 1)))
    if not figures:
        return
    basis = np.array([np.asarray(figure, float).ravel() for figure in figures])
    sets = np.array(list(product((0, 1), repeat=cells.size)), float)[1:]
    shadow = sets @ np.linalg.pinv(basis) @ basis  # the nearest combination of figures to each set of cells
    derivable = np.abs(shadow - sets).max(axis=1) < 1e-6
    people = sets[derivable] @ cells.ravel()
    assert people.min() >= internal


@given(counts, st.integers(2, 20), st.integers(2, 20))
def test_the_public_grouping_never_cuts_the_internal_one(cells: list[int], low: int, more: int) -> None:
    fine = grouped(cells, low)
    coarse = grouped(cells, low + more, fine) if fine else []
    edges = {block.start for block in fine}
    assert all(block.start in edges for block in coarse)
