"""Votes entered by the responsable: ballots, shows of hands, and what the others may see of them."""

import json
import re

import pytest
from django.urls import reverse

from accounts.actions import history
from accounts.models import Change, JournalEntry
from dialogue.actions.vote import (
    BallotExists,
    NothingToRemove,
    enter_ballot,
    enter_hands,
    propose_code,
    remove_votes,
)
from dialogue.models import ImportanceVote
from dialogue.queries.vote import (
    ballots_of,
    batches_of,
    count_votes,
    hand_counts,
    voting_groups,
)
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.enums import CycleState
from priorities.queries.inputs import read_inputs
from rse_portal.common.forms import SheetChanged
from tests.factories.dialogue import make_vote
from tests.factories.iso26000 import the_domain
from tests.factories.stakeholders import make_significance, make_stakeholder
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST = "/dialogue/votes/"


@pytest.fixture
def group(cycle):
    return make_significance(
        cycle=cycle, stakeholder=make_stakeholder("SH02", label_fr="Adhérents")
    ).stakeholder


def ballot(cycle, group, by, values, *, respondent="P-7K3QX2", read=None, new=True):
    return enter_ballot(
        cycle=cycle,
        stakeholder=group,
        respondent=respondent,
        values=values,
        read=read or {},
        new=new,
        by=by,
    )


def hands(cycle, group, by, values, *, batch="AG-2026", read=None):
    return enter_hands(cycle=cycle, stakeholder=group, batch=batch, values=values, read=read or {}, by=by)


def votes(**filters) -> dict[str, int]:
    return dict(ImportanceVote.objects.filter(**filters).values_list("domain__code", "importance"))


# --- ballots


def test_proposed_codes_say_nothing_and_differ():
    codes = {propose_code() for _each in range(200)}
    assert len(codes) == 200
    assert all(re.fullmatch(r"P-[2-9][2-9A-HJ-NP-Z]{5}", code) for code in codes)  # as the form wants them


def test_ballot_is_kept_journaled_and_undone(cycle, group, chloe):
    act = ballot(cycle, group, chloe, {"6.7.8": 4, "4.2": 0, "4.3": None})
    assert votes() == {"6.7.8": 4, "4.2": 0}  # an empty cell is no vote, a zero is one
    told = JournalEntry.objects.get(action="vote.entered")
    assert told.details["added"] == 2
    assert "P-7K3QX2" not in json.dumps(told.details)
    history.undo(act, by=chloe)
    assert votes() == {}


def test_ballot_opened_again_is_changed(cycle, group, chloe):
    ballot(cycle, group, chloe, {"6.7.8": 4, "4.2": 1})
    act = ballot(
        cycle, group, chloe, {"6.7.8": 2, "4.2": None, "4.3": 3}, read={"6.7.8": 4, "4.2": 1}, new=False
    )
    assert votes() == {"6.7.8": 2, "4.3": 3}
    history.undo(act, by=chloe)
    assert votes() == {"6.7.8": 4, "4.2": 1}
    assert ballot(cycle, group, chloe, {"6.7.8": 4}, read={"6.7.8": 4}, new=False) is None


def test_new_ballot_never_falls_on_another(cycle, group, chloe):
    ballot(cycle, group, chloe, {"6.7.8": 4})
    with pytest.raises(BallotExists):
        ballot(cycle, group, chloe, {"4.2": 1})


def test_two_windows_on_one_ballot_meet(cycle, group, chloe):
    ballot(cycle, group, chloe, {"6.7.8": 4})
    ballot(cycle, group, chloe, {"6.7.8": 3}, read={"6.7.8": 4}, new=False)
    with pytest.raises(SheetChanged):
        ballot(cycle, group, chloe, {"6.7.8": 1, "4.2": 2}, read={"6.7.8": 4}, new=False)
    assert votes() == {"6.7.8": 3}


def test_closed_cycle_takes_no_vote(cycle, group, chloe):
    make_vote(cycle=cycle, stakeholder=group, respondent="P-2")
    cycle.state, cycle.closed_on = CycleState.CLOSED, cycle.opened_on
    cycle.save()
    for attempt in (
        lambda: ballot(cycle, group, chloe, {"6.7.8": 1}),
        lambda: hands(cycle, group, chloe, {"6.7.8/3": 1}),
        lambda: remove_votes(cycle=cycle, stakeholder=group, respondent="P-2", by=chloe),
    ):
        with pytest.raises(CycleIsClosed):
            attempt()
    assert ImportanceVote.objects.count() == 1


