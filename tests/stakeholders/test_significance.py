"""Assessing a stakeholder in the open cycle: first time, again, by two people, and what the page refuses."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions.history import Stale
from accounts.models import Change, JournalEntry
from iso26000.actions.open_cycle import CycleIsClosed
from stakeholders.actions.significance import (
    NotAStakeholder,
    assess_significance,
)
from stakeholders.models import Significance
from stakeholders.queries.significance import Standing, cycle_weights
from tests.factories.iso26000 import make_cycle
from tests.factories.stakeholders import make_significance, make_stakeholder

SCORES = {"power": "3", "legitimacy": "4", "urgency": "3", "dependency": "4", "influence": "2"}
ANSWERS = {"disadvantaged": "non", "affected": "oui", "legal_duty": ""}


@pytest.fixture
def cycle(standard):
    """Open since long enough for any day of the tests."""
    return make_cycle("2026", opened_on=timezone.localdate() - timedelta(days=60))


@pytest.fixture
def group(cycle):
    return make_stakeholder("SH01", label_fr="Adhérents")


ADDRESS = "/parties-prenantes/SH01/significativite/"


def posted(**more: str) -> dict[str, str]:
    return {**SCORES, **ANSWERS, "reason": "", "assessed_on": timezone.localdate().isoformat(), **more}


def test_first_assessment_brings_the_group_into_the_cycle(client_of, chloe, cycle, group):
    client = client_of(chloe)
    assert "Sa première évaluation" in client.get(group.get_absolute_url()).content.decode()
    answer = client.post(ADDRESS, posted(reason="Assemblées d’hiver"))
    assert (answer.status_code, answer["Location"]) == (302, group.get_absolute_url())
    row = Significance.objects.get(cycle=cycle, stakeholder=group)
    assert (row.power, row.influence, row.affected, row.legal_duty, row.disadvantaged) == (
        3,
        2,
        True,
        None,
        False,
    )
    assert row.assessed_on == timezone.localdate()
    assert cycle_weights(cycle).share(group.pk) == 1
    entry = JournalEntry.objects.get(action="significance.assessed")
    assert entry.details == {"stakeholder": "SH01", "cycle": "2026"}  # codes only: the reason stays out
    text = client.get(group.get_absolute_url()).content.decode()
    assert "classe « incontournable », 100,0" in text.replace("\u202f", " ")


def test_score_may_stay_unknown_and_is_no_zero(client_of, chloe, cycle, group):
    client_of(chloe).post(ADDRESS, posted(urgency=""))
    row = Significance.objects.get()
    assert row.urgency is None and row.to_qualify
    assert cycle_weights(cycle).share(group.pk) is None


def test_assessing_again_dates_today_and_keeps_what_was(client_of, chloe, cycle, group):
    row = make_significance(cycle=cycle, stakeholder=group, assessed_on=cycle.opened_on)
    form = client_of(chloe).get(ADDRESS).context["form"]
    assert form["assessed_on"].value() == timezone.localdate()
    assert form["power"].value() == "2"
    client_of(chloe).post(ADDRESS, posted(version="1"))
    told = Change.objects.of(row).get()
    assert told.before["power"] == 2 and told.after["power"] == 3
    client_of(chloe).post(f"/annuler/{told.operation}/")
    row.refresh_from_db()
    assert (row.power, row.assessed_on) == (2, cycle.opened_on)


def test_effect_is_shown_without_saving(client_of, chloe, cycle, group):
    other = make_stakeholder("SH02")
    make_significance(cycle=cycle, stakeholder=other)
    answer = client_of(chloe).post(ADDRESS, posted(apercu="1"))
    text = answer.content.decode()
    assert answer.status_code == 200 and not Significance.objects.filter(stakeholder=group).exists()
    assert "Incontournable" in text and "0,917 ÷ 1,417 = 64,7" in text
    assert answer.context["form"]["power"].value() == "3"  # what was typed is still there
    part = client_of(chloe).post(ADDRESS, posted(apercu="1"), headers={"HX-Request": "true"})
    assert "<h1" not in part.content.decode() and "64,7" in part.content.decode()


@pytest.mark.parametrize(
    ("days", "message"), [(1, "avenir"), (-61, "ouvert que depuis")], ids=["tomorrow", "before the opening"]
)
def test_day_lies_between_the_opening_and_today(client_of, chloe, group, days, message):
    day = timezone.localdate() + timedelta(days=days)
    answer = client_of(chloe).post(ADDRESS, posted(assessed_on=day.isoformat(), reason="À garder"))
    assert answer.status_code == 422
    assert message in str(answer.context["form"].errors["assessed_on"])
    assert "À garder" in answer.content.decode()
    assert not Significance.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [{"power": "5"}, {"power": "٣"}, {"disadvantaged": ""}, {"assessed_on": ""}, {"affected": "peut-être"}],
)
def test_wrong_answers_are_told_at_their_field(client_of, chloe, group, wrong):
    answer = client_of(chloe).post(ADDRESS, posted(**wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong)


def test_two_first_assessments_meet(client_of, chloe, cycle, group):
    first, second = client_of(chloe), client_of(chloe)
    assert second.post(ADDRESS, posted(power="1", reason="Le sien")).status_code == 302
    answer = first.post(ADDRESS, posted(power="4", reason="Le mien"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Le mien" in text and "Le sien" in text
    form = answer.context["form"]
    assert (form["power"].value(), form["version"].value()) == ("4", 1)
    assert Significance.objects.get().power == 1
    assert first.post(ADDRESS, posted(power="4", reason="Le mien", version="1")).status_code == 302
    assert Significance.objects.get().power == 4


def test_two_reassessments_join_what_does_not_clash(client_of, chloe, cycle, group):
    make_significance(cycle=cycle, stakeholder=group, **{name: int(score) for name, score in SCORES.items()})
    start = posted(version="1", affected="", disadvantaged="non")
    assert client_of(chloe).post(ADDRESS, {**start, "urgency": "1"}).status_code == 302
    answer = client_of(chloe).post(ADDRESS, {**start, "power": "0"})
    form = answer.context["form"]
    assert answer.status_code == 409
    assert (form["urgency"].value(), form["power"].value()) == ("1", "0")


def test_closed_cycle_is_not_assessed(client_of, chloe, group):
    closed = make_cycle("2024", opened_on=date(2024, 1, 8), closed_on=date(2024, 12, 20))
    with pytest.raises(CycleIsClosed):
        assess_significance(stakeholder=group, cycle=closed, by=chloe, version=None, power=1)
    assert client_of(chloe).get(f"{ADDRESS}?exercice=2024").status_code == 409
    assert client_of(chloe).post(f"{ADDRESS}?exercice=2024", posted()).status_code == 409
    assert (
        "significativite"
        not in client_of(chloe).get(f"{group.get_absolute_url()}?exercice=2024").content.decode()
    )


def test_internal_resource_is_not_assessed(chloe, cycle):
    resource = make_stakeholder(is_stakeholder=False)
    with pytest.raises(NotAStakeholder):
        assess_significance(stakeholder=resource, cycle=cycle, by=chloe, version=None, power=1)


def test_action_checks_the_day_and_the_scale(chloe, cycle, group):
    for values in ({"assessed_on": None}, {"assessed_on": timezone.localdate(), "power": 5}):
        with pytest.raises(ValidationError):
            assess_significance(stakeholder=group, cycle=cycle, by=chloe, version=None, **values)
    assert not Significance.objects.exists()


def test_action_meets_whoever_read_an_old_version(chloe, cycle, group):
    make_significance(cycle=cycle, stakeholder=group)
    today = timezone.localdate()
    assert assess_significance(
        stakeholder=group, cycle=cycle, by=chloe, version=1, power=1, assessed_on=today
    )
    with pytest.raises(Stale):
        assess_significance(stakeholder=group, cycle=cycle, by=chloe, version=1, power=4, assessed_on=today)
    assert not assess_significance(
        stakeholder=group, cycle=cycle, by=chloe, version=2, power=1, assessed_on=today
    )


def test_sub_group_has_scores_and_no_weight(client_of, chloe, cycle, group):
    part = make_stakeholder("SH01-A", parent=group)
    row = make_significance(cycle=cycle, stakeholder=part)
    standing = Standing(row, cycle_weights(cycle))
    assert (standing.percent, standing.is_expected, standing.raw) == (None, False, 0.5)
    answer = client_of(chloe).post("/parties-prenantes/SH01-A/significativite/", posted(version="1"))
    assert answer.status_code == 302
    assert "Elle compte avec son groupe" in client_of(chloe).get(part.get_absolute_url()).content.decode()
