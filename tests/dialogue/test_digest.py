"""What moved is told once, a message a day at most, to whoever wants it (docs/adr/0016)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone, translation

from accounts.models import JournalEntry
from dialogue.actions.digest import (
    NotASubscription,
    _claim,
    choose_digests,
    message_for,
    person_of_token,
    send_digests,
    unsubscribe_token,
)
from dialogue.actions.step import move_feedback
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import DigestMark, FeedbackStep
from dialogue.phases import QUALIFY, REVIEW
from dialogue.queries.digest import MOST, news_of, people_with_news
from jobs.actions.run import run_job
from jobs.enums import JobState
from jobs.models import Job
from jobs.schedule import request_daily_work
from rse_portal.common.errors import Unavailable
from tests.factories.accounts import make_user
from tests.factories.answers import make_answered, make_step
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import the_domain
from tests.support.mail import mail_server
from tests.support.servers import free_port

NOON = datetime(2026, 3, 12, 11, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def told(cycle, bretagne, amel, bruno):
    """Amel’s, answered on the 1st of March."""
    feedback = make_feedback("R-1", cycle=cycle, territory=bretagne, author=amel, status="answered")
    make_step(
        feedback=feedback,
        outcome=Outcome.PARTLY,
        text="Oui, à l’automne.",
        at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        by=bruno,
    )
    return feedback


def step_on(feedback, at, status=FeedbackStatus.REPORTED_BACK, by=None):
    return make_step(feedback=feedback, status=status, outcome="", at=at, by=by)


def test_message_says_in_french_what_moved_on_ones_own(told, david, cycle, settings):
    settings.PUBLIC_URL = "https://rse.mutuelle.example"
    make_answered(cycle=cycle, author=david, text="CANARI-DAVID", answer="CANARI-REPONSE")
    with translation.override("en"):
        send_digests(now=datetime(2026, 5, 1, 11, tzinfo=UTC))
    message = next(message for message in mail.outbox if message.to == ["amel@test.example"])
    assert message.subject == "Votre remontée avance"
    assert message.content_subtype == "plain"
    assert "Bonjour Amel," in message.body
    assert re.search(r"Répondue\s: acceptée en partie", message.body)
    assert "Oui, à l’automne." in message.body
    assert "1er mars 2026" in message.body
    assert f"https://rse.mutuelle.example/dialogue/remontees/{told.pk}/" in message.body
    assert "CANARI" not in message.body
    assert JournalEntry.objects.filter(action="digest.sent").count() == 2


def test_nothing_is_told_twice_and_nothing_is_missed(told, bruno):
    assert send_digests(now=NOON).sent == 1
    assert send_digests(now=NOON + DAY).sent == 0
    step_on(told, NOON + DAY)
    assert send_digests(now=NOON + 2 * DAY).sent == 1
    assert "Oui, à l’automne." not in mail.outbox[1].body


def test_a_step_long_ago_that_was_never_told_is_told(told):
    """No window of « the last 24 hours »: the worker may have been away for a week."""
    send_digests(now=NOON)
    step_on(told, NOON + DAY)
    assert send_digests(now=NOON + 9 * DAY).sent == 1


def test_one_message_a_day_at_most(told):
    send_digests(now=NOON)
    step_on(told, NOON + timedelta(hours=1))
    assert send_digests(now=NOON + timedelta(hours=3)).sent == 0
    evening = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)  # 23 h 30 in Paris
    assert send_digests(now=evening).sent == 0
    assert send_digests(now=evening + timedelta(hours=1)).sent == 1, "the day is that of the people"
    assert len(mail.outbox) == 2


def test_two_workers_at_once_write_once(told):
    [news] = news_of(people_with_news(NOON), NOON)

    assert _claim(news, NOON) is not None
    assert _claim(news, NOON) is None


def test_what_has_just_happened_waits_a_moment(told):
    DigestMark.objects.create(user=told.author, told_step=FeedbackStep.objects.get().pk)
    step_on(told, NOON)
    assert people_with_news(NOON + timedelta(minutes=1)) == []
    assert people_with_news(NOON + timedelta(minutes=3)) == [told.author.pk]


def test_one_is_not_told_of_what_one_did(told, amel):
    send_digests(now=NOON)
    step_on(told, NOON, by=amel)
    assert people_with_news(NOON + DAY) == []


def test_what_the_actions_write_is_news(cycle, bretagne, amel, bruno):
    feedback = make_feedback(cycle=cycle, territory=bretagne, author=amel, domains=(the_domain("6.7.8"),))
    for move in (QUALIFY, REVIEW):
        move_feedback(feedback=feedback, move=move, by=bruno)
        feedback.refresh_from_db()
    assert send_digests(now=timezone.now() + timedelta(minutes=5)).sent == 1
    assert "Qualifiée" in mail.outbox[0].body
    assert "À l’étude" in mail.outbox[0].body


def test_a_closed_account_is_left_in_peace(told, amel):
    amel.is_active = False
    amel.save()
    assert people_with_news(NOON) == []


def test_a_long_absence_is_told_shortly(cycle, amel):
    for n in range(MOST + 3):
        make_answered(cycle=cycle, author=amel, text=f"Phrase {n}.")
    send_digests(now=datetime(2026, 5, 1, 11, tzinfo=UTC))
    [message] = mail.outbox
    assert message.subject == f"{MOST + 3} de vos remontées avancent"
    assert "Et 3 autres, à lire dans le portail." in message.body


def test_text_of_people_adds_no_header(cycle, amel):
    make_answered(
        "R\r\nBcc: x", cycle=cycle, author=amel, text="a\r\nBcc: tous@test.example", answer="b\nCc: x"
    )
    send_digests(now=datetime(2026, 5, 1, 11, tzinfo=UTC))
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["amel@test.example"]


def test_sending_costs_the_same_few_queries_per_person(cycle, django_assert_max_num_queries):
    for n in range(6):
        make_answered(cycle=cycle, author=make_user("Inès", f"N{n}"))
    with django_assert_max_num_queries(4 + 6 * 8):
        assert send_digests(now=datetime(2026, 5, 1, 11, tzinfo=UTC)).sent == 6


# --- the mail server says no


@pytest.fixture
def smtp(settings):
    with mail_server() as mailbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        yield mailbox


def test_one_refused_address_does_not_stop_the_others_and_is_tried_again(told, cycle, david, smtp):
    make_answered(cycle=cycle, author=david)
    smtp.refused.add("amel@test.example")
    at = datetime(2026, 5, 1, 11, tzinfo=UTC)
    sent = send_digests(now=at)
    assert (sent.sent, len(sent.failed)) == (1, 1)
    assert "1 n’est pas parti" in sent.sentence
    assert "Amel" not in sent.sentence, "a job names nobody"
    mark = DigestMark.objects.get(user=told.author)
    assert (mark.sent_at, mark.told_step, mark.failure) == (None, 0, "adresse refusée par le serveur")
    smtp.refused.clear()
    assert send_digests(now=at + timedelta(hours=1)).sent == 1
    assert sorted(smtp.recipients) == ["amel@test.example", "david@test.example"]
    assert "Oui, à l’automne." in smtp.received[-1].get_content()


def test_a_silent_server_loses_nothing(told, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    with pytest.raises(Unavailable):
        send_digests(now=NOON)
    assert not DigestMark.objects.exists()


def test_messages_can_be_kept_in_files(told, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    send_digests(now=NOON)
    [file] = tmp_path.iterdir()
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in file.read_text()


# --- who wants them


def test_headers_stop_them_in_one_click(told, amel, settings):
    settings.PUBLIC_URL = "https://rse.mutuelle.example"
    send_digests(now=NOON)
    headers = mail.outbox[0].extra_headers
    address = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.removeprefix("https://rse.mutuelle.example")
    scanner = Client(enforce_csrf_checks=True)
    for _each in range(3):  # scanners open every link
        assert scanner.get(path).status_code == 200
    assert DigestMark.objects.get(user=amel).opted_out_at is None
    assert scanner.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert DigestMark.objects.get(user=amel).opted_out_at is not None
    step_on(told, NOON + DAY)
    assert people_with_news(NOON + 2 * DAY) == []


@pytest.mark.parametrize("token", ["", "x", "1", "1:x", "999999:abc"])
def test_a_forged_link_stops_nobody(amel, token):
    with pytest.raises(NotASubscription):
        person_of_token(token)


def test_a_link_is_of_one_person(amel, david):
    assert person_of_token(unsubscribe_token(amel)) == amel
    assert unsubscribe_token(amel) != unsubscribe_token(david)


def test_wanting_them_again_tells_what_moved_meanwhile(told, amel):
    send_digests(now=NOON)
    assert choose_digests(user=amel, wanted=False, by=amel)
    assert not choose_digests(user=amel, wanted=False, by=amel)
    step_on(told, NOON + DAY)
    assert send_digests(now=NOON + 2 * DAY).sent == 0
    choose_digests(user=amel, wanted=True, by=amel)
    assert send_digests(now=NOON + 3 * DAY).sent == 1


def test_choice_is_in_the_account(amel, client_of):
    client = client_of(amel)
    assert "/dialogue/courriels/" in client.get("/compte/").content.decode()
    assert "checked" in client.get("/dialogue/courriels/").content.decode()
    assert client.post("/dialogue/courriels/", {}).status_code == 302
    assert DigestMark.objects.get(user=amel).opted_out_at is not None
    assert "checked" not in client.get("/dialogue/courriels/").content.decode()


# --- every day


@time_machine.travel(NOON, tick=False)
def test_the_day_is_asked_for_once_and_its_job_writes(told):
    [job] = request_daily_work()
    assert request_daily_work() == []
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.owner) == (JobState.DONE, None)
    assert len(mail.outbox) == 1
    assert request_daily_work() == []


@pytest.mark.parametrize("hour", [0, 5, 20, 23])
def test_nobody_is_written_to_at_night(told, hour):
    with time_machine.travel(timezone.make_aware(datetime(2026, 3, 12, hour)), tick=False):
        assert request_daily_work() == []


@time_machine.travel(NOON, tick=False)
def test_nothing_to_tell_asks_for_no_job(db):
    assert request_daily_work() == []
    assert not Job.objects.exists()


def test_a_day_that_failed_is_tried_again_after_an_hour(told, smtp):
    smtp.refused.add("amel@test.example")
    with time_machine.travel(NOON, tick=False) as clock:
        [job] = request_daily_work()
        run_job(job_id=job.pk)
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert request_daily_work() == []
        clock.shift(timedelta(minutes=61))
        [again] = request_daily_work()
        smtp.refused.clear()
        run_job(job_id=again.pk)
    assert smtp.recipients == ["amel@test.example"]


def test_message_is_built_without_a_connection(told):
    [news] = news_of(people_with_news(NOON), NOON)
    assert message_for(news).to == ["amel@test.example"]
