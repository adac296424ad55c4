"""Remontées as lists and pages show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from accounts.models import Change, ChangeKind, User
from dialogue.enums import FeedbackKind, FeedbackStatus
from dialogue.models import Feedback


@dataclass(frozen=True)
class FeedbackLine:
    """A remontée of a list, in plain values. place: its assembly if it was said in séance, else its territory."""

    pk: UUID
    reference: str
    day: date
    text: str
    kind: str
    status: str
    stakeholder: str
    place: str
    mine: bool

    @classmethod
    def of(cls, row: Feedback, reader: User) -> Self:
        """row: with its territory, stakeholder and séance. No query."""
        return cls(
            row.pk,
            row.reference,
            row.received_on,
            row.text,
            row.kind,
            row.status,
            row.stakeholder.label if row.stakeholder else "",
            str(row.session.assembly if row.session else row.territory),
            row.author_id == reader.pk,
        )

    @property
    def kind_words(self) -> Any:
        return FeedbackKind(self.kind).label

    @property
    def status_words(self) -> Any:
        return FeedbackStatus(self.status).label


def feedback_lines(keys: Sequence[Any], reader: User) -> list[FeedbackLine]:
    """The lines of these keys, in their order. 1 query."""
    rows = Feedback.objects.select_related("territory", "stakeholder", "session__assembly").in_bulk(keys)
    return [FeedbackLine.of(rows[key], reader) for key in keys if key in rows]


def was_withdrawn(pk: UUID, author: User) -> bool:
    """Whether this person's remontée of that key was taken back. 1 query."""
    return Change.objects.filter(
        target_type=Feedback._meta.label_lower,
        target_id=str(pk),
        kind=ChangeKind.DELETED,
        before__author_id=author.pk,
    ).exists()


@dataclass(frozen=True)
class Step:
    """A status on the way of a remontée: passed, where it stands, or to come."""

    label: Any
    passed: bool
    current: bool


def path_of(status: str) -> tuple[Step, ...]:
    """The whole way, with where it stands. No query."""
    ways: Iterable[FeedbackStatus] = FeedbackStatus
    order = list(ways)
    at = order.index(FeedbackStatus(status))
    return tuple(Step(one.label, n < at, n == at) for n, one in enumerate(order))
