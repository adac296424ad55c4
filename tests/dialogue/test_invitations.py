"""Convocations: once per person and version, with the event for their calendar."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.actions import history
from accounts.roles import Role
from dialogue.actions import invitation as actions
from dialogue.actions.session import cancel_session, change_session
from dialogue.enums import SessionState
from dialogue.models import DialogueSession, Invitation
from jobs.actions.run import run_job
from jobs.enums import JobState
from jobs.models import Job
from rse_portal.common.errors import Unavailable
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_session
from tests.support.mail import mail_server
from tests.support.pages import said


@pytest.fixture
def session(bretagne, amel, chloe):
    """Amel is its only member, Chloé moderates."""
    made = make_session(
        assembly=make_assembly("AT-BRE", label="Assemblée de Bretagne", territory=bretagne),
        held_on=timezone.localdate() + timedelta(days=20),
        state=SessionState.PLANNED,
        moderator=chloe,
        agenda="Accueil\nDélais",
        purpose="Choisir, à l’écoute.",
    )
    return loaded(made)


def loaded(session):
    return DialogueSession.objects.select_related("assembly", "moderator", "secretary").get(pk=session.pk)


def recipients():
    return sorted(address for message in mail.outbox for address in message.to)


def event_in(message) -> str:
    ((name, content, media_type),) = message.attachments
    assert name == "seance.ics"
    assert media_type.startswith("text/calendar; method=")
    return content.replace("\r\n ", "")


def test_members_and_officers_are_invited_with_the_event(session, amel, chloe):
    assert actions.send_invitations(session=session, by=chloe).sent == 2
    assert recipients() == [amel.email, chloe.email]
    message = next(message for message in mail.outbox if message.to == [amel.email])
    assert "Choisir, à l’écoute." in message.body
    assert "1. Accueil\n2. Délais" in message.body
    event = event_in(message)
    assert "METHOD:REQUEST" in event
    assert "SEQUENCE:0" in event
    assert f"mailto:{amel.email}" in event
    assert chloe.email not in event + message.body, "nobody learns who else is invited"


def test_nobody_is_told_the_same_version_twice(session, chloe):
    actions.send_invitations(session=session, by=chloe)
    assert actions.send_invitations(session=session, by=chloe).sent == 0
    with pytest.raises(actions.NobodyToTell):
        actions.request_invitations(session=session, by=chloe)
    assert len(mail.outbox) == 2


def test_a_change_is_told_once_with_a_higher_sequence(session, chloe):
    actions.send_invitations(session=session, by=chloe)
    mail.outbox.clear()
    change_session(session=session, by=chloe, version=1, place="Brest")
    actions.send_invitations(session=loaded(session), by=chloe)
    assert len(mail.outbox) == 2
    assert mail.outbox[0].subject.startswith("Modifiée")
    event = event_in(mail.outbox[0])
    assert "SEQUENCE:1" in event
    assert "LOCATION:Brest" in event


def test_a_change_that_is_undone_is_told_too(session, chloe):
    actions.send_invitations(session=session, by=chloe)
    operation = change_session(session=session, by=chloe, version=1, place="Brest")
    history.undo(operation, by=chloe)
    mail.outbox.clear()
    actions.send_invitations(session=loaded(session), by=chloe)
    assert "SEQUENCE:2" in event_in(mail.outbox[0])


def test_a_cancelled_session_is_told_to_those_it_was_announced_to(session, bretagne, amel, chloe):
    actions.send_invitations(session=session, by=chloe)
    mail.outbox.clear()
    late = make_user(role=Role.DELEGATE, territory=bretagne)
    cancel_session(session=session, by=chloe, reason="Salle fermée.")
    actions.send_invitations(session=loaded(session), by=chloe)
    assert recipients() == [amel.email, chloe.email]
    assert late.email not in recipients()
    assert "Salle fermée." in mail.outbox[0].body
    event = event_in(mail.outbox[0])
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"} <= set(event.split("\r\n"))


def test_mandates_of_another_day_or_place_are_not_invited(session, bretagne, rhone_alpes, david, chloe):
    ended = make_user(role=Role.DELEGATE, territory=bretagne, ends_on=session.held_on - timedelta(days=1))
    closed = make_user(role=Role.DELEGATE, territory=bretagne, is_active=False)
    actions.send_invitations(session=session, by=chloe)
    assert not {ended.email, closed.email, david.email} & set(recipients())


def test_what_was_held_invites_nobody(session, chloe):
    DialogueSession.objects.update(held_on=timezone.localdate() - timedelta(days=1))
    with pytest.raises(actions.TooLate):
        actions.request_invitations(session=loaded(session), by=chloe)


def test_a_subject_cannot_add_a_header(session, chloe):
    type(session.assembly).objects.update(label="Assemblée\r\nBcc: eve@test.example")
    actions.send_invitations(session=loaded(session), by=chloe)
    assert "\n" not in mail.outbox[0].subject
    assert "\r\nBcc" not in mail.outbox[0].message().as_string()


# --- a real server, which refuses whom it is told to


@pytest.fixture
def smtp(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    return settings


def test_one_refusal_does_not_stop_the_others_and_is_tried_again(smtp, session, amel, chloe):
    with mail_server(refused={amel.email}) as mailbox:
        smtp.EMAIL_PORT = mailbox.port
        job, _created = actions.request_invitations(session=session, by=chloe)
        run_job(job_id=job.pk)
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert "adresse refusée" in job.error
        assert mailbox.recipients == [chloe.email]
        row = Invitation.objects.get(person=amel)
        assert (row.version, row.sent_at, bool(row.failure)) == (0, None, True)
        mailbox.refused.clear()
        again, _created = actions.request_invitations(session=session, by=chloe)
        run_job(job_id=again.pk)
        assert mailbox.recipients == [chloe.email, amel.email]
        (event,) = [part for part in mailbox.received[1].walk() if part.get_content_type() == "text/calendar"]
        assert event.get_param("method") == "REQUEST"
        assert "SUMMARY:Assemblée de Bretagne" in event.get_content()
    assert not Invitation.objects.exclude(failure="").exists()


def test_a_server_that_does_not_answer_writes_to_nobody(smtp, session, chloe):
    smtp.EMAIL_PORT, smtp.EMAIL_TIMEOUT = 9, 1
    with pytest.raises(Unavailable):
        actions.send_invitations(session=session, by=chloe)
    assert not Invitation.objects.exists()


# --- the page and its job


def test_a_click_sends_and_the_page_says_who_got_it(session, amel, chloe, client_of):
    client, address = client_of(chloe), f"/dialogue/seances/{session.pk}/"
    assert "Convoquer" in said(client.get(address))
    first = client.post(f"{address}convoquer/")
    assert client.post(f"{address}convoquer/")["Location"] == first["Location"], "one sending at a time"
    run_job(job_id=Job.objects.get().pk)
    assert len(mail.outbox) == 2
    page = said(client.get(address))
    assert str(amel) in page
    assert "2 personnes ont reçu" in page
    assert client.post(f"{address}convoquer/").status_code == 409


def test_a_right_that_went_meanwhile_stops_the_job(session, chloe):
    job, _created = actions.request_invitations(session=session, by=chloe)
    chloe.role_assignments.update(ends_on=timezone.localdate() - timedelta(days=1))
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == JobState.REFUSED
    assert mail.outbox == []
