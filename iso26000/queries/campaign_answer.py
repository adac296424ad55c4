"""What a respondent is shown: the campaign that a code opens, its seven steps, their own profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from iso26000.codes import access_hash, draft_hash
from iso26000.enums import CampaignState
from iso26000.models import (
    AccessKey,
    AnswerDraft,
    Campaign,
    CampaignSite,
    CampaignSnapshot,
    CoreSubject,
    Statement,
)
from iso26000.queries.campaign_tally import SCALE, class_of, means_of, statements_of


def key_of(code: str) -> AccessKey | None:
    """The key that this code opens today, with its campaign; None otherwise, for whatever reason. 1 query."""
    today = timezone.localdate()
    return (
        AccessKey.objects.select_related("campaign__cycle", "site", "level")
        .filter(
            pk=access_hash(code),
            campaign__state=CampaignState.OPEN,
            campaign__starts_on__lte=today,
            campaign__ends_on__gte=today,
        )
        .first()
    )


def site_of(code: str) -> CampaignSite | None:
    """The site whose shared link this code is, while its campaign takes answers. 1 query."""
    today = timezone.localdate()
    return (
        CampaignSite.objects.select_related("campaign__cycle")
        .filter(
            link_hash=access_hash(code),
            campaign__state=CampaignState.OPEN,
            campaign__starts_on__lte=today,
            campaign__ends_on__gte=today,
        )
        .first()
    )


def draft_of(code: str) -> AnswerDraft:
    """What was put aside under this code; an empty one otherwise, not saved. 1 query."""
    return AnswerDraft.objects.filter(pk=draft_hash(code)).first() or AnswerDraft(pk=draft_hash(code))


@dataclass(frozen=True)
class Step:
    """One core subject: its statements, and how many have an answer."""

    number: int
    subject: CoreSubject
    statements: tuple[Statement, ...]
    answered: int

    @property
    def left(self) -> int:
        return len(self.statements) - self.answered


def steps_of(campaign: Campaign, answers: Mapping[str, Any]) -> list[Step]:
    """The steps, in the order of the standard. 1 query."""
    subjects: dict[CoreSubject, list[Statement]] = {}
    for statement in statements_of(campaign):
        subjects.setdefault(statement.domain.core_subject, []).append(statement)
    return [
        Step(number, subject, tuple(asked), sum(statement.code in answers for statement in asked))
        for number, (subject, asked) in enumerate(subjects.items(), start=1)
    ]


def next_step(steps: list[Step]) -> int:
    """Where to go on: the first step without any answer; one past the last when each has some."""
    return next((step.number for step in steps if not step.answered), len(steps) + 1)


@dataclass(frozen=True)
class Bar:
    """mine, whole: 0..4 on one core subject; None where nothing was given, or the whole is too small to be told."""

    subject: CoreSubject
    mine: float | None
    whole: float | None


def own_means(campaign: Campaign, answers: Mapping[str, Any]) -> dict[str, float]:
    """Core subject → one's own level, to one decimal: what the respondent's browser keeps for a few minutes. 1 query."""
    given = {name: value for name, value in answers.items() if class_of(value) < SCALE}
    means = means_of(given, statements_of(campaign), "subject")
    return {subject: round(mean, 1) for subject, mean in means.items()}


def profile_of(campaign: Campaign, mine: Mapping[str, float]) -> list[Bar]:
    """One's own profile beside the whole, as it was last told. 2 queries."""
    shown = CampaignSnapshot.objects.filter(campaign=campaign).first()
    whole: dict[str, float] = shown.means if shown else {}
    subjects = CoreSubject.objects.filter(standard=campaign.cycle.standard_id).order_by("order")
    return [Bar(subject, mine.get(subject.code), whole.get(subject.code)) for subject in subjects]
