"""Logging what was heard: once under one key, by whoever may, in words that say what to do."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Change, JournalEntry, Mandate
from accounts.roles import Role
from dialogue.enums import FeedbackStatus, Provenance, SessionState
from dialogue.models import Feedback, ReferenceSeries
from dialogue.phone import key_of, mark_of
from dialogue.queries.suggestions import forget_what_was_learnt
from iso26000.enums import CycleState
from tests.factories.accounts import make_territory, make_user
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.iso26000 import the_domain
from tests.factories.stakeholders import make_significance, make_stakeholder
from tests.support.queries import assert_query_budget

URL = "/dialogue/remontees/nouvelle/"
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def group(cycle):
    found = make_stakeholder(label_fr="Adhérents")
    make_significance(cycle=cycle, stakeholder=found)
    return found


@pytest.fixture
def session(bretagne, today):
    """Held three days ago in Bretagne."""
    return make_session(
        assembly=make_assembly(label="Assemblée Bretagne", territory=bretagne),
        held_on=today - timedelta(days=3),
    )


@pytest.fixture
def sent(session, group) -> Callable[..., dict[str, Any]]:
    def fields(**others: Any) -> dict[str, Any]:
        values = {
            "id": str(uuid.uuid4()),
            "session": str(session.pk),
            "stakeholder": str(group.pk),
            "kind": "expectation",
            "text": "Les délais de « remboursement » sont trop longs, œuvre à mener 🎈.",
        }
        return {name: value for name, value in {**values, **others}.items() if value is not None}

    return fields


# --- the page


def test_page_chooses_the_seance_of_the_last_days(client_of, amel, cycle, session):
    answer = client_of(amel).get(URL)
    page = answer.content.decode()
    assert answer.context["form"]["session"].value() == session.pk
    assert f'value="{session.pk}" data-day="{session.held_on:%Y-%m-%d}"' in page
    assert 'data-label="Assemblée Bretagne · ' in page


def test_page_says_out_of_seance_when_none_is_near(client_of, amel, cycle, bretagne, today):
    make_session(assembly=make_assembly(territory=bretagne), held_on=today - timedelta(days=40))
    page = client_of(amel).get(URL).content.decode()
    assert "Hors séance · Bretagne" in page


def test_address_chooses_a_seance_and_who_speaks(client_of, amel, cycle, bretagne, group, session, today):
    other = make_session(assembly=session.assembly, held_on=today - timedelta(days=30))
    page = client_of(amel).get(f"{URL}?seance={other.pk}&partie={group.code}")
    assert str(page.context["form"]["session"].value()) == str(other.pk)
    assert page.context["form"]["stakeholder"].value() == group.pk


@pytest.mark.parametrize("held_in", [-1, 121, 30])
def test_page_offers_neither_coming_old_nor_closed_seances(client_of, amel, cycle, bretagne, today, held_in):
    state = SessionState.CLOSED if held_in == 30 else SessionState.HELD
    other = make_session(
        assembly=make_assembly(territory=bretagne), held_on=today - timedelta(days=held_in), state=state
    )
    assert str(other.pk) not in client_of(amel).get(URL).content.decode()


def test_page_of_a_department_offers_the_assembly_of_its_region(client_of, cycle, bretagne, session):
    department = make_territory("D35", "Ille-et-Vilaine", parent=bretagne)
    ines = make_user("Inès", "Guen", role=Role.DELEGATE, territory=department)
    client = client_of(ines)
    assert str(session.pk) in client.get(URL).content.decode()
    data = {"id": str(uuid.uuid4()), "session": str(session.pk), "kind": "idea", "text": "Une idée."}
    assert client.post(URL, data).status_code == 302
    assert Feedback.objects.get().territory == department  # S6: that of the mandate


def test_page_costs_the_same_with_many_seances(client_of, amel, cycle, session, group, today):
    def more() -> None:
        for days in range(20):
            make_session(assembly=session.assembly, held_on=today - timedelta(days=days))
        for _ in range(8):
            make_significance(cycle=cycle, stakeholder=make_stakeholder())

    assert_query_budget(client_of(amel), URL, 12, more)


# --- sending


def test_a_sentence_is_received_with_its_accents(
    client_of, amel, cycle, sent, session, group, bretagne, today
):
    client, data = client_of(amel), sent()
    answer = client.post(URL, data)
    feedback = Feedback.objects.get()
    assert answer["Location"] == reverse("dialogue:feedback-receipt", args=[feedback.pk])
    assert (str(feedback.pk), feedback.reference, feedback.text) == (data["id"], "R26-00001", data["text"])
    assert (feedback.author, feedback.recorded_by, feedback.provenance) == (amel, None, Provenance.PORTAL)
    assert (feedback.session, feedback.territory, feedback.stakeholder) == (session, bretagne, group)
    assert (feedback.received_on, feedback.status, feedback.cycle) == (session.held_on, "received", cycle)
    assert Change.objects.of(feedback).get().by == amel
    entry = JournalEntry.objects.get(action="feedback.recorded")
    assert "remboursement" not in str(entry.details)
    assert "R26-00001" in client.get(answer["Location"]).content.decode()


def test_out_of_seance_keeps_the_day_and_the_territory_of_the_mandate(
    client_of, amel, cycle, sent, bretagne, today
):
    day = today - timedelta(days=12)
    client_of(amel).post(URL, sent(session="", received_on=day.isoformat()))
    feedback = Feedback.objects.get()
    assert (feedback.session, feedback.received_on, feedback.territory) == (None, day, bretagne)


def test_two_mandates_say_which_territory(
    client_of, amel, cycle, sent, session, bretagne, rhone_alpes, today
):
    Mandate.objects.create(
        user=amel,
        role=Role.DELEGATE,
        body="assembly",
        territory=rhone_alpes,
        starts_on=today - timedelta(days=9),
    )
    client = client_of(amel)
    refused = client.post(URL, sent(session=""))
    assert refused.status_code == 422
    assert "Dites pour quel territoire." in refused.content.decode()
    client.post(URL, sent(session="", territory=str(rhone_alpes.pk)))
    client.post(URL, sent())
    assert [row.territory for row in Feedback.objects.order_by("reference")] == [rhone_alpes, bretagne]


def test_a_suggested_subject_is_no_coding(client_of, amel, cycle, sent):
    client_of(amel).post(URL, sent(suggested_domain=str(the_domain("6.7.8").pk)))
    feedback = Feedback.objects.get()
    assert feedback.suggested_domain == the_domain("6.7.8")
    assert not feedback.codings.exists()


def test_numbers_follow_and_a_withdrawn_one_is_not_given_again(client_of, amel, cycle, sent):
    client = client_of(amel)
    make_feedback("R26-00002", cycle=cycle)
    make_feedback("R26-00017", cycle=cycle)
    make_feedback("R26-x", cycle=cycle)
    for _ in range(2):
        client.post(URL, sent())
    last = Feedback.objects.get(reference="R26-00018")
    client.post(reverse("dialogue:feedback-withdraw", args=[last.pk]), {"version": last.version})
    client.post(URL, sent())
    mine = Feedback.objects.filter(author=amel).order_by("reference").values_list("reference", flat=True)
    assert list(mine) == ["R26-00001", "R26-00019"]
    assert ReferenceSeries.objects.get().last == 19


# --- twice under one key


def test_sending_twice_is_sending_once(client_of, amel, cycle, sent):
    client, data = client_of(amel), sent()
    first = client.post(URL, data, **JSON)
    again = client.post(URL, data, **JSON)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["already"], again.json()["already"]) == (False, True)
    assert first.json()["reference"] == again.json()["reference"] == Feedback.objects.get().reference
    page = client.post(URL, data, follow=True)
    assert "Déjà enregistrée : R26-00001." in page.content.decode().replace("\u00a0", " ")
    assert Feedback.objects.count() == JournalEntry.objects.filter(action="feedback.recorded").count() == 1


def test_decomposed_letters_and_line_ends_are_the_same_content(client_of, amel, cycle, sent):
    client, data = client_of(amel), sent(text="Un délai\nà revoir")
    client.post(URL, data)
    assert client.post(URL, data | {"text": "Un de\u0301lai\r\na\u0300 revoir"}, **JSON).status_code == 200
    assert Feedback.objects.get().text == "Un délai\nà revoir"


@pytest.mark.parametrize(("name", "value"), [("text", "Autre chose."), ("kind", "idea"), ("session", "")])
def test_one_key_with_another_content_is_refused(client_of, amel, cycle, sent, name, value):
    client, data = client_of(amel), sent()
    client.post(URL, data)
    answer = client.post(URL, data | {name: value}, **JSON)
    assert answer.status_code == 422
    assert answer.json()["message"] == "Cette saisie a déjà été envoyée avec un autre contenu."
    page = client.post(URL, data | {name: value})
    assert (page.status_code, Feedback.objects.count()) == (422, 1)


def test_a_late_replay_knows_what_was_corrected_since(client_of, amel, cycle, sent):
    client, data = client_of(amel), sent()
    client.post(URL, data)
    feedback = Feedback.objects.get()
    edit = reverse("dialogue:feedback-edit", args=[feedback.pk])
    client.post(edit, data | {"version": "1", "text": "Corrigée."})
    assert client.post(URL, data, **JSON).status_code == 200
    assert Feedback.objects.get().text == "Corrigée."


def test_a_late_replay_does_not_bring_back_what_was_withdrawn(client_of, amel, cycle, sent):
    client, data = client_of(amel), sent()
    client.post(URL, data)
    client.post(reverse("dialogue:feedback-withdraw", args=[data["id"]]), {"version": "1"})
    answer = client.post(URL, data, **JSON)
    assert (answer.status_code, Feedback.objects.count()) == (409, 0)
    assert "retirée" in answer.json()["message"]


def test_the_key_of_somebody_else_does_not_exist(client_of, amel, david, cycle, sent):
    data = sent()
    client_of(amel).post(URL, data)
    theirs = data | {"session": "", "stakeholder": ""}
    missing = client_of(david).post(URL, theirs, **JSON)
    assert (missing.status_code, missing.json()["problem"]) == (404, "unknown")
    assert client_of(david).post(URL, theirs).status_code == 404
    assert Feedback.objects.get().author == amel


@pytest.mark.parametrize("key", ["", "mot", "12", "0" * 400])
def test_a_key_that_is_none_is_refused(client_of, amel, cycle, sent, key):
    assert client_of(amel).post(URL, sent(id=key), **JSON).status_code == 422
    assert not Feedback.objects.exists()


# --- bad input: a French message at its place, the text kept, nothing written


@pytest.mark.parametrize("text", ["", "   ", "\u00a0\u00a0", "\u200b\u200b", " \u200b\ufeff "])
def test_an_empty_sentence_is_refused_at_its_field(client_of, amel, cycle, sent, text):
    answer = client_of(amel).post(URL, sent(text=text))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce champ est obligatoire." in page
    assert "<title>Erreur" in page
    assert 'href="#id_text"' in page
    assert not Feedback.objects.exists()


def test_a_long_sentence_is_counted_in_signs(client_of, amel, cycle, sent):
    client = client_of(amel)
    assert client.post(URL, sent(text="é" * 4998 + "\r\n👍")).status_code == 302
    answer = client.post(URL, sent(text="👍" * 5001))
    page = answer.content.decode().replace("\u202f", " ")
    assert answer.status_code == 422
    assert "Le texte doit comporter au plus 5 000 caractères (actuellement 5 001)." in page
    assert "👍" * 5001 in page
    assert Feedback.objects.count() == 1


def test_a_kind_is_asked_in_words(client_of, amel, cycle, sent):
    answer = client_of(amel).post(URL, sent(kind=None))
    assert (answer.status_code, "Dites ce que c’est" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("name", ["session", "stakeholder", "kind", "suggested_domain"])
@pytest.mark.parametrize("value", ["mot", "999999", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_choice_is_not_named(client_of, amel, cycle, sent, name, value):
    answer = client_of(amel).post(URL, sent(**{name: value}), **JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"][name] == ["Sélectionnez un choix valide."]


def test_the_seance_of_another_territory_is_not_a_choice(client_of, amel, cycle, sent, rhone_alpes, today):
    foreign = make_session(
        assembly=make_assembly(label="CANARI-R84", territory=rhone_alpes), held_on=today - timedelta(days=1)
    )
    client = client_of(amel)
    answer = client.post(URL, sent(session=str(foreign.pk)))
    assert answer.status_code == 422
    assert "Sélectionnez un choix valide." in answer.content.decode()
    assert "CANARI" not in answer.content.decode() + client.get(f"{URL}?seance={foreign.pk}").content.decode()


def test_posted_author_status_and_territory_are_ignored(
    client_of, amel, david, cycle, sent, rhone_alpes, bretagne
):
    extra = {"author": david.pk, "status": "closed", "territory": rhone_alpes.pk, "provenance": "paper"}
    client_of(amel).post(URL, sent(**extra, session=""))
    feedback = Feedback.objects.get()
    assert (feedback.author, feedback.status, feedback.territory) == (amel, "received", bretagne)
    assert feedback.provenance == Provenance.PORTAL


@pytest.mark.parametrize(("days", "status"), [(1, 302), (2, 422), (-366, 302), (-367, 422)])
def test_a_day_is_today_or_within_the_year(client_of, amel, cycle, sent, today, days, status):
    """A phone may be a day ahead: the portal says what day it is."""
    day = today + timedelta(days=days)
    answer = client_of(amel).post(URL, sent(session="", received_on=day.isoformat()))
    assert answer.status_code == status
    if status == 302:
        assert Feedback.objects.get().received_on == min(day, today)
    else:
        assert "La date doit être comprise entre" in answer.content.decode()


@pytest.mark.parametrize("day", ["31/02/2026", "2026-13-01", "0/0/0"])
def test_a_day_that_is_none_is_refused(client_of, amel, cycle, sent, day):
    assert client_of(amel).post(URL, sent(session="", received_on=day)).status_code == 422


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{ 7|add:7 }} ${7*7}", "\u202eسلام 👨‍👩‍👧"])
def test_odd_texts_are_kept_and_shown_as_text(client_of, amel, cycle, sent, text):
    client = client_of(amel)
    page = client.post(URL, sent(text=text), follow=True).content.decode()
    assert Feedback.objects.get().text == text
    assert "<script>alert" not in page


def test_a_null_sign_is_refused(client_of, amel, cycle, sent):
    assert client_of(amel).post(URL, sent(text="a\0b")).status_code == 400


# --- the state of things


def test_a_closed_seance_is_a_conflict_that_keeps_the_text(client_of, amel, cycle, sent, session):
    type(session).objects.filter(pk=session.pk).update(state=SessionState.CLOSED)
    client = client_of(amel)
    answer = client.post(URL, sent(), **JSON)
    assert (answer.status_code, answer.json()["errors"]["session"][0][:24]) == (
        409,
        "Cette séance est close. ",
    )
    page = client.post(URL, sent(text="Gardez ceci"))
    assert (page.status_code, "Gardez ceci" in page.content.decode()) == (409, True)


def test_without_an_open_cycle_the_text_is_kept(client_of, amel, cycle, sent, today):
    client = client_of(amel)
    type(cycle).objects.update(state=CycleState.CLOSED, closed_on=today)
    assert client.get(URL).status_code == 200
    answer = client.post(URL, sent(stakeholder="", text="Gardez ceci"))
    assert (answer.status_code, "Gardez ceci" in answer.content.decode()) == (409, True)


def test_a_mandate_that_ended_reads_and_writes_no_more(client_of, amel, cycle, sent, today):
    client = client_of(amel)
    client.post(URL, sent())
    Mandate.objects.update(ends_on=today - timedelta(days=1))
    assert client.get(URL).status_code == 403
    assert "Votre mandat de délégué·e n’est pas en cours" in client.get(URL).content.decode()
    answer = client.post(URL, sent(), **JSON)
    assert (answer.status_code, answer.json()["problem"]) == (403, "refused")
    page = client.post(URL, sent(text="Gardez ceci"))
    assert (page.status_code, "Gardez ceci" in page.content.decode()) == (403, True)
    assert client.get("/dialogue/remontees/").status_code == 200
    feedback = Feedback.objects.get()
    assert client.get(feedback.get_absolute_url()).status_code == 200
    assert client.get(reverse("dialogue:feedback-edit", args=[feedback.pk])).status_code == 403


def test_signed_out_keeps_the_text_and_says_so(cycle, amel, sent):
    client = Client()
    answer = client.post(URL, sent(), **JSON)
    assert (answer.status_code, answer.json()["problem"]) == (401, "signed_out")
    page = client.post(URL, sent(text="Gardez ceci"))
    assert (page.status_code, "Gardez ceci" in page.content.decode()) == (401, True)
    assert client.get("/dialogue/remontees/jeton/").status_code == 401
    assert not Feedback.objects.exists()


def test_a_page_of_somebody_else_sends_nothing(client_of, amel, david, cycle, sent):
    answer = client_of(david).post(URL, sent(person=mark_of(amel)), **JSON)
    assert (answer.status_code, answer.json()["problem"]) == (409, "someone_else")
    assert client_of(david).post(URL, sent(person="é")).status_code == 409
    assert client_of(amel).post(URL, sent(person=mark_of(amel)), **JSON).status_code == 201


def test_an_old_token_shows_the_text_again_and_one_click_sends_it(amel, cycle, sent):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amel)
    data = sent()
    assert client.post(URL, data, **JSON).json()["problem"] == "token"
    page = client.post(URL, data)
    assert (page.status_code, data["text"][:20] in page.content.decode()) == (403, True)
    token = str(page.context["csrf_token"])
    assert client.post(URL, data | {"csrfmiddlewaretoken": token}).status_code == 302
    fresh = client.get("/dialogue/remontees/jeton/").json()
    assert fresh["person"] == mark_of(amel)
    answer = client.post(URL, sent(csrfmiddlewaretoken=fresh["token"]), **JSON)
    assert answer.status_code == 201


# --- what the phone is given


def test_each_person_has_their_own_key_in_their_own_pages(client_of, amel, bruno, cycle):
    assert key_of(amel) != key_of(bruno)
    assert key_of(amel) in client_of(amel).get("/").content.decode()
    assert "data-key" not in client_of(bruno).get("/").content.decode()


def test_the_service_worker_names_files_that_are_there(client):
    from django.contrib.staticfiles import finders

    from dialogue.phone import SHELL, WORKER

    assert not [name for name in (*SHELL, WORKER) if finders.find(name) is None]
    answer = client.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert (answer["Cache-Control"], URL in answer.content.decode()) == ("no-cache", True)


def test_the_manifest_lets_a_phone_install_the_portal(client):
    answer = client.get("/manifest.webmanifest").json()
    assert (answer["display"], answer["scope"]) == ("standalone", "/")
    assert {icon["sizes"] for icon in answer["icons"]} == {"192x192", "512x512"}


def test_status_words_of_a_new_remontee(client_of, amel, cycle, sent):
    client = client_of(amel)
    client.post(URL, sent())
    page = client.get(Feedback.objects.get().get_absolute_url()).content.decode()
    assert page.count('aria-current="step"') == 1
    assert str(FeedbackStatus.RECEIVED.label) in page


def test_domains_are_suggested_with_their_words_and_nothing_is_kept(client_of, amel, cycle):
    forget_what_was_learnt()
    client = client_of(amel)
    text = {"text": "Que deviennent nos données personnelles et notre vie privée ?"}
    first = client.post("/dialogue/remontees/domaines/", text)
    assert first.json()["domains"][0]["code"] == "6.7.7"
    assert "données" in first.json()["domains"][0]["words"]
    assert not Feedback.objects.exists()
    assert client.post("/dialogue/remontees/domaines/", {}).json() == {"domains": []}
