from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions, track
from accounts.roles import EVERYONE, Role
from iso26000.rules import in_open_cycle
from priorities.models import CriterionScore

grant("priorities.view_ranking", EVERYONE)
grant("priorities.export_ranking", EVERYONE - {Role.PLATFORM_ADMIN, Role.DELEGATE})
grant("priorities.compile_ranking", {Role.RAPPORTEUR, Role.MANAGER})


grant("priorities.set_criteria", {Role.RAPPORTEUR, Role.MANAGER}, where=in_open_cycle)
# Files in and out: the responsable all nine of them, a rapporteur their own scores and levels (priorities.exchange).
grant("priorities.exchange_everything", {Role.MANAGER})
grant("priorities.exchange_files", {Role.RAPPORTEUR, Role.MANAGER})
track(CriterionScore, view="priorities.set_criteria", change="priorities.set_criteria", related=("cycle",))

name_actions(
    {
        "ranking.compiled": _("Classement compilé"),
        "cycle.imported": _("Exercice importé"),
        "cycle.import_undone": _("Import annulé"),
        "cycle.exported": _("Exercice exporté"),
        "criteria.set": _("Critères de priorité modifiés"),
        "demo.seeded": _("Démonstration chargée"),
    }
)
