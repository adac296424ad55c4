"""Eight hands on one référentiel, and its seal, on a real PostgreSQL."""

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.utils import timezone

from accounts.models import User
from commitments.actions import action as actions
from commitments.actions import version as versions
from commitments.actions.reminder import _claim
from commitments.models import Action, ActionDependency, ActionReminder, Decider, ReferentialVersion
from commitments.queries.dependencies import in_waves, links
from commitments.queries.reminders import Due
from rse_portal.common.errors import Conflict
from tests.factories.commitments import make_action, make_axis, make_draft, make_published
from tests.services.test_concurrency import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(act) -> bool:
    try:
        act()
    except (Conflict, ValidationError):
        return False
    return True


def test_eight_openings_leave_one_version(cycle, chloe):
    won = all_at_once(lambda _n: outcome(lambda: versions.start_version(cycle=cycle, by=chloe)))
    assert won.count(True) == 1 and ReferentialVersion.objects.count() == 1


def test_eight_adoptions_leave_one_decision(cycle, chloe, fanny):
    submitted = versions.submit_version(version=make_draft(cycle=cycle, by=chloe), by=chloe)

    def adopt(number: int) -> bool:
        decider = User.objects.get(pk=fanny.pk)
        return outcome(
            lambda: versions.adopt_version(
                version=submitted,
                decision=f"Décision {number}",
                on=timezone.localdate(),
                deciders=[decider],
                read=submitted.fingerprint,
                by=decider,
            )
        )

    assert all_at_once(adopt).count(True) == 1
    assert Decider.objects.count() == 1


def test_two_halves_of_a_circle_do_not_close_it(cycle, chloe):
    make_draft(cycle=cycle, by=chloe)
    ring = [make_action(axis=make_axis(cycle=cycle))]
    ring += [make_action(axis=ring[0].axis) for _each in range(AT_ONCE - 1)]

    def tie(number: int) -> bool:
        action, needs = ring[number], ring[(number + 1) % AT_ONCE]
        return outcome(lambda: actions.add_dependency(action=action, needs=needs, by=chloe))

    assert all_at_once(tie).count(True) == AT_ONCE - 1 == ActionDependency.objects.count()
    assert len(in_waves([action.pk for action in ring], links())) == AT_ONCE


def test_eight_actions_added_at_once_have_eight_numbers(cycle, chloe):
    make_draft(cycle=cycle, by=chloe)
    axis = make_axis(cycle=cycle)
    all_at_once(lambda n: actions.create_action(axis=axis, by=chloe, title=f"Action {n}"))
    assert sorted(Action.objects.values_list("code", flat=True)) == [
        f"A-{n:03d}" for n in range(1, AT_ONCE + 1)
    ]


def test_eight_workers_send_one_reminder(cycle, chloe, bruno):
    make_draft(cycle=cycle, by=chloe)
    action = make_action(axis=make_axis(cycle=cycle), owner=bruno, due_on=timezone.localdate())
    due = Due(Action.objects.get(pk=action.pk), bruno, action.due_on, 1)
    claimed = all_at_once(lambda _n: _claim(due, timezone.now()))
    assert sum(row is not None for row in claimed) == 1 and ActionReminder.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE commitments_referentialversion SET content = 'autre'",
        "UPDATE commitments_referentialversion SET state = 'draft'",
        "DELETE FROM commitments_referentialversion",
        "INSERT INTO commitments_referentialversion SELECT * FROM commitments_referentialversion"
        " ON CONFLICT (id) DO UPDATE SET content = 'autre'",
        "UPDATE commitments_decider SET name = 'autre'",
        "DELETE FROM commitments_decider",
    ],
)
def test_postgresql_itself_keeps_what_is_published(cycle, chloe, fanny, statement):
    version = make_published(cycle=cycle, by=chloe, decider=fanny)
    with pytest.raises(Error, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    version.refresh_from_db()
    assert version.fingerprint_holds and version.deciders.count() == 1
