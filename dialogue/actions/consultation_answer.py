"""What a respondent does: put answers aside, submit them once, withdraw them. No account, no journal, no `by` (ADR 0029)."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from dialogue.codes import draft_hash, receipt_hash
from dialogue.consulting import lacking, settled
from dialogue.models import (
    Consultation,
    ConsultationDraft,
    ConsultationKey,
    ConsultationQuestion,
    ConsultationResponse,
)
from dialogue.queries.consultation_answer import draft_of, key_of, questions_of, response_of
from rse_portal.common.codes import NoSuchCode
from rse_portal.common.errors import Unprocessable


class NothingAnswered(Unprocessable):
    default = _("Répondez à une question au moins avant d’envoyer.")


class SomeLacking(Unprocessable):
    """questions: those that must be answered, and are not."""

    default = _("Il reste une question obligatoire.")

    def __init__(self, questions: list[ConsultationQuestion]) -> None:
        self.questions = questions
        super().__init__()


class OtherAnswers(Unprocessable):
    default = _("Une autre réponse a déjà été envoyée avec ce code.")


@transaction.atomic
def put_aside(*, code: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Keep these answers with those that are there; None takes one back. Returns what is kept.

    The first one freezes the questions. What is wrong, or hangs on an answer that changed, is left out. Raises NoSuchCode.
    7 queries.
    """
    key = key_of(code)
    if key is None:
        raise NoSuchCode
    # Whoever changes a question holds the consultation: they wait for us, or we for them and read what they wrote.
    Consultation.objects.filter(pk=key.consultation_id, frozen=False).update(frozen=True)
    draft, _created = ConsultationDraft.objects.select_for_update().get_or_create(
        pk=draft_hash(code), defaults={"consultation_id": key.consultation_id}
    )
    draft.answers = settled(questions_of(key.consultation), {**draft.answers, **answers})
    draft.save(update_fields=["answers"])
    return dict(draft.answers)


@transaction.atomic
def submit_answers(*, code: str) -> ConsultationResponse:
    """Turn the answers put aside into one response, which this code alone finds again.

    Every key of the seat is deleted first: of several at once, one deletes them and the others find none (NoSuchCode).
    Keys, draft and response stand or fall together. Raises NothingAnswered, SomeLacking. About 9 queries.
    """
    key = key_of(code)
    if key is None:
        raise NoSuchCode
    questions = questions_of(key.consultation)
    answers = settled(questions, draft_of(code))
    if not answers:
        raise NothingAnswered if key_of(code) else NoSuchCode  # sent meanwhile: the draft went with it
    left = lacking(questions, answers)
    if left:
        raise SomeLacking(left)
    return _consume(key, code, answers)


@transaction.atomic
def send_paper(*, code: str, answers: Mapping[str, Any]) -> bool:
    """The answers of a paper that bears this code; False, and nothing written, when the same were sent before.

    answers: of every question, None where the paper is silent: they replace what was begun on the portal. Raises NoSuchCode,
    OtherAnswers, NothingAnswered, SomeLacking.
    """
    known = response_of(code)
    if known is not None:
        if known.answers != settled(questions_of(known.consultation), answers):
            raise OtherAnswers
        return False
    put_aside(code=code, answers=answers)
    submit_answers(code=code)
    return True


def _consume(key: ConsultationKey, code: str, answers: dict[str, Any]) -> ConsultationResponse:
    keys = ConsultationKey.objects.filter(consultation=key.consultation_id, seat=key.seat)
    gone, _rows = keys.delete()
    if not gone:
        raise NoSuchCode
    keys.all().delete()  # one that a reminder added while the first deletion waited for it
    response = ConsultationResponse.objects.create(
        consultation=key.consultation, group=key.group, receipt=receipt_hash(code), answers=answers
    )
    ConsultationDraft.objects.filter(pk=draft_hash(code)).delete()
    return response


@transaction.atomic
def withdraw_answers(*, code: str) -> None:
    """Take one's answers back, until the close. Nothing of them stays. Raises NoSuchCode."""
    response = response_of(code)
    if response is None:
        raise NoSuchCode
    gone, _rows = ConsultationResponse.objects.filter(pk=response.pk, receipt=response.receipt).delete()
    if not gone:
        raise NoSuchCode  # it was closed, or withdrawn, at this instant
