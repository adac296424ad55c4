from accounts.rights import grant
from accounts.roles import EVERYONE, Role

grant("priorities.view_ranking", EVERYONE)
grant("priorities.export_ranking", EVERYONE - {Role.PLATFORM_ADMIN, Role.DELEGATE})
grant("priorities.compile_ranking", {Role.RAPPORTEUR, Role.MANAGER})
