"""The roles as data: who they are and what they come for. The rights of each role are granted in the apps' rules.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    DELEGATE = "delegate", _("délégué·e")
    RAPPORTEUR = "rapporteur", _("rapporteur·e ou évaluateur·rice RSE")
    MANAGER = "manager", _("responsable RSE")
    ADMINISTRATOR = "administrator", _("administrateur·rice élu·e")
    PLATFORM_ADMIN = "platform_admin", _("admin de la plateforme")
    AUDITOR = "auditor", _("auditeur·rice")


# These roles come from an election: they give a scope only while a mandate of theirs is running.
ELECTED = frozenset({Role.DELEGATE, Role.ADMINISTRATOR})
EVERYONE = frozenset(Role)
