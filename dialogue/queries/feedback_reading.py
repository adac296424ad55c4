"""One remontée as its page tells it: the text with its codings, the path of the answer, what was said back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import (
    AnswerRating,
    CodingContest,
    EffectCheck,
    Feedback,
    FeedbackCoding,
    FeedbackMask,
    FeedbackStep,
)
from dialogue.models.step import MASK
from dialogue.phases import ANSWERED, Move, moves_from
from dialogue.queries.deadlines import Assemblies, Clock, Parents
from dialogue.queries.passages import Piece, coding_key, pieces_of
from dialogue.queries.step_words import words_of_step

RELATED = (
    "cycle__standard",
    "territory__parent",
    "stakeholder",
    "session__assembly",
    "author",
    "merged_into",
)


def with_codings(rows: Any) -> Any:
    """The codings of each, in order, with their domain and stakeholder. 1 query more."""
    codings = FeedbackCoding.objects.select_related(
        "domain__core_subject", "stakeholder", "coded_by"
    ).order_by("position", "pk")
    return rows.prefetch_related(Prefetch("codings", codings))


@dataclass(frozen=True)
class Stage:
    """One line of the path. told_by: of the main remontée, whose answer is the same."""

    when: datetime
    title: str
    text: str
    who: str
    outcome: str = ""
    told_by: str = ""

    @property
    def tone(self) -> str:
        return "alert" if self.outcome == Outcome.DECLINED else ""


class FeedbackReading:
    """What one person reads of one remontée. Parts are read when they are asked for, 1 query each."""

    def __init__(self, feedback: Feedback, user: User, parents: Parents, clock: Clock | None = None) -> None:
        """clock: when the page has read it already."""
        self.feedback, self.user = feedback, user
        self.parents = parents
        if clock is not None:
            self.clock = clock

    @cached_property
    def codings(self) -> Sequence[FeedbackCoding]:
        rows = list(self.feedback.codings.all())  # prefetched by with_codings
        for row in rows:
            row.feedback = self.feedback  # its passage reads the text
        return rows

    @cached_property
    def pieces(self) -> list[Piece]:
        return pieces_of(self.feedback.text, self.codings)

    @cached_property
    def clock(self) -> Clock:
        waits = self.feedback.status in FeedbackStatus.open()
        assemblies = Assemblies([self.feedback] if waits else [], self.parents)
        return assemblies.clock_of(self.feedback, timezone.localdate())

    @cached_property
    def steps(self) -> list[FeedbackStep]:
        """Its own, and those of the one that answers for it."""
        both = [self.feedback.pk, *([self.feedback.merged_into_id] if self.feedback.merged_into_id else [])]
        rows = FeedbackStep.objects.filter(feedback__in=both).select_related("by", "session__assembly")
        return list(rows.oldest_first())

    @cached_property
    def path(self) -> list[Stage]:
        """Oldest first. Of the main one, only what it answers: the rest is another person's story."""
        feedback, main = self.feedback, self.feedback.merged_into
        stages = []
        for step in self.steps:
            own = step.feedback_id == feedback.pk
            if not own and step.status != FeedbackStatus.ANSWERED:
                continue
            stages.append(
                Stage(
                    when=step.at,
                    title=words_of_step(step),
                    text=step.text,
                    who=str(step.by or ""),
                    outcome=step.outcome,
                    told_by="" if own or main is None else main.reference,
                )
            )
        return stages

    @cached_property
    def is_answered(self) -> bool:
        """Whether there is an answer to read: a merged one has that of the other."""
        main = self.feedback.merged_into
        return self.feedback.status in ANSWERED and (main is None or main.status in ANSWERED)

    @cached_property
    def masks(self) -> list[FeedbackMask]:
        if MASK not in self.feedback.text:
            return []
        return list(FeedbackMask.objects.filter(feedback=self.feedback))

    @cached_property
    def contests(self) -> list[CodingContest]:
        rows = CodingContest.objects.filter(feedback=self.feedback).select_related("by", "answered_by")
        return list(rows.order_by("-at", "-pk"))

    @cached_property
    def rating(self) -> AnswerRating | None:
        found: AnswerRating | None = getattr(self.feedback, "rating", None)  # comes with the row
        return found

    @cached_property
    def effects(self) -> list[EffectCheck]:
        if not self.is_answered:  # asked of an answer only
            return []
        return list(EffectCheck.objects.filter(feedback=self.feedback).order_by("-asked_at", "-pk"))

    @cached_property
    def merged(self) -> list[Feedback]:
        """Those that it answers too, in sight of this person."""
        rows = Feedback.objects.visible_to(self.user).filter(merged_into=self.feedback)
        return list(rows.select_related("territory").order_by("received_on", "pk"))

    # --- what this person may do; no query: the place comes with the row

    def may(self, permission: str) -> bool:
        return self.user.has_perm(permission, self.feedback)

    @cached_property
    def is_mine(self) -> bool:
        return self.feedback.author_id == self.user.pk

    @cached_property
    def may_qualify(self) -> bool:
        return self.may("dialogue.qualify_feedback")

    @cached_property
    def may_answer(self) -> bool:
        return self.may("dialogue.answer_feedback")

    @cached_property
    def may_mask(self) -> bool:
        return self.may("dialogue.mask_feedback")

    @cached_property
    def speaks(self) -> bool:
        return self.may("dialogue.speak_back")

    @cached_property
    def may_contest(self) -> bool:
        if not self.speaks or not self.codings:
            return False
        key = coding_key(self.codings)
        return all(contest.coding_key != key for contest in self.contests)

    @cached_property
    def may_rate(self) -> bool:
        return self.speaks and self.is_answered and self.rating is None

    @cached_property
    def may_ask_effect(self) -> bool:
        return (
            self.may_answer
            and self.is_answered
            and self.feedback.author_id is not None
            and all(check.answer for check in self.effects)
        )

    @cached_property
    def moves(self) -> list[Move]:
        """Steps that this person may take from here, but merging, which has its own page."""
        if self.feedback.merged_into_id and not self.is_answered:
            return []
        return [
            move
            for move in moves_from(self.feedback.status)
            if move.slug != "rapprocher"
            and self.may(move.permission)
            and not (self.feedback.merged_into_id and move.slug == "reprendre")
        ]

    @property
    def may_merge(self) -> bool:
        return (
            self.may_qualify
            and self.feedback.merged_into_id is None
            and self.feedback.status in FeedbackStatus.open()
        )

    @cached_property
    def speaker(self) -> str:
        """Whoever heard it: by name for the team that answers, « vous », a pseudonym for auditors, nothing for others."""
        if self.is_mine or self.may_answer:
            return str(self.feedback.author or self.feedback.author_code)
        if self.user.access.has(Role.AUDITOR):
            return self.feedback.pseudonym
        return ""
