from accounts.rights import grant
from accounts.roles import Role

grant("accounts.view_journal", {Role.PLATFORM_ADMIN, Role.MANAGER, Role.AUDITOR})
grant("accounts.manage_accounts", {Role.PLATFORM_ADMIN})
