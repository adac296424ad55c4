"""Whose eyes have seen the level of a domain."""

from accounts.models import User
from iso26000.enums import ValidationState
from iso26000.models import AssessmentCycle, Domain, PracticeAssessment, PracticeValidation, seat_held_by


def validation_of(cycle: AssessmentCycle, domain: Domain) -> PracticeValidation | None:
    """Validated or reopened; None when nobody decided yet. 1 query."""
    found = PracticeValidation.objects.filter(cycle=cycle, domain__code=domain.code)
    return found.select_related("decided_by").first()


def is_validated(cycle: int, domain: int) -> bool:
    """Whether the levels and the evidence of the domain rest. By primary keys. 1 query."""
    return PracticeValidation.objects.filter(
        cycle=cycle, domain=domain, state=ValidationState.VALIDATED
    ).exists()


def gave_a_level(user: User, cycle: int, domain: int) -> bool:
    """Four eyes: whoever gave a level does not validate it. By primary keys; 1 query for whoever holds a seat."""
    seat = seat_held_by(user)
    return (
        seat is not None
        and PracticeAssessment.objects.filter(cycle=cycle, domain=domain, assessor=seat).exists()
    )
