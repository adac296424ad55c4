"""The checks by name, in the order in which they are told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from iso26000.models import AssessmentCycle
from reports.queries.checks.facts import Facts, read_facts
from reports.queries.cycle import Obstacle
from rse_portal.common.addresses import Address
from rse_portal.common.typography import nombre

SHOWN = 5  # things told by name under each check


class Level(models.TextChoices):
    """error: the cycle cannot be closed; warning: it can, by whoever says so; hint: it would be better."""

    ERROR = "error", _("erreur")
    WARNING = "warning", _("avertissement")
    HINT = "hint", _("conseil")


Find = Callable[[Facts], Sequence[Obstacle]]
Words = Callable[[int], str]


@dataclass(frozen=True)
class Check:
    """words: the sentence for n things, with %(n)s. room: the page of all of them, of the URL name told."""

    key: str
    level: Level
    words: Words
    room: str
    find: Find


@dataclass(frozen=True)
class Trouble:
    """What one check found. shown: the first things, each with the page that mends it; room: where all of them are."""

    key: str
    level: Level
    sentence: str
    count: int
    shown: Sequence[Obstacle]
    room: Address

    @property
    def hidden(self) -> int:
        return self.count - len(self.shown)


CHECKS: dict[str, Check] = {}


def check(level: Level, words: Words, room: str) -> Callable[[Find], Find]:
    """Register a check under the name of its function. Raises ValueError if the name is taken."""

    def register(find: Find) -> Find:
        key = find.__name__
        if key in CHECKS:
            raise ValueError(f"{key} is registered twice")
        CHECKS[key] = Check(key, level, words, room, find)
        return find

    return register


@dataclass(frozen=True)
class Report:
    """What the checks found, the gravest first."""

    troubles: Sequence[Trouble]

    def of(self, level: Level) -> list[Trouble]:
        return [trouble for trouble in self.troubles if trouble.level == level]

    @property
    def errors(self) -> list[Trouble]:
        return self.of(Level.ERROR)

    @property
    def warnings(self) -> list[Trouble]:
        return self.of(Level.WARNING)

    @property
    def hints(self) -> list[Trouble]:
        return self.of(Level.HINT)

    @property
    def passed(self) -> int:
        return len(CHECKS) - len(self.troubles)


def checks_of(cycle: AssessmentCycle, user: User | None) -> Report:
    """Every check on the cycle. user: who reads, from whom the others' judgements are kept until theirs are given
    (ADR 0013); None: nobody reads it, nothing is kept. 11 queries."""
    facts = read_facts(cycle, user)
    found = [trouble for each in CHECKS.values() if (trouble := _trouble(each, facts))]
    order = list(Level)
    return Report(sorted(found, key=lambda trouble: order.index(trouble.level)))


def _trouble(each: Check, facts: Facts) -> Trouble | None:
    things = each.find(facts)
    if not things:
        return None
    n = len(things)
    return Trouble(
        each.key,
        each.level,
        each.words(n) % {"n": nombre(n)},
        n,
        [thing for thing in things[:SHOWN] if thing.label],
        Address(each.room, query=facts.query),
    )
