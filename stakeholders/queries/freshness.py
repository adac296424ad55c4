"""What should be looked at again: the day comes from the database, so that a queue of thousands is read by pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Count, DateField, F, Func, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from accounts.models import User
from stakeholders.models import Contact, Stakeholder

M = TypeVar("M", bound=Model)
NEVER = date(1, 1, 1)  # sorts before every day: what was never verified comes first
Verifiable = Stakeholder | Contact


class MonthsLater(Func):
    """MonthsLater(day, months): the same day of a later month, or the last one of a shorter month.

    PostgreSQL computes so; SQLite would carry the 31st of April over to the 1st of May, hence the smaller of that day
    and the last one of the month. stakeholders.models.stakeholder.months_later says the same in Python.
    """

    output_field = DateField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        return self.as_sql(
            compiler,
            connection,
            template="(%(expressions)s))::date",
            arg_joiner=" + make_interval(months => ",
            **extra,
        )

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, Any]:
        day, of_day = compiler.compile(self.source_expressions[0])
        months, of_months = compiler.compile(self.source_expressions[1])
        return (
            f"MIN(DATE({day}, '+' || {months} || ' months'), "
            f"DATE({day}, 'start of month', '+' || ({months} + 1) || ' months', '-1 day'))",
            (*of_day, *of_months, *of_day, *of_months),
        )


def with_due_on(rows: "QuerySet[M, M]") -> "QuerySet[M, M]":
    """Annotate `due_day`: what `due_on` says in Python, null for what was never verified."""
    return rows.annotate(due_day=MonthsLater(F("verified_on"), F("verify_every")))  # type: ignore[return-value]


def to_verify(rows: "QuerySet[M, M]", today: date) -> "QuerySet[M, M]":
    """Those whose day has come, and those that were never verified."""
    return with_due_on(rows).filter(Q(due_day=None) | Q(due_day__lte=today))


@dataclass(frozen=True)
class Share:
    """How many rows wait, and how many of them are mine."""

    all: int
    mine: int


@dataclass(frozen=True)
class Queue:
    """What one person may verify. `rows`: what, key and day, oldest first; slice it, then `read_page`."""

    rows: "QuerySet[Any, Any]"
    stakeholders: Share
    contacts: Share

    @property
    def all(self) -> int:
        return self.stakeholders.all + self.contacts.all

    @property
    def mine(self) -> int:
        return self.stakeholders.mine + self.contacts.mine


def queue_of(user: User, *, mine: bool | None = None) -> tuple[Queue, bool]:
    """What this person may look at again, and whether the rows are only theirs. 2 queries, rows unread.

    mine: None takes theirs if they follow any, else all.
    """
    today = timezone.localdate()
    stakeholders = to_verify(Stakeholder.objects.visible_to(user).current(), today)
    contacts = to_verify(Contact.objects.visible_to(user), today)
    shares = [_share(rows, user) for rows in (stakeholders, contacts)]
    only_mine = any(share.mine for share in shares) if mine is None else mine
    narrow = Q(owner=user) if only_mine else Q()
    rows = _keys(stakeholders.filter(narrow), "stakeholder").union(
        _keys(contacts.filter(narrow), "contact"), all=True
    )
    return Queue(rows.order_by("day", "what", "key"), *shares), only_mine


def _share(rows: "QuerySet[Any]", user: User) -> Share:
    counted = rows.order_by().aggregate(all=Count("pk"), mine=Count("pk", filter=Q(owner=user)))
    return Share(counted["all"], counted["mine"])


def _keys(rows: "QuerySet[Any]", kind: str) -> "QuerySet[Any, Any]":
    return (
        rows.order_by()
        .annotate(
            what=Value(kind, CharField()),
            key=F("pk"),
            day=Coalesce(F("due_day"), Value(NEVER, DateField()), output_field=DateField()),
        )
        .values("what", "key", "day")
    )


def read_page(keys: Sequence[dict[str, Any]]) -> list[Verifiable]:
    """The rows of a page of the queue, in its order, each with its owner; contacts with their roles. 3 queries."""
    wanted = {
        kind: [row["key"] for row in keys if row["what"] == kind] for kind in ("stakeholder", "contact")
    }
    found: dict[tuple[str, int], Verifiable] = {}
    for stakeholder in Stakeholder.objects.filter(pk__in=wanted["stakeholder"]).select_related(
        "owner", "parent"
    ):
        found["stakeholder", stakeholder.pk] = stakeholder
    contacts = Contact.objects.filter(pk__in=wanted["contact"]).select_related("owner")
    for contact in contacts.prefetch_related("roles__stakeholder"):
        found["contact", contact.pk] = contact
    return [found[row["what"], row["key"]] for row in keys if (row["what"], row["key"]) in found]
