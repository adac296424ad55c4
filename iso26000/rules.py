from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions
from accounts.roles import EVERYONE, Role

grant("iso26000.view_standard", EVERYONE)
# Levels, evidence and scores before publication: the team and whoever decides or checks.
grant("iso26000.view_assessments", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})

name_actions({"standard.published": _("Norme publiée")})
