"""Remontées that say much the same, to be read side by side."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from dialogue.models import Feedback, FeedbackCoding
from rse_portal.common.stems import stems

AROUND = timedelta(days=365)
CANDIDATES = 400  # read at most, the newest: the same cost whatever lies behind
ALIKE = 0.34  # share of common stems from which two sentences are shown side by side
FEWEST = 3  # stems: two words in common prove nothing


@dataclass(frozen=True)
class Lookalike:
    """alike: common stems among those of both, 0..1; words: the common stems."""

    feedback: Feedback
    alike: float
    words: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.alike)


def lookalikes(feedback: Feedback, user: User, limit: int = 3) -> list[Lookalike]:
    """Those that this person may qualify, in the same cycle and year, from the same people, place or domain. 1 query."""
    mine = set(stems(feedback.text))
    if len(mine) < FEWEST:
        return []
    near: Any = Q(territory=feedback.territory_id)
    if feedback.stakeholder_id:
        near |= Q(stakeholder=feedback.stakeholder_id)
    own = FeedbackCoding.objects.filter(feedback=feedback.pk).order_by().values("domain")
    near |= Exists(FeedbackCoding.objects.filter(feedback=OuterRef("pk"), domain__in=own).order_by())
    rows = (
        Feedback.objects.in_reach(user, "dialogue.qualify_feedback")
        .filter(
            near,
            cycle=feedback.cycle_id,
            merged_into=None,
            received_on__range=(feedback.received_on - AROUND, feedback.received_on + AROUND),
        )
        .exclude(pk=feedback.pk)
        .select_related("territory", "stakeholder", "author")
        .order_by("-received_on", "-pk")[:CANDIDATES]
    )
    found = []
    for row in rows:
        theirs = set(stems(row.text))
        common = mine & theirs
        alike = len(common) / len(mine | theirs) if len(common) >= FEWEST else 0.0
        if alike >= ALIKE:
            found.append(Lookalike(row, alike, tuple(sorted(common))))
    return sorted(found, key=lambda each: (-each.alike, str(each.feedback.pk)))[:limit]
