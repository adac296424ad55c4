"""Reminders of due dates: 30, 7 and 1 days before, each at most once, to whoever owns the action on that day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from commitments.actions import action as actions
from commitments.actions.reminder import send_action_reminders
from commitments.models import ActionReminder
from commitments.queries.reminders import due_reminders, reminders_of, step_of
from jobs.schedule import request_daily_work
from tests.factories.commitments import make_action
from tests.support.mail import mail_server

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)


def morning(days: int) -> datetime:
    """Nine o’clock in Paris, that many days before."""
    return datetime(2026, 6, 30, 7, tzinfo=UTC) - timedelta(days)


@pytest.fixture
def owned(axis, bruno):
    return make_action(axis=axis, code="A-007", owner=bruno, due_on=DUE)


@pytest.mark.parametrize(
    ("days", "step"), [(31, None), (30, 30), (8, 30), (7, 7), (2, 7), (1, 1), (0, 1), (-1, None)]
)
def test_the_step_is_the_nearest_one_reached(days, step):
    assert step_of(DUE, DUE - timedelta(days)) == step


def test_three_reminders_leave_each_once(owned):
    for days in (40, 30, 29, 12, 7, 6, 2, 1, 0, -1):
        send_action_reminders(now=morning(days))
        send_action_reminders(now=morning(days))
    assert [row.days for row in ActionReminder.objects.order_by("sent_at")] == [30, 7, 1]
    assert len(mail.outbox) == 3
    assert mail.outbox[0].to == ["bruno@test.example"]
    assert "dans 30 jours" in mail.outbox[0].body and "/referentiel/actions/A-007/" in mail.outbox[0].body


def test_today_is_a_day_of_the_time_zone(owned):
    """The 30th of May begins at 22 h UTC the day before, in Paris in summer."""
    assert not due_reminders(datetime(2026, 5, 30, 21, 59, tzinfo=UTC))
    assert due_reminders(datetime(2026, 5, 30, 22, 1, tzinfo=UTC))


def test_another_owner_cancels_what_was_planned_and_plans_anew(owned, chloe, bruno):
    send_action_reminders(now=morning(30))
    actions.change_action(action=owned, by=chloe, version=None, owner=chloe)
    send_action_reminders(now=morning(20))
    send_action_reminders(now=morning(7))
    assert [message.to[0] for message in mail.outbox] == [
        "bruno@test.example",
        "chloe@test.example",
        "chloe@test.example",
    ]


def test_another_date_plans_anew(owned, chloe):
    send_action_reminders(now=morning(7))
    actions.change_action(action=owned, by=chloe, version=None, due_on=DUE + timedelta(60))
    send_action_reminders(now=morning(1))
    assert len(mail.outbox) == 1
    send_action_reminders(now=morning(-53))
    assert len(mail.outbox) == 2


def test_nothing_is_sent_for_what_is_done_or_dropped(owned, chloe):
    actions.move_action(action=owned, state="done", by=chloe)
    assert not due_reminders(morning(7))


def test_nobody_without_an_open_account_is_written_to(owned, bruno):
    bruno.is_active = False
    bruno.save()
    assert not due_reminders(morning(7))


def test_a_change_between_the_reading_and_the_sending_cancels_it(owned, chloe):
    from commitments.actions import reminder

    [due] = due_reminders(morning(7))
    actions.change_action(action=owned, by=chloe, version=None, owner=None)
    assert reminder._claim(due, morning(7)) is None


def test_a_refused_message_is_tried_again(owned, settings):
    with mail_server(refused=["bruno@test.example"]) as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        assert send_action_reminders(now=morning(7)).failed
        row = ActionReminder.objects.get()
        assert row.sent_at is None and row.failure
        mailbox.refused.clear()
        assert send_action_reminders(now=morning(7)).sent == 1
        assert mailbox.recipients == ["bruno@test.example"]
    row.refresh_from_db()
    assert row.sent_at and not row.failure


def test_the_page_tells_those_to_come(owned):
    rows = list(owned.reminders.all())
    planned = reminders_of(owned, rows, DUE - timedelta(10))
    assert [(one.on, one.days) for one in planned] == [
        (DUE - timedelta(10), 30),
        (DUE - timedelta(7), 7),
        (DUE - timedelta(1), 1),
    ]


def test_the_day_asks_for_them_by_itself(axis, bruno):
    noon = timezone.now().replace(hour=11)
    make_action(axis=axis, owner=bruno, due_on=timezone.localdate(noon) + timedelta(7))
    kinds = {job.kind for job in request_daily_work(noon)}
    assert "remind_actions" in kinds
    assert "remind_actions" not in {job.kind for job in request_daily_work(noon)}
