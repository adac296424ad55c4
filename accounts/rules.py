"""Rights of reliability.md §2, line « Create users, roles, territories, mandates », and on the training follow-up."""

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import Mandate, Training, User
from accounts.rights import grant, name_actions, track
from accounts.roles import EVERYONE, Role


@rules.predicate
def may_manage_mandate(user: User, mandate: Mandate | None) -> bool:
    """The responsable keeps the mandates of delegates; the others are the platform's."""
    return mandate is None or mandate.role == Role.DELEGATE or user.access.has(Role.PLATFORM_ADMIN)


@rules.predicate
def may_see_training(user: User, training: Training | None) -> bool:
    return training is None or Training.objects.visible_to(user).filter(pk=training.pk).exists()


grant("accounts.view_journal", {Role.PLATFORM_ADMIN, Role.AUDITOR})
grant("accounts.manage_accounts", {Role.PLATFORM_ADMIN})

# Delegates know who sits beside them (dialogue.view_assembly); reasons of end and the list of mandates are not theirs.
grant("accounts.view_mandates", EVERYONE - {Role.DELEGATE})
grant("accounts.manage_mandates", {Role.MANAGER, Role.PLATFORM_ADMIN}, where=may_manage_mandate)
track(Mandate, view="accounts.view_mandates", change="accounts.manage_mandates")

grant("accounts.view_trainings", {Role.MANAGER, Role.AUDITOR}, where=may_see_training)
grant("accounts.manage_trainings", {Role.MANAGER})
# Opening a mandate opens its training: whoever may do the one may take back the other.
grant("accounts.change_training", {Role.MANAGER, Role.PLATFORM_ADMIN})
track(Training, view="accounts.view_trainings", change="accounts.change_training")

name_actions(
    {
        "account.opened": _("Compte ouvert"),
        "mandate.opened": _("Mandat ouvert"),
        "mandate.changed": _("Mandat corrigé"),
        "mandate.ended": _("Fin de mandat notée"),
        "mandate.imported": _("Délégué·es importé·es"),
        "training.added": _("Formation ajoutée"),
        "training.marked": _("Formations mises à jour"),
    }
)
