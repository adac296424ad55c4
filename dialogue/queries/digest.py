"""What moved on the remontées of each volunteer since they were last told."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models import User
from dialogue.models import DigestMark, Feedback, FeedbackStep

SETTLED = timedelta(minutes=2)  # a transaction that numbered its step earlier has ended by then
MOST = 20  # remontées told in one message; the others are counted


@dataclass
class News:
    """What one person is to be told. steps: by remontée, oldest first; up_to: the watermark once told."""

    user: User
    up_to: int = 0
    steps: dict[Feedback, list[FeedbackStep]] = field(default_factory=dict)

    @property
    def told(self) -> list[tuple[Feedback, list[FeedbackStep]]]:
        return list(self.steps.items())[:MOST]

    @property
    def others(self) -> int:
        return max(0, len(self.steps) - MOST)


def people_with_news(now: datetime) -> list[int]:
    """Keys of those who have news and did not decline to be told. 1 query."""
    marks = DigestMark.objects.filter(user=OuterRef("feedback__author"))
    return list(
        FeedbackStep.objects.filter(at__lte=now - SETTLED, feedback__author__is_active=True)
        .annotate(told=Coalesce(Subquery(marks.values("told_step")), Value(0)))
        .filter(pk__gt=F("told"))
        .exclude(by=F("feedback__author"))
        .exclude(feedback__author__digest_mark__opted_out_at__isnull=False)
        .order_by("feedback__author")
        .values_list("feedback__author", flat=True)
        .distinct()
    )


def news_of(people: Sequence[int], now: datetime) -> list[News]:
    """The news of these people, by person. 3 queries."""
    users = User.objects.in_bulk(people)
    marks = dict(DigestMark.objects.filter(user__in=people).values_list("user", "told_step"))
    lowest = min((marks.get(pk, 0) for pk in people), default=0)
    news = {pk: News(users[pk], marks.get(pk, 0)) for pk in people}
    steps = (
        FeedbackStep.objects.filter(feedback__author__in=people, at__lte=now - SETTLED, pk__gt=lowest)
        .select_related("feedback__merged_into", "session")
        .order_by("pk")
    )
    grouped: dict[int, dict[Feedback, list[FeedbackStep]]] = defaultdict(dict)
    for step in steps:
        owner = step.feedback.author_id
        if owner is None or step.pk <= marks.get(owner, 0):
            continue
        news[owner].up_to = max(news[owner].up_to, step.pk)
        if step.by_id != owner:
            grouped[owner].setdefault(step.feedback, []).append(step)
    for owner, found in grouped.items():
        news[owner].steps = found
    return [each for each in news.values() if each.steps]
