"""The lines of the inbox, and the remontée that is open beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, Value, When

from dialogue.models import Feedback
from dialogue.queries.deadlines import Assemblies, Clock, Parents
from dialogue.queries.feedback_reading import RELATED, with_codings

EXCERPT = 110  # signs of the text shown in a line


@dataclass(frozen=True)
class InboxLine:
    """One line of the list: plain values, drawn once for the same ones."""

    pk: UUID
    version: int
    reference: str
    excerpt: str
    territory: str
    kind: str
    status: str
    age: str
    due: str
    is_late: bool
    codes: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Shelf:
    """A page of the inbox. clock: of the open one; before, after: its neighbours on this page."""

    lines: Sequence[InboxLine]
    opened: Feedback | None
    clock: Clock | None
    before: UUID | None
    after: UUID | None

    @property
    def position(self) -> int:
        """Of the open one on the page, from 1; 0 when it is not on it."""
        keys = [line.pk for line in self.lines]
        return keys.index(self.opened.pk) + 1 if self.opened and self.opened.pk in keys else 0


def read_shelf(
    page: Any, wanted: UUID | None, reach: Any, order: Sequence[str], parents: Parents, today: date
) -> Shelf:
    """page: the keys of the page, a slice of a query. wanted: the one to open, on the page or not; the first unless told.
    reach: what this person may qualify.

    Raises Feedback.DoesNotExist for a wanted one out of reach. 3 queries.
    """
    rows = reach.filter(pk__in=page).annotate(listed=Value(value=True))
    if wanted:
        listed = Case(When(pk__in=page, then=Value(value=True)), default=Value(value=False))
        rows = reach.filter(Q(pk__in=page) | Q(pk=wanted)).annotate(listed=listed)
    found = list(with_codings(rows.select_related(*RELATED)).order_by(*order))
    shown = [row for row in found if row.listed]
    opened = next((row for row in found if row.pk == wanted), None) if wanted else next(iter(shown), None)
    if wanted and opened is None:
        raise Feedback.DoesNotExist
    assemblies = Assemblies(found, parents)
    place = next((at for at, row in enumerate(shown) if row is opened), None)
    return Shelf(
        lines=[_line(row, assemblies, today) for row in shown],
        opened=opened,
        clock=assemblies.clock_of(opened, today) if opened else None,
        before=shown[place - 1].pk if place else None,
        after=shown[place + 1].pk if place is not None and place + 1 < len(shown) else None,
    )


def _line(row: Feedback, assemblies: Assemblies, today: date) -> InboxLine:
    clock = assemblies.clock_of(row, today)
    text = " ".join(row.text.split())
    return InboxLine(
        pk=row.pk,
        version=row.version,
        reference=row.reference,
        excerpt=text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…",
        territory=row.territory.label,
        kind=row.get_kind_display(),
        status=row.get_status_display(),
        age=clock.age_words,
        due=clock.words,
        is_late=clock.is_late,
        codes=tuple((coding.domain.code, coding.domain.core_subject.order) for coding in row.codings.all()),
    )
