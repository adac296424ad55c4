"""Deadlines and rates of docs/methode.md §13, with figures done by hand."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from method.closing import Entry, acknowledge_by, answer_by, read_loop

DAY = date(2026, 3, 12)
days = st.dates(date(2024, 1, 1), date(2027, 1, 1))


def test_acknowledgement_is_due_within_fifteen_days():
    assert acknowledge_by(DAY) == date(2026, 3, 27)


def test_answer_is_due_within_ninety_days_or_at_the_next_assembly():
    assert answer_by(DAY, []) == date(2026, 6, 10)
    assert answer_by(DAY, [date(2026, 9, 1)]) == date(2026, 6, 10)
    assert answer_by(DAY, [date(2026, 9, 1), date(2026, 4, 2), date(2026, 5, 3)]) == date(2026, 4, 2)


def test_the_assembly_where_it_was_said_is_not_the_next_one():
    assert answer_by(DAY, [DAY, date(2026, 1, 5)]) == date(2026, 6, 10)


@given(days, st.lists(days))
def test_answer_is_never_due_before_it_is_asked_nor_after_the_delay(received, assemblies):
    due = answer_by(received, assemblies)
    assert received < due <= received + timedelta(days=90)
    assert not any(received < day < due for day in assemblies)


def test_rates_are_of_what_is_past_its_delay():
    """Four are past their delay: two were told, three answered, one of them a day late. The fifth still has time."""
    due = date(2026, 3, 1)
    entries = [
        Entry(due, answered=date(2026, 2, 10), told=True),
        Entry(due, answered=date(2026, 3, 1), told=True),
        Entry(due, answered=date(2026, 3, 2)),
        Entry(due),
        Entry(date(2026, 4, 1), answered=date(2026, 3, 1), told=True),
    ]
    loop = read_loop(entries, date(2026, 3, 10))
    assert (loop.due, loop.told, loop.on_time) == (4, 2, 2)
    assert (loop.closure_rate, loop.on_time_rate) == (0.5, 0.5)


def test_rates_are_missing_without_denominator():
    """The last day is not over its delay yet."""
    for entries in ([], [Entry(date(2026, 3, 10), answered=date(2026, 3, 9), told=True)]):
        loop = read_loop(entries, date(2026, 3, 10))
        assert loop.closure_rate is None
        assert loop.on_time_rate is None
