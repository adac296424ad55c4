"""The room of the consultations: from a model to published results, what is refused, who writes to whom."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from dialogue.actions.consultation import close_consultation, publish_consultation
from dialogue.actions.consultation_invitation import invite_addresses
from dialogue.actions.consultation_mail import NobodyToRemind, request_messages, send_messages
from dialogue.models import Consultation, ConsultationInvitation, ConsultationKey, ConsultationQuestion
from iso26000.enums import CampaignState
from jobs.models import Job
from rse_portal.common.codes import read_code
from tests.factories.accounts import make_country
from tests.factories.consultation import make_answer, make_consultation, make_consulted
from tests.factories.stakeholders import make_significance, make_stakeholder
from tests.support.mail import mail_server
from tests.support.pages import said
from tests.support.queries import assert_query_budget

ROOM = "/dialogue/consultations/"
C = {"choices": ["c"], "other": ""}


def at(consultation: Consultation, page: str = "") -> str:
    return f"{ROOM}{consultation.pk}/{page}"


@pytest.fixture
def client(client_of, chloe):
    return client_of(chloe)


@pytest.fixture
def consultation(cycle):
    return make_consultation(cycle=cycle)


@pytest.fixture
def to_come(cycle):
    return make_consultation(cycle=cycle, state=CampaignState.PREPARATION)


# --- preparing


def test_a_consultation_starts_from_a_model(client, cycle):
    make_stakeholder("SH09")
    sent = {"template": "fournisseurs", "starts_on": "2026-09-01", "ends_on": "2026-10-01"}
    page = said(client.post(f"{ROOM}nouvelle/", sent, follow=True))
    assert (
        "Votre avis de fournisseur" in page and "En préparation" in page and "Ouvrir la consultation" in page
    )


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choisissez un modèle."),
        ({"template": "zz", "starts_on": "2026-09-01", "ends_on": "2026-10-01"}, "zz"),
        (
            {"template": "fournisseurs", "starts_on": "2026-09-02", "ends_on": "2026-09-01"},
            "Le dernier jour ne peut pas précéder le premier.",
        ),
    ],
)
def test_a_wrong_preparation_is_told_and_writes_nothing(client, cycle, sent, told):
    answer = client.post(f"{ROOM}nouvelle/", sent)
    assert answer.status_code == 422 and told in said(answer)
    assert not Consultation.objects.exists()


def test_once_open_the_days_and_thresholds_stay(client, consultation):
    page = said(client.get(at(consultation, "modifier/")))
    assert "id_starts_on" not in page and "id_ends_on" in page
    sent = {"title_fr": "Autrement", "ends_on": "2027-02-01", "k_internal": "99", "version": "1"}
    client.post(at(consultation, "modifier/"), sent)
    consultation.refresh_from_db()
    assert (consultation.title_fr, consultation.k_internal) == ("Autrement", 5)


def test_groups_are_chosen_with_their_population(client, cycle, to_come):
    group = make_stakeholder("SH09")
    make_significance(cycle=cycle, stakeholder=group)
    answer = client.post(at(to_come, "groupes/"), {f"g{group.pk}": "on", f"n{group.pk}": "1200"})
    assert answer.status_code == 302
    assert list(to_come.groups.values_list("stakeholder__code", "population")) == [("SH09", 1200)]
    answer = client.post(at(to_come, "groupes/"), {f"n{group.pk}": "zéro"})
    assert answer.status_code == 422 and "Choisissez au moins un groupe." in said(answer)


def test_the_preview_shows_every_question_in_both_languages(client, to_come):
    ConsultationQuestion.objects.filter(code="renonce").update(text_en="Do you?")
    french, english = (said(client.get(at(to_come, f"apercu/?langue={code}"))) for code in ("fr", "en"))
    assert "Si « Question renonce ? » : Souvent" in french and "Jamais" in french
    assert "Do you?" in english and "Never" in english and "Aperçu" in english


# --- questions


def test_a_question_is_written_with_its_options_and_its_condition(client, to_come):
    sent = {
        "kind": "multiple",
        "section_fr": "Au quotidien",
        "text_fr": "Et pourquoi ?",
        "options": "Le coût | The cost\n\nLa distance",
        "other": "on",
        "shown_if": ["renonce:a", "renonce:b"],
    }
    assert client.post(at(to_come, "questions/nouvelle/"), sent).status_code == 302
    made = to_come.questions.get(code="q1")
    assert made.options == [{"fr": "Le coût", "en": "The cost"}, {"fr": "La distance", "en": ""}]
    assert made.shown_if == {"question": "renonce", "values": ["a", "b"]} and made.other
    page = said(client.get(at(to_come, "questions/q1/")))
    assert "Le coût | The cost\nLa distance" in page and 'value="renonce:a"' in page
    assert (
        client.post(at(to_come, "questions/q1/"), {**sent, "options": "Oui\nNon", "version": "1"}).status_code
        == 302
    )
    answer = client.post(at(to_come, "questions/q1/"), {**sent, "options": "Autre\nChose", "version": "1"})
    assert answer.status_code == 409 and "Autre\nChose" in said(answer)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"options": "Un seul"}, "Donnez au moins deux choix"),
        ({"kind": "text", "options": ""}, "Dites ce que les textes deviennent."),
        ({"kind": "scale"}, "n’a pas de choix"),
        ({"kind": "ranking", "other": "on"}, "ne va qu’avec"),
        ({"shown_if": ["renonce:a", "imp-6.7.8:3"]}, "une seule question d’avant"),
        ({"shown_if": ["pourquoi:a", "pourquoi:b"]}, "prenez une seule réponse"),
        ({"text_fr": ""}, "Ce champ est obligatoire."),
    ],
)
def test_a_wrong_question_is_told_and_kept(client, to_come, change, told):
    sent = {"kind": "single", "section_fr": "x", "text_fr": "Une question ?", "options": "Oui\nNon"}
    answer = client.post(at(to_come, "questions/nouvelle/"), {**sent, **change})
    assert answer.status_code == 422 and told in said(answer)
    assert to_come.questions.count() == 5


def test_a_removed_question_comes_back_by_undo_until_somebody_answers(client, consultation):
    page = client.post(at(consultation, "questions/rangs/retirer/"), follow=True)
    assert "La question est retirée." in said(page) and "Annuler" in said(page)
    undo = said(page).partition('action="/annuler/')[2].partition('"')[0]
    assert client.post(f"/annuler/{undo}").status_code == 302
    assert consultation.questions.filter(code="rangs").exists()
    Consultation.objects.update(frozen=True)
    assert client.post(at(consultation, "questions/rangs/retirer/")).status_code == 409
    assert client.get(at(consultation, "questions/nouvelle/")).status_code == 409


# --- writing to people


def invite(consultation, *emails, language="fr", by):
    return invite_addresses(
        consultation=consultation,
        group=consultation.groups.get(),
        emails=emails,
        language=language,
        by=by,
    )


def test_addresses_are_invited_once_and_the_job_holds_no_address(client, consultation):
    group = str(consultation.groups.get().pk)
    sent = {
        "adresses-group": group,
        "adresses-language": "fr",
        "adresses-emails": "A@x.example\nb@x.example, a@x.example",
    }
    page = said(client.post(at(consultation, "invitations/messages/"), sent, follow=True))
    assert "2 personnes sont invitées. Les messages partent." in page
    assert "x.example" not in str(Job.objects.get().arguments)
    assert "0 personne" in said(client.post(at(consultation, "invitations/messages/"), sent, follow=True))
    wrong = client.post(
        at(consultation, "invitations/messages/"), {**sent, "adresses-emails": "pas une adresse"}
    )
    assert wrong.status_code == 422 and "n’est pas une adresse" in said(wrong)


def test_each_message_holds_a_link_of_its_own_in_its_language(eve, consultation, chloe):
    Consultation.objects.update(title_en="Your view", intro_en="You work with us.")
    consultation.refresh_from_db()
    invite(consultation, "a@x.example", by=chloe)
    invite(consultation, "b@x.example", language="en", by=chloe)
    assert send_messages(consultation=consultation, remind=False).sent == 2
    assert send_messages(consultation=consultation, remind=False).sent == 0
    bodies = {message.to[0]: message for message in mail.outbox}
    assert bodies["b@x.example"].subject == "Your view" and "You work with us." in bodies["b@x.example"].body
    codes = {
        word
        for message in mail.outbox
        for word in message.body.replace("/", " ").split()
        if read_code(word) and "-" not in word
    }
    assert len(codes) == 2
    assert {eve.get(f"/consultation/{code}/").status_code for code in codes} == {200}


def test_a_refused_address_is_told_stops_no_other_and_its_code_goes(client, consultation, chloe, settings):
    invite(consultation, "refuse@x.example", "recu@x.example", by=chloe)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with mail_server(refused={"refuse@x.example"}) as mailbox:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", mailbox.port
        result = send_messages(consultation=consultation, remind=False)
        assert (result.sent, result.failed) == (1, 1) and mailbox.recipients == ["recu@x.example"]
        assert ConsultationKey.objects.count() == 1
        assert "refuse@x.example (adresse refusée" in said(client.get(at(consultation, "invitations/")))
        mailbox.refused.clear()
        assert send_messages(consultation=consultation, remind=False).sent == 1
    assert not ConsultationInvitation.objects.exclude(failure="").exists()


def test_what_has_not_left_is_sent_again_from_its_page(client, consultation, chloe):
    invite(consultation, "a@x.example", by=chloe)
    page = said(client.get(at(consultation, "invitations/")))
    assert "Envoyer le message qui n’est pas parti" in page and "Un message est revenu" not in page
    answer = client.post(at(consultation, "invitations/envoyer/"), follow=True)
    assert "Les messages partent." in said(answer)
    assert Job.objects.get().arguments == {"consultation": str(consultation.pk), "remind": False}


def test_before_the_first_day_messages_wait_and_the_page_says_so(client, consultation, chloe):
    day = timezone.localdate() + timedelta(days=3)
    Consultation.objects.update(starts_on=day, ends_on=day + timedelta(days=20))
    sent = {
        "adresses-group": str(consultation.groups.get().pk),
        "adresses-language": "fr",
        "adresses-emails": "a@x.example",
    }
    page = said(client.post(at(consultation, "invitations/messages/"), sent, follow=True))
    assert "Les messages attendent le premier jour." in page and "pourront partir dès le" in page
    assert not Job.objects.exists()
    assert client.post(at(consultation, "invitations/envoyer/")).status_code == 409


def test_a_message_that_came_back_is_noted_on_its_lot(client, consultation):
    make_consulted(consultation, email="parti@x.example")
    wrong = client.post(at(consultation, "invitations/revenus/"), {"revenus-emails": "parti"})
    assert wrong.status_code == 422 and "n’est pas une adresse" in said(wrong)
    assert ConsultationKey.objects.count() == 1
    told = client.post(
        at(consultation, "invitations/revenus/"), {"revenus-emails": "parti@x.example"}, follow=True
    )
    assert "parti@x.example (message revenu)" in said(told)


def test_reminders_leave_once_a_day_to_those_whose_code_was_not_used(consultation, chloe):
    invite(consultation, "a@x.example", by=chloe)
    send_messages(consultation=consultation, remind=False)
    with pytest.raises(NobodyToRemind):
        request_messages(consultation=consultation, by=chloe, remind=True)
    ConsultationInvitation.objects.update(reminded_on=timezone.localdate() - timedelta(days=1))
    assert send_messages(consultation=consultation, remind=True).sent == 1
    assert send_messages(consultation=consultation, remind=True).sent == 0
    assert ConsultationKey.objects.count() == 2 and "Rappel" in mail.outbox[-1].subject


# --- following and reading


def test_the_board_tells_how_many_and_never_who(client, consultation):
    for _each in range(6):
        make_answer(consultation, {"renonce": C})
    make_consulted(consultation, email="secret@x.example")
    page = said(client.get(at(consultation)))
    assert "6 réponses" in page and "secret" not in page


def test_nobody_reads_results_before_the_close(client, consultation):
    make_answer(consultation, {"renonce": C})
    assert client.get(at(consultation, "resultats/")).status_code == 409
    assert client.post(at(consultation, "resultats/fichiers/csv/")).status_code == 409


def test_delegates_read_what_is_published_and_nothing_else(client_of, amel, chloe, consultation):
    make_country()
    for _each in range(12):
        make_answer(consultation, {"renonce": C, "idees": "CANARI", "imp-6.7.8": 3})
    close_consultation(consultation=consultation, by=chloe)
    amel_client = client_of(amel)
    assert amel_client.get(at(consultation, "resultats/")).status_code == 404
    publish_consultation(consultation=consultation, questions=["imp-6.7.8"], by=chloe)
    page = said(amel_client.get(at(consultation, "resultats/")))
    assert "12 réponses, pour 12 personnes invitées." in page
    assert "Question imp-6.7.8" in page and "Question renonce" not in page and "CANARI" not in page
    for format in ("csv", "textes"):
        file = amel_client.post(at(consultation, f"resultats/fichiers/{format}/")).content.decode()
        assert "CANARI" not in file


def test_publishing_nothing_is_refused_on_the_page(client, consultation, chloe):
    make_country()
    close_consultation(consultation=consultation, by=chloe)
    answer = client.post(at(consultation, "publier/"), {})
    assert answer.status_code == 422 and "Choisissez au moins une question" in said(answer)


def test_a_remontee_says_in_which_consultation_it_was_written(client, consultation, chloe):
    make_country()
    make_answer(consultation, {"idees": "Un forfait transport."})
    close_consultation(consultation=consultation, by=chloe)
    page = said(client.get(consultation.proposals.get().get_absolute_url()))
    assert "écrite dans une consultation" in page and consultation.title in page


def test_pages_cost_the_same_for_few_and_many(client, cycle, consultation, chloe):
    def more():
        for _each in range(12):
            make_answer(consultation, {"renonce": C, "imp-6.7.8": 2})
            make_consulted(consultation)
            make_consultation(cycle=cycle)

    assert_query_budget(client, ROOM, 9, more)
    assert_query_budget(client, at(consultation), 15, more)
    assert_query_budget(client, at(consultation, "invitations/"), 12, more)
    assert_query_budget(client, at(consultation, "questions/"), 9, more)
    make_country()
    close_consultation(consultation=consultation, by=chloe)
    assert_query_budget(client, at(consultation, "resultats/"), 12, lambda: None)