# --- shows of hands


def test_hands_become_votes_that_the_ranking_reads(cycle, group, chloe):
    hands(cycle, group, chloe, {"6.7.8/4": 12, "6.7.8/0": 3, "4.2/2": 10, "4.2/1": None})
    assert hand_counts(cycle, group, "AG-2026") == {"6.7.8/0": 3, "6.7.8/4": 12, "4.2/2": 10}
    inputs = read_inputs(cycle)
    assert (len(inputs.votes), len(inputs.respondents)) == (25, 15)  # fifteen people, not twenty-five
    [batch] = batches_of(cycle, group)
    assert batch == {"batch": "AG-2026", "people": 15, "domains": 2, "votes": 25}
    assert not ballots_of(cycle, group)


def test_the_same_batch_again_changes_the_counts(cycle, group, chloe):
    hands(cycle, group, chloe, {"6.7.8/4": 12, "6.7.8/0": 3, "4.2/2": 10})
    read = hand_counts(cycle, group, "AG-2026")
    act = hands(cycle, group, chloe, {"6.7.8/4": 10, "6.7.8/0": 3}, read=read)
    now = {"6.7.8/0": 3, "6.7.8/4": 10, "4.2/2": 10}
    assert hand_counts(cycle, group, "AG-2026") == now
    assert hands(cycle, group, chloe, {"6.7.8/4": 10, "6.7.8/1": 0}, read=now) is None
    history.undo(act, by=chloe)
    assert hand_counts(cycle, group, "AG-2026") == read


def test_a_batch_typed_anew_under_the_same_name_is_not_doubled(cycle, group, chloe):
    hands(cycle, group, chloe, {"6.7.8/4": 12})
    assert hands(cycle, group, chloe, {"6.7.8/4": 12}) is None  # a second click
    with pytest.raises(SheetChanged):
        hands(cycle, group, chloe, {"6.7.8/4": 13})
    assert hand_counts(cycle, group, "AG-2026") == {"6.7.8/4": 12}


def test_hands_of_a_batch_draw_no_camps(cycle, group, chloe):
    """Who gave 0 on one domain is not who gave 0 on the next: nobody noted that."""
    hands(cycle, group, chloe, {f"{code}/{level}": 10 for code in ("4.2", "4.3") for level in (0, 4)})
    low = [
        set(
            ImportanceVote.objects.filter(domain__code=code, importance=0).values_list(
                "respondent", flat=True
            )
        )
        for code in ("4.2", "4.3")
    ]
    assert low[0] != low[1]


def test_batches_whose_names_begin_alike_are_two(cycle, group, chloe):
    hands(cycle, group, chloe, {"6.7.8/4": 2}, batch="AG-1")
    hands(cycle, group, chloe, {"6.7.8/3": 5}, batch="AG-12")
    assert hand_counts(cycle, group, "AG-1") == {"6.7.8/4": 2}
    assert [row["batch"] for row in batches_of(cycle, group)] == ["AG-1", "AG-12"]


def test_removed_batch_comes_back(cycle, group, chloe):
    hands(cycle, group, chloe, {"6.7.8/4": 12})
    ballot(cycle, group, chloe, {"6.7.8": 1})
    act = remove_votes(cycle=cycle, stakeholder=group, batch="AG-2026", by=chloe)
    assert ImportanceVote.objects.count() == 1
    with pytest.raises(NothingToRemove):
        remove_votes(cycle=cycle, stakeholder=group, batch="AG-2026", by=chloe)
    history.undo(act, by=chloe)
    assert hand_counts(cycle, group, "AG-2026") == {"6.7.8/4": 12}


# --- what is told of them


def test_groups_are_those_expected_their_parts_and_those_that_voted(cycle, group, chloe):
    part = make_stakeholder("SH02-A", parent=group)
    apart = make_vote(cycle=cycle).stakeholder
    make_stakeholder("SH99")
    assert list(voting_groups(cycle)) == [*sorted([group, apart], key=lambda row: row.code), part]
    assert list(voting_groups(cycle, "adhér")) == [group]


def test_counts_tell_people_and_votes(cycle, group, chloe):
    ballot(cycle, group, chloe, {"6.7.8": 4, "4.2": 2})
    ballot(cycle, group, chloe, {"6.7.8": 2}, respondent="P-2")
    [count] = count_votes(cycle, [group])
    assert (count.respondents, count.votes, len(count.cells)) == (2, 3, 2)
    assert not count.cells[the_domain().pk].shown


