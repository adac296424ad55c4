import uuid
from collections.abc import Iterable

from django.db import transaction

from accounts.models import User
from iso26000.models import AssessmentCycle, Domain
from stakeholders.actions.impact import declare_none
from stakeholders.models import Impact, Stakeholder


@transaction.atomic
def declare_none_for(
    *,
    cycle: AssessmentCycle,
    domain: Domain,
    stakeholders: Iterable[Stakeholder],
    reason: str,
    by: User,
    operation: uuid.UUID,
) -> list[Impact]:
    """State for several groups, with one reason, that the domain has no impact on them. All or none.

    Raises what declare_none raises.
    """
    return [
        declare_none(cycle=cycle, domain=domain, stakeholder=group, reason=reason, by=by, operation=operation)
        for group in stakeholders
    ]
