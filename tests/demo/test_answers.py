"""What the demo tells of the answers: steps in order, refusals with their reason, opinions, contests, effects."""

from itertools import pairwise

import pytest
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import AnswerRating, CodingContest, EffectCheck, Feedback, FeedbackCoding, FeedbackStep
from dialogue.phases import MERGE, TABLE
from dialogue.queries.digest import people_with_news

pytestmark = pytest.mark.usefixtures("demo")


def test_each_remontee_has_the_steps_of_its_state_in_order() -> None:
    follows = {(before, move.to) for before, moves in TABLE.items() for move in moves if move is not MERGE}
    for feedback in Feedback.objects.prefetch_related("steps"):
        steps = sorted(feedback.steps.all(), key=lambda step: (step.at, step.pk))
        states = [FeedbackStatus.RECEIVED, *(FeedbackStatus(step.status) for step in steps)]
        assert states[-1] == feedback.status
        assert all(pair in follows for pair in pairwise(states))
        assert all(timezone.localdate(step.at) >= feedback.received_on for step in steps)
    assert not FeedbackStep.objects.filter(at__gt=timezone.now()).exists()


def test_answers_are_of_every_kind_and_have_words() -> None:
    answers = FeedbackStep.objects.filter(status=FeedbackStatus.ANSWERED)
    assert set(answers.values_list("outcome", flat=True)) == set(Outcome.values)
    assert not answers.exclude(outcome=Outcome.MERGED).filter(text="").exists()
    assert answers.values("text").distinct().count() > 25
    assert not FeedbackStep.objects.filter(text__contains="'").exists()


def test_merged_ones_keep_their_cycle_and_stand_as_far_as_the_other() -> None:
    merged = Feedback.objects.exclude(merged_into=None)
    assert merged.count() > 5
    assert not merged.exclude(cycle=F("merged_into__cycle")).exists()
    assert not merged.exclude(status=F("merged_into__status")).exists()
    assert not merged.exclude(merged_into__merged_into=None).exists()


def test_passages_are_in_their_text() -> None:
    passages = FeedbackCoding.objects.exclude(start=None).select_related("feedback")
    assert passages.count() > 20
    for coding in passages:
        assert coding.passage.strip()
        assert 0 <= coding.start < coding.end <= len(coding.feedback.text)


def test_the_delegate_has_something_to_read_and_something_to_say() -> None:
    amel = User.objects.get(email="delegue@demo.example")
    assert AnswerRating.objects.filter(by=amel).count() > 5
    assert CodingContest.objects.filter(by=amel, answered_at=None).exists()
    assert CodingContest.objects.filter(by=amel).exclude(answered_at=None).exists()
    assert EffectCheck.objects.filter(feedback__author=amel, answer="").count() == 1
    assert EffectCheck.objects.filter(feedback__author=amel).exclude(answer="").exists()


def test_nobody_is_written_to_about_three_past_years() -> None:
    assert people_with_news(timezone.now()) == []
