"""Secret ballots: one vote per person, nothing that links the two, nothing shown before the close."""

import json
from datetime import timedelta

import pytest
from django.core import serializers
from django.urls import reverse
from django.utils import timezone

from accounts.models import Change, JournalEntry
from accounts.roles import Role
from dialogue.actions import ballot as actions
from dialogue.actions.session import SessionIsOver
from dialogue.enums import BallotWay, Presence, SessionState
from dialogue.models import Ballot, BallotVoter, ImportanceVote, UrnSlip
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.enums import CycleState
from priorities.queries.inputs import read_inputs
from tests.factories.accounts import make_mandate, make_user
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.iso26000 import the_domain
from tests.factories.sessions import make_attendance, make_ballot
from tests.factories.stakeholders import make_significance, make_stakeholder
from tests.support.pages import said


@pytest.fixture
def session(bretagne, amel):
    return make_session(
        assembly=make_assembly("AT-BRE", territory=bretagne),
        held_on=timezone.localdate(),
        state=SessionState.PLANNED,
        secretary=amel,
    )


@pytest.fixture
def ballot(session, cycle, chloe):
    return make_ballot(session, cycle=cycle, by=chloe)


@pytest.fixture
def members(bretagne):
    return [make_user(role=Role.DELEGATE, territory=bretagne) for _each in range(7)]


def vote_all(ballot, members, levels=(4, 4, 3, 2, 4, 3, 0)):
    for member, level in zip(members, levels, strict=True):
        assert actions.cast_vote(ballot=ballot, answers={"6.7.8": level}, by=member)


# --- opening


def test_a_ballot_asks_some_domains_of_an_open_cycle(session, cycle, chloe):
    group, domains = make_stakeholder(), [the_domain("6.7.8"), the_domain("6.4.4")]
    known = {"session": session, "cycle": cycle, "stakeholder": group, "way": BallotWay.PHONE, "by": chloe}
    ballot = actions.open_ballot(domains=domains, **known)
    assert set(ballot.domains.values_list("domain__code", flat=True)) == {"6.7.8", "6.4.4"}
    with pytest.raises(actions.AnotherIsOpen):
        actions.open_ballot(domains=domains, **known)


def test_a_ballot_needs_an_open_cycle_and_an_open_session(session, cycle, chloe):
    known = {
        "cycle": cycle,
        "stakeholder": make_stakeholder(),
        "way": BallotWay.PHONE,
        "by": chloe,
        "domains": [the_domain()],
    }
    over = make_session(assembly=session.assembly, state=SessionState.CLOSED)
    with pytest.raises(SessionIsOver):
        actions.open_ballot(session=over, **known)
    type(cycle).objects.update(state=CycleState.CLOSED, closed_on=timezone.localdate())
    with pytest.raises(CycleIsClosed):
        actions.open_ballot(session=session, **known)


def test_a_slip_holds_fifteen_domains_at_most(session, cycle, chloe, client_of):
    group = make_stakeholder()
    make_significance(cycle=cycle, stakeholder=group)
    address = reverse("dialogue:ballot-open", args=[session.pk])
    codes = [domain.code for domain in cycle.domains]
    sent = {"stakeholder": group.code, "way": "phone", "domains": codes[:16]}
    assert client_of(chloe).post(address, sent).status_code == 422
    assert client_of(chloe).post(address, sent | {"domains": []}).status_code == 422
    assert not Ballot.objects.exists()
    assert client_of(chloe).post(address, sent | {"domains": codes[:15]}).status_code == 302


# --- voting


def test_one_vote_per_person_whatever_is_sent_next(ballot, amel):
    assert actions.cast_vote(ballot=ballot, answers={"6.7.8": 4}, by=amel)
    assert not actions.cast_vote(ballot=ballot, answers={"6.7.8": 0}, by=amel)
    assert [slip.answers for slip in UrnSlip.objects.all()] == [{"6.7.8": 4}]


