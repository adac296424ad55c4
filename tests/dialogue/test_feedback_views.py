"""What became of what was heard: the list, one remontée, its author's second thoughts, and paper."""

import uuid
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import history
from accounts.models import Change
from accounts.roles import Role
from dialogue.actions.feedback import record_feedback
from dialogue.enums import FeedbackStatus, Provenance
from dialogue.models import Feedback
from tests.factories.accounts import make_territory, make_user
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.iso26000 import the_domain
from tests.support.queries import assert_query_budget

LIST = "/dialogue/remontees/"
PAPER = "/dialogue/remontees/papier/"


@pytest.fixture
def said(cycle, amel, bretagne):
    """Amel's own words, received, under her key."""
    return record_feedback(
        pk=uuid.uuid4(),
        by=amel,
        territory=bretagne,
        received_on=timezone.localdate(),
        kind="expectation",
        text="Les délais sont trop longs.",
    ).feedback


def page_of(feedback, verb):
    return reverse(f"dialogue:feedback-{verb}", args=[feedback.pk])


# --- the list


def test_list_begins_with_ones_own(client_of, amel, cycle, bretagne, said):
    make_feedback("R-autre", cycle=cycle, territory=bretagne, text="Celle d’un autre.")
    client = client_of(amel)
    mine, every = client.get(LIST).content.decode(), client.get(f"{LIST}?de=tous").content.decode()
    assert (said.reference in mine, "R-autre" in mine) == (True, False)
    assert (said.reference in every, "R-autre" in every) == (True, True)


def test_list_of_another_territory_stays_unseen(client_of, amel, cycle, rhone_alpes):
    make_feedback("R-autre", cycle=cycle, territory=rhone_alpes, text="CANARI-R84")
    client = client_of(amel)
    for query in ("", "?de=tous", "?de=tous&q=canari", "?etat=received&de=tous"):
        assert "CANARI" not in client.get(LIST + query).content.decode()


def test_list_filters_live_in_the_address(client_of, bruno, cycle, bretagne):
    make_feedback("R-1", cycle=cycle, territory=bretagne, text="Élargir les horaires")
    make_feedback("R-2", cycle=cycle, territory=bretagne, status=FeedbackStatus.ANSWERED, kind="idea")
    client = client_of(bruno)
    for query, found in (
        ("q=elargir", {"R-1"}),
        ("etat=answered", {"R-2"}),
        ("nature=idea", {"R-2"}),
        ("nature=idea&etat=received", set()),
        ("de=moi", set()),
        ("etat=mot", {"R-1", "R-2"}),
    ):
        page = client.get(f"{LIST}?{query}").content.decode()
        assert {name for name in ("R-1", "R-2") if f">{name}<" in page} == found, query


def test_list_keeps_its_queries(client_of, amel, bruno, cycle, bretagne):
    def more() -> None:
        for number in range(60):
            make_feedback(
                cycle=cycle, territory=bretagne, author=amel, received_on=date(2026, 1, 5 + number % 20)
            )

    make_feedback(cycle=cycle, territory=bretagne, author=amel)
    assert_query_budget(client_of(amel), LIST, 11, more)
    assert_query_budget(client_of(bruno), f"{LIST}?q=delai&etat=received", 12, more)


def test_detail_keeps_its_queries(client_of, amel, said):
    def more() -> None:
        for code in ("6.7.8", "6.7.3", "6.4.4"):
            said.codings.create(domain=the_domain(code))

    said.codings.create(domain=the_domain("6.5.3"))
    assert_query_budget(client_of(amel), page_of(said, "detail"), 12, more)


def test_home_of_a_delegate_begins_with_the_form(client_of, amel, cycle):
    page = client_of(amel).get("/").content.decode()
    assert page.index("/dialogue/remontees/nouvelle/") < page.index("Votre prochaine séance")
    assert page.count('class="bottom-bar"') == 1
    assert [name in page.partition("bottom-bar")[2] for name in ("Nouvelle remontée", "Mes remontées")] == [
        True,
        True,
    ]


# --- second thoughts


