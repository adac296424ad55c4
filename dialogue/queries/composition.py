"""Who sits in an assembly or a commission on a day: by their mandates, as they are known today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.models import Mandate, Territory
from accounts.models.mandate import Body, Designation, EndReason, MemberCategory
from accounts.roles import Role
from dialogue.enums import SeatFunction
from dialogue.models import Assembly, Membership

ENDED_SHOWN = 50
FUNCTIONS = {value: rank for rank, value in enumerate(SeatFunction.values)}


@dataclass(frozen=True)
class Member:
    """One person in a body. until: the last day, None while it goes on. mandate: its key, seat: that of the commission."""

    mandate: int
    user: int
    first_name: str
    last_name: str
    role: str
    territory: str
    since: date
    until: date | None
    designation: str
    end_reason: str
    category: str
    function: str = ""
    seat: int | None = None

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def quality(self) -> str:
        """« présidence (délégué·e) », or the quality alone where there are no functions."""
        role = str(Role(self.role).label)
        return f"{SeatFunction(self.function).label} ({role})" if self.function else role

    @property
    def designation_words(self) -> str:
        return str(Designation(self.designation).label)

    @property
    def end_words(self) -> str:
        return str(EndReason(self.end_reason).label) if self.end_reason else ""

    @property
    def category_words(self) -> str:
        """Empty when it is not known."""
        return str(MemberCategory(self.category).label) if self.category else ""


@dataclass(frozen=True)
class Composition:
    """ended: the last ones whose term was over that day; ended_count: how many there were."""

    on: date
    members: Sequence[Member]
    ended: Sequence[Member]
    ended_count: int
    seats: int | None
    is_open: bool

    @property
    def vacant(self) -> int | None:
        """Seats that nobody holds; None when their number is not fixed."""
        return None if self.seats is None else max(0, self.seats - len(self.members))

    @property
    def beyond(self) -> int:
        """People beyond the number of seats."""
        return 0 if self.seats is None else max(0, len(self.members) - self.seats)


def composition_of(assembly: Assembly, on: date) -> Composition:
    """3 queries, whatever the number of members."""
    rows = _seats(assembly) if assembly.is_commission else _mandates(assembly)
    sitting, over = rows.sitting(on), rows.over(on)
    return Composition(
        on,
        sitting.read(),
        over.read(newest=True),
        over.queryset.count(),
        assembly.seats,
        assembly.is_open(on),
    )


@dataclass(frozen=True)
class _Rows:
    """Mandates or seats, read alike. prefix: from the row to its mandate."""

    queryset: QuerySet[Any]
    prefix: str = ""

    def sitting(self, on: date) -> "_Rows":
        rows: Any = self.queryset
        return _Rows(rows.sitting(on) if self.prefix else rows.running(on), self.prefix)

    def over(self, on: date) -> "_Rows":
        """Those that began and were over: of their own end, or of the end of their mandate."""
        over = Q(ends_on__lt=on)
        if self.prefix:
            over |= Q(mandate__ends_on__lt=on)
        return _Rows(self.queryset.filter(over, starts_on__lte=on), self.prefix)

    def read(self, *, newest: bool = False) -> list[Member]:
        prefix = self.prefix
        names = ("user__last_name__folded", "user__first_name__folded")
        order = ["-ends_on"] if newest else []
        rows = self.queryset.order_by(*order, *(prefix + name for name in names), "pk")
        paths = {
            "mandate": F(f"{prefix}pk"),
            "user": F(f"{prefix}user"),
            "first_name": F(f"{prefix}user__first_name"),
            "last_name": F(f"{prefix}user__last_name"),
            "role": F(f"{prefix}role"),
            "territory": F(f"{prefix}territory__label"),
            "category": F(f"{prefix}category"),
        }
        own = {"since": F("starts_on"), "until": F("ends_on")}
        if prefix:
            own |= {"seat": F("pk"), "over_with": F("mandate__ends_on"), "why": F("mandate__end_reason")}
        same = ("designation", "end_reason", *(("function",) if prefix else ()))
        columns = {f"m_{name}": path for name, path in (paths | own).items()}
        found = rows.values(*same, **columns)[: ENDED_SHOWN if newest else None]
        members = [_member({key.removeprefix("m_"): value for key, value in row.items()}) for row in found]
        return members if newest else sorted(members, key=lambda member: FUNCTIONS.get(member.function, 0))


def _member(row: dict[str, Any]) -> Member:
    """A seat is over with its mandate, for the same reason."""
    over_with, why = row.pop("over_with", None), row.pop("why", "")
    if over_with is not None and (row["until"] is None or over_with < row["until"]):
        row |= {"until": over_with, "end_reason": why}
    return Member(**row)


def _mandates(assembly: Assembly) -> _Rows:
    rows = Mandate.objects.of_delegates().filter(body=Body.ASSEMBLY).within(assembly.territory)
    return _Rows(rows)


def _seats(assembly: Assembly) -> _Rows:
    return _Rows(Membership.objects.filter(assembly=assembly), "mandate__")


# --- many bodies at once


def delegates_by_territory(on: date) -> dict[int, int]:
    """Territory → how many delegates are mandated exactly there that day. 1 query."""
    return dict(
        Mandate.objects.of_delegates()
        .running(on)
        .order_by()
        .values_list("territory")
        .annotate(n=Count("user", distinct=True))
    )


def presence(
    assemblies: Collection[Assembly], on: date, counts: dict[int, int] | None = None
) -> dict[int, int]:
    """Body → how many people sit there that day. counts: of delegates, by territory with all that it covers, if they are
    read already. 1 query with them, 3 without."""
    seated = dict(
        Membership.objects.sitting(on)
        .filter(assembly__in=[assembly.pk for assembly in assemblies if assembly.is_commission])
        .order_by()
        .values_list("assembly")
        .annotate(n=Count("pk"))
    )
    if counts is None:
        counts = spread(Territory.objects.only("pk", "parent_id"), delegates_by_territory(on))
    return {
        assembly.pk: (
            seated.get(assembly.pk, 0) if assembly.is_commission else counts.get(assembly.territory_id, 0)
        )
        for assembly in assemblies
    }


def spread(territories: Iterable[Territory], counts: dict[int, int]) -> dict[int, int]:
    """Counts of each territory with all that it covers."""
    parents = {territory.pk: territory.parent_id for territory in territories}
    total: dict[int, int] = defaultdict(int)
    for place, count in counts.items():
        at: int | None = place
        while at is not None:
            total[at] += count
            at = parents.get(at)
    return dict(total)
