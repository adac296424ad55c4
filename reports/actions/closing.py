"""Close a cycle: it is published, and changes no more. Nothing reopens it (ADR 0028)."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.open_cycle import hold_open
from iso26000.enums import CycleState
from iso26000.models import AssessmentCycle
from reports.queries.checks import Report, checks_of
from rse_portal.common.errors import Conflict


class CycleHasErrors(Conflict):
    default = _("Des erreurs restent à corriger : l’exercice ne peut pas être clos.")


class WarningsNotAccepted(Conflict):
    default = _("Des avertissements ont changé depuis votre lecture : relisez-les avant de clore.")


@transaction.atomic
def close_cycle(*, cycle: AssessmentCycle, accepted: Collection[str], by: User) -> Report:
    """accepted: keys of the warnings that the person read and takes upon themself.

    Returns what the checks found. Raises CycleIsClosed, CycleHasErrors, WarningsNotAccepted. Some 14 queries.
    """
    hold_open(cycle)
    report = checks_of(cycle, None)
    if report.errors:
        raise CycleHasErrors
    if {trouble.key for trouble in report.warnings} - set(accepted):
        raise WarningsNotAccepted
    cycle.state, cycle.closed_on = CycleState.CLOSED, timezone.localdate()
    cycle.save(update_fields=["state", "closed_on"])
    record(
        action="cycle.closed",
        by=by,
        target=cycle,
        cycle=cycle.slug,
        warnings=sorted(trouble.key for trouble in report.warnings),
    )
    return report
