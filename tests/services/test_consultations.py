"""Respondents of a consultation at the same instant, on a real PostgreSQL."""

import pytest

from dialogue.actions import question as asking
from dialogue.actions.consultation import close_consultation
from dialogue.actions.consultation_answer import put_aside, submit_answers, withdraw_answers
from dialogue.codes import access_hash
from dialogue.models import (
    ConsultationKey,
    ConsultationQuestion,
    ConsultationResponse,
    ConsultationTally,
)
from rse_portal.common.codes import NoSuchCode, new_code
from tests.factories.accounts import make_country
from tests.factories.consultation import make_answer, make_begun, make_consultation, make_consulted
from tests.services.test_concurrency import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
SAID = {"renonce": {"choices": ["c"], "other": ""}}


def sent(code: str) -> bool:
    try:
        submit_answers(code=code)
    except NoSuchCode:
        return False
    return True


def test_eight_submits_of_one_code_store_one_answer():
    consultation = make_consultation()
    _invitation, code = make_consulted(consultation)
    make_begun(consultation, code, SAID)
    assert all_at_once(lambda _number: sent(code)).count(True) == 1
    assert ConsultationResponse.objects.count() == 1 and not ConsultationKey.objects.exists()


def test_eight_codes_of_one_invitation_store_one_answer():
    """Each reminder brings a code of its own."""
    consultation = make_consultation()
    invitation, code = make_consulted(consultation)
    codes = [code, *(new_code() for _each in range(AT_ONCE - 1))]
    for other in codes:
        if other != code:
            ConsultationKey.objects.create(
                hash=access_hash(other),
                consultation=consultation,
                seat=invitation.pk,
                group=invitation.group,
            )
        make_begun(consultation, other, SAID)
    assert all_at_once(lambda number: sent(codes[number])).count(True) == 1
    assert ConsultationResponse.objects.count() == 1


def test_the_close_counts_whoever_was_told_yes_and_nobody_who_withdrew(chloe):
    make_country()
    consultation = make_consultation()
    codes = [make_consulted(consultation)[1] for _each in range(3)]
    for code in codes:
        make_begun(consultation, code, SAID)
    kept = [make_answer(consultation, SAID)[1] for _each in range(4)]

    def act(number: int) -> str:
        try:
            if number < 3:
                submit_answers(code=codes[number])
                return "sent"
            if number < 7:
                withdraw_answers(code=kept[number - 3])
                return "withdrawn"
        except NoSuchCode:
            return "too late"
        close_consultation(consultation=consultation, by=chloe)
        return "closed"

    told = all_at_once(act)
    left = len(kept) + told.count("sent") - told.count("withdrawn")
    assert ConsultationResponse.objects.count() == left == ConsultationTally.objects.get().counts["whole"]


def test_a_question_that_changes_is_not_answered_as_it_was(chloe):
    """Either the questions froze first, or whoever answers reads the new ones."""
    consultation = make_consultation()
    codes = [make_consulted(consultation)[1] for _each in range(AT_ONCE - 1)]
    question = consultation.questions.get(code="rangs")

    def act(number: int) -> bool:
        if number < AT_ONCE - 1:
            return bool(put_aside(code=codes[number], answers={"rangs": ["c"]}))
        try:
            asking.change_question(
                question=question, by=chloe, version=question.version, options=question.options[:2]
            )
        except asking.QuestionsFrozen:
            return False
        return True

    told = all_at_once(act)
    changed, answered = told[-1], told[:-1]
    assert len(ConsultationQuestion.objects.get(pk=question.pk).options) == (2 if changed else 3)
    assert all(answered) != changed and any(answered) != changed
