from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions
from accounts.roles import EVERYONE, Role

grant("priorities.view_ranking", EVERYONE)
grant("priorities.export_ranking", EVERYONE - {Role.PLATFORM_ADMIN, Role.DELEGATE})
grant("priorities.compile_ranking", {Role.RAPPORTEUR, Role.MANAGER})

name_actions(
    {
        "ranking.compiled": _("Classement compilé"),
        "cycle.imported": _("Exercice importé"),
        "cycle.exported": _("Exercice exporté"),
        "demo.seeded": _("Démonstration chargée"),
    }
)
