"""The sheet of criteria: saved at once, undone at once, nobody overwritten."""

import json

import pytest
from django.urls import reverse

from accounts.actions import history
from accounts.models import Change, JournalEntry
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.enums import CycleState
from method.priority import feasibility
from priorities.actions.criteria import set_criteria
from priorities.criteria import GUIDES
from priorities.enums import Criterion
from priorities.models import CriterionScore
from priorities.queries.criteria import criterion_values, feasibilities_of
from rse_portal.common.forms import SheetChanged
from tests.factories.iso26000 import the_domain
from tests.factories.priorities import make_criterion, make_run
from tests.support.pages import said
from tests.support.queries import assert_query_budget

SHEET = "/priorites/criteres/"


def save(cycle, by, values, read=None):
    return set_criteria(cycle=cycle, values=values, read=read or {}, by=by)


def text(client, address: str = SHEET, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page = said(answer)
    assert "!!undefined" not in page
    return page


def test_every_criterion_is_explained():
    assert [guide.criterion for guide in GUIDES] == list(Criterion)


def test_sheet_is_written_and_undone_at_once(cycle, bruno):
    make_criterion(cycle=cycle, criterion=Criterion.EASE, value=1)
    make_criterion(cycle=cycle, criterion=Criterion.TIME, value=4)
    read = criterion_values(cycle)
    act = save(cycle, bruno, {"6.7.8/ease": 3, "6.7.8/time": None, "4.2/resources": 0}, read)
    after = {"6.7.8/ease": 3, "4.2/resources": 0}
    assert criterion_values(cycle) == after
    assert save(cycle, bruno, after, after) is None
    history.undo(act, by=bruno)
    assert criterion_values(cycle) == read
    told = JournalEntry.objects.get(action="criteria.set").details
    assert (told["added"], told["changed"], told["removed"]) == (1, 1, 1)


def test_sheet_costs_the_same_for_one_cell_and_two_hundred(cycle, bruno, django_assert_max_num_queries):
    codes = cycle.standard.domains.values_list("code", flat=True)
    values = {f"{code}/{criterion}": 2 for code in codes for criterion in Criterion.values}
    with django_assert_max_num_queries(20):
        save(cycle, bruno, values)
    assert CriterionScore.objects.count() == 225


def test_sheet_never_overwrites(cycle, bruno, chloe):
    save(cycle, chloe, {"6.7.8/ease": 4})
    with pytest.raises(SheetChanged):
        save(cycle, bruno, {"6.7.8/ease": 1, "4.2/ease": 2})
    assert criterion_values(cycle) == {"6.7.8/ease": 4}


def test_closed_cycle_takes_no_criterion(cycle, bruno):
    cycle.state, cycle.closed_on = CycleState.CLOSED, cycle.opened_on
    cycle.save()
    with pytest.raises(CycleIsClosed):
        save(cycle, bruno, {"6.7.8/ease": 1})


def test_feasibility_is_the_mean_of_what_was_answered():
    assert feasibilities_of({"6.7.8/ease": 4, "6.7.8/time": 1, "4.2/ease": 0}) == {"6.7.8": 0.625, "4.2": 0}
    assert feasibility([]) == 0.5


def test_page_saves_shows_the_mean_and_offers_to_undo(client_of, bruno, cycle):
    client = client_of(bruno)
    answer = client.post(SHEET, {"read": "{}", "6.7.8/ease": "4", "6.7.8/time": "1", "4.2/ease": ""})
    assert (answer.status_code, answer["Location"]) == (302, SHEET)
    page = text(client)
    assert "0,63" in page or "0,62" in page
    assert "1 domaine sur 45 a au moins un critère" in page and "Annuler" in page
    client.post(reverse("history-undo", args=[Change.objects.first().operation]))
    assert not CriterionScore.objects.exists()


@pytest.mark.parametrize("typed", ["٣", "5", "-1", "3,5"])
def test_refused_cell_says_the_scale_and_keeps_the_rest(client_of, bruno, cycle, typed):
    answer = client_of(bruno).post(SHEET, {"read": "{}", "6.7.8/ease": typed, "4.2/ease": "2"})
    page = said(answer)
    assert answer.status_code == 422
    assert "Saisissez un nombre entier de 0 à 4." in page and f'value="{typed}"' in page
    assert "<title>Erreur" in page
    assert not CriterionScore.objects.exists()


def test_two_people_on_one_cell_meet_at_409(client_of, bruno, chloe, cycle):
    save(cycle, chloe, {"6.7.8/ease": 4, "4.2/ease": 1})
    client = client_of(bruno)
    sent = {"6.7.8/ease": "1", "6.7.8/time": "3", "4.2/ease": ""}
    answer = client.post(SHEET, {"read": "{}", **sent})
    page = said(answer)
    assert answer.status_code == 409
    assert "vous : 1, enregistré : 4" in page
    assert criterion_values(cycle) == {"6.7.8/ease": 4, "4.2/ease": 1}
    read = json.dumps({"6.7.8/ease": 4, "4.2/ease": 1})
    assert client.post(SHEET, {"read": read, **sent, "4.2/ease": "1"}).status_code == 302
    assert criterion_values(cycle) == {"6.7.8/ease": 1, "6.7.8/time": 3, "4.2/ease": 1}


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", 45), ("question=6.7", 7), ("etat=sans-critere", 44), ("question=9&etat=x", 45)],
)
def test_filters_live_in_the_address(client_of, bruno, cycle, query, shown):
    make_criterion(cycle=cycle)
    assert text(client_of(bruno), f"{SHEET}?{query}").count('class="cell"') == 5 * shown


def test_what_a_filter_hides_is_left_alone(client_of, bruno, cycle):
    make_criterion(cycle=cycle, domain=the_domain("4.2"), value=1)
    client_of(bruno).post(f"{SHEET}?question=6.7", {"read": "{}", "6.7.8/ease": "3"})
    assert criterion_values(cycle) == {"4.2/ease": 1, "6.7.8/ease": 3}


def test_sheet_is_reached_from_the_priorities_by_whoever_may_fill_it(client_of, bruno, hana, cycle):
    make_run(cycle=cycle)
    assert SHEET in text(client_of(bruno), "/priorites/")
    assert SHEET not in text(client_of(hana), "/priorites/")


def test_closed_cycle_is_read_only(client_of, bruno, cycle):
    cycle.state, cycle.closed_on = CycleState.CLOSED, cycle.opened_on
    cycle.save()
    page = text(client_of(bruno))
    assert "ne changent plus" in page and "Enregistrer les critères" not in page
    assert page.count("disabled") >= 225


def test_sheet_keeps_its_query_budget(client_of, bruno, cycle):
    def more() -> None:
        for code in ("4.2", "4.3", "6.4.3"):
            for criterion in Criterion:
                make_criterion(cycle=cycle, domain=the_domain(code), criterion=criterion)

    make_criterion(cycle=cycle)
    assert_query_budget(client_of(bruno), SHEET, 10, more)
