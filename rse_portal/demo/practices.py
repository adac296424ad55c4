"""How the domains are practised: levels given by the team, evidence that holds them, criteria of priority."""

from collections.abc import Iterator
from random import Random

from iso26000.enums import PracticeAnswer
from iso26000.models import AssessmentCycle, Domain, Evidence, PracticeAssessment
from priorities.enums import Criterion
from priorities.models import CriterionScore
from rse_portal.demo.assessors import Temperament, panel
from rse_portal.demo.bank import DomainTruth, on_scale
from rse_portal.demo.gaps import GAPS, NOT_APPLICABLE_REASONS

NOISE = 0.5
REASONS = (
    (
        "Rien n’est engagé à ce jour sur ce sujet.",
        "Aucun responsable, aucune action repérée.",
    ),
    (
        "Des actions ponctuelles, portées par quelques personnes.",
        "Des initiatives locales existent, sans règle commune.",
        "Le sujet avance au gré des demandes, sans calendrier.",
    ),
    (
        "Une politique écrite et un responsable, mais un suivi irrégulier.",
        "Le cadre est posé ; il reste à le déployer dans tous les territoires.",
        "Les règles sont connues du siège, moins des agences.",
    ),
    (
        "Déployé partout et mesuré ; les écarts sont corrigés.",
        "Suivi chaque trimestre avec des indicateurs partagés.",
    ),
    (
        "Pratique exemplaire, revue chaque année avec les parties prenantes.",
        "Les résultats progressent depuis deux ans et d’autres mutuelles s’en inspirent.",
    ),
)
UNKNOWN = ("", "Je ne suis pas assez proche du sujet.", "Pas d’accès aux éléments de preuve.")


def assess_practices(
    cycle: AssessmentCycle,
    year: int,
    truths: list[DomainTruth],
    domains: dict[str, Domain],
    team: list[Temperament],
    rng: Random,
) -> tuple[int, int]:
    """Levels, evidence and criteria of one cycle. Returns (levels and other answers, pieces of evidence)."""
    gaps = GAPS[year]
    seen = [truth for truth in truths if truth.code not in gaps.not_evaluated]
    practices = [
        practice
        for truth in seen
        for practice in _answers(cycle, year, truth, domains[truth.code], team, rng)
    ]
    PracticeAssessment.objects.bulk_create(practices)
    applicable = [truth for truth in seen if truth.code not in gaps.not_applicable]
    evidence = [
        Evidence(cycle=cycle, domain=domains[truth.code], kind=kind, label=label, value=value)
        for truth in applicable
        for kind, label, value, since in truth.evidence
        if since <= year
    ]
    Evidence.objects.bulk_create(evidence)
    CriterionScore.objects.bulk_create(
        CriterionScore(
            cycle=cycle,
            domain=domains[truth.code],
            criterion=criterion,
            value=on_scale(value + (rng.choice((-1, 0, 0, 1)) if year < 2026 else 0), 0, 4),
        )
        for truth in applicable
        for criterion, value in zip(Criterion.values, truth.criteria, strict=False)
    )
    return len(practices), len(evidence)


def _answers(
    cycle: AssessmentCycle,
    year: int,
    truth: DomainTruth,
    domain: Domain,
    team: list[Temperament],
    rng: Random,
) -> Iterator[PracticeAssessment]:
    gaps = GAPS[year]
    for position, member in enumerate(panel(team, domain.core_subject.code, rng.randint(4, 6), rng)):
        answer = PracticeAssessment(cycle=cycle, domain=domain, assessor=member.assessor)
        if truth.code in gaps.not_applicable:
            if position == len(NOT_APPLICABLE_REASONS):
                return
            answer.answer, answer.reason = PracticeAnswer.NOT_APPLICABLE, NOT_APPLICABLE_REASONS[position]
        elif truth.code in gaps.without_practice or rng.random() < 0.07:
            answer.answer, answer.reason = PracticeAnswer.UNKNOWN, rng.choice(UNKNOWN)
        else:
            true = truth.practice[year - 2024] + member.practice_bias
            answer.level = on_scale(rng.gauss(true, NOISE), 0, 4)
            answer.reason = rng.choice(REASONS[answer.level]) if rng.random() < 0.8 else ""
        yield answer
