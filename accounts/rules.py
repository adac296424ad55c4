from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions
from accounts.roles import Role

grant("accounts.view_journal", {Role.PLATFORM_ADMIN, Role.AUDITOR})
grant("accounts.manage_accounts", {Role.PLATFORM_ADMIN})

name_actions({"account.opened": _("Compte ouvert")})
