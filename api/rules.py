from django.utils.translation import gettext_lazy as _

from accounts.rights import grant, name_actions
from accounts.roles import EVERYONE, Role

grant("api.hold_tokens", EVERYONE)
grant("api.manage_webhooks", {Role.MANAGER, Role.PLATFORM_ADMIN})

name_actions(
    {
        "token.created": _("Jeton créé"),
        "token.revoked": _("Jeton révoqué"),
        "webhook.created": _("Webhook créé"),
        "webhook.enabled": _("Webhook remis en marche"),
        "webhook.disabled": _("Webhook arrêté"),
        "webhook.deleted": _("Webhook supprimé"),
    }
)
