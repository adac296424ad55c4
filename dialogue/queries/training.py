from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Mandate, Training, User


@dataclass(frozen=True)
class TrainingCounts:
    """Trainings of the people in function. late: past their day; left: late ones included."""

    total: int
    attended: int
    offered: int
    late: int

    @property
    def left(self) -> int:
        return self.total - self.attended


def counts_of(user: User, today: date) -> TrainingCounts:
    """Of those that this person may see. 1 query."""
    running = Mandate.objects.running(today).filter(user=OuterRef("user")).order_by()
    left = Q(attended_on=None)
    found = (
        Training.objects.visible_to(user)
        .filter(Exists(running))
        .aggregate(
            total=Count("pk"),
            attended=Count("pk", filter=~left),
            offered=Count("pk", filter=left & Q(offered_on__isnull=False)),
            late=Count("pk", filter=left & Q(due_on__lt=today)),
        )
    )
    return TrainingCounts(**found)
