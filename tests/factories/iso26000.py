from datetime import date
from itertools import count

from django.conf import settings

from iso26000.actions.standard import load_standard
from iso26000.enums import CycleState, EvidenceKind, PracticeAnswer
from iso26000.models import (
    AssessmentCycle,
    Assessor,
    Domain,
    Evidence,
    PracticeAssessment,
    Standard,
)

_next = count(1)


def the_standard() -> Standard:
    """The 45-domain standard that the test database always holds (tests/conftest.py)."""
    return Standard.objects.get(code="iso26000-45")


def make_other_standard() -> Standard:
    """The reading of 37 domains, which the portal brings along."""
    return load_standard(path=settings.BASE_DIR / "fixtures/iso26000_37.yaml", by=None)[0]


def the_domain(code: str = "6.7.8") -> Domain:
    return Domain.objects.get(standard=the_standard(), code=code)


def make_cycle(
    slug: str = "",
    *,
    label: str = "",
    standard: Standard | None = None,
    opened_on: date = date(2026, 1, 5),
    closed_on: date | None = None,
) -> AssessmentCycle:
    """An open cycle; a closed one if it has a closing date."""
    slug = slug or f"cycle-{next(_next)}"
    return AssessmentCycle.objects.create(
        slug=slug,
        label=label or f"Exercice {slug}",
        standard=standard or the_standard(),
        state=CycleState.CLOSED if closed_on else CycleState.OPEN,
        opened_on=opened_on,
        closed_on=closed_on,
    )


def make_assessor(code: str = "", **fields: object) -> Assessor:
    return Assessor.objects.create(code=code or f"E{next(_next):03}", **fields)


def make_practice(
    *,
    cycle: AssessmentCycle,
    domain: Domain | None = None,
    assessor: Assessor | None = None,
    level: int | None = 2,
    answer: PracticeAnswer = PracticeAnswer.LEVEL,
    reason: str = "",
) -> PracticeAssessment:
    return PracticeAssessment.objects.create(
        cycle=cycle,
        domain=domain or the_domain(),
        assessor=assessor or make_assessor(),
        answer=answer,
        level=level if answer == PracticeAnswer.LEVEL else None,
        reason=reason,
    )


def make_evidence(
    *,
    cycle: AssessmentCycle,
    domain: Domain | None = None,
    kind: EvidenceKind = EvidenceKind.DOCUMENT,
    label: str = "",
    value: str = "",
    expires_on: date | None = None,
) -> Evidence:
    return Evidence.objects.create(
        cycle=cycle,
        domain=domain or the_domain(),
        kind=kind,
        label=label or f"Pièce {next(_next)}",
        value=value,
        expires_on=expires_on,
    )
