from datetime import UTC, datetime

from accounts.models import User
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import CodingContest, EffectCheck, Feedback, FeedbackStep
from tests.factories.dialogue import make_feedback

ANSWER = "Un conseiller rappelle sous deux jours."


def make_step(
    *,
    feedback: Feedback,
    status: FeedbackStatus = FeedbackStatus.ANSWERED,
    outcome: str = "",
    text: str = "",
    at: datetime = datetime(2026, 4, 1, 10, tzinfo=UTC),
    by: User | None = None,
    **fields: object,
) -> FeedbackStep:
    if status == FeedbackStatus.ANSWERED and not outcome:
        outcome = Outcome.ACCEPTED
    return FeedbackStep.objects.create(
        feedback=feedback, status=status, outcome=outcome, text=text, at=at, by=by, **fields
    )


def make_answered(
    reference: str = "", *, answer: str = ANSWER, outcome: str = Outcome.ACCEPTED, **fields: object
) -> Feedback:
    """A remontée with its answer, which nobody was told yet."""
    feedback = make_feedback(reference, status=FeedbackStatus.ANSWERED, **fields)  # type: ignore[arg-type]
    make_step(feedback=feedback, outcome=outcome, text=answer)
    return feedback


def make_contest(*, feedback: Feedback, by: User, text: str = "Je parlais du délai.") -> CodingContest:
    return CodingContest.objects.create(feedback=feedback, by=by, text=text, coding_key="x" * 64)


def make_effect(*, feedback: Feedback, by: User, question: str = "Cela se sent-il ?") -> EffectCheck:
    return EffectCheck.objects.create(feedback=feedback, asked_by=by, question=question)
