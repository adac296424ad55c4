"""Sheets of small numbers: what is refused, and two people on the same cells."""

import json

import pytest

from rse_portal.common.forms import Clash, ScaleField, SheetChanged, SheetForm, settled

CELLS = {"a": "Case A", "b": "Case B", "c": "Case C"}


def sheet(sent: dict[str, str], *, read: object = None, now: dict[str, int] | None = None) -> SheetForm:
    return SheetForm({"read": json.dumps(read or {}), **sent}, cells=CELLS, now=now or {}, high=4)


@pytest.mark.parametrize("typed", ["٣", "5", "-1", "3,5", "3.5", "trois", "1e0", "²", "99999999999999999999"])
def test_cell_refuses_what_is_not_on_the_scale(typed: str) -> None:
    form = sheet({"a": typed, "b": "2"})
    assert form.errors == {"a": ["Saisissez un nombre entier de 0 à 4."]}
    assert form["a"].value() == typed  # what was typed stays


@pytest.mark.parametrize(("typed", "value"), [("", None), ("0", 0), ("4", 4), (" 2 ", 2)])
def test_cell_takes_the_scale_or_nothing(typed: str, value: int | None) -> None:
    assert ScaleField(0, 4).clean(typed) == value


def test_cells_that_were_not_sent_are_not_values() -> None:
    form = sheet({"a": "1", "b": ""})
    assert form.is_valid()
    assert form.values == {"a": 1, "b": None}


@pytest.mark.parametrize("read", ["{", "[]", '{"a": "1"}', '{"a": true}', "1", "[" * 40_000, "9" * 60_000])
def test_sheet_refuses_a_forged_reading(read: str) -> None:
    form = SheetForm({"read": read, "a": "1"}, cells=CELLS, now={}, high=4)
    assert "read" in form.errors


def test_settled_writes_only_what_i_changed() -> None:
    read = {"a": 1, "b": 2}
    assert settled(read=read, mine={"a": 1, "b": 3, "c": None}, now={"a": 4, "b": 2}) == {"b": 3}
    assert settled(read=read, mine={"b": None}, now=read) == {"b": None}


def test_settled_lets_two_people_write_the_same() -> None:
    assert settled(read={}, mine={"a": 3}, now={"a": 3}) == {}


@pytest.mark.parametrize(
    ("mine", "now"), [({"a": 3}, {"a": 2}), ({"a": None}, {"a": 2}), ({"a": 3}, {}), ({"b": 0}, {"b": 1})]
)
def test_settled_refuses_to_overwrite(mine: dict[str, int | None], now: dict[str, int]) -> None:
    with pytest.raises(SheetChanged) as problem:
        settled(read={"a": 1}, mine=mine, now=now)
    assert problem.value.now == now


def test_met_keeps_mine_takes_theirs_and_tells_both() -> None:
    form = sheet({"a": "3", "b": "2", "c": ""}, read={"a": 1, "b": 2, "c": 4})
    assert form.is_valid()
    again = form.met({"a": 2, "b": 0, "c": 4})
    assert {name: again[name].value() for name in CELLS} == {"a": 3, "b": 0, "c": None}
    assert again.clashes == {"a": Clash(3, 2)}
    assert json.loads(again["read"].value()) == {"a": 2, "b": 0, "c": 4}  # the next save overwrites knowingly