def test_author_corrects_and_undoes(client_of, amel, said):
    client = client_of(amel)
    data = {"version": said.version, "kind": "concern", "text": "Corrigée.", "received_on": said.received_on}
    answer = client.post(page_of(said, "edit"), data)
    assert answer["Location"] == said.get_absolute_url()
    said.refresh_from_db()
    assert (said.text, said.kind, said.version) == ("Corrigée.", "concern", 2)
    operation = Change.objects.of(said).first().operation
    client.post(reverse("history-undo", args=[operation]))
    said.refresh_from_db()
    assert (said.text, said.kind) == ("Les délais sont trop longs.", "expectation")


def test_two_devices_meet_on_one_remontee(client_of, amel, said):
    client = client_of(amel)
    data = {"version": 1, "kind": "expectation", "received_on": said.received_on}
    client.post(page_of(said, "edit"), data | {"text": "Du téléphone."})
    answer = client.post(page_of(said, "edit"), data | {"text": "De l’ordinateur."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ("Du téléphone." in page, "De l’ordinateur." in page) == (True, True)
    said.refresh_from_db()
    assert said.text == "Du téléphone."


def test_author_withdraws_and_brings_the_same_row_back(client_of, amel, said):
    client, before = client_of(amel), history.values_of(said)
    assert client.get(page_of(said, "withdraw")).status_code == 200
    answer = client.post(page_of(said, "withdraw"), {"version": said.version}, follow=True)
    assert not Feedback.objects.exists()
    page = answer.content.decode()
    undo = page.partition('action="/annuler/')[2].partition('"')[0]
    assert client.post(f"/annuler/{undo}").status_code == 302
    assert history.values_of(Feedback.objects.get(pk=said.pk)) == before


def test_withdrawing_an_older_version_is_refused(client_of, amel, said):
    history.change(said, by=amel, text="Autre.")
    assert client_of(amel).post(page_of(said, "withdraw"), {"version": "1"}).status_code == 409
    assert Feedback.objects.exists()


def test_what_was_withdrawn_elsewhere_leaves_the_text_to_copy(client_of, amel, david, said):
    client = client_of(amel)
    client.post(page_of(said, "withdraw"), {"version": said.version})
    data = {"version": 1, "kind": "idea", "text": "Gardez ceci"}
    answer = client.post(page_of(said, "edit"), data)
    page = answer.content.decode()
    assert (answer.status_code, "Gardez ceci" in page, "retirée" in page) == (409, True, True)
    assert client_of(david).post(page_of(said, "edit"), data).status_code == 404
    assert client.post(page_of(said, "withdraw"), {"version": 1}).status_code == 404


@pytest.mark.parametrize("verb", ["edit", "withdraw"])
def test_taken_in_charge_it_changes_no_more(client_of, amel, chloe, said, verb):
    client = client_of(amel)
    history.change(said, by=chloe, status=FeedbackStatus.QUALIFIED)
    page = client.get(said.get_absolute_url()).content.decode()
    assert "Corriger" not in page
    assert client.get(page_of(said, verb)).status_code == 409
    answer = client.post(page_of(said, verb), {"version": said.version, "kind": "idea", "text": "Non."})
    assert answer.status_code == 409
    assert Feedback.objects.get().text == "Les délais sont trop longs."


def test_what_the_team_masked_is_not_the_authors_to_bring_back(client_of, amel, chloe, said):
    history.change(said, by=chloe, text="Les délais de [masqué].")
    told = Change.objects.of(said).first()
    client = client_of(amel)
    assert client.post(reverse("history-undo", args=[told.operation])).status_code == 403
    assert (
        client.post(reverse("history-restore", args=[Change.objects.of(said).last().pk])).status_code == 403
    )
    assert client.get(page_of(said, "edit")).status_code == 409


@pytest.mark.parametrize(("name", "status"), [("david", 404), ("bruno", 403), ("chloe", 403), ("fanny", 404)])
@pytest.mark.parametrize("verb", ["edit", "withdraw"])
def test_nobody_else_corrects_or_withdraws(request, client_of, said, name, status, verb):
    client = client_of(request.getfixturevalue(name))
    assert (
        client.post(page_of(said, verb), {"version": "1", "kind": "idea", "text": "X"}).status_code == status
    )
    assert Feedback.objects.get().text == "Les délais sont trop longs."


# --- paper


@pytest.fixture
def heard(bretagne):
    return make_session(
        assembly=make_assembly(label="Assemblée Bretagne", territory=bretagne),
        held_on=timezone.localdate() - timedelta(days=5),
    )


def test_paper_keeps_its_author_and_who_typed_it(client_of, bruno, amel, cycle, heard, bretagne):
    client = client_of(bruno)
    data = {"id": str(uuid.uuid4()), "author": amel.pk, "kind": "idea", "text": "Notée à la main."}
    answer = client.post(f"{PAPER}?seance={heard.pk}", data)
    feedback = Feedback.objects.get()
    assert (feedback.author, feedback.recorded_by, feedback.provenance) == (amel, bruno, Provenance.PAPER)
    assert (feedback.session, feedback.received_on, feedback.territory) == (heard, heard.held_on, bretagne)
    assert answer["Location"] == f"{PAPER}?seance={heard.pk}&recueillie-par={amel.pk}"
    page = client.get(answer["Location"]).content.decode()
    assert f'<option value="{amel.pk}" selected>' in page
    assert f"La remontée {feedback.reference} est enregistrée." in page
    assert feedback.reference in client_of(amel).get(LIST).content.decode()


def test_paper_out_of_seance_takes_a_day_and_a_code(client_of, chloe, cycle, bretagne):
    day = timezone.localdate() - timedelta(days=20)
    data = {
        "id": str(uuid.uuid4()),
        "author_code": "R53-D02",
        "received_on": day,
        "kind": "idea",
        "text": "Notée.",
    }
    client_of(chloe).post(f"{PAPER}?territoire={bretagne.code}", data)
    feedback = Feedback.objects.get()
    assert (feedback.author, feedback.author_code, feedback.received_on) == (None, "R53-D02", day)
    assert (feedback.session, feedback.territory) == (None, bretagne)


def test_paper_asks_who_heard_it(client_of, chloe, amel, david, cycle, bretagne):
    client = client_of(chloe)
    data = {"id": str(uuid.uuid4()), "kind": "idea", "text": "Notée."}
    for extra, words in (
        ({}, "Dites qui l’a recueillie"),
        ({"author": amel.pk, "author_code": "X1"}, "pas les deux"),
        ({"author": david.pk}, "Sélectionnez un choix valide."),
    ):
        answer = client.post(f"{PAPER}?territoire={bretagne.code}", data | extra)
        assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Feedback.objects.exists()


def test_paper_sent_twice_is_written_once(client_of, chloe, amel, cycle, bretagne):
    client = client_of(chloe)
    data = {"id": str(uuid.uuid4()), "author": amel.pk, "kind": "idea", "text": "Notée."}
    for _ in range(2):
        assert client.post(f"{PAPER}?territoire={bretagne.code}", data).status_code == 302
    assert Feedback.objects.count() == 1


def test_a_rapporteur_of_a_territory_copies_there_only(client_of, cycle, bretagne, rhone_alpes, heard):
    nadia = make_user("Nadia", "Cherif", role=Role.RAPPORTEUR, territory=rhone_alpes)
    client = client_of(nadia)
    assert client.get(f"{PAPER}?territoire={rhone_alpes.code}").status_code == 200
    assert client.get(f"{PAPER}?territoire={bretagne.code}").status_code == 404
    assert client.get(f"{PAPER}?seance={heard.pk}").status_code == 404


def test_paper_form_costs_the_same_with_many_delegates(client_of, chloe, amel, cycle, bretagne, heard):
    def more() -> None:
        for number in range(12):
            place = make_territory(f"D{number}", parent=bretagne)
            make_user(f"Inès{number}", role=Role.DELEGATE, territory=place)

    assert_query_budget(client_of(chloe), f"{PAPER}?seance={heard.pk}", 17, more)


def test_the_sheet_to_print_names_its_seance(client_of, amel, cycle, heard, rhone_alpes):
    client = client_of(amel)
    page = client.get(f"/dialogue/remontees/formulaire/?seance={heard.pk}").content.decode()
    assert (heard.reference in page, page.count("sheet-box")) == (True, 3)
    foreign = make_session(assembly=make_assembly(territory=rhone_alpes))
    assert client.get(f"/dialogue/remontees/formulaire/?seance={foreign.pk}").status_code == 404
