from accounts.rights import grant
from accounts.roles import EVERYONE, Role

grant("iso26000.view_standard", EVERYONE)
# Levels, evidence and scores before publication: the team and whoever decides or checks.
grant("iso26000.view_assessments", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})
