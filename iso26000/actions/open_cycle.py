from django.utils.translation import gettext_lazy as _

from iso26000.models import AssessmentCycle
from rse_portal.common.errors import Conflict


class CycleIsClosed(Conflict):
    default = _("Cet exercice est clos : il est publié et ne change plus.")


def hold_open(cycle: AssessmentCycle) -> None:
    """Keep the cycle open until the end of this transaction. 1 query. Raises CycleIsClosed.

    Two writers of one cycle wait for each other here: what one compares with the database is still so when it writes.
    """
    if not AssessmentCycle.objects.select_for_update().get(pk=cycle.pk).is_open:
        raise CycleIsClosed