def test_a_double_click_tells_the_same_thing(ballot, amel, client_of):
    client, address = client_of(amel), ballot.get_absolute_url()
    sent = {"6.7.8": "4", "6.4.4": "sans-avis"}
    for _click in range(2):
        answer = client.post(address, sent)
        assert (answer.status_code, answer["Location"]) == (302, address)
    assert "dans l’urne" in said(client.get(address))
    assert UrnSlip.objects.get().answers == {"6.7.8": 4}, "« sans avis » is no zero"


@pytest.mark.parametrize("value", ["5", "-1", "٣", "4,0", "", "9" * 5000])
def test_an_answer_off_the_scale_is_refused_and_the_rest_is_kept(ballot, amel, client_of, value):
    answer = client_of(amel).post(ballot.get_absolute_url(), {"6.7.8": value, "6.4.4": "2"})
    assert answer.status_code == 422
    assert "Choisissez de 0 à 4" in said(answer)
    assert answer.context["form"]["6.4.4"].value() == "2"
    assert not BallotVoter.objects.exists()


def test_only_members_of_the_assembly_who_did_not_stay_away_vote(
    ballot, session, bretagne, david, chloe, hana
):
    gone = make_user()
    make_mandate(user=gone, territory=bretagne, ends_on=session.held_on - timedelta(days=1))
    absent = make_user(role=Role.DELEGATE, territory=bretagne)
    make_attendance(session, absent, Presence.ABSENT)
    for person in (david, chloe, hana, gone, absent):
        with pytest.raises(actions.NotAVoter):
            actions.cast_vote(ballot=ballot, answers={"6.7.8": 4}, by=person)


def test_a_closed_ballot_takes_no_vote(ballot, amel, chloe):
    actions.close_ballot(ballot=ballot, by=chloe)
    with pytest.raises(actions.BallotIsClosed):
        actions.cast_vote(ballot=ballot, answers={"6.7.8": 4}, by=amel)


# --- secrecy


def test_nothing_kept_links_a_person_to_an_answer(ballot, members, chloe):
    """Neither while the urn is open nor after: no column, no time, no order, no journal, no history."""
    before = JournalEntry.objects.count(), Change.objects.count()
    vote_all(ballot, members)
    assert (JournalEntry.objects.count(), Change.objects.count()) == before
    assert {field.name for field in BallotVoter._meta.fields} == {"id", "ballot", "person"}
    assert {field.name for field in UrnSlip._meta.fields} == {"id", "ballot", "answers"}
    actions.close_ballot(ballot=ballot, by=chloe)
    assert not UrnSlip.objects.exists()
    votes = list(ImportanceVote.objects.order_by("pk"))
    keys = {str(member.pk) for member in members}
    for vote in votes:
        assert vote.respondent.startswith(f"{ballot.code}-")
        assert not keys & {vote.respondent.rsplit("-", 1)[-1], vote.respondent}
    written = serializers.serialize("json", votes)
    assert not any(member.email in written for member in members)
    told = Change.objects.filter(target_type="dialogue.importancevote")
    assert {change.by_id for change in told} == {chloe.pk}
    assert len({change.operation for change in told}) == 1


def test_the_order_of_the_voters_is_lost(session, cycle, chloe, bretagne):
    """Sixty people vote 0, then sixty vote 4: their votes come out in another order (a chance in 10^34 not to)."""
    ballot = make_ballot(session, cycle=cycle, by=chloe)
    people = [make_user(role=Role.DELEGATE, territory=bretagne) for _each in range(20)]
    for position, person in enumerate(people):
        actions.cast_vote(ballot=ballot, answers={"6.7.8": 0 if position < 10 else 4}, by=person)
    actions.close_ballot(ballot=ballot, by=chloe)
    by_row = list(ImportanceVote.objects.order_by("pk").values_list("importance", flat=True))
    by_code = list(ImportanceVote.objects.order_by("respondent").values_list("importance", flat=True))
    expected = [0] * 10 + [4] * 10
    assert by_row != expected or by_code != expected
    assert sorted(by_row) == expected


