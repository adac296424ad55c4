"""Séances planned, changed, cancelled, attended and closed."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import history
from accounts.models import Change, JournalEntry
from dialogue.actions import attendance as attending
from dialogue.actions import session as actions
from dialogue.enums import MinutesPhase, Presence, SessionState
from dialogue.models import Attendance, AttendanceCount, DialogueSession, Minutes, SessionDocument
from rse_portal.common.forms import SheetChanged
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.sessions import make_attendance, make_document, make_minutes
from tests.factories.stakeholders import make_stakeholder


@pytest.fixture
def assembly(bretagne):
    return make_assembly("AT-BRE", territory=bretagne)


@pytest.fixture
def held(assembly):
    return make_session(assembly=assembly, held_on=timezone.localdate() - timedelta(days=3))


@pytest.fixture
def coming(assembly):
    return make_session(
        assembly=assembly, held_on=timezone.localdate() + timedelta(days=30), state=SessionState.PLANNED
    )


def close(session, by, **changes):
    known = {
        "values": {},
        "read": {},
        "minutes": "Le texte.",
        "minutes_version": None,
        "speakers": 4,
        "follow_up_shown": True,
    }
    return attending.close_session(session=session, by=by, **(known | changes))


# --- planning


def test_a_session_takes_the_name_of_its_assembly_and_day(assembly, chloe):
    first, operation = actions.plan_session(assembly=assembly, by=chloe, held_on=date(2027, 3, 1))
    second, _operation = actions.plan_session(assembly=assembly, by=chloe, held_on=date(2027, 3, 1))
    assert (first.reference, second.reference) == ("AT-BRE-2027-03-01", "AT-BRE-2027-03-01-2")
    assert first.state == SessionState.PLANNED
    history.undo(operation, by=chloe)
    assert not DialogueSession.objects.filter(pk=first.pk).exists()


def test_each_change_counts_one_more_for_the_calendars(coming, chloe):
    assert coming.sequence == 0
    actions.change_session(session=coming, by=chloe, version=1, place="Rennes")
    assert coming.sequence == 1
    assert actions.change_session(session=coming, by=chloe, version=2, place="Rennes") is None
    assert coming.sequence == 1


def test_a_stale_change_meets_the_other_one(coming, chloe):
    stale = DialogueSession.objects.get(pk=coming.pk)
    actions.change_session(session=coming, by=chloe, version=1, place="Rennes")
    with pytest.raises(history.Stale):
        actions.change_session(session=stale, by=chloe, version=1, place="Brest")


@pytest.mark.parametrize(("day", "at"), [(date(2026, 3, 29), time(2, 30)), (date(2026, 10, 25), time(2, 30))])
def test_an_hour_that_the_clock_skips_or_repeats_is_no_time_to_meet(assembly, chloe, day, at):
    with pytest.raises(ValidationError) as refused:
        actions.plan_session(assembly=assembly, by=chloe, held_on=day, starts_at=at)
    assert set(refused.value.message_dict) == {"starts_at"}


def test_the_database_keeps_the_end_after_the_start(coming):
    rows = DialogueSession.objects.filter(pk=coming.pk)
    for start, end in ((time(18), time(17)), (time(18), time(18)), (None, time(18))):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(starts_at=start, ends_at=end)


def test_agenda_is_one_point_per_line():
    session = DialogueSession(agenda="Accueil\n\n - Débat \n• Clôture")
    assert session.agenda_items == ["Accueil", "Débat", "Clôture"]


def test_a_cancelled_session_changes_no_more_and_says_why(coming, chloe):
    actions.cancel_session(session=coming, by=chloe, reason="Salle fermée.")
    coming.refresh_from_db()
    assert (coming.state, coming.cancel_reason) == (SessionState.CANCELLED, "Salle fermée.")
    assert coming not in DialogueSession.objects.coming(timezone.localdate())
    with pytest.raises(actions.SessionIsOver):
        actions.change_session(session=coming, by=chloe, version=coming.version, place="Brest")


def test_a_held_session_is_not_cancelled(held, chloe):
    with pytest.raises(actions.Conflict):
        actions.cancel_session(session=held, by=chloe, reason="Trop tard.")


# --- documents


def test_a_removed_document_comes_back_with_its_file(coming, chloe, media):
    document = make_document(coming, chloe)
    operation = actions.remove_document(document=document, by=chloe)
    assert not coming.documents.exists()
    history.undo(operation, by=chloe)
    back = SessionDocument.objects.get()
    with back.file.open() as stream:
        assert stream.read() == b"%PDF-1.7"


def test_a_session_holds_twenty_documents(coming, chloe, media, monkeypatch):
    monkeypatch.setattr(actions, "MOST_DOCUMENTS", 1)
    make_document(coming, chloe)
    with pytest.raises(actions.TooManyDocuments):
        actions.attach_document(
            session=coming, by=chloe, label="", file=SimpleUploadedFile("a.pdf", b"%PDF-1")
        )


# --- who came


def test_attendance_is_written_changed_and_taken_back(held, amel, chloe):
    group = make_stakeholder()
    person, count = attending.person_cell(amel.pk), attending.count_cell(group.code)
    attending.record_attendance(session=held, values={person: 1, count: 0}, read={}, by=chloe)
    assert Attendance.objects.get().status == Presence.PRESENT
    assert AttendanceCount.objects.get().people == 0, "nobody came, which is known"
    attending.record_attendance(
        session=held, values={person: 2, count: None}, read={person: 1, count: 0}, by=chloe
    )
    assert Attendance.objects.get().status == Presence.EXCUSED
    assert not AttendanceCount.objects.exists(), "not counted, which is not zero"
    operation = attending.record_attendance(session=held, values={person: None}, read={person: 2}, by=chloe)
    assert not Attendance.objects.exists()
    history.undo(operation, by=chloe)
    assert Attendance.objects.get().status == Presence.EXCUSED


def test_two_people_who_note_the_same_person_meet(held, amel, chloe, bruno):
    cell = attending.person_cell(amel.pk)
    attending.record_attendance(session=held, values={cell: 1}, read={}, by=chloe)
    with pytest.raises(SheetChanged):
        attending.record_attendance(session=held, values={cell: 3}, read={}, by=bruno)
    assert Attendance.objects.get().status == Presence.PRESENT


def test_nobody_can_have_come_to_what_is_ahead(coming, amel, chloe):
    with pytest.raises(attending.SessionNotHeld):
        attending.record_attendance(
            session=coming, values={attending.person_cell(amel.pk): 1}, read={}, by=chloe
        )


# --- the close


def test_closing_freezes_attendance_and_keeps_the_minutes(held, amel, chloe):
    assert close(held, chloe, values={attending.person_cell(amel.pk): 1})
    held.refresh_from_db()
    assert (held.state, held.closed_by, held.speakers) == (SessionState.CLOSED, chloe, 4)
    assert Minutes.objects.get().text == "Le texte."
    with pytest.raises(actions.SessionIsOver):
        attending.record_attendance(
            session=held,
            values={attending.person_cell(amel.pk): 3},
            read={attending.person_cell(amel.pk): 1},
            by=chloe,
        )


def test_closing_twice_changes_nothing(held, amel, chloe):
    close(held, chloe)
    changes, lines = Change.objects.count(), JournalEntry.objects.count()
    assert not close(held, chloe, minutes="Un autre texte.", values={attending.person_cell(amel.pk): 1})
    assert (Change.objects.count(), JournalEntry.objects.count()) == (changes, lines)
    assert Minutes.objects.get().text == "Le texte."


def test_somebody_else_s_close_is_a_conflict(held, bruno, chloe):
    close(held, chloe)
    with pytest.raises(actions.SessionIsOver):
        close(held, bruno)


@pytest.mark.parametrize("minutes", ["", "   ", "\n"])
def test_closing_refuses_empty_minutes_and_writes_nothing(held, amel, chloe, minutes):
    with pytest.raises(attending.MinutesMissing):
        close(held, chloe, minutes=minutes, values={attending.person_cell(amel.pk): 1})
    held.refresh_from_db()
    assert held.state == SessionState.HELD
    assert not Attendance.objects.exists()


def test_closing_leaves_minutes_that_are_already_open_alone(held, chloe):
    minutes = make_minutes(held, MinutesPhase.AMENDING)
    assert close(held, chloe, minutes=minutes.text, minutes_version=minutes.version)
    minutes.refresh_from_db()
    assert minutes.phase == MinutesPhase.AMENDING


def test_what_is_ahead_is_not_closed(coming, chloe):
    with pytest.raises(attending.SessionNotHeld):
        close(coming, chloe)


def test_the_history_of_a_closed_session_puts_nothing_back(held, chloe, client_of):
    make_attendance(held, make_user())
    close(held, chloe)
    told = Change.objects.of(held).first()
    answer = client_of(chloe).post(f"/historique/retablir/{told.pk}/")
    assert answer.status_code == 403
    held.refresh_from_db()
    assert held.state == SessionState.CLOSED
