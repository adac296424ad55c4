"""What became of some remontées, each in its last step: for homes and short lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from dialogue.enums import FeedbackStatus
from dialogue.models import EffectCheck, Feedback, FeedbackStep
from dialogue.queries.step_words import words_of_step


@dataclass(frozen=True)
class Fate:
    """words, text, day: of the last thing that happened; to_rate: an answer came, and its author said nothing of it yet."""

    feedback: Feedback
    words: str
    text: str
    day: date
    to_rate: bool


def fates_of(rows: Sequence[Feedback]) -> list[Fate]:
    """rows: with merged_into and rating. 1 query."""
    keys = {row.merged_into_id or row.pk for row in rows} | {row.pk for row in rows}
    steps: dict[Any, list[FeedbackStep]] = {}
    for step in FeedbackStep.objects.filter(feedback__in=keys).select_related("session").oldest_first():
        steps.setdefault(step.feedback_id, []).append(step)
    return [_fate(row, steps) for row in rows]


def _fate(row: Feedback, steps: dict[Any, list[FeedbackStep]]) -> Fate:
    own = steps.get(row.pk, [])
    answers = [
        step
        for step in steps.get(row.merged_into_id or row.pk, [])
        if step.status == FeedbackStatus.ANSWERED and step.text
    ]
    last = own[-1] if own else None
    told = last is not None and last.status in (FeedbackStatus.REPORTED_BACK, FeedbackStatus.CLOSED)
    merged = row.merged_into_id is not None
    # Once told or closed, and for a merged one, the words that matter are those of the answer.
    text = answers[-1].text if answers and (told or merged) else last.text if last else ""
    return Fate(
        feedback=row,
        words=words_of_step(last) if last else str(row.get_status_display()).capitalize(),
        text=text,
        day=timezone.localdate(last.at) if last else row.received_on,
        to_rate=bool(answers) and not hasattr(row, "rating"),
    )


def effects_to_answer(user: User) -> list[EffectCheck]:
    """Questions that wait for this person. 1 query."""
    rows = EffectCheck.objects.filter(feedback__author=user, answer="").select_related("feedback")
    return list(rows.order_by("asked_at", "pk"))
