"""Votes of importance: counted by group and domain, and the ballots for whoever enters them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q, Value
from django.db.models.functions import StrIndex, Substr

from dialogue.models import ImportanceVote
from iso26000.cells import cell_name
from iso26000.models import AssessmentCycle
from rse_portal.common.folding import fold
from stakeholders.models import Stakeholder

SCALE = range(5)
FEWEST = 5  # people behind any distribution shown inside the mutual
# A show of hands is kept as opaque respondents « L-<batch>#001 »; « # » is in no other code that is typed.
BATCH, MARK = "L-", "#"


@dataclass(frozen=True)
class GroupVotes:
    """Votes of one group on a domain. counts: how many gave 0, 1, 2, 3, 4."""

    group: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def shown(self) -> bool:
        """Under FEWEST people one could guess who answered what (docs/methode.md)."""
        return self.total >= FEWEST

    @property
    def median(self) -> float:
        return median(level for level, count in enumerate(self.counts) for _ in range(count))


# --- all the groups of a cycle


def voting_groups(cycle: AssessmentCycle, words: str = "") -> Any:
    """The groups whose votes are expected or there: those of the cycle, their sub-groups, and any that has votes.

    words: part of a name or of a code. A queryset, the top-level groups first.
    """
    # Subqueries rather than joins: a join with the votes would count each group a thousand times before forgetting it.
    expected = Stakeholder.objects.expected_in(cycle).order_by().values("pk")
    voted = ImportanceVote.objects.filter(cycle=cycle).order_by().values("stakeholder")
    found = Stakeholder.objects.filter(Q(pk__in=expected) | Q(parent__in=expected) | Q(pk__in=voted))
    if words:
        found = found.filter(
            Q(code__folded__contains=fold(words))
            | Q(label_fr__folded__contains=fold(words))
            | Q(label_en__folded__contains=fold(words))
        )
    part = ExpressionWrapper(Q(parent__isnull=False), BooleanField())
    return found.select_related("parent").alias(part=part).order_by("part", "code")


@dataclass(frozen=True)
class GroupCount:
    """What one group gave in the cycle. cells: domain pk → its votes on it."""

    stakeholder: Stakeholder
    respondents: int
    cells: dict[int, GroupVotes]

    @property
    def votes(self) -> int:
        return sum(cell.total for cell in self.cells.values())


def count_votes(cycle: AssessmentCycle, groups: Iterable[Stakeholder]) -> list[GroupCount]:
    """2 queries, whatever the number of votes."""
    groups = list(groups)
    votes = ImportanceVote.objects.filter(cycle=cycle, stakeholder__in=groups).order_by()
    people = dict(votes.values_list("stakeholder").annotate(n=Count("respondent", distinct=True)))
    counts: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    for group, domain, level, n in votes.values_list("stakeholder", "domain", "importance").annotate(
        n=Count("pk")
    ):
        counts[group, domain][level] += n
    cells: dict[int, dict[int, GroupVotes]] = defaultdict(dict)
    labels = {group.pk: group.label for group in groups}
    for (group, domain), found in counts.items():
        cells[group][domain] = GroupVotes(labels[group], tuple(found[level] for level in SCALE))
    return [GroupCount(group, people.get(group.pk, 0), cells.get(group.pk, {})) for group in groups]


# --- the ballots of one group


def ballots_of(cycle: AssessmentCycle, stakeholder: Stakeholder) -> Any:
    """(respondent, votes) of each ballot given alone, by code: rows of a queryset."""
    return (
        ImportanceVote.objects.filter(cycle=cycle, stakeholder=stakeholder)
        .exclude(respondent__startswith=BATCH, respondent__contains=MARK)
        .order_by("respondent")
        .values("respondent")
        .annotate(votes=Count("pk"))
    )


def batches_of(cycle: AssessmentCycle, stakeholder: Stakeholder) -> Any:
    """(batch, people, domains, votes) of each show of hands, by name. 1 query."""
    return (
        ImportanceVote.objects.filter(
            cycle=cycle,
            stakeholder=stakeholder,
            respondent__startswith=BATCH,
            respondent__contains=MARK,
        )
        .annotate(
            batch=Substr(
                "respondent", len(BATCH) + 1, StrIndex(F("respondent"), Value(MARK)) - len(BATCH) - 1
            )
        )
        .order_by("batch")
        .values("batch")
        .annotate(
            people=Count("respondent", distinct=True),
            domains=Count("domain", distinct=True),
            votes=Count("pk"),
        )
    )


def in_batch(batch: str) -> Q:
    return Q(respondent__startswith=f"{BATCH}{batch}{MARK}")


def ballot_values(cycle: AssessmentCycle, stakeholder: Stakeholder, respondent: str) -> dict[str, int]:
    """Domain code → importance. 1 query."""
    return dict(
        ImportanceVote.objects.filter(cycle=cycle, stakeholder=stakeholder, respondent=respondent)
        .order_by()
        .values_list("domain__code", "importance")
    )


def hand_counts(cycle: AssessmentCycle, stakeholder: Stakeholder, batch: str) -> dict[str, int]:
    """« <domain code>/<level> » → how many hands. 1 query."""
    rows = (
        ImportanceVote.objects.filter(in_batch(batch), cycle=cycle, stakeholder=stakeholder)
        .order_by()
        .values_list("domain__code", "importance")
        .annotate(n=Count("pk"))
    )
    return {cell_name(code, level): n for code, level, n in rows}
