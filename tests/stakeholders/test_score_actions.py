"""Giving, changing, clearing and undoing one's own scores."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.actions import history
from accounts.models import Change, JournalEntry
from iso26000.actions.panel import seat_of
from iso26000.models import Assessor
from rse_portal.common.errors import Conflict
from stakeholders.actions.score import save_score, undo_score
from stakeholders.anchors import ANCHORS
from stakeholders.enums import Nature, Polarity
from stakeholders.models import ImpactScore
from stakeholders.models.impact import CRITERIA
from tests.factories.iso26000 import make_assessor, make_cycle
from tests.factories.stakeholders import make_impact

FULL = {"scale": 4, "scope": 2, "irremediability": 5}


@pytest.fixture
def seat(bruno):
    return make_assessor("RSE-01", user=bruno)


@pytest.fixture
def impact(cycle):
    return make_impact(cycle=cycle)


@pytest.fixture
def save(impact, seat, bruno):
    """save(version, scale=…): on the impact of the test, by Bruno."""

    def save(version=0, **values):
        return save_score(impact=impact, assessor=seat, by=bruno, version=version, **values)

    return save


def test_a_score_is_given_changed_and_kept_value_by_value(save, impact):
    first = save(scale=4)
    assert (first.version, first.score.is_complete) == (1, False)
    second = save(1, **FULL)
    assert (second.version, second.score.is_complete) == (2, True)
    assert ImpactScore.objects.get(impact=impact).scale == 4
    assert Change.objects.of(second.score).first().after == {"scope": 2, "irremediability": 5}


def test_values_left_out_stay_and_none_clears_never_zero(save, impact):
    save(**FULL, rationale="Vu en agence")
    save(1, scale=None)
    row = ImpactScore.objects.get(impact=impact)
    assert (row.scale, row.scope, row.rationale) == (None, 2, "Vu en agence")


def test_a_score_emptied_of_everything_is_gone(save, impact):
    save(scale=4)
    gone = save(1, scale=None)
    assert (gone.score, gone.version) == (None, 0)
    assert not ImpactScore.objects.filter(impact=impact).exists()
    assert save(0, scale=2).version == 1


def test_nothing_given_writes_nothing(save):
    assert save(scale=None, rationale="").operation is None
    assert not Change.objects.exists()
    assert not JournalEntry.objects.filter(action="score.saved").exists()


def test_the_same_values_again_succeed_whatever_the_version(save):
    """The answer was lost on the way: the script asks again with the version that it knew."""
    first = save(**FULL)
    again = save(**FULL)
    assert (again.version, again.operation) == (first.version, first.operation)
    assert Change.objects.count() == 1


def test_other_values_on_an_old_version_are_refused_with_what_stands_there(save):
    save(**FULL)
    with pytest.raises(history.Stale) as caught:
        save(0, scale=1)
    assert (caught.value.row.scale, caught.value.row.version) == (4, 1)


def test_a_score_deleted_meanwhile_is_met_as_an_empty_one(save):
    save(scale=4)
    save(1, scale=None)
    with pytest.raises(history.Stale) as caught:
        save(1, scale=3)
    assert (caught.value.row.scale, caught.value.row.version) == (None, 0)


@pytest.mark.parametrize(
    ("fields", "values", "place"),
    [
        ({"nature": Nature.ACTUAL}, {"likelihood": 3}, "likelihood"),
        ({"polarity": Polarity.POSITIVE}, {"irremediability": 3}, "irremediability"),
        ({}, {"scale": 6}, "scale"),
        ({}, {"scale": 0}, "scale"),
        ({"polarity": Polarity.NONE}, {"scale": 3}, "__all__"),
    ],
)
def test_what_the_impact_does_not_have_is_refused_at_its_place(cycle, seat, bruno, fields, values, place):
    impact = make_impact(cycle=cycle, **fields)
    with pytest.raises(ValidationError) as caught:
        save_score(impact=impact, assessor=seat, by=bruno, version=0, **values)
    places = set(caught.value.error_dict) if hasattr(caught.value, "error_dict") else {"__all__"}
    assert place in places
    assert not ImpactScore.objects.exists()


def test_a_closed_cycle_keeps_its_scores(seat, bruno):
    impact = make_impact(cycle=make_cycle("2025", closed_on=date(2025, 12, 19)))
    with pytest.raises(Conflict, match="clos"):
        save_score(impact=impact, assessor=seat, by=bruno, version=0, scale=3)


def test_undo_takes_back_save_after_save_down_to_nothing(save, bruno, impact):
    acts = [save(scale=4), save(1, scope=2), save(2, scale=5)]
    for act, left in zip(reversed(acts), [(4, 2), (4, None), None], strict=True):
        told = Change.objects.get(operation=act.operation)
        undo_score(score=ImpactScore.objects.get(impact=impact), told=told, by=bruno)
        row = ImpactScore.objects.filter(impact=impact).first()
        assert (row and (row.scale, row.scope)) == left


def test_undo_brings_back_a_score_that_was_cleared(save, bruno, impact):
    save(scale=4)
    gone = save(1, scale=None)
    told = Change.objects.get(operation=gone.operation)
    back = undo_score(score=ImpactScore(impact=impact), told=told, by=bruno)
    assert (back.score.scale, back.version) == (4, 2)


def test_the_journal_holds_one_line_per_person_cycle_and_hour(
    save, chloe, cycle, impact, bruno, time_machine
):
    time_machine.move_to("2026-03-12 09:05:00+00:00", tick=False)
    save(scale=4)
    save(1, scope=2)
    entry = JournalEntry.objects.get(action="score.saved")
    assert (entry.actor, entry.target_id, entry.details) == (bruno, str(cycle.pk), {})
    time_machine.move_to("2026-03-12 10:00:00+00:00", tick=False)
    save(2, scope=3)
    save_score(impact=impact, assessor=make_assessor("X", user=chloe), by=chloe, version=0, scale=1)
    assert JournalEntry.objects.filter(action="score.saved").count() == 3


def test_a_seat_is_taken_once_with_a_code_that_nobody_has(bruno, chloe):
    make_assessor("EV-1")
    seat = seat_of(user=bruno, by=bruno)
    assert seat.code == "EV-2"
    assert seat_of(user=bruno, by=chloe) == seat
    assert seat_of(user=chloe, by=chloe).code == "EV-3"
    assert Assessor.objects.count() == 3
    assert JournalEntry.objects.filter(action="panel.changed").count() == 2


def test_each_criterion_has_five_anchors():
    assert [anchor.criterion for anchor in ANCHORS] == list(CRITERIA)
    for anchor in ANCHORS:
        assert [level.value for level in anchor.levels] == [1, 2, 3, 4, 5]
        assert len({str(level.meaning) for level in anchor.levels}) == 5
