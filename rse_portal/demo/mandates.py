"""Who sits in the assemblies and the commissions of the demo mutual, since when, who left and why, who was trained."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from django.contrib.auth.hashers import make_password

from accounts.actions.mandate import body_of
from accounts.models import Mandate, RoleAssignment, Territory, Training, User
from accounts.models.mandate import Designation, EndReason, MemberCategory
from accounts.models.training import DUE_AFTER_DAYS, PROGRAMME
from accounts.roles import ELECTED, Role
from dialogue.enums import AssemblyKind, SeatFunction
from dialogue.models import Assembly, Feedback, Membership
from rse_portal.common.folding import fold
from rse_portal.demo.accounts import NATIONAL, SINCE
from rse_portal.demo.bank import read_bank
from rse_portal.demo.territories import Places

FEWEST, MOST = 6, 12  # delegates of a region
RENEWED = date(2025, 6, 16)  # half of the regions voted again that spring
TRIES = 20
LEFT = 2  # per region, since the beginning
CATEGORIES = (
    (MemberCategory.RETIRED, 32),
    (MemberCategory.EMPLOYEE, 27),
    (MemberCategory.PUBLIC, 9),
    (MemberCategory.INDEPENDENT, 8),
    (MemberCategory.CARER, 4),
    ("", 20),
)
REASONS = (EndReason.RESIGNATION, EndReason.MOVE, EndReason.TERM, EndReason.MEMBERSHIP, EndReason.DEATH)
COMMISSIONS = (
    (
        "COM-RSE",
        "Commission RSE et éthique",
        "Suit le référentiel RSE, les remontées qui touchent à l’éthique et leurs réponses.",
        9,
    ),
    (
        "COM-ACTION",
        "Commission action sociale et prévention",
        "Oriente les aides exceptionnelles et les actions de prévention des territoires.",
        8,
    ),
    (
        "COM-NUM",
        "Commission numérique et données",
        "Donne un avis sur les usages des données de santé et l’accessibilité des services.",
        7,
    ),
)
PREDECESSOR = ("R11", "R11-D02")  # a region, and the code under which this person wrote


class Seated(NamedTuple):
    people: int
    mandates: int


class _Names:
    """Draws names that nobody bears yet, as long as there are some."""

    def __init__(self, taken: Iterable[User], rng: Random) -> None:
        bank = read_bank("people_fr.yaml")
        self.first, self.last, self.rng = bank["first_names"], bank["last_names"], rng
        self.taken = Counter((user.first_name, user.last_name) for user in taken)

    def draw(self) -> User:
        for _attempt in range(TRIES):
            name = self.rng.choice(self.first), self.rng.choice(self.last)
            if not self.taken[name]:
                break
        self.taken[name] += 1
        address = re.sub("[^a-z.]", "-", fold(".".join(name)))
        number = f".{self.taken[name]}" if self.taken[name] > 1 else ""
        return User(email=f"{address}{number}@delegues.example", first_name=name[0], last_name=name[1])


def seat_delegates(places: Places, users: dict[str, User], *, today: date, scale: int, rng: Random) -> Seated:
    """Mandates of the regions, commissions, trainings: rows only, without one line of the journal each."""
    names = _Names(users.values(), rng)
    mandates = [
        mandate
        for region, assembly in places.assemblies.items()
        for mandate in _region(places, region, assembly, names, today, scale)
    ]
    password = make_password(None)  # nobody signs in with these accounts
    for mandate in mandates:
        mandate.user.password = password
    people = User.objects.bulk_create([mandate.user for mandate in mandates])
    Mandate.objects.bulk_create(mandates, batch_size=1000)
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=mandate.user, role=mandate.role, starts_on=mandate.starts_on)
        for mandate in mandates
    )
    Assembly.objects.bulk_update(places.assemblies.values(), ["seats", "opened_on"])
    running = [mandate for mandate in mandates if mandate.runs(today)]
    _form_commissions(places.territories[NATIONAL], running, rng)
    _train(mandates, users, today, rng)
    return Seated(len(people), len(mandates))


def _region(
    places: Places, region: str, assembly: Assembly, names: _Names, today: date, scale: int
) -> Iterator[Mandate]:
    """Delegates of its departments, some of which have nobody; a few who left, and who came after them."""
    rng = names.rng
    departments = sorted(places.departments(region), key=lambda territory: territory.code)
    here = rng.sample(departments, max(1, round(len(departments) * rng.uniform(0.6, 0.95))))
    if region == PREDECESSOR[0]:
        here.insert(0, places.territories[region])
    count = rng.randint(FEWEST, MOST) * scale
    assembly.seats = count + rng.choice((1, 1, 2, 2, 3, 4))
    assembly.opened_on = SINCE
    for number in range(count):
        place = here[number % len(here)]
        luck = rng.random()
        since = RENEWED if luck < 0.35 else SINCE
        if luck > 0.88:  # elected or co-opted since, in between two votes
            since = today - timedelta(days=rng.randint(30, 300))
        if number < LEFT:
            ended = _mandate(place, SINCE, names)
            ended.ends_on = SINCE + timedelta(days=rng.randint(200, 640))
            ended.end_reason = rng.choice(REASONS)
            since = ended.ends_on + timedelta(days=rng.randint(20, 120))
            if place.code == PREDECESSOR[0]:  # there is something to hand over today
                ended.ends_on, since = today - timedelta(days=40), today - timedelta(days=12)
            yield ended
        if since <= today:
            yield _mandate(place, since, names)


def _mandate(place: Territory, since: date, names: _Names) -> Mandate:
    categories, weights = zip(*CATEGORIES, strict=True)
    return Mandate(
        user=names.draw(),
        role=Role.DELEGATE,
        body=body_of(Role.DELEGATE),
        territory=place,
        designation=Designation.ELECTION if names.rng.random() < 0.85 else Designation.COOPTATION,
        category=names.rng.choices(categories, weights)[0],
        starts_on=since,
    )


def _form_commissions(country: Territory, running: list[Mandate], rng: Random) -> None:
    """Each with a chair, a secretary and members; one seat stays vacant here and there."""
    commissions = Assembly.objects.bulk_create(
        Assembly(
            code=code,
            label=label,
            purpose=purpose,
            seats=seats,
            kind=AssemblyKind.COMMISSION,
            territory=country,
            opened_on=SINCE,
        )
        for code, label, purpose, seats in COMMISSIONS
    )
    board = list(Mandate.objects.filter(role=Role.ADMINISTRATOR))
    seats = []
    for position, commission in enumerate(commissions):
        members = rng.sample(running, (commission.seats or 0) - 1 - position % 2)
        for rank, mandate in enumerate([*board[: position == 0], *members]):
            if rank >= (commission.seats or 0):
                break
            function = (SeatFunction.CHAIR, SeatFunction.SECRETARY, SeatFunction.MEMBER)[min(rank, 2)]
            seats.append(
                Membership(
                    mandate=mandate,
                    assembly=commission,
                    function=function,
                    starts_on=max(mandate.starts_on, SINCE),
                    designation=Designation.APPOINTMENT,
                )
            )
    Membership.objects.bulk_create(seats)


def _train(mandates: list[Mandate], users: dict[str, User], today: date, rng: Random) -> None:
    """The programme of each mandate: most of what is due was attended, some is late, some not even offered."""
    known = list(Training.objects.filter(user__in=users.values()))
    since = {mandate.user_id: mandate.starts_on for mandate in Mandate.objects.filter(role__in=ELECTED)}
    rows = [
        Training(user=mandate.user, topic=topic, due_on=mandate.starts_on + timedelta(days=DUE_AFTER_DAYS))
        for mandate in mandates
        for topic in PROGRAMME[Role(mandate.role)]
    ]
    for training in [*known, *rows]:
        _follow(training, since[training.user_id], today, rng)
    Training.objects.bulk_create(rows, batch_size=1000)
    Training.objects.bulk_update(known, ["offered_on", "attended_on"])


def _follow(training: Training, since: date, today: date, rng: Random) -> None:
    offered = since + timedelta(days=rng.randint(20, 150))
    attended = offered + timedelta(days=rng.randint(15, 200))
    if rng.random() < 0.9 and offered <= today:
        training.offered_on = offered
        if rng.random() < 0.93 and attended <= today:
            training.attended_on = attended


def name_predecessor(places: Places) -> int:
    """What one delegate who left wrote bears their name, so that there is something to hand over; how many remontées.

    A code becomes an account for the time of its mandate, one for one: what is counted by author stays the same.
    """
    region, code = PREDECESSOR
    left = Mandate.objects.filter(territory=places.territories[region], ends_on__isnull=False).get()
    theirs = Feedback.objects.filter(
        author_code=code, received_on__gte=left.starts_on, received_on__lte=left.ends_on
    )
    return theirs.update(author=left.user, author_code="")
