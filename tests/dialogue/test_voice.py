"""What the author says back: satisfied or not, once; is the effect felt, once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.roles import Role
from dialogue.actions.voice import (
    AlreadyAsked,
    AlreadyRated,
    EffectAnswered,
    NotAnswered,
    answer_effect,
    ask_effect,
    rate_answer,
)
from dialogue.enums import Felt
from dialogue.models import AnswerRating, EffectCheck
from rse_portal.common.errors import Unprocessable
from tests.factories.accounts import make_user
from tests.factories.answers import make_answered
from tests.factories.dialogue import make_feedback
from tests.support.pages import said


@pytest.fixture
def answered(cycle, bretagne, amel):
    return make_answered(cycle=cycle, territory=bretagne, author=amel)


def test_an_answer_is_rated_once(answered, amel):
    rate_answer(feedback=answered, value=0, text="", by=amel)
    with pytest.raises(AlreadyRated):
        rate_answer(feedback=answered, value=4, text="", by=amel)
    assert AnswerRating.objects.get().value == 0


@pytest.mark.parametrize("value", [-1, 5])
def test_a_mark_stays_on_the_scale(answered, amel, value):
    with pytest.raises(ValidationError):
        rate_answer(feedback=answered, value=value, text="", by=amel)


def test_nothing_is_rated_before_the_answer(cycle, amel):
    waiting = make_feedback(cycle=cycle, author=amel)
    with pytest.raises(NotAnswered):
        rate_answer(feedback=waiting, value=3, text="", by=amel)
    merged = make_feedback(cycle=cycle, author=amel, status="answered", merged_into=waiting)
    with pytest.raises(NotAnswered):
        rate_answer(feedback=merged, value=3, text="", by=amel)


def test_the_effect_is_asked_one_question_at_a_time_and_answered_once(answered, amel, bruno):
    check = ask_effect(feedback=answered, question="Cela se sent-il ?", by=bruno)
    with pytest.raises(AlreadyAsked):
        ask_effect(feedback=answered, question="Vraiment ?", by=bruno)
    answer_effect(check=check, answer=Felt.NO, text="Rien n’a changé.", by=amel)
    with pytest.raises(EffectAnswered):
        answer_effect(check=check, answer=Felt.YES, text="", by=amel)
    assert (EffectCheck.objects.get().answer, EffectCheck.objects.get().text) == (
        "not_felt",
        "Rien n’a changé.",
    )
    ask_effect(feedback=answered, question="Et maintenant ?", by=bruno)
    with pytest.raises(Unprocessable):
        answer_effect(check=EffectCheck.objects.get(answer=""), answer="peut-être", text="", by=amel)


def test_the_home_of_the_author_asks_and_the_answer_is_kept(answered, amel, bruno, client_of):
    check = ask_effect(feedback=answered, question="Le délai de cinq jours se sent-il ?", by=bruno)
    client = client_of(amel)
    assert "Le délai de cinq jours se sent-il ?" in said(client.get("/"))
    url = f"/dialogue/contre-epreuves/{check.pk}/repondre/"
    assert client.post(url, {"answer": "felt", "text": "Oui."}).status_code == 302
    assert "Le délai de cinq jours" not in client.get("/").content.decode()
    again = client.post(url, {"answer": "not_felt"})
    assert again.status_code == 409
    assert "a déjà sa réponse" in again.content.decode()


def test_a_refused_form_keeps_what_was_typed(answered, amel, client_of):
    answer = client_of(amel).post(
        f"/dialogue/remontees/{answered.pk}/avis/", {"value": "9", "text": "Deux lignes\r\nde texte"}
    )
    assert answer.status_code == 422
    assert "Deux lignes" in answer.content.decode()
    assert not AnswerRating.objects.exists()


def test_a_mandate_that_ended_reads_and_says_nothing_more(answered, cycle, bretagne, client_of):

    former = make_user("Odile", "Ancien", role=Role.DELEGATE, territory=bretagne, ends_on=date(2026, 1, 31))
    own = make_answered(cycle=cycle, territory=bretagne, author=former)
    client = client_of(former)
    page = client.get(f"/dialogue/remontees/{own.pk}/")
    assert page.status_code == 200
    assert "Donner mon avis" not in page.content.decode()
    assert client.post(f"/dialogue/remontees/{own.pk}/avis/", {"value": 3}).status_code == 403
    assert client.get(f"/dialogue/remontees/{answered.pk}/").status_code == 404


def test_who_heard_it_is_told_to_the_team_and_hidden_from_others(
    answered, bruno, hana, amel, bretagne, client_of
):
    url = f"/dialogue/remontees/{answered.pk}/"
    colleague = make_user("Paul", "Autre", role=Role.DELEGATE, territory=bretagne)
    pages = {
        person.first_name: client_of(person).get(url).content.decode() for person in (bruno, hana, colleague)
    }
    assert "Amel Le Goff" in pages["Bruno"]
    assert "Le Goff" not in pages["Hana"]
    assert answered.pseudonym in pages["Hana"]
    assert "Le Goff" not in pages["Paul"]
    assert answered.pseudonym not in pages["Paul"]
