"""The territories a person may see: their bodies, the delegates in function, the vacant seats, the next séance."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from accounts.models import Territory, User
from accounts.models.territory import Level, TerritoryQuerySet
from accounts.rights import scope_of
from dialogue.enums import AssemblyKind
from dialogue.models import Assembly, DialogueSession
from dialogue.queries.composition import delegates_by_territory, presence, spread
from rse_portal.common.folding import fold


def territories_seen_by(user: User) -> TerritoryQuerySet:
    """Those of the scope with all that they cover, never upward."""
    scope = scope_of(user, "dialogue.view_assembly")
    return Territory.objects.all() if scope.national else Territory.objects.within(scope.territories)


@dataclass(frozen=True)
class Place:
    """One line of the tree. delegates: mandated there or under it. seats, vacant: of its open assembly, None when the
    number is not fixed or there is no assembly. next_on: its next séance, for whoever may see it."""

    code: str
    label: str
    level: str
    delegates: int
    assembly: str = ""
    assembly_label: str = ""
    commissions: int = 0
    seats: int | None = None
    vacant: int | None = None
    next_on: date | None = None
    inside: tuple["Place", ...] = ()

    @property
    def level_words(self) -> str:
        return str(Level(self.level).label)

    @property
    def empty(self) -> tuple["Place", ...]:
        """What it covers where nobody is mandated."""
        return tuple(place for place in self.inside if not place.delegates)


def tree_for(user: User, on: date) -> list[Place]:
    """The forest that this person may see, each place with those right under it. 5 queries."""
    territories = list(territories_seen_by(user))
    counts = spread(territories, delegates_by_territory(on))
    known = {territory.pk for territory in territories}
    bodies = [body for body in Assembly.objects.visible_to(user).open(on) if body.territory_id in known]
    here = presence(bodies, on, counts)
    soon = next_days(user, bodies, on)
    by_territory: dict[int, list[Assembly]] = defaultdict(list)
    for body in bodies:
        by_territory[body.territory_id].append(body)
    children: dict[int | None, list[Territory]] = defaultdict(list)
    for territory in territories:
        children[territory.parent_id if territory.parent_id in known else None].append(territory)

    def place(territory: Territory) -> Place:
        found = by_territory[territory.pk]
        assembly = next((body for body in found if not body.is_commission), None)
        days = [soon[body.pk] for body in found if body.pk in soon]
        seats = assembly.seats if assembly else None
        return Place(
            code=territory.code,
            label=territory.label,
            level=territory.level,
            delegates=counts.get(territory.pk, 0),
            assembly=assembly.code if assembly else "",
            assembly_label=assembly.label if assembly else "",
            commissions=sum(body.is_commission for body in found),
            seats=seats,
            vacant=max(0, seats - here[assembly.pk]) if assembly and seats is not None else None,
            next_on=min(days, default=None),
            inside=tuple(place(child) for child in by_name(children[territory.pk])),
        )

    return [place(territory) for territory in by_name(children[None])]


def place_of(territory: Territory, on: date) -> tuple[Place, dict[int, int]]:
    """One territory with those right under it, without their bodies; and the delegates of each territory. 2 queries."""
    territories = list(Territory.objects.all())
    counts = spread(territories, delegates_by_territory(on))

    def place(row: Territory, inside: tuple[Place, ...] = ()) -> Place:
        return Place(row.code, row.label, row.level, counts.get(row.pk, 0), inside=inside)

    under = by_name(row for row in territories if row.parent_id == territory.pk)
    return place(territory, tuple(place(row) for row in under)), counts


def by_name(territories: Iterable[Territory]) -> list[Territory]:
    return sorted(territories, key=lambda territory: fold(territory.label))


def next_days(user: User, bodies: Sequence[Assembly], today: date) -> dict[int, date]:
    """Body → its next séance that this person may see. 1 query."""
    return dict(
        DialogueSession.objects.visible_to(user)
        .filter(assembly__in=bodies, held_on__gte=today)
        .order_by()
        .values_list("assembly")
        .annotate(day=Min("held_on"))
    )


@dataclass(frozen=True)
class BodyLine:
    """A body in a list. present: people who sit there; vacant: None when the seats are not fixed."""

    code: str
    label: str
    kind: str
    territory: str
    present: int
    seats: int | None
    next_on: date | None
    closed_on: date | None = None

    @property
    def kind_words(self) -> str:
        return str(AssemblyKind(self.kind).label)

    @property
    def vacant(self) -> int | None:
        return None if self.seats is None else max(0, self.seats - self.present)


def lines_of(
    user: User, bodies: Sequence[Assembly], on: date, counts: dict[int, int] | None = None
) -> list[BodyLine]:
    """bodies: with their territory. counts: of delegates by territory, if they are read already. 4 queries, 2 with them."""
    here, soon = presence(bodies, on, counts), next_days(user, bodies, on)
    return [
        BodyLine(
            code=body.code,
            label=body.label,
            kind=body.kind,
            territory=str(body.territory),
            present=here[body.pk],
            seats=body.seats,
            next_on=soon.get(body.pk),
            closed_on=body.closed_on,
        )
        for body in bodies
    ]
