from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions
from accounts.roles import EVERYONE

grant("api.hold_tokens", EVERYONE)

name_actions({"token.created": _("Jeton créé"), "token.revoked": _("Jeton révoqué")})