def test_nobody_peeks_before_the_close(ballot, members, amel, chloe, client_of):
    vote_all(ballot, members)
    for person in (amel, chloe):
        page = client_of(person).get(ballot.get_absolute_url())
        assert page.context["outcomes"] == []
    assert not ImportanceVote.objects.exists()
    assert "7" in said(client_of(chloe).get(ballot.get_absolute_url())), "the turnout, for who keeps it"


# --- the count


def test_votes_enter_the_ranking_once_the_ballot_is_closed(ballot, members, cycle, chloe):
    make_significance(cycle=cycle, stakeholder=ballot.stakeholder)
    vote_all(ballot, members)
    actions.close_ballot(ballot=ballot, by=chloe)
    counts = ballot.domains.get(domain__code="6.7.8").counts
    assert counts == [1, 0, 1, 2, 3]
    assert ballot.domains.get(domain__code="6.4.4").counts == [0] * 5
    votes = ImportanceVote.objects.filter(cycle=cycle, stakeholder=ballot.stakeholder)
    assert sorted(votes.values_list("importance", flat=True)) == [0, 2, 3, 3, 4, 4, 4]
    assert read_inputs(cycle)


def test_closing_twice_counts_once(ballot, members, chloe):
    vote_all(ballot, members)
    first = actions.close_ballot(ballot=ballot, by=chloe)
    assert actions.close_ballot(ballot=ballot, by=chloe).closed_at == first.closed_at
    assert ImportanceVote.objects.count() == 7


def test_cells_under_five_people_are_hidden(ballot, members, amel, chloe, client_of):
    for position, member in enumerate(members):
        answers = {"6.7.8": 4} | ({"6.4.4": 2} if position < 4 else {})
        actions.cast_vote(ballot=ballot, answers=answers, by=member)
    actions.close_ballot(ballot=ballot, by=chloe)
    shown = {
        row.domain.code: row.votes.shown
        for row in client_of(amel).get(ballot.get_absolute_url()).context["outcomes"]
    }
    assert shown == {"6.7.8": True, "6.4.4": False}
    page = said(client_of(amel).get(ballot.get_absolute_url()))
    assert "Moins de 5 votes" in page
    assert page.count("<meter") == 5


def test_a_show_of_hands_is_counted_and_closes(session, cycle, chloe, client_of):
    ballot = make_ballot(session, cycle=cycle, by=chloe, way=BallotWay.HANDS)
    address = reverse("dialogue:ballot-hands", args=[ballot.pk])
    client = client_of(chloe)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"6.7.8/3": "6", "6.7.8/4": "2", "6.4.4/0": "1"}).status_code == 302
    ballot.refresh_from_db()
    assert (ballot.is_open, ballot.turnout) == (False, 8)
    assert ballot.domains.get(domain__code="6.7.8").counts == [0, 0, 0, 6, 2]
    assert ImportanceVote.objects.filter(respondent__startswith=f"L-{ballot.code}#").count() == 9
    assert client.post(address, {"6.7.8/3": "6"}).status_code == 409


def test_nobody_votes_by_phone_in_a_show_of_hands(session, cycle, amel, chloe):
    ballot = make_ballot(session, cycle=cycle, by=chloe, way=BallotWay.HANDS)
    with pytest.raises(actions.BallotIsClosed):
        actions.cast_vote(ballot=ballot, answers={"6.7.8": 4}, by=amel)


def test_the_journal_tells_of_a_ballot_without_an_answer(ballot, members, chloe):
    vote_all(ballot, members)
    actions.close_ballot(ballot=ballot, by=chloe)
    entry = JournalEntry.objects.get(action="ballot.closed")
    assert json.dumps(entry.details).find("6.7.8") == -1
    assert entry.details["turnout"] == 7