def text(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    page = said(answer)
    assert "!!undefined" not in page
    return page


def test_list_hides_medians_under_five_people(client_of, chloe, cycle, group):
    for number in range(4):
        ballot(cycle, group, chloe, {"6.7.8": 4, "4.2": 3}, respondent=f"P-{number}")
    client = client_of(chloe)
    assert "Importance médiane" not in text(client, LIST)
    ballot(cycle, group, chloe, {"6.7.8": 4}, respondent="P-9")
    page = text(client, LIST)
    assert "Importance médiane" in page and "4,0" in page
    assert "&lt; 5" in page.partition("</caption>")[2]
    assert "3,0" not in page


def test_list_says_which_domains_have_no_vote(client_of, chloe, cycle, group):
    client = client_of(chloe)
    assert "aucun vote" in text(client, LIST)
    ballot(cycle, group, chloe, {"6.7.8": 4})
    assert "44 sur 45" in text(client, LIST)
    assert "Aucun groupe ne porte ce nom" in text(client, f"{LIST}?q=xyz")


def test_list_of_a_cycle_without_group_or_without_cycle(client_of, chloe, standard):
    assert "Pas encore d’exercice" in text(client_of(chloe), LIST)


def test_empty_cycle_teaches(client_of, chloe, cycle):
    assert "Aucun groupe n’est attendu" in text(client_of(chloe), LIST)


def test_ballot_is_typed_saved_and_the_next_one_opens(client_of, chloe, cycle, group):
    client, address = client_of(chloe), f"{LIST}SH02/"
    proposed = re.search(r'name="respondent" value="(P-\w{6})"', text(client, address))
    assert proposed
    answer = client.post(
        address, {"respondent": proposed[1], "read": "{}", "6.7.8": "4", "4.2": "0", "4.3": ""}
    )
    assert (answer.status_code, answer["Location"]) == (302, address)
    page = text(client, address)
    assert f"Le bulletin {proposed[1]} est enregistré" in page and "Annuler" in page
    assert f'value="{proposed[1]}"' not in page  # another code is proposed
    assert votes(respondent=proposed[1]) == {"6.7.8": 4, "4.2": 0}
    operation = Change.objects.first().operation
    client.post(reverse("history-undo", args=[operation]))
    assert votes() == {}


@pytest.mark.parametrize("typed", ["٣", "5", "-1", "3,5"])
def test_refused_ballot_keeps_what_was_typed(client_of, chloe, cycle, group, typed):
    answer = client_of(chloe).post(f"{LIST}SH02/", {"respondent": "P-7", "6.7.8": typed, "4.2": "3"})
    page = said(answer)
    assert answer.status_code == 422
    assert "Saisissez un nombre entier de 0 à 4." in page
    assert f'value="{typed}"' in page and "<title>Erreur" in page
    assert votes() == {}


@pytest.mark.parametrize("code", ["", "Dupont", "Jean Dupont 2", "é1", "L-AG#001", "P-" + "1" * 50])
def test_code_is_never_a_name(client_of, chloe, cycle, group, code):
    answer = client_of(chloe).post(f"{LIST}SH02/", {"respondent": code, "6.7.8": "3"})
    assert answer.status_code == 422
    assert votes() == {}


def test_empty_ballot_and_taken_code_are_refused(client_of, chloe, cycle, group):
    client, address = client_of(chloe), f"{LIST}SH02/"
    assert "Ce bulletin est vide" in said(client.post(address, {"respondent": "P-7"}))
    client.post(address, {"respondent": "P-7", "6.7.8": "3"})
    answer = client.post(address, {"respondent": "P-7", "4.2": "1"})
    assert answer.status_code == 422
    assert "Un bulletin porte déjà ce code" in said(answer)
    assert votes() == {"6.7.8": 3}


def test_opened_ballot_meets_at_409_and_is_saved_the_second_time(client_of, chloe, cycle, group):
    ballot(cycle, group, chloe, {"6.7.8": 3})
    client, address = client_of(chloe), f"{LIST}SH02/?bulletin=P-7K3QX2"
    sent = {"read": '{"6.7.8": 4}', "6.7.8": "1", "4.2": "2"}
    answer = client.post(address, sent)
    page = said(answer)
    assert answer.status_code == 409
    assert "vous : 1, enregistré : 3" in page
    assert votes() == {"6.7.8": 3}
    assert client.post(address, {**sent, "read": '{"6.7.8": 3}'}).status_code == 302
    assert votes() == {"6.7.8": 1, "4.2": 2}
    text(client, f"{LIST}SH02/?bulletin=inconnu", 404)


def test_hands_are_counted_on_one_domain_or_all(client_of, chloe, cycle, group):
    client, address = client_of(chloe), f"{LIST}SH02/mains-levees/"
    assert text(client, address).count('class="cell"') == 45 * 5
    assert text(client, f"{address}?domaine=6.7.8").count('class="cell"') == 5
    answer = client.post(f"{address}?domaine=6.7.8", {"batch": "AG-2026", "6.7.8/4": "12", "6.7.8/0": "3"})
    assert answer.status_code == 302
    page = text(client, answer["Location"])
    assert "AG-2026" in page and "Annuler" in page
    opened = text(client, f"{address}?lot=AG-2026")
    assert 'value="12"' in opened
    text(client, f"{address}?lot=INCONNU-1", 404)
    text(client, f"{LIST}SH02/?bulletin=L-AG-2026%23001", 404)


def test_hands_of_a_name_already_used_show_both_counts(client_of, chloe, cycle, group):
    hands(cycle, group, chloe, {"6.7.8/4": 12})
    answer = client_of(chloe).post(f"{LIST}SH02/mains-levees/", {"batch": "AG-2026", "6.7.8/4": "13"})
    assert answer.status_code == 409
    assert "vous : 13, enregistré : 12" in said(answer)


@pytest.mark.parametrize("typed", ["1000", "-1", "3,5", "٣"])
def test_refused_hands_say_the_bounds(client_of, chloe, cycle, group, typed):
    answer = client_of(chloe).post(f"{LIST}SH02/mains-levees/", {"batch": "AG-1", "6.7.8/4": typed})
    assert answer.status_code == 422
    assert "Saisissez un nombre entier de 0 à 999." in said(answer)


def test_removal_asks_first_with_the_count(client_of, chloe, cycle, group):
    hands(cycle, group, chloe, {"6.7.8/4": 12})
    client, address = client_of(chloe), f"{LIST}SH02/retirer/?lot=AG-2026"
    assert "12 votes seront retirés" in text(client, address)
    assert ImportanceVote.objects.count() == 12
    answer = client.post(address)
    assert "Annuler" in text(client, answer["Location"])
    assert not ImportanceVote.objects.exists()
    text(client, address, 404)


def test_ballots_are_for_whoever_enters_them(client_of, bruno, fanny, hana, amel, cycle, group):
    make_vote(cycle=cycle, stakeholder=group, respondent="CANARI-1")
    for person in (bruno, fanny, hana, amel):
        for address in (LIST, f"{LIST}SH02/", f"{LIST}SH02/mains-levees/"):
            text(client_of(person), address, 404)
        assert "CANARI-1" not in text(client_of(person), "/norme/domaines/6.7.8/")


def test_closed_cycle_is_read_only(client_of, chloe, cycle, group):
    cycle.state, cycle.closed_on = CycleState.CLOSED, cycle.opened_on
    cycle.save()
    page = text(client_of(chloe), f"{LIST}SH02/")
    assert "les votes ne changent plus" in page and 'class="cell"' not in page


def test_sub_groups_and_unknown_groups(client_of, chloe, cycle, group):
    make_stakeholder("SH02-A", parent=group)
    make_stakeholder("RES", is_stakeholder=False)
    client = client_of(chloe)
    assert client.post(f"{LIST}SH02-A/", {"respondent": "P-7", "6.7.8": "3"}).status_code == 302
    text(client, f"{LIST}RES/", 404)


def test_pages_keep_their_query_budget(client_of, chloe, cycle, group):
    def more() -> None:
        for number in range(3):
            other = make_significance(cycle=cycle).stakeholder
            for code in ("4.2", "6.7.8"):
                for _each in range(6):
                    make_vote(cycle=cycle, stakeholder=other, domain=the_domain(code))
                    make_vote(cycle=cycle, stakeholder=group, domain=the_domain(code))
            hands(cycle, group, chloe, {"6.7.8/4": 12}, batch=f"AG-{number}-{other.pk}")

    more()
    client = client_of(chloe)
    assert_query_budget(client, LIST, 12, more)
    assert_query_budget(client, f"{LIST}SH02/", 14, more)
    assert_query_budget(client, f"{LIST}SH02/mains-levees/", 12, more)
