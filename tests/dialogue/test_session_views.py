"""The list, the month, the forms and the files of séances, as pages."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from dialogue.enums import MinutesPhase, Presence, SessionState
from dialogue.models import Attendance, DialogueSession, Minutes, SessionDocument
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.sessions import (
    make_attendance,
    make_ballot,
    make_count,
    make_document,
    make_minutes,
)
from tests.support.pages import said
from tests.support.queries import assert_query_budget

LIST = "/dialogue/seances/"
TODAY_FORM = {"held_on": "2027-03-01", "starts_at": "18:30", "ends_at": "20:30"}


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to("2026-11-26 10:00:00+01:00", tick=False)


@pytest.fixture
def assembly(bretagne):
    return make_assembly("AT-BRE", label="Assemblée de Bretagne", territory=bretagne)


@pytest.fixture
def session(assembly, amel, chloe, cycle, bretagne):
    """Ten days ago, with people, a sentence and all that a page of it shows."""
    session = make_session(
        assembly=assembly,
        held_on=timezone.localdate() - timedelta(days=10),
        agenda="Accueil\nDélais de remboursement",
        purpose="Dire les priorités.",
        subject="Les délais",
        secretary=chloe,
    )
    make_attendance(session, amel)
    make_attendance(session, chloe, Presence.ABSENT)
    make_count(session, 4)
    make_feedback(cycle=cycle, session=session, author=amel, territory=bretagne)
    return session


@pytest.fixture
def coming(assembly):
    return make_session(
        assembly=assembly, held_on=date(2026, 12, 10), state=SessionState.PLANNED, place="Hôtel de ville"
    )


def page(session, name="session-detail", **more):
    return reverse(f"dialogue:{name}", kwargs={"pk": session.pk, **more})


def rows_of(answer):
    return [row.pk for row in answer.context["rows"]]


# --- the list and its filters


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"coming"}),
        ("quand=passees", {"session", "other"}),
        ("quand=toutes", {"session", "coming", "other"}),
        ("quand=toutes&q=delais", {"session"}),
        ("quand=toutes&q=HOTEL", {"coming"}),
        ("quand=toutes&assemblee=AT-BRE", {"session", "coming"}),
        ("quand=toutes&etat=planned", {"coming"}),
        ("quand=toutes&compte_rendu=draft", {"session"}),
        ("quand=toutes&compte_rendu=aucun", {"coming", "other"}),
        ("quand=toutes&q=introuvable", set()),
    ],
)
def test_the_list_filters_as_its_address_says(session, coming, chloe, client_of, query, found):
    make_minutes(session, MinutesPhase.DRAFT)
    other = make_session(held_on=date(2026, 5, 5))
    known = {"session": session.pk, "coming": coming.pk, "other": other.pk}
    answer = client_of(chloe).get(f"{LIST}?{query}")
    assert set(rows_of(answer)) == {known[name] for name in found}


@pytest.mark.parametrize("query", ["assemblee=NULLE-PART", "etat=inconnu", "quand=jamais", "q=" + "a" * 500])
def test_a_filter_that_does_not_exist_is_told(session, chloe, client_of, query):
    answer = client_of(chloe).get(f"{LIST}?{query}")
    assert answer.status_code == 422
    assert "Erreur" in said(answer)


def test_an_assembly_elsewhere_is_no_choice(session, amel, rhone_alpes, client_of):
    foreign = make_session(assembly=make_assembly("AT-ARA", label="CANARI-R84", territory=rhone_alpes))
    for query in ("", "quand=toutes", "quand=toutes&assemblee=AT-ARA"):
        answer = client_of(amel).get(f"{LIST}?{query}")
        assert "CANARI-R84" not in said(answer)
        assert foreign.pk not in rows_of(answer)


@pytest.mark.parametrize("address", [f"{LIST}?quand=toutes", f"{LIST}calendrier/?mois=2026-11"])
@pytest.mark.parametrize("who", ["chloe", "amel"])
def test_list_and_month_cost_the_same_with_five_thousand_sessions(session, request, client_of, address, who):
    def more():
        DialogueSession.objects.bulk_create(
            DialogueSession(
                reference=f"X{n:05}",
                assembly=session.assembly,
                held_on=date(2026, 11, 1 + n % 28)
                if n < 100
                else date(2020, 1, 1) + timedelta(days=n % 2000),
            )
            for n in range(5_000)
        )

    assert_query_budget(client_of(request.getfixturevalue(who)), address, 8, more)


# --- the month


def test_the_month_says_the_same_in_its_table_and_its_list(session, coming, chloe, client_of):
    answer = client_of(chloe).get(f"{LIST}calendrier/?mois=2026-11")
    month = answer.context["month"]
    assert [row.pk for row in month.sessions] == [session.pk]
    in_table = [row.pk for week in month.weeks for day in week for row in day.sessions]
    assert in_table == [session.pk]
    assert "16 novembre" in said(answer)
    assert (month.previous, month.following) == ("2026-10", "2026-12")


@pytest.mark.parametrize(
    "text", ["2026-13", "1999-01", "2026-1", "٢٠٢٦-11", "novembre", "9" * 500, "2026-11-1"]
)
def test_a_month_that_is_none_shows_this_one(chloe, client_of, text):
    answer = client_of(chloe).get(f"{LIST}calendrier/", {"mois": text})
    assert answer.context["month"].first == date(2026, 11, 1)


# --- pages and budgets


@pytest.mark.parametrize(
    ("name", "budget"),
    [
        ("session-detail", 20),
        ("attendance-detail", 17),
        ("attendance-edit", 18),
        ("session-close", 21),
        ("minutes-detail", 12),
        ("ballot-list", 10),
    ],
)
def test_pages_of_a_session_cost_the_same_with_more_people(
    session, cycle, bretagne, chloe, client_of, name, budget
):
    from accounts.roles import Role
    from tests.factories.accounts import make_user
    from tests.factories.sessions import make_amendment

    minutes = make_minutes(session, MinutesPhase.AMENDING)
    make_amendment(minutes, chloe)
    make_ballot(session, cycle=cycle, by=chloe)

    def more():
        for n in range(25):
            person = make_user(role=Role.DELEGATE, territory=bretagne)
            make_attendance(session, person)
            make_count(session, n)
            make_feedback(cycle=cycle, session=session, author=person, territory=bretagne)
            make_amendment(minutes, person, number=n + 2)

    assert_query_budget(client_of(chloe), page(session, name), budget, more)


def test_a_ballot_costs_the_same_with_more_voters(session, cycle, amel, chloe, client_of):
    from dialogue.models import BallotVoter
    from tests.factories.accounts import make_user

    ballot = make_ballot(session, cycle=cycle, by=chloe)

    def more():
        for _n in range(25):
            BallotVoter.objects.create(ballot=ballot, person=make_user())

    for person in (amel, chloe):
        assert_query_budget(client_of(person), ballot.get_absolute_url(), 17, more)


# --- planning by the form


def test_a_session_is_planned_from_another_one(session, chloe, client_of):
    client = client_of(chloe)
    blank = client.get(f"{LIST}nouvelle/?copie={session.pk}")
    assert blank.context["form"]["agenda"].value() == session.agenda
    assert blank.context["form"]["held_on"].value() is None
    answer = client.post(f"{LIST}nouvelle/?copie={session.pk}", TODAY_FORM | {"subject": "Encore"})
    made = DialogueSession.objects.get(subject="Encore")
    assert answer["Location"] == made.get_absolute_url()
    assert made.assembly == session.assembly
    assert not made.attendances.exists()


@pytest.mark.parametrize("query", ["copie=nimporte", "copie=" + "9" * 500, "assemblee=NULLE-PART"])
def test_nothing_is_planned_from_what_does_not_exist(chloe, client_of, query):
    assert client_of(chloe).get(f"{LIST}nouvelle/?{query}").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("held_on", "31/02/2027", "date valide"),
        ("held_on", "2027-13-01", "date valide"),
        ("held_on", "0/0/0", "date valide"),
        ("held_on", "1er mars 2027", "date valide"),
        ("held_on", "", "Donnez une date"),
        ("held_on", "1900-01-01", "comprise entre"),
        ("held_on", "9999-12-31", "comprise entre"),
        ("starts_at", "25:00", "heure valide"),
        ("starts_at", "٣", "heure valide"),
        ("starts_at", "", "heure du début"),
        ("ends_at", "18:30", "La fin doit venir après le début."),
        ("link", "javascript:alert(1)", "adresse valide"),
        ("link", "ftp://visio.example", "adresse valide"),
        ("agenda", "a" * 4001, "4"),
        ("secretary", "999999", "choix"),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_written(
    assembly, chloe, client_of, field, value, told
):
    sent = TODAY_FORM | {"place": "Salle kept", field: value}
    answer = client_of(chloe).post(f"{LIST}nouvelle/?assemblee=AT-BRE", sent)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert told in said(answer)
    assert "Salle kept" in said(answer)
    assert not DialogueSession.objects.exists()


@pytest.mark.parametrize("written", ["01/03/27", "1/3/2027", "2027-03-01"])
def test_a_day_may_be_written_in_french(assembly, chloe, client_of, written):
    client_of(chloe).post(f"{LIST}nouvelle/?assemblee=AT-BRE", TODAY_FORM | {"held_on": written})
    assert DialogueSession.objects.get().held_on == date(2027, 3, 1)


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31"])
def test_the_night_when_the_clock_changes_is_told(assembly, chloe, client_of, day):
    sent = {"held_on": day, "starts_at": "02:30"}
    answer = client_of(chloe).post(f"{LIST}nouvelle/?assemblee=AT-BRE", sent)
    assert answer.status_code == 422
    assert "l’heure change" in said(answer)


def test_two_people_who_change_one_session_meet(coming, bruno, chloe, client_of):
    mine = {"held_on": "2026-12-10", "place": "Brest", "version": "1"}
    assert client_of(bruno).post(page(coming, "session-edit"), mine | {"place": "Quimper"}).status_code == 302
    answer = client_of(chloe).post(page(coming, "session-edit"), mine)
    assert answer.status_code == 409
    assert "Quimper" in said(answer)
    assert "Brest" in said(answer)
    coming.refresh_from_db()
    assert coming.place == "Quimper"


def test_fields_that_no_form_asks_change_nothing(coming, chloe, client_of):
    sent = {"held_on": "2026-12-10", "version": "1", "state": "closed", "reference": "X", "assembly": "1"}
    client_of(chloe).post(page(coming, "session-edit"), sent)
    coming.refresh_from_db()
    assert (coming.state, coming.reference == "X") == (SessionState.PLANNED, False)


def test_a_plan_is_undone_in_one_click(assembly, chloe, client_of):
    client = client_of(chloe)
    answer = client.post(f"{LIST}nouvelle/?assemblee=AT-BRE", TODAY_FORM, follow=True)
    assert "Annuler" in said(answer)


# --- files


def test_a_document_is_joined_and_downloaded_as_it_is(coming, chloe, amel, david, client_of, media):
    file = SimpleUploadedFile("Délais <b>.pdf", b"%PDF-1.7 texte", "text/html")
    client_of(chloe).post(page(coming, "document-add"), {"label": "", "file": file})
    document = SessionDocument.objects.get()
    assert document.file.name == f"seances/{coming.pk}/{document.pk}.pdf"
    address = page(coming, "document-download", document=document.pk)
    answer = client_of(amel).get(address)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 texte"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert client_of(david).get(address).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<html>"), ("faux.pdf", b"MZ"), ("vide.pdf", b""), ("a.svg", b"<svg>")],
)
def test_a_file_that_is_not_a_document_is_refused(coming, chloe, client_of, media, name, content):
    file = SimpleUploadedFile(name, content)
    answer = client_of(chloe).post(page(coming, "document-add"), {"label": "Note", "file": file})
    assert answer.status_code == 422
    assert "Note" in said(answer)
    assert not SessionDocument.objects.exists()
    assert not media.exists()


def test_a_document_of_another_session_is_not_found(coming, session, chloe, client_of, media):
    document = make_document(coming, chloe)
    address = page(session, "document-download", document=document.pk)
    assert client_of(chloe).get(address).status_code == 404


# --- attendance and the last screen


def test_attendance_is_noted_on_one_screen(session, amel, chloe, client_of):
    sent = {"read": "{}", f"p-{amel.pk}": "3", "speakers": "4", "follow_up_shown": "True"}
    form = client_of(chloe).get(page(session, "attendance-edit")).context["form"]
    sent["read"] = form["read"].value()
    assert client_of(chloe).post(page(session, "attendance-edit"), sent).status_code == 302
    assert Attendance.objects.get(person=amel).status == Presence.ABSENT
    session.refresh_from_db()
    assert (session.speakers, session.follow_up_shown) == (4, True)


@pytest.mark.parametrize("value", ["10000", "-1", "٣", "3,5", "9" * 5000])
def test_a_count_that_cannot_be_is_told(session, chloe, client_of, value):
    count = session.counts.get()
    sent = {"read": "{}", f"c-{count.stakeholder.code}": value}
    answer = client_of(chloe).post(page(session, "attendance-edit"), sent)
    assert answer.status_code == 422
    assert "nombre entier" in said(answer)


@pytest.mark.parametrize("read", ["[", '{"p-1": "x"}', "[" * 5000, "null"])
def test_a_sheet_that_was_tampered_with_is_refused(session, amel, chloe, client_of, read):
    sent = {"read": read, f"p-{amel.pk}": "2"}
    assert client_of(chloe).post(page(session, "attendance-edit"), sent).status_code == 422


def test_two_people_who_note_attendance_see_both(session, amel, bruno, chloe, client_of):
    opened = client_of(chloe).get(page(session, "attendance-edit")).context["form"]["read"].value()
    sent = {"read": opened, f"p-{amel.pk}": "2"}
    client_of(bruno).post(page(session, "attendance-edit"), sent)
    answer = client_of(chloe).post(page(session, "attendance-edit"), sent | {f"p-{amel.pk}": "3"})
    assert answer.status_code == 409
    assert "Enregistré entre-temps : excusé·e" in said(answer)
    assert Attendance.objects.get(person=amel).status == Presence.EXCUSED


def test_a_session_is_closed_in_one_screen_and_twice_does_no_harm(session, amel, chloe, client_of):
    client = client_of(chloe)
    screen = client.get(page(session, "session-close"))
    assert "Les délais de remboursement sont trop longs." in said(screen)
    sent = {
        "read": screen.context["form"]["read"].value(),
        f"p-{amel.pk}": "1",
        "minutes": "Tout a été dit.\r\n\r\nEt écrit.",
        "speakers": "",
        "follow_up_shown": "",
    }
    for _click in range(2):
        assert client.post(page(session, "session-close"), sent)["Location"] == session.get_absolute_url()
    session.refresh_from_db()
    assert (session.state, session.speakers) == (SessionState.CLOSED, None)
    assert Minutes.objects.get().text == "Tout a été dit.\n\nEt écrit."
    assert client.get(page(session, "session-close")).status_code == 409
    assert client.get(page(session, "attendance-edit")).status_code == 409


def test_closing_over_somebody_else_s_draft_shows_both(session, bruno, chloe, client_of):
    minutes = make_minutes(session, MinutesPhase.DRAFT)
    Minutes.objects.update(text="Le texte de Bruno.", version=2)
    sent = {"read": "{}", "minutes": "Le texte de Chloé.", "minutes_version": str(minutes.version)}
    answer = client_of(chloe).post(page(session, "session-close"), sent)
    assert answer.status_code == 409
    assert "Le texte de Bruno." in said(answer)
    assert "Le texte de Chloé." in said(answer)
    session.refresh_from_db()
    assert session.state == SessionState.HELD


def test_text_is_shown_as_it_was_typed(session, chloe, client_of):
    hostile = "<script>alert(1)</script> {{ 7*7 }} \u202e"
    DialogueSession.objects.update(subject=hostile, agenda=hostile, purpose=hostile)
    make_minutes(session, text=hostile)
    for name in ("session-detail", "minutes-detail"):
        content = client_of(chloe).get(page(session, name)).content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;" in content
