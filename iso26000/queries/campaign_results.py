"""What may be told of a campaign that is over (ADR 0026). Everything shown or exported is read here, and here only.

Published of N people: how many in each level of responsibility and at each site; for each statement, how many chose
each answer; for each statement, domain and core subject, the mean of everybody and of each level. Never an answer within
a level. Groups are cells of one line, answers are cells of another: in each the blocks told hold at least k people, and
no sum nor difference of the two lines tells of less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext as _

from iso26000.enums import Answer
from iso26000.models import Campaign, CampaignLevel, CampaignTally, CoreSubject, Statement
from iso26000.queries.campaign_tally import CLASSES, SCALE, statements_of
from method.disclosure import Block, grouped, hidden_cells, told_mean

GAP = 0.5  # points between two levels: said to differ from there on


@dataclass(frozen=True)
class Share:
    """A block of answers, in words."""

    label: str
    count: int
    percent: int
    start: int
    end: int


@dataclass(frozen=True)
class LevelMean:
    """mean: 0..4, None when it is not told."""

    level: CampaignLevel
    mean: float | None


@dataclass(frozen=True)
class Measured:
    """A mean of everybody, and of each level of responsibility."""

    mean: float | None
    levels: tuple[LevelMean, ...]

    @property
    def told(self) -> list[LevelMean]:
        return [cell for cell in self.levels if cell.mean is not None]

    @property
    def gap(self) -> float | None:
        """The most positive level minus the least one; None with fewer than two told."""
        means = [cell.mean for cell in self.told if cell.mean is not None]
        return round(max(means) - min(means), 1) if len(means) > 1 else None

    @property
    def extremes(self) -> tuple[LevelMean, LevelMean] | None:
        """(the most positive, the least positive) when they differ by GAP or more."""
        if self.gap is None or self.gap < GAP:
            return None
        ordered = sorted(self.told, key=lambda cell: cell.mean or 0)
        return ordered[-1], ordered[0]


@dataclass(frozen=True)
class StatementResult(Measured):
    statement: Statement
    blocks: tuple[Block, ...]
    whole: int

    @property
    def shares(self) -> tuple[Share, ...]:
        return tuple(
            Share(_words(block), block.count, round(100 * block.count / self.whole), block.start, block.end)
            for block in self.blocks
        )

    @property
    def counts(self) -> tuple[int, ...] | None:
        """How many gave 0, 1, 2, 3, 4, for a picture; None unless each is told on its own."""
        single = {block.start: block.count for block in self.blocks if block.start == block.end}
        return tuple(single[level] for level in range(SCALE)) if set(range(SCALE)) <= set(single) else None


@dataclass(frozen=True)
class DomainResult(Measured):
    """A domain of one statement has its distribution. Of several, each statement tells its own, the domain its mean."""

    code: str
    statements: tuple[StatementResult, ...]


@dataclass(frozen=True)
class SubjectResult(Measured):
    subject: CoreSubject


@dataclass
class Results:
    """Results of a campaign at a threshold. public: that of what leaves the house, on top of the internal one."""

    campaign: Campaign
    counts: Mapping[str, Any]
    statements_asked: Sequence[Statement]
    level_rows: Sequence[CampaignLevel]
    site_rows: Sequence[Any]
    public: bool = False
    k: int = field(init=False)

    def __post_init__(self) -> None:
        self.k = self.campaign.k_public if self.public else self.campaign.k_internal

    @classmethod
    def of(cls, campaign: Campaign, *, public: bool = False, tally: CampaignTally | None = None) -> Self:
        """4 queries; 3 with the tally at hand. Raises CampaignTally.DoesNotExist before the close."""
        tally = tally or CampaignTally.objects.get(campaign=campaign)
        return cls(
            campaign,
            tally.counts,
            statements_of(campaign),
            list(campaign.levels.all()),
            list(campaign.sites.all()),
            public,
        )

    # --- how many

    @property
    def whole(self) -> int | None:
        """Everybody who answered; None when they are too few for anything to be told."""
        told: int = self.counts["whole"]
        return told if told >= self.k else None

    @cached_property
    def level_sizes(self) -> list[tuple[str, int | None]]:
        return self._sizes(self.level_rows, self.counts["participation"]["levels"])

    @cached_property
    def site_sizes(self) -> list[tuple[str, int | None]]:
        return self._sizes(self.site_rows, self.counts["participation"]["sites"])

    def _sizes(self, rows: Sequence[Any], counts: Mapping[str, Any]) -> list[tuple[str, int | None]]:
        """Each group with its people: the very numbers of the board, so that nothing is learnt by comparing the two."""
        cells = [(row.label, counts.get(str(row.pk), [None, 0])[1]) for row in rows]
        hidden = self._hidden([count for _label, count in cells])
        return [(label, None if place in hidden else count) for place, (label, count) in enumerate(cells)]

    def _hidden(self, counts: Sequence[int], already: frozenset[int] = frozenset()) -> frozenset[int]:
        """What is hidden inside the house is hidden outside too: the two versions never complete each other."""
        if self.whole is None:
            return frozenset(range(len(counts)))
        inside = hidden_cells(counts, self.campaign.k_internal, already)
        return hidden_cells(counts, self.k, inside) if self.public else inside

    # --- what they answered

    @cached_property
    def statements(self) -> dict[str, StatementResult]:
        return {statement.code: self._statement(statement) for statement in self.statements_asked}

    def _statement(self, statement: Statement) -> StatementResult:
        counted = self.counts["statements"].get(statement.code, {"all": [0] * CLASSES, "levels": {}})
        given = counted["all"][:SCALE]
        classes = [*given, sum(counted["all"][SCALE:])]  # the five levels, then everybody without one
        blocks: list[Block] = []
        if self.whole is not None:
            blocks = grouped(classes, self.campaign.k_internal)
            if self.public:
                blocks = grouped(classes, self.k, blocks)
        total = sum(level * n for level, n in enumerate(given))
        return StatementResult(
            mean=self._mean(sum(given), total),
            levels=self._levels(counted["levels"]),
            statement=statement,
            blocks=tuple(blocks),
            whole=self.counts["whole"],
        )

    @cached_property
    def domains(self) -> dict[str, DomainResult]:
        asked: dict[str, list[StatementResult]] = {}
        for result in self.statements.values():
            asked.setdefault(result.statement.domain.code, []).append(result)
        return {
            code: DomainResult(
                mean=self._unit("domains", code),
                levels=self._levels(self.counts["domains"].get(code, {}).get("levels", {})),
                code=code,
                statements=tuple(results),
            )
            for code, results in asked.items()
        }

    @cached_property
    def subjects(self) -> list[SubjectResult]:
        found = {row.domain.core_subject.code: row.domain.core_subject for row in self.statements_asked}
        return [
            SubjectResult(
                mean=self._unit("subjects", code),
                levels=self._levels(self.counts["subjects"].get(code, {}).get("levels", {})),
                subject=subject,
            )
            for code, subject in found.items()
        ]

    def _unit(self, units: str, code: str) -> float | None:
        counted = self.counts[units].get(code)
        return self._mean(counted["people"], counted["sum"]) if counted else None

    def _mean(self, people: int, total: float) -> float | None:
        return told_mean(total, people) if self.whole is not None and people >= self.k else None

    def _levels(self, counted: Mapping[str, Sequence[Any]]) -> tuple[LevelMean, ...]:
        """Means of the levels whose people are enough, but those from which another could be subtracted."""
        keys = [str(level.pk) for level in self.level_rows]
        cells = [counted.get(key, (0, 0)) for key in keys]
        small = frozenset(place for place, (_label, size) in enumerate(self.level_sizes) if size is None)
        hidden = self._hidden([int(people) for people, _total in cells], small)
        return tuple(
            LevelMean(level, None if place in hidden else told_mean(total, people))
            for place, (level, (people, total)) in enumerate(zip(self.level_rows, cells, strict=True))
        )


def _words(block: Block) -> str:
    """« Plutôt oui », « Pas du tout à plutôt non », « Tout à fait, ou sans avis », « Sans avis »."""
    names = [str(answer.label) for answer in list(Answer)[:SCALE]]
    if block.start == SCALE:
        return _("Sans avis")
    last = min(block.end, SCALE - 1)
    told = names[block.start]
    if last > block.start:
        told = _("%(first)s à %(last)s") % {"first": told, "last": names[last].lower()}
    return _("%s, ou sans avis") % told if block.end == SCALE else told
