from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, track
from accounts.roles import EVERYONE, Role
from iso26000.models import AssessmentCycle, Evidence, PracticeAssessment, seat_held_by

grant("iso26000.view_standard", EVERYONE)
# Levels, evidence and scores before publication: the team and whoever decides or checks.
grant("iso26000.view_assessments", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})


@rules.predicate
def in_open_cycle(user: User, row: Any) -> bool:
    """A closed cycle is published: nothing of it changes. row: anything with a `cycle`."""
    return row is None or row.cycle.is_open


@rules.predicate
def own_practice(user: User, practice: PracticeAssessment | None) -> bool:
    """The level that an expert gave is theirs alone to change."""
    assessor = seat_held_by(user)
    return practice is None or (assessor is not None and practice.assessor_id == assessor.pk)


@rules.predicate
def in_open_cycle_itself(user: User, cycle: AssessmentCycle | None) -> bool:
    return cycle is None or cycle.is_open


EXPERTS = {Role.RAPPORTEUR, Role.MANAGER}
grant("iso26000.view_practice", EXPERTS | {Role.ADMINISTRATOR, Role.AUDITOR})
grant("iso26000.assess_practice", EXPERTS, where=in_open_cycle & own_practice)
grant("iso26000.change_evidence", EXPERTS, where=in_open_cycle)
grant("iso26000.run_cycle", {Role.MANAGER}, where=in_open_cycle_itself)

track(
    PracticeAssessment, view="iso26000.view_practice", change="iso26000.assess_practice", related=("cycle",)
)
track(Evidence, view="iso26000.view_practice", change="iso26000.change_evidence", related=("cycle",))

name_actions(
    {
        "standard.published": _("Norme publiée"),
        "practice.assessed": _("Pratique évaluée"),
        "evidence.added": _("Preuve ajoutée"),
        "evidence.changed": _("Preuve modifiée"),
        "evidence.removed": _("Preuve retirée"),
        "panel.changed": _("Panel des évaluateurs modifié"),
    }
)
