"""What outsiders write in a consultation becomes remontées, which wait in the inbox like any other sentence."""

import uuid
from collections.abc import Sequence
from random import SystemRandom

from django.utils import timezone

from accounts.actions import history
from accounts.models import Territory, User
from dialogue.actions.feedback import next_references
from dialogue.consulting import words_beside
from dialogue.enums import FeedbackKind, FeedbackStatus, Provenance, QuestionKind
from dialogue.models import Consultation, ConsultationQuestion, ConsultationResponse, Feedback
from dialogue.queries.consultation import speakers_of


def receive_proposals(
    *,
    consultation: Consultation,
    questions: Sequence[ConsultationQuestion],
    rows: Sequence[ConsultationResponse],
    territory: Territory,
    by: User,
    operation: uuid.UUID,
) -> int:
    """File each text, in an order drawn at random: two texts of one person stand apart. Returns how many.

    The cycle is held. rows: with their group, none where it is too small to be told. Some 6 queries, and 2 per 500 texts.
    """
    groups = speakers_of(consultation)
    found = []
    for row in rows:
        for question in questions:
            text = _text(question, row)
            if text:
                found.append((question, groups.get(row.group_id), text))
    SystemRandom().shuffle(found)
    today = timezone.localdate()
    feedback = [
        Feedback(
            cycle=consultation.cycle,
            reference=reference,
            received_on=today,
            territory=territory,
            stakeholder_id=group,
            kind=question.kind_of_feedback or FeedbackKind.EXPECTATION,
            status=FeedbackStatus.RECEIVED,
            provenance=Provenance.CONSULTED,
            consultation=consultation,
            question=question.code,
            suggested_domain=question.domain,
            text=text,
        )
        for reference, (question, group, text) in zip(
            next_references(consultation.cycle, len(found)), found, strict=True
        )
    ]
    history.create_many(feedback, by=by, operation=operation)
    return len(feedback)


def _text(question: ConsultationQuestion, row: ConsultationResponse) -> str:
    answer = row.answers.get(question.code)
    if answer is None:
        return ""
    if question.kind == QuestionKind.TEXT:
        return str(answer)
    return words_beside(question, answer)
