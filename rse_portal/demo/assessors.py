"""The RSE team that scores: more or less severe, more or less steady, each at home in some core subjects."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from accounts.models import User
from iso26000.models import Assessor

TEAM = 12
SUBJECTS = ("6.2", "6.3", "6.4", "6.5", "6.6", "6.7", "6.8")


@dataclass(frozen=True)
class Temperament:
    """How one assessor differs from what is true: bias adds to each score, noise is a standard deviation."""

    assessor: Assessor
    bias: float
    noise: float
    practice_bias: float
    subjects: frozenset[str]

    def sees(self, truth: float, rng: Random) -> float:
        return rng.gauss(truth + self.bias, self.noise)


def form_team(*, size: int, people: Sequence[User], rng: Random) -> list[Temperament]:
    """`size` assessors; the first ones are the accounts of `people`, and the very first is at home everywhere."""
    assessors = Assessor.objects.bulk_create(
        Assessor(code=f"RSE-{number:02d}", user=people[number - 1] if number <= len(people) else None)
        for number in range(1, size + 1)
    )
    return [
        Temperament(
            assessor=assessor,
            bias=rng.gauss(0, 0.16),
            noise=rng.uniform(0.2, 0.42),
            practice_bias=rng.gauss(0, 0.3),
            subjects=frozenset(SUBJECTS if position == 0 else rng.sample(SUBJECTS, rng.randint(4, 6))),
        )
        for position, assessor in enumerate(assessors)
    ]


def panel(team: list[Temperament], subject: str, size: int, rng: Random) -> list[Temperament]:
    """`size` assessors among those at home in a core subject; fewer where the team has fewer."""
    able = [member for member in team if subject in member.subjects]
    return rng.sample(able, min(size, len(able)))
