"""Impacts of one cycle: identified, declared absent, scored by panels that disagree."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from iso26000.models import AssessmentCycle, Assessor, Domain
from method.inputs import Group
from method.weights import weights
from rse_portal.demo.assessors import Temperament, panel
from rse_portal.demo.bank import DomainTruth, ImpactTruth, on_scale
from rse_portal.demo.gaps import GAPS, Gaps
from rse_portal.demo.rationales import NONE_FOUND, rationale
from stakeholders.models import Impact, ImpactScore, Significance, Stakeholder

PANEL = {2024: (3, 5), 2025: (4, 6), 2026: (4, 7)}
TO_SCORE = {2024: 0.03, 2025: 0.04, 2026: 0.22}  # identified, not scored yet
SPLIT = 0.03  # half of the panel sees a different impact
DRAFTS = 0.015  # begun, not finished: counts nowhere
OFTEN_SILENT = ("SH06", "SH09", "SH10")
PARTIAL = (0.5, 0.78)  # coverage of a domain that the team covered in part


@dataclass(frozen=True)
class Ground:
    """Where the impacts of one cycle are written."""

    cycle: AssessmentCycle
    year: int
    domains: dict[str, Domain]
    stakeholders: dict[str, Stakeholder]
    team: list[Temperament]
    scale: int


@dataclass(frozen=True)
class Counts:
    identified: int
    none_found: int
    scores: int


def score_impacts(
    ground: Ground, truths: list[DomainTruth], significances: list[Significance], rng: Random
) -> Counts:
    gaps, shares = GAPS[ground.year], _shares(significances, ground.stakeholders)
    impacts: list[Impact] = []
    scored: list[tuple[Impact, ImpactTruth, float]] = []
    for truth in truths:
        if truth.code in gaps.not_evaluated | gaps.not_applicable:
            continue
        shift = truth.shift[ground.year - 2024]
        found = [impact for impact in truth.impacts if impact.since <= ground.year]
        for seen in found * ground.scale:
            impact = _identified(ground, truth.code, seen, len(impacts) + 1)
            impacts.append(impact)
            if (
                seen.since == ground.year > 2024
                or rng.random() >= TO_SCORE[ground.year]
                or _vital(found, seen)
            ):
                scored.append((impact, seen, shift))
        silent = _silent(truth.code, {seen.stakeholder for seen in found}, shares, gaps, rng)
        for code in silent:
            impacts.append(_none_found(ground, truth.code, code, len(impacts) + 1, rng))
    Impact.objects.bulk_create(impacts, batch_size=2000)
    scores = [score for impact, seen, shift in scored for score in _scores(ground, impact, seen, shift, rng)]
    ImpactScore.objects.bulk_create(scores, batch_size=5000)
    none_found = sum(impact.polarity == "none" for impact in impacts)
    return Counts(len(impacts) - none_found, none_found, len(scores))


def _shares(significances: list[Significance], stakeholders: dict[str, Stakeholder]) -> dict[str, float]:
    """Weight of each expected group; 0 for one still to qualify."""
    codes = {
        stakeholder.pk: code for code, stakeholder in stakeholders.items() if stakeholder.parent_id is None
    }
    groups = [
        Group(
            codes[row.stakeholder_id],
            row.power,
            row.legitimacy,
            row.urgency,
            row.dependency,
            row.disadvantaged,
        )
        for row in significances
        if row.stakeholder_id in codes
    ]
    return {group.code: weight or 0 for group, weight in zip(groups, weights(groups), strict=True)}


def _vital(found: list[ImpactTruth], seen: ImpactTruth) -> bool:
    """A domain keeps its coverage: only a second impact on the same group may stay without score."""
    return sum(other.stakeholder == seen.stakeholder for other in found) == 1


def _silent(code: str, heard: set[str], shares: dict[str, float], gaps: Gaps, rng: Random) -> Iterator[str]:
    """Groups for which the team states that there is no impact. Silence on the others is no agreement."""
    others = [group for group in shares if group not in heard]
    if code in gaps.thin:
        return
    if code not in gaps.partial:
        skipped = rng.choice(OFTEN_SILENT) if rng.random() < 0.5 else None
        yield from (group for group in others if group != skipped)
        return
    covered = sum(shares[group] for group in heard)
    rng.shuffle(others)
    for group in others:
        if covered + shares[group] <= PARTIAL[1]:
            covered += shares[group]
            yield group


def _identified(ground: Ground, domain: str, seen: ImpactTruth, number: int) -> Impact:
    return Impact(
        cycle=ground.cycle,
        code=f"I{ground.year % 100}-{number:03d}",
        domain=ground.domains[domain],
        stakeholder=ground.stakeholders[seen.stakeholder],
        polarity=seen.polarity,
        nature=seen.nature,
        description=seen.text,
        declared_by=_author(ground, number),
        **dict.fromkeys(seen.flags, True),
    )


def _none_found(ground: Ground, domain: str, group: str, number: int, rng: Random) -> Impact:
    return Impact(
        cycle=ground.cycle,
        code=f"I{ground.year % 100}-{number:03d}",
        domain=ground.domains[domain],
        stakeholder=ground.stakeholders[group],
        polarity="none",
        description=rng.choice(NONE_FOUND),
        declared_by=_author(ground, number),
    )


def _author(ground: Ground, number: int) -> Assessor:
    return ground.team[number % len(ground.team)].assessor


def _scores(
    ground: Ground, impact: Impact, seen: ImpactTruth, shift: float, rng: Random
) -> Iterator[ImpactScore]:
    members = panel(ground.team, impact.domain.core_subject.code, rng.randint(*PANEL[ground.year]), rng)
    split = rng.random() < SPLIT and "non_compliance" not in seen.flags
    names = ["scale", "scope"]
    names += ["irremediability"] if seen.polarity == "negative" else []
    names += ["likelihood"] if seen.nature == "potential" else []
    for position, member in enumerate(members):
        leaning = shift + (0.0 if not split else 1.3 if position % 2 else -1.3)
        values = {
            name: on_scale(member.sees(true + leaning, rng), 1, 5)
            for name, true in zip(names, seen.scores, strict=True)
        }
        if ground.year == 2026 and rng.random() < DRAFTS:
            yield ImpactScore(impact=impact, assessor=member.assessor, scale=values["scale"])
            continue
        said = rationale(values, positive=seen.polarity == "positive", rng=rng)
        yield ImpactScore(impact=impact, assessor=member.assessor, rationale=said, **values)
