"""Mandates: the right and the training that they open, their end, their correction, what remains once they are over."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.actions import history
from accounts.actions.account import appoint
from accounts.actions.history import Stale
from accounts.actions.mandate import change_mandate, end_mandate, open_mandate
from accounts.models import Change, JournalEntry, Mandate, Training, User
from accounts.models.mandate import Body, Designation, EndReason
from accounts.models.training import Topic
from accounts.queries.history import may_undo
from accounts.roles import Role
from tests.factories.accounts import make_territory, make_user
from tests.factories.places import make_delegate, make_training

START = date(2026, 1, 5)


def again(user: User) -> User:
    """The same person, at their next request."""
    return User.objects.get(pk=user.pk)


def opened(user, by, *, territory=None, role=Role.DELEGATE, starts_on=START, **values):
    return open_mandate(
        user=user, role=role, territory=territory or make_territory(), starts_on=starts_on, by=by, **values
    )


def test_mandate_opens_its_right_and_its_training(chloe):
    user = make_user("Linh")
    mandate, _operation = opened(user, chloe)
    assert mandate.body == Body.ASSEMBLY and mandate.designation == Designation.ELECTION
    assert again(user).access.roles == {Role.DELEGATE}
    due = dict(user.trainings.values_list("topic", "due_on"))
    assert set(due) == {Topic.FUNCTIONS, Topic.MUTUALISM, Topic.LISTENING}
    assert set(due.values()) == {START + timedelta(days=365)}


def test_administrator_sits_on_the_board_and_owes_another_programme(gilles):
    user = make_user("Serge")
    mandate, _operation = opened(user, gilles, role=Role.ADMINISTRATOR)
    assert mandate.body == Body.BOARD
    assert user.trainings.filter(topic=Topic.RSE).exists()


def test_reelected_person_owes_no_training_twice(chloe):
    user = make_user("Linh")
    opened(user, chloe, ends_on=date(2026, 3, 1))
    user.trainings.update(attended_on=date(2026, 2, 1))
    opened(user, chloe, starts_on=date(2026, 3, 2))
    assert user.trainings.count() == 3
    assert not Training.objects.left().filter(user=user).exists()


def test_two_mandates_of_the_same_role_in_one_place_never_run_at_once(chloe):
    user = make_user("Linh")
    opened(user, chloe, ends_on=date(2026, 6, 30))
    for start in (date(2025, 1, 1), START, date(2026, 6, 30)):
        with pytest.raises(ValidationError) as problem:
            opened(user, chloe, starts_on=start)
        assert "starts_on" in problem.value.error_dict
    opened(user, chloe, starts_on=date(2026, 7, 1))
    assert user.mandates.count() == 2
    assert user.role_assignments.count() == 1  # one right serves both


def test_person_with_two_mandates_reaches_both_territories(chloe, bretagne, rhone_alpes):
    user = make_user("Linh")
    for place in (bretagne, rhone_alpes):
        opened(user, chloe, territory=place)
    assert again(user).access.scope([Role.DELEGATE]).territories == {bretagne.pk, rhone_alpes.pk}


def test_mandate_is_undone_with_its_training(chloe):
    user = make_user("Linh")
    _mandate, operation = opened(user, chloe)
    assert may_undo(chloe, operation)
    history.undo(operation, by=chloe)
    assert not user.mandates.exists() and not user.trainings.exists()
    assert not again(user).access.roles  # the right alone opens nothing


def test_platform_undoes_what_it_opened(gilles):
    _mandate, operation = opened(make_user("Serge"), gilles, role=Role.ADMINISTRATOR)
    assert may_undo(gilles, operation)


def test_responsable_never_undoes_the_mandate_of_an_administrator(gilles, chloe):
    _mandate, operation = opened(make_user("Serge"), gilles, role=Role.ADMINISTRATOR)
    assert not may_undo(chloe, operation)


def test_end_of_a_mandate_is_noted_with_its_reason_and_undone(chloe):
    mandate = make_delegate("Linh", starts_on=START)
    operation = end_mandate(
        mandate=mandate, ends_on=date(2026, 2, 1), end_reason=EndReason.RESIGNATION, by=chloe
    )
    assert Mandate.objects.get().end_reason == EndReason.RESIGNATION
    assert (
        end_mandate(mandate=mandate, ends_on=date(2026, 2, 1), end_reason=EndReason.RESIGNATION, by=chloe)
        is None
    )
    history.undo(operation, by=chloe)
    assert Mandate.objects.get().ends_on is None


def test_end_before_start_is_refused(chloe):
    mandate = make_delegate("Linh", starts_on=START)
    with pytest.raises(ValidationError):
        end_mandate(mandate=mandate, ends_on=START - timedelta(days=1), end_reason=EndReason.TERM, by=chloe)
    assert mandate.ends_on is None


def test_correction_that_takes_away_the_end_takes_away_its_reason(chloe):
    mandate = make_delegate("Linh", starts_on=START, ends_on=date(2026, 2, 1), end_reason=EndReason.MOVE)
    change_mandate(
        mandate=mandate,
        territory=mandate.territory,
        starts_on=START,
        ends_on=None,
        designation=Designation.COOPTATION,
        category="",
        by=chloe,
    )
    mandate.refresh_from_db()
    assert (mandate.ends_on, mandate.end_reason, mandate.category) == (None, "", "")
    assert Change.objects.of(mandate).get().before["end_reason"] == EndReason.MOVE


def test_two_people_who_end_the_same_mandate_meet(chloe):
    mandate = make_delegate("Linh", starts_on=START)
    end_mandate(mandate=mandate, ends_on=date(2026, 2, 1), end_reason=EndReason.MOVE, by=chloe)
    with pytest.raises(Stale):
        end_mandate(mandate=mandate, ends_on=date(2026, 3, 1), end_reason=EndReason.TERM, by=chloe, version=1)


def test_appointed_person_gets_an_account_without_password(chloe):
    mandate, _operation = appoint(
        user=None,
        email="Linh@Test.example",
        first_name="Linh",
        last_name="Nguyen",
        role=Role.DELEGATE,
        territory=make_territory(),
        starts_on=START,
        by=chloe,
    )
    assert mandate.user.email == "linh@test.example"
    assert not mandate.user.has_usable_password()
    entries = JournalEntry.objects.filter(actor=chloe)
    assert set(entries.values_list("action", flat=True)) == {"account.opened", "mandate.opened"}
    told = json.dumps(list(entries.values_list("details", flat=True)))
    assert "linh" not in told.lower() and "nguyen" not in told.lower()


def test_account_without_password_sets_one_through_the_reset_link(chloe, eve, mailoutbox):
    appoint(
        user=None,
        email="linh@test.example",
        first_name="Linh",
        last_name="Nguyen",
        role=Role.DELEGATE,
        territory=make_territory(),
        starts_on=START,
        by=chloe,
    )
    assert not mailoutbox  # opening an account sends nothing by itself
    eve.post("/mot-de-passe/", {"email": "linh@test.example"})
    assert [mail.to for mail in mailoutbox] == [["linh@test.example"]]


def test_access_remembers_the_roles_of_mandates_that_ended(bretagne):
    today = timezone.localdate()
    user = make_delegate("Linh", territory=bretagne, ends_on=today - timedelta(days=1)).user
    assert again(user).access.past == {Role.DELEGATE}
    assert not again(user).access.roles
    coming = make_delegate("Zoé", territory=bretagne, starts_on=today + timedelta(days=1)).user
    assert not again(coming).access.past and not again(coming).access.roles


def test_access_still_costs_one_query(amel, django_assert_num_queries):
    user = again(amel)
    with django_assert_num_queries(1):
        assert user.access.roles and not user.access.past


def test_database_refuses_a_reason_without_an_end(db):
    mandate = Mandate(user=make_user(), role=Role.DELEGATE, body=Body.ASSEMBLY, territory=make_territory())
    mandate.starts_on, mandate.end_reason = START, EndReason.DEATH
    with pytest.raises(ValidationError, match="motif de fin"):
        mandate.full_clean()


def test_training_state_follows_its_days(db):
    today = timezone.localdate()
    user = make_user()
    for topic, days, state in (
        (Topic.FUNCTIONS, {"due_on": today - timedelta(days=1), "offered_on": today}, "late"),
        (Topic.MUTUALISM, {"due_on": today}, "to_offer"),
        (Topic.LISTENING, {"offered_on": today}, "offered"),
        (Topic.RSE, {"due_on": today - timedelta(days=9), "attended_on": today}, "attended"),
    ):
        training = make_training(user=user, topic=topic, **days)
        assert training.state == state
        assert list(Training.objects.in_state(training.state, today)) == [training]
