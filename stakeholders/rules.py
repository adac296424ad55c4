"""Rights of reliability.md §2 on the registry, its contacts, impacts and their scores (ADR 0013 for the latter)."""

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, track
from accounts.roles import Role
from iso26000.models import seat_held_by
from iso26000.rules import in_open_cycle
from stakeholders.models import (
    Acquaintance,
    Contact,
    ContactRole,
    Impact,
    ImpactScore,
    Significance,
    Stakeholder,
)

TEAM = {Role.RAPPORTEUR, Role.MANAGER}


@rules.predicate
def may_score(user: User, impact: Impact | None) -> bool:
    """Rapporteurs score; a responsable does once the panel counts them in."""
    seated = seat_held_by(user) is not None or user.access.has(Role.RAPPORTEUR)
    return seated and (impact is None or impact.cycle.is_open)


@rules.predicate
def own_score(user: User, score: ImpactScore | None) -> bool:
    assessor = seat_held_by(user)
    return score is not None and assessor is not None and score.assessor_id == assessor.pk


@rules.predicate
def score_in_open_cycle(user: User, score: ImpactScore | None) -> bool:
    """The score of an impact that is gone is nobody's to change: it comes back with its impact."""
    try:
        return score is not None and score.impact.cycle.is_open
    except Impact.DoesNotExist:
        return False


READERS = TEAM | {Role.ADMINISTRATOR, Role.AUDITOR}
grant("stakeholders.view_registry", READERS)
grant("stakeholders.change_registry", {Role.MANAGER})
grant("stakeholders.assess_significance", {Role.MANAGER}, where=in_open_cycle)
grant("stakeholders.view_contacts", TEAM)
grant("stakeholders.change_contacts", TEAM)
grant("stakeholders.view_impacts", READERS)
grant("stakeholders.change_impact", TEAM, where=in_open_cycle)
grant("stakeholders.score_impact", TEAM, where=may_score)
grant("stakeholders.view_score", TEAM, where=own_score)
grant("stakeholders.change_score", TEAM, where=own_score & score_in_open_cycle)

track(Stakeholder, view="stakeholders.view_registry", change="stakeholders.change_registry")
track(
    Significance,
    view="stakeholders.view_registry",
    change="stakeholders.assess_significance",
    related=("cycle",),
)
track(Contact, view="stakeholders.view_contacts", change="stakeholders.change_contacts")
track(ContactRole, view="stakeholders.view_contacts", change="stakeholders.change_contacts")
track(Acquaintance, view="stakeholders.view_contacts", change="stakeholders.change_contacts")
track(Impact, view="stakeholders.view_impacts", change="stakeholders.change_impact", related=("cycle",))
track(
    ImpactScore,
    view="stakeholders.view_score",
    change="stakeholders.change_score",
    related=("impact__cycle",),
    follows="impact",
)

name_actions(
    {
        "stakeholder.created": _("Partie prenante ajoutée"),
        "stakeholder.changed": _("Partie prenante modifiée"),
        "stakeholder.bulk_changed": _("Parties prenantes modifiées en lot"),
        "stakeholder.verified": _("Partie prenante vérifiée"),
        "stakeholder.merged": _("Parties prenantes fusionnées"),
        "significance.assessed": _("Significativité évaluée"),
        "contact.created": _("Contact ajouté"),
        "contact.changed": _("Contact modifié"),
        "contact.deleted": _("Contact supprimé"),
        "contact.verified": _("Contact vérifié"),
        "contact.merged": _("Contacts fusionnés"),
        "relation.added": _("Relation ajoutée"),
        "relation.changed": _("Relation modifiée"),
        "relation.removed": _("Relation retirée"),
        "impact.created": _("Impact identifié"),
        "impact.changed": _("Impact modifié"),
        "impact.deleted": _("Impact retiré"),
        "impact.none_declared": _("Absence d’impact déclarée"),
        "impact.bulk_changed": _("Impacts modifiés en lot"),
        "baseline.copied": _("Exercice précédent repris"),
        "baseline.confirmed": _("Reprises confirmées"),
        "baseline.dismissed": _("Reprises écartées"),
        "score.saved": _("Cotation enregistrée"),
        "assessor.reminded": _("Rappel envoyé"),
    }
)
