"""Eight hands on one urn, on a real PostgreSQL."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, transaction
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from dialogue.actions import ballot as actions
from dialogue.actions import session as planning
from dialogue.enums import MinutesPhase, SessionState
from dialogue.models import Ballot, BallotVoter, ImportanceVote, Minutes, UrnSlip
from rse_portal.common.errors import Conflict
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.iso26000 import the_domain
from tests.factories.sessions import make_ballot, make_minutes
from tests.factories.stakeholders import make_stakeholder
from tests.services.test_concurrency import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def session(bretagne):
    return make_session(
        assembly=make_assembly("AT-BRE", territory=bretagne),
        held_on=timezone.localdate(),
        state=SessionState.PLANNED,
    )


def test_eight_sends_of_one_slip_leave_one(session, cycle, amel, chloe):
    ballot = make_ballot(session, cycle=cycle, by=chloe)

    def vote(number: int) -> bool:
        return actions.cast_vote(
            ballot=ballot, answers={"6.7.8": number % 5}, by=User.objects.get(pk=amel.pk)
        )

    assert all_at_once(vote).count(True) == 1
    assert (BallotVoter.objects.count(), UrnSlip.objects.count()) == (1, 1)


def test_votes_and_a_close_at_the_same_moment_lose_nothing(session, cycle, bretagne, chloe):
    ballot = make_ballot(session, cycle=cycle, by=chloe)
    people = [make_user(role=Role.DELEGATE, territory=bretagne) for _each in range(AT_ONCE)]

    def act(number: int) -> bool:
        if number == AT_ONCE - 1:
            actions.close_ballot(ballot=Ballot.objects.select_related("cycle").get(pk=ballot.pk), by=chloe)
            return False
        try:
            return actions.cast_vote(ballot=ballot, answers={"6.7.8": 3}, by=people[number])
        except actions.BallotIsClosed:
            return False

    accepted = all_at_once(act).count(True)
    ballot.refresh_from_db()
    assert ballot.turnout == accepted == ImportanceVote.objects.count() == BallotVoter.objects.count()
    assert not UrnSlip.objects.exists()


def test_eight_closes_count_once(session, cycle, amel, chloe):
    ballot = make_ballot(session, cycle=cycle, by=chloe)
    actions.cast_vote(ballot=ballot, answers={"6.7.8": 3}, by=amel)
    all_at_once(
        lambda _number: actions.close_ballot(
            ballot=Ballot.objects.select_related("cycle").get(pk=ballot.pk), by=chloe
        )
    )
    assert ImportanceVote.objects.count() == 1


def test_eight_openings_leave_one_ballot(session, cycle, chloe):
    group, domain = make_stakeholder(), the_domain("6.7.8")

    def open_one(_number: int) -> bool:
        try:
            actions.open_ballot(
                session=session,
                cycle=cycle,
                stakeholder=group,
                domains=[domain],
                way=actions.BallotWay.PHONE,
                by=chloe,
            )
        except actions.AnotherIsOpen:
            return False
        return True

    assert all_at_once(open_one).count(True) == 1


def test_eight_sessions_of_one_day_have_eight_names(bretagne, chloe):
    assembly = make_assembly("AT-BRE", territory=bretagne)
    day = timezone.localdate() + timedelta(days=40)

    def plan(_number: int) -> bool:
        try:
            planning.plan_session(assembly=assembly, by=chloe, held_on=day)
        except (Conflict, ValidationError):
            return False
        return True

    made = all_at_once(plan).count(True)
    names = set(assembly.sessions.values_list("reference", flat=True))
    assert len(names) == made >= 1


def test_postgresql_itself_refuses_to_touch_a_frozen_text(session, chloe):
    make_minutes(session, MinutesPhase.FROZEN, by=chloe)
    for change in (
        lambda: Minutes.objects.update(text="Autre."),
        lambda: Minutes.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(Error, match="never change"), transaction.atomic():
            change()
