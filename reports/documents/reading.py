"""What the report tells beyond its ranking: what was known on the day of the data, and sentences heard."""

import logging
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from accounts.models import User
from dialogue.models import Feedback, FeedbackCoding
from iso26000.models import CoreSubject, Domain
from method.inputs import EVIDENCE_KINDS, NEGATIVE, NONE, POSITIVE, RankingInputs
from priorities.models import RankingRun
from priorities.queries.reading import DomainReading, RankingReading
from reports.queries.year import Year, read_year

log = logging.getLogger("portail.reports")
SENTENCES = 2  # shown for each domain that calls for attention


@dataclass(frozen=True)
class Known:
    """How much was known on the day of the data, of one domain or of all. evidence: pieces by kind."""

    negative: int = 0
    positive: int = 0
    none: int = 0
    scores: int = 0
    votes: int = 0
    heard: int = 0
    evidence: dict[str, int] = field(default_factory=dict)

    @property
    def impacts(self) -> int:
        return self.negative + self.positive


@dataclass(frozen=True)
class Totals(Known):
    assessors: int = 0
    respondents: int = 0
    practices: int = 0


@dataclass(frozen=True)
class Sentence:
    """What somebody said, without who wrote it down."""

    text: str
    kind: str
    speaker: str
    territory: str
    received_on: Any


@dataclass(frozen=True)
class Report:
    """A ranking with everything the report adds to it. known: by code; empty when its snapshot is lost."""

    ranking: RankingReading
    subjects: tuple[CoreSubject, ...]
    standard: dict[str, Domain]
    known: dict[str, Known]
    totals: Totals | None
    heard: dict[str, list[Sentence]]
    year: Year

    @property
    def run(self) -> RankingRun:
        return self.ranking.run

    @cached_property
    def compiled_at(self) -> Any:
        return timezone.localtime(self.run.compiled_at)

    @property
    def parameters(self) -> dict[str, Any]:
        return self.run.result["parameters"]  # type: ignore[no-any-return]

    def of_subject(self, subject: CoreSubject) -> list[DomainReading]:
        return [domain for domain in self.ranking.domains if domain.subject_code == subject.code]


def read_report(ranking: RankingReading, by: User | None) -> Report:
    """Counts come from the snapshot of the run, so that they are of the same day as the ranks; `year` is of today.
    3 queries, and those of read_year.

    by: whose eyes choose the sentences heard; None sees them all.
    """
    standard = ranking.run.cycle.standard
    domains = {domain.code: domain for domain in standard.domains.select_related("core_subject")}
    inputs = _snapshot(ranking.run)
    return Report(
        ranking=ranking,
        subjects=tuple(standard.core_subjects.all()),
        standard=domains,
        known=_known(inputs) if inputs else {},
        totals=_totals(inputs) if inputs else None,
        heard=_sentences(ranking, by, [domains[row.code].pk for row in calling_for_attention(ranking)]),
        year=read_year(ranking, by),
    )


def calling_for_attention(ranking: RankingReading) -> list[DomainReading]:
    """The critical domains and the first ones of each ranking, in clause order."""
    first = {
        row.code
        for name in ("significance", "priority")
        for row in ranking.domains
        if row.is_ranked and row.figures[f"{name}_rank"] <= ranking.top
    }
    return [row for row in ranking.domains if row.figures["critical"] or row.code in first]


def _snapshot(run: RankingRun) -> RankingInputs | None:
    """The data of the run, or None if the file is lost: the figures remain, only the counts are missing."""
    try:
        with run.inputs_file.open("rb") as stream:
            return RankingInputs.from_bytes(stream.read())
    except (OSError, ValueError) as problem:
        log.warning("Snapshot of run %s cannot be read: %s", run.pk, problem)
        return None


def _known(inputs: RankingInputs) -> dict[str, Known]:
    size = len(inputs.domains)

    def count(rows: Any, chosen: Any = slice(None)) -> list[int]:
        return np.bincount(rows["domain"][chosen], minlength=size).tolist()

    polarity = inputs.impacts["polarity"]
    by_polarity = {name: count(inputs.impacts, polarity == value) for name, value in _POLARITIES.items()}
    scored = np.bincount(inputs.impacts["domain"][inputs.scores["impact"]], minlength=size).tolist()
    votes = count(inputs.votes)
    evidence = [
        count(inputs.evidence, inputs.evidence["kind"] == kind) for kind in range(len(EVIDENCE_KINDS))
    ]
    return {
        domain.code: Known(
            **{name: counts[i] for name, counts in by_polarity.items()},
            scores=scored[i],
            votes=votes[i],
            heard=int(inputs.feedback[i]),
            evidence={
                kind: counts[i] for kind, counts in zip(EVIDENCE_KINDS, evidence, strict=True) if counts[i]
            },
        )
        for i, domain in enumerate(inputs.domains)
    }


_POLARITIES = {"negative": NEGATIVE, "positive": POSITIVE, "none": NONE}


def _totals(inputs: RankingInputs) -> Totals:
    polarity = Counter(inputs.impacts["polarity"].tolist())
    kinds = Counter(inputs.evidence["kind"].tolist())
    return Totals(
        **{name: polarity[value] for name, value in _POLARITIES.items()},
        scores=len(inputs.scores),
        votes=len(inputs.votes),
        heard=int(inputs.feedback.sum()),
        evidence={kind: kinds[i] for i, kind in enumerate(EVIDENCE_KINDS) if kinds[i]},
        assessors=len(np.unique(inputs.scores["assessor"])),
        respondents=len(inputs.respondents),
        practices=len(inputs.practices),
    )


def _sentences(ranking: RankingReading, by: User | None, domains: Iterable[int]) -> dict[str, list[Sentence]]:
    """The latest sentences mainly about each domain, received until the day of the data. One query."""
    readable = Feedback.objects.all() if by is None else Feedback.objects.visible_to(by)
    day = timezone.localtime(ranking.run.compiled_at).date()
    place = Window(
        RowNumber(),
        partition_by=F("domain"),
        order_by=[F("position").asc(), F("feedback__received_on").desc(), F("feedback__reference").asc()],
    )
    rows = (
        FeedbackCoding.objects.filter(
            domain__in=list(domains),
            feedback__in=readable.filter(cycle=ranking.run.cycle, received_on__lte=day).values("pk"),
        )
        .annotate(place=place)
        .filter(place__lte=SENTENCES)
        .select_related("domain", "feedback__territory", "feedback__stakeholder")
        .order_by("domain__order", "place")
    )
    found: dict[str, list[Sentence]] = defaultdict(list)
    for row in rows:
        said = row.feedback
        found[row.domain.code].append(
            Sentence(
                text=said.text,
                kind=str(said.get_kind_display()),
                speaker=said.stakeholder.label if said.stakeholder else "",
                territory=said.territory.label,
                received_on=said.received_on,
            )
        )
    return dict(found)
