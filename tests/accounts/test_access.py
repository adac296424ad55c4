"""Who may reach what today: role × territory × dates of the mandates."""

from datetime import date

import time_machine

from accounts.access import EVERYWHERE, NOWHERE
from accounts.models import Territory, User
from accounts.models.territory import Level
from accounts.roles import Role
from dialogue.models import DialogueSession, Feedback
from tests.factories.accounts import give_role, make_territory, make_user
from tests.factories.dialogue import make_assembly, make_feedback, make_session


def test_access_of_a_delegate_is_the_territory_of_the_mandate(amel, bretagne):
    assert amel.access.roles == {Role.DELEGATE}
    assert amel.access.scope([Role.DELEGATE]).territories == {bretagne.pk}


def test_access_ends_the_day_after_the_mandate(bretagne):
    user = make_user(
        role=Role.DELEGATE, territory=bretagne, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30)
    )
    for day, expected in (
        ("2025-12-31", set()),
        ("2026-01-01", {Role.DELEGATE}),
        ("2026-06-30", {Role.DELEGATE}),
        ("2026-07-01", set()),
    ):
        with time_machine.travel(f"{day} 12:00:00", tick=False):
            assert User.objects.get(pk=user.pk).access.roles == expected, day


def test_access_of_a_role_without_mandate_is_nothing_when_the_role_is_elected(db):
    user = make_user()
    user.role_assignments.create(role=Role.ADMINISTRATOR, starts_on=date(2020, 1, 1))
    assert user.access.scope([Role.ADMINISTRATOR]) == NOWHERE


def test_access_of_the_team_is_national_without_territory(chloe):
    assert chloe.access.scope([Role.MANAGER]) == EVERYWHERE


def test_access_adds_the_territories_of_two_mandates(amel, bretagne, rhone_alpes):
    give_role(amel, Role.DELEGATE, territory=rhone_alpes, starts_on=date(2021, 1, 1))
    assert User.objects.get(pk=amel.pk).access.scope([Role.DELEGATE]).territories == {
        bretagne.pk,
        rhone_alpes.pk,
    }


def test_access_costs_one_query(amel, django_assert_num_queries):
    user = User.objects.get(pk=amel.pk)
    with django_assert_num_queries(1):
        assert user.access.roles
        assert user.has_perm("dialogue.view_session")


def test_a_region_covers_its_departments_and_not_the_country(amel, cycle, bretagne):
    country = make_territory("FR", "France", Level.NATIONAL)
    Territory.objects.filter(pk=bretagne.pk).update(parent=country)
    department = make_territory("D35", "Ille-et-Vilaine", Level.DEPARTMENT, parent=bretagne)
    below = make_feedback(cycle=cycle, territory=department)
    above = make_feedback(cycle=cycle, territory=country)
    seen = Feedback.objects.visible_to(amel)
    assert below in seen
    assert above not in seen


def test_a_delegate_of_a_department_sees_the_sessions_of_the_region(db, bretagne):
    department = make_territory("D35", "Ille-et-Vilaine", Level.DEPARTMENT, parent=bretagne)
    user = make_user(role=Role.DELEGATE, territory=department)
    session = make_session(assembly=make_assembly(territory=bretagne))
    assert session in DialogueSession.objects.visible_to(user)


def test_one_s_own_feedback_stays_readable_after_a_transfer(amel, david, cycle, rhone_alpes):
    mine_elsewhere = make_feedback(cycle=cycle, territory=rhone_alpes, author=amel)
    his = make_feedback(cycle=cycle, territory=rhone_alpes, author=david)
    seen = Feedback.objects.visible_to(amel)
    assert mine_elsewhere in seen
    assert his not in seen


def test_visible_to_and_view_permission_agree_for_every_role(
    amel, bruno, chloe, david, fanny, gilles, hana, cycle, bretagne
):
    feedback = make_feedback(cycle=cycle, territory=bretagne)
    for user in (amel, bruno, chloe, david, fanny, gilles, hana):
        seen = Feedback.objects.visible_to(user).filter(pk=feedback.pk).exists()
        assert user.has_perm("dialogue.view_feedback", feedback) == seen, user


def test_a_closed_account_may_nothing(chloe):
    chloe.is_active = False
    assert not chloe.has_perm("priorities.compile_ranking")
