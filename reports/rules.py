from accounts.rights import grant
from accounts.roles import Role

# Administrators ask for reports on what they may see; the compiled ranking is scoped in RankingRun.visible_to.
grant("reports.compile_report", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR})
