"""Reminders: what they say, to whom, and never twice (docs/adr/0016)."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import translation

from accounts.models import JournalEntry, RoleAssignment
from accounts.roles import Role
from iso26000.models import Reminder
from jobs.actions.request import cancel_job, retry_job
from jobs.actions.run import run_job
from jobs.enums import JobState
from rse_portal.common.errors import Conflict
from stakeholders.actions.reminder import (
    NothingLeft,
    RemindedLately,
    request_reminders,
    send_reminders,
)
from tests.factories.accounts import make_user
from tests.factories.iso26000 import make_assessor, make_cycle, make_practice
from tests.factories.stakeholders import make_impact, make_score
from tests.support.mail import mail_server
from tests.support.servers import free_port

NOON = datetime(2026, 3, 12, 11, tzinfo=UTC)


@pytest.fixture
def impacts(cycle):
    """Two to score, and one statement that there is none."""
    make_impact(cycle=cycle, polarity="none")
    return [make_impact(cycle=cycle, code=code, description="CANARI-IMPACT") for code in ("A", "B")]


def sits(first_name: str, code: str):
    user = make_user(first_name, "Test", email=f"{first_name.lower()}@test.example", role=Role.RAPPORTEUR)
    return make_assessor(code, user=user)


@pytest.fixture
def nadia(impacts):
    return sits("Nadia", "EV-1")


@pytest.fixture
def hugo(impacts):
    return sits("Hugo", "EV-2")


def ran(job):
    run_job(job_id=job.pk)
    job.refresh_from_db()
    return job


def test_reminder_says_in_french_what_is_left_and_where_and_no_score(cycle, impacts, nadia, chloe, settings):
    settings.PUBLIC_URL = "https://rse.mutuelle.example"
    make_score(impact=impacts[0], assessor=nadia, rationale="CANARI-NOTE")
    make_practice(cycle=cycle, assessor=nadia, level=4)
    send_reminders(cycle=cycle, by=chloe)
    [message] = mail.outbox
    assert message.to == ["nadia@test.example"]
    assert message.content_subtype == "plain"
    assert message.subject.startswith("Exercice 2026")
    assert "1 impact à coter et 44 niveaux de pratique à donner" in message.subject
    assert "Bonjour Nadia," in message.body
    assert "Chloé Perrin vous rappelle" in message.body
    assert "Il vous reste 1 impact à coter et 44 niveaux de pratique à donner." in message.body
    assert "https://rse.mutuelle.example/" in message.body
    assert "CANARI" not in message.body + message.subject
    assert JournalEntry.objects.get(action="assessor.reminded").details == {"cycle": "2026"}


def test_reminder_of_an_english_screen_is_still_french(cycle, nadia, chloe):
    with translation.override("en"):
        send_reminders(cycle=cycle, by=chloe)
    assert "Bonjour Nadia," in mail.outbox[0].body


def test_label_of_the_cycle_adds_no_header(cycle, nadia, chloe):
    cycle.label = "Exercice\r\nBcc: tous@test.example"
    cycle.save()
    send_reminders(cycle=cycle, by=chloe)
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["nadia@test.example"]


def test_reminder_leaves_out_who_is_done_gone_without_account_or_asks(cycle, impacts, nadia, hugo, chloe):
    for impact in impacts:
        make_score(impact=impact, assessor=nadia)
    for domain in cycle.standard.domains.all():
        make_practice(cycle=cycle, domain=domain, assessor=nadia)
    hugo.user.is_active = False
    hugo.user.save()
    make_assessor("IMPORTED")
    gone = sits("Ines", "EV-3")
    RoleAssignment.objects.filter(user=gone.user).delete()
    make_assessor("EV-4", user=chloe)
    assert send_reminders(cycle=cycle, by=chloe).sent == []
    assert not mail.outbox


def test_nobody_is_reminded_twice_within_a_day(cycle, nadia, hugo, chloe):
    with time_machine.travel(NOON, tick=False):
        assert send_reminders(cycle=cycle, by=chloe, seat_id=nadia.pk).sent == ["Nadia Test"]
        with pytest.raises(RemindedLately):
            request_reminders(cycle=cycle, by=chloe, seat=nadia)
    with time_machine.travel(NOON + timedelta(hours=23), tick=False):
        assert send_reminders(cycle=cycle, by=chloe).sent == ["Hugo Test"]
    with time_machine.travel(NOON + timedelta(hours=25), tick=False):
        assert send_reminders(cycle=cycle, by=chloe).sent == ["Nadia Test"]
    assert Reminder.objects.count() == 2


def test_another_cycle_has_its_own_reminders(cycle, nadia, chloe):
    other = make_cycle("autre")
    assert send_reminders(cycle=cycle, by=chloe).sent
    assert send_reminders(cycle=other, by=chloe).sent  # 45 levels to give there


def test_request_joins_the_sending_under_way(cycle, nadia, hugo, chloe):
    job, created = request_reminders(cycle=cycle, by=chloe)
    assert created
    assert request_reminders(cycle=cycle, by=chloe, seat=nadia) == (job, False)


def test_request_refuses_a_closed_cycle_and_who_has_nothing_left(cycle, chloe):
    closed = make_cycle("2025", closed_on=date(2025, 12, 19))
    with pytest.raises(Conflict):
        request_reminders(cycle=closed, by=chloe)
    with pytest.raises(NothingLeft):
        request_reminders(cycle=cycle, by=chloe, seat=make_assessor("IMPORTED"))


def test_a_cycle_closed_meanwhile_writes_to_nobody(cycle, nadia, chloe):
    job, _created = request_reminders(cycle=cycle, by=chloe)
    cycle.state, cycle.closed_on = "closed", date(2026, 12, 18)
    cycle.save()
    assert ran(job).state == JobState.FAILED
    assert not mail.outbox


def test_job_of_somebody_who_lost_the_right_writes_to_nobody(cycle, nadia, chloe):
    job, _created = request_reminders(cycle=cycle, by=chloe)
    RoleAssignment.objects.filter(user=chloe).delete()
    assert ran(job).state == JobState.REFUSED
    assert not mail.outbox


def test_job_ends_on_the_page_of_the_cycle(cycle, nadia, chloe):
    job = ran(request_reminders(cycle=cycle, by=chloe)[0])
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.result_url == "/exercice/?exercice=2026#panel"
    assert len(mail.outbox) == 1


def test_job_that_runs_twice_writes_once(cycle, nadia, chloe):
    """A worker that died after the message: the job is claimed again."""
    job, _created = request_reminders(cycle=cycle, by=chloe)
    send_reminders(cycle=cycle, by=chloe)
    assert ran(job).state == JobState.DONE
    assert len(mail.outbox) == 1


def test_job_stops_between_two_people_when_asked(cycle, nadia, hugo, chloe):
    job, _created = request_reminders(cycle=cycle, by=chloe)
    with pytest.MonkeyPatch.context() as patch:
        send = mail.EmailMessage.send

        def send_then_stop(self, *arguments):
            cancel_job(job=job, by=chloe)
            return send(self, *arguments)

        patch.setattr(mail.EmailMessage, "send", send_then_stop)
        assert ran(job).state == JobState.CANCELLED
    assert len(mail.outbox) == 1
    assert Reminder.objects.count() == 1


# --- a real server


@pytest.fixture
def smtp(settings):
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        yield mailbox


def test_one_refused_address_does_not_stop_the_others_and_is_told(cycle, nadia, hugo, chloe, smtp):
    smtp.refused.add("hugo@test.example")  # the first in the order of the page
    job = ran(request_reminders(cycle=cycle, by=chloe)[0])
    assert smtp.recipients == ["nadia@test.example"]
    assert job.state == JobState.FAILED
    assert "1 rappel envoyé." in job.error
    assert "Hugo Test (adresse refusée par le serveur)" in job.error
    refused = Reminder.objects.get(assessor=hugo)
    assert (refused.sent_at, refused.failure) == (None, "adresse refusée par le serveur")


def test_running_it_again_writes_only_to_who_was_not_reached(cycle, nadia, hugo, chloe, smtp):
    smtp.refused.add("hugo@test.example")
    job = ran(request_reminders(cycle=cycle, by=chloe)[0])
    smtp.refused.clear()
    again = ran(retry_job(job=job, by=chloe))
    assert (again.state, again.error) == (JobState.DONE, "")
    assert smtp.recipients == ["nadia@test.example", "hugo@test.example"]
    assert Reminder.objects.get(assessor=hugo).failure == ""


def test_a_refusal_keeps_the_date_of_the_last_reminder(cycle, hugo, chloe, smtp):
    with time_machine.travel(NOON, tick=False):
        send_reminders(cycle=cycle, by=chloe)
    smtp.refused.add("hugo@test.example")
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        assert list(send_reminders(cycle=cycle, by=chloe).failed) == ["Hugo Test"]
    assert Reminder.objects.get(assessor=hugo).sent_at == NOON


def test_the_message_on_the_wire_is_plain_french_text(cycle, nadia, chloe, smtp):
    send_reminders(cycle=cycle, by=chloe)
    [message] = smtp.received
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    assert "impacts à coter" in message["Subject"]
    assert "Chloé Perrin vous rappelle" in message.get_content()


def test_a_silent_server_writes_to_nobody_and_says_so(cycle, nadia, hugo, chloe, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    job = ran(request_reminders(cycle=cycle, by=chloe)[0])
    assert job.state == JobState.FAILED
    assert "Le serveur de messagerie ne répond pas" in job.error
    assert not Reminder.objects.exists()
