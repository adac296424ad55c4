from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions
from accounts.roles import Role

# Whoever runs the cycle, decides on it or checks it sees who has scoring left: counts, never a score.
grant("reports.view_cycle", {Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})
# Administrators ask for reports on what they may see; the compiled ranking is scoped in RankingRun.visible_to.
grant("reports.compile_report", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR})

name_actions({"cycle.closed": _("Exercice clos")})
