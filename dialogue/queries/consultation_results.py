"""What may be told of a consultation that is over (ADR 0026, ADR 0029). Everything shown or exported is read here, and
here only.

Each question tells blocks of one partition of those who were asked it, each of at least k people; a question that hangs on
an answer tells something only where that answer is told itself. Groups have their mean, never their answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

from django.utils.translation import gettext as _

from dialogue.consulting import level_labels
from dialogue.enums import QuestionKind
from dialogue.models import (
    Consultation,
    ConsultationGroup,
    ConsultationQuestion,
    ConsultationTally,
)
from dialogue.queries.consultation_answer import questions_of
from dialogue.queries.consultation_tally import NONE
from method.disclosure import EDGE, Block, grouped, hidden_cells, told_mean

SCALE = 5


@dataclass(frozen=True)
class Line:
    """One answer, or several neighbours told together. key: as a file writes it. count: people, None when not told."""

    key: str
    label: str
    count: int | None
    percent: int | None
    joined: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupMean:
    """mean: 0..4, None when it is not told. population: None when nobody said how many there are."""

    group: ConsultationGroup
    mean: float | None


@dataclass(frozen=True)
class QuestionResult:
    """asked: to how many; None when it is not told. mean: of a scale, 0..4; adjusted: the same, each group at its true
    weight. ranks: of a ranking, option → mean rank. texts: how many wrote something."""

    question: ConsultationQuestion
    asked: int | None
    lines: tuple[Line, ...] = ()
    mean: float | None = None
    adjusted: float | None = None
    adjusted_on: int = 0
    groups: tuple[GroupMean, ...] = ()
    ranks: Mapping[str, float | None] = field(default_factory=dict)
    texts: int | None = None

    @property
    def told_groups(self) -> list[GroupMean]:
        return [cell for cell in self.groups if cell.mean is not None]

    @property
    def is_told(self) -> bool:
        return self.mean is not None or self.texts is not None or any(line.count for line in self.lines)

    @property
    def counts(self) -> tuple[int, ...] | None:
        """How many gave 0, 1, 2, 3, 4, for a picture; None unless each is told on its own."""
        single = {line.key: line.count for line in self.lines if not line.joined}
        keys = [str(level) for level in range(SCALE)]
        return tuple(single[key] or 0 for key in keys) if all(single.get(key) for key in keys) else None


@dataclass
class ConsultationResults:
    """public: at the threshold of what leaves the house, and of the questions that are published alone."""

    consultation: Consultation
    counts: Mapping[str, Any]
    asked_questions: Sequence[ConsultationQuestion]
    group_rows: Sequence[ConsultationGroup]
    public: bool = False

    @classmethod
    def of(cls, consultation: Consultation, *, public: bool = False) -> Self:
        """3 queries. Raises ConsultationTally.DoesNotExist before the close."""
        tally = ConsultationTally.objects.get(consultation=consultation)
        groups = consultation.groups.select_related("stakeholder")
        return cls(consultation, tally.counts, questions_of(consultation), list(groups), public)

    @property
    def k(self) -> int:
        return self.consultation.k_public if self.public else self.consultation.k_internal

    @property
    def whole(self) -> int | None:
        """Everybody who answered; None when they are too few for anything to be told."""
        told: int = self.counts["whole"]
        return told if told >= self.k else None

    @property
    def invited(self) -> int:
        return sum(invited for invited, _answered in self.counts["groups"].values())

    @cached_property
    def group_sizes(self) -> list[tuple[ConsultationGroup, int, int | None]]:
        """(group, invited, answered): who was asked, and how many answered where it may be told."""
        pairs = [self.counts["groups"].get(str(group.pk), [0, 0]) for group in self.group_rows]
        hidden = self._hidden([answered for _invited, answered in pairs])
        return [
            (group, invited, None if place in hidden else answered)
            for place, (group, (invited, answered)) in enumerate(zip(self.group_rows, pairs, strict=True))
        ]

    def _hidden(self, counts: Sequence[int], already: frozenset[int] = frozenset()) -> frozenset[int]:
        """What is hidden inside the house is hidden outside too: the two versions never complete each other."""
        if self.whole is None:
            return frozenset(range(len(counts)))
        inside = hidden_cells(counts, self.consultation.k_internal, already)
        return hidden_cells(counts, self.k, inside) if self.public else inside

    # --- question by question

    @cached_property
    def questions(self) -> list[QuestionResult]:
        """All of them inside the house, those that are published outside."""
        return [
            self._all[question.code]
            for question in self.asked_questions
            if question.published or not self.public
        ]

    @cached_property
    def _all(self) -> dict[str, QuestionResult]:
        found: dict[str, QuestionResult] = {}
        for question in self.asked_questions:
            found[question.code] = self._result(question, found)
        return found

    def _result(self, question: ConsultationQuestion, before: Mapping[str, QuestionResult]) -> QuestionResult:
        counted = self.counts["questions"].get(question.code, {"asked": 0})
        if self.whole is None or counted["asked"] < self.k or not _door_told(question, before):
            return QuestionResult(question, None)
        if question.kind == QuestionKind.SCALE:
            return self._scale(question, counted)
        if question.kind == QuestionKind.TEXT:
            return QuestionResult(
                question, counted["asked"], texts=self._alone(counted["texts"], counted["asked"])
            )
        if question.kind == QuestionKind.MULTIPLE:
            cells = {
                letter: self._alone(count, counted["asked"]) for letter, count in counted["choices"].items()
            }
            return QuestionResult(question, counted["asked"], _lines(question, cells, counted["asked"]))
        ranking = question.kind == QuestionKind.RANKING
        choices = counted["first" if ranking else "choices"]
        hidden = self._hidden(list(choices.values()))
        cells = {
            letter: None if place in hidden else count
            for place, (letter, count) in enumerate(choices.items())
        }
        return QuestionResult(
            question,
            counted["asked"],
            _lines(question, cells, counted["asked"]),
            ranks=self._ranks(question, counted["ranks"]) if ranking else {},
        )

    def _alone(self, count: int, asked: int) -> int | None:
        """A part that stands beside the rest of those asked: neither may be too small."""
        return count if min(count, asked - count) >= self.k else None

    def _ranks(
        self, question: ConsultationQuestion, counted: Mapping[str, Sequence[int]]
    ) -> dict[str, float | None]:
        """Mean rank of each option among those who ranked it; never quite 1 nor quite the last."""
        last = question.most or len(question.options)
        return {
            letter: round(min(max(total / people, 1 + EDGE), last - EDGE), 1) if people >= self.k else None
            for letter, (people, total) in counted.items()
        }

    def _scale(self, question: ConsultationQuestion, counted: Mapping[str, Any]) -> QuestionResult:
        levels = counted["levels"]
        blocks = grouped(levels, self.consultation.k_internal)
        if self.public:
            blocks = grouped(levels, self.k, blocks)
        given = sum(levels[:SCALE])
        total = sum(level * n for level, n in enumerate(levels[:SCALE]))
        groups = self._groups(counted["groups"])
        adjusted, strata = _adjusted(groups)
        return QuestionResult(
            question,
            counted["asked"],
            tuple(_block_line(question, block, counted["asked"]) for block in blocks),
            mean=told_mean(total, given) if given >= self.k else None,
            adjusted=adjusted,
            adjusted_on=strata,
            groups=groups,
        )

    def _groups(self, counted: Mapping[str, Sequence[int]]) -> tuple[GroupMean, ...]:
        """Means of the groups whose people are enough, but those from which another could be subtracted."""
        cells = [counted.get(str(group.pk), (0, 0)) for group in self.group_rows]
        small = frozenset(
            place for place, (_group, _invited, size) in enumerate(self.group_sizes) if size is None
        )
        hidden = self._hidden([int(people) for people, _total in cells], small)
        return tuple(
            GroupMean(group, None if place in hidden else told_mean(total, people))
            for place, (group, (people, total)) in enumerate(zip(self.group_rows, cells, strict=True))
        )


def _door_told(question: ConsultationQuestion, before: Mapping[str, QuestionResult]) -> bool:
    """Whether the answers that open this question are told themselves, so that its total teaches nothing."""
    parent = before.get(question.shown_if.get("question", ""))
    if not question.shown_if:
        return True
    if parent is None or parent.asked is None:
        return False
    opening = set(question.shown_if["values"])
    if parent.question.kind == QuestionKind.MULTIPLE and len(opening) > 1:
        return False  # how many chose any of several is no figure of ours
    told: set[str] = set()
    for line in parent.lines:
        block = set(line.joined or (line.key,))
        if line.count is not None and block <= opening:
            told |= block
    return opening <= told


def _adjusted(groups: Sequence[GroupMean]) -> tuple[float | None, int]:
    """(post-stratified mean, on how many groups): the told means, each at the weight of its population.

    Made of published figures alone, it tells nothing that they do not. None with fewer than two such groups.
    """
    strata = [(cell.mean, cell.group.population) for cell in groups if cell.mean is not None]
    known = [(mean, population) for mean, population in strata if population]
    if len(known) < 2:
        return None, 0
    people = sum(population for _mean, population in known)
    return round(sum(mean * population for mean, population in known) / people, 1), len(known)


def _percent(count: int | None, of: int) -> int | None:
    return None if count is None or not of else round(100 * count / of)


def _lines(question: ConsultationQuestion, cells: Mapping[str, int | None], asked: int) -> tuple[Line, ...]:
    labels = {**dict(question.choices()), NONE: _("Sans réponse")}
    return tuple(
        Line(letter or "none", str(labels[letter]), count, _percent(count, asked))
        for letter, count in cells.items()
    )


def _block_line(question: ConsultationQuestion, block: Block, asked: int) -> Line:
    keys = [*(str(level) for level in range(SCALE)), "none"][block.start : block.end + 1]
    return Line(
        keys[0],
        _words(question, block),
        block.count,
        _percent(block.count, asked),
        tuple(keys) if len(keys) > 1 else (),
    )


def _words(question: ConsultationQuestion, block: Block) -> str:
    """« Important », « Pas important à peu important », « Essentiel, ou sans avis »."""
    names = [level_labels(question)[str(level)] for level in range(SCALE)]
    if block.start == SCALE:
        return _("Sans avis")
    last = min(block.end, SCALE - 1)
    told = names[block.start]
    if last > block.start:
        told = _("%(first)s à %(last)s") % {"first": told, "last": names[last].lower()}
    return _("%s, ou sans avis") % told if block.end == SCALE else told
