"""What a respondent is shown: the consultation that a code opens, its steps, their receipt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils import timezone

from dialogue.codes import access_hash, draft_hash, receipt_hash
from dialogue.consulting import asked, words_of
from dialogue.models import (
    Consultation,
    ConsultationDraft,
    ConsultationKey,
    ConsultationQuestion,
    ConsultationResponse,
)
from iso26000.enums import CampaignState


def key_of(code: str) -> ConsultationKey | None:
    """The key that this code opens today, with its consultation; None otherwise, for whatever reason. 1 query."""
    today = timezone.localdate()
    return (
        ConsultationKey.objects.select_related("consultation__cycle", "group__stakeholder")
        .filter(
            pk=access_hash(code),
            consultation__state=CampaignState.OPEN,
            consultation__starts_on__lte=today,
            consultation__ends_on__gte=today,
        )
        .first()
    )


def response_of(code: str) -> ConsultationResponse | None:
    """What was sent with this code, until the close. 1 query."""
    return (
        ConsultationResponse.objects.select_related("consultation__cycle")
        .filter(receipt=receipt_hash(code), consultation__state=CampaignState.OPEN)
        .first()
    )


def draft_of(code: str) -> dict[str, Any]:
    """The answers put aside under this code. 1 query."""
    row = ConsultationDraft.objects.filter(pk=draft_hash(code)).first()
    return dict(row.answers) if row else {}


def questions_of(consultation: Consultation) -> list[ConsultationQuestion]:
    """In order, with their domain. 1 query."""
    return list(consultation.questions.select_related("domain").order_by("order"))


@dataclass(frozen=True)
class Step:
    """Neighbouring questions of one section, those that are asked so far. left: how many have no answer."""

    number: int
    title: str
    questions: tuple[ConsultationQuestion, ...]
    left: int


def steps_of(questions: Sequence[ConsultationQuestion], answers: Mapping[str, Any]) -> list[Step]:
    """A section of which nothing is asked is no step. No query."""
    shown = asked(questions, answers)
    runs = [list(run) for _name, run in groupby(shown, key=lambda question: question.section_fr)]
    return [
        Step(
            number,
            run[0].section,
            tuple(run),
            sum(question.code not in answers for question in run),
        )
        for number, run in enumerate(runs, start=1)
    ]


def next_step(steps: Sequence[Step]) -> int:
    """Where to go on: the first step without any answer; one past the last when each has some."""
    return next((step.number for step in steps if step.left == len(step.questions)), len(steps) + 1)


@dataclass(frozen=True)
class Told:
    """A question and what was answered, in words."""

    question: ConsultationQuestion
    lines: tuple[str, ...]


def told(questions: Sequence[ConsultationQuestion], answers: Mapping[str, Any]) -> list[Told]:
    """What was answered, in order, without what was not. No query."""
    return [
        Told(question, tuple(words_of(question, answers[question.code])))
        for question in questions
        if question.code in answers
    ]
