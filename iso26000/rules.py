from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, track
from accounts.roles import EVERYONE, Role
from iso26000.models import (
    AssessmentCycle,
    Campaign,
    Carried,
    Evidence,
    EvidenceFile,
    Finding,
    PracticeAssessment,
    PracticeValidation,
    seat_held_by,
)
from iso26000.queries.validation import gave_a_level, is_validated

grant("iso26000.view_standard", EVERYONE)
grant("iso26000.load_standard", {Role.MANAGER})
# Levels, evidence and scores before publication: the team and whoever decides or checks.
grant("iso26000.view_assessments", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})


@rules.predicate
def in_open_cycle(user: User, row: Any) -> bool:
    """A closed cycle is published: nothing of it changes. row: anything with a `cycle`."""
    return row is None or row.cycle.is_open


@rules.predicate
def own_practice(user: User, practice: PracticeAssessment | None) -> bool:
    """The level that an expert gave is theirs alone to change; that of a code without account, the responsable's."""
    if practice is None:
        return True
    seat = seat_held_by(user)
    if seat is not None and practice.assessor_id == seat.pk:
        return True
    return user.access.has(Role.MANAGER) and practice.assessor.user_id is None


@rules.predicate
def not_validated(user: User, row: PracticeAssessment | Evidence | None) -> bool:
    """What a second pair of eyes validated rests until it is reopened. 1 query."""
    return row is None or not is_validated(row.cycle_id, row.domain_id)


@rules.predicate
def of_others(user: User, validation: PracticeValidation | None) -> bool:
    """Four eyes: nobody validates, nor reopens, a domain on which they gave a level. 1 query."""
    return validation is None or not gave_a_level(user, validation.cycle_id, validation.domain_id)


@rules.predicate
def in_open_domain(user: User, file: EvidenceFile | None) -> bool:
    """The file of a piece that may still change. One whose piece is gone comes back with it."""
    try:
        return file is None or (file.evidence.cycle.is_open and not_validated(user, file.evidence))
    except Evidence.DoesNotExist:
        return False


@rules.predicate
def in_open_cycle_itself(user: User, cycle: AssessmentCycle | None) -> bool:
    return cycle is None or cycle.is_open


EXPERTS = {Role.RAPPORTEUR, Role.MANAGER}
grant("iso26000.view_practice", EXPERTS | {Role.ADMINISTRATOR, Role.AUDITOR})
grant("iso26000.assess_practice", EXPERTS, where=in_open_cycle & own_practice & not_validated)
grant("iso26000.change_evidence", EXPERTS, where=in_open_cycle & not_validated)
grant("iso26000.change_evidence_file", EXPERTS, where=in_open_domain)
grant("iso26000.change_finding", EXPERTS, where=in_open_cycle)
grant("iso26000.validate_practice", {Role.MANAGER}, where=in_open_cycle & of_others)
grant("iso26000.confirm_carried", EXPERTS, where=in_open_cycle)
grant("iso26000.run_cycle", {Role.MANAGER}, where=in_open_cycle_itself)

# The diagnostic with the employees: respondents have no account, delegates nothing; nobody reads results before the close.
grant("iso26000.view_campaigns", EXPERTS | {Role.ADMINISTRATOR, Role.AUDITOR})
grant("iso26000.run_campaign", {Role.MANAGER}, where=in_open_cycle)


@rules.predicate
def before_the_close(user: User, campaign: Campaign | None) -> bool:
    return campaign is None or not campaign.is_over


grant("iso26000.change_campaign", {Role.MANAGER}, where=in_open_cycle & before_the_close)

track(
    Campaign,
    view="iso26000.view_campaigns",
    change="iso26000.change_campaign",
    related=("cycle",),
)
track(
    PracticeAssessment,
    view="iso26000.view_practice",
    change="iso26000.assess_practice",
    related=("cycle", "assessor"),
)
track(Evidence, view="iso26000.view_practice", change="iso26000.change_evidence", related=("cycle",))
track(
    EvidenceFile,
    view="iso26000.view_practice",
    change="iso26000.change_evidence_file",
    related=("evidence__cycle",),
    follows="evidence",
)
track(Finding, view="iso26000.view_practice", change="iso26000.change_finding", related=("cycle",))
track(
    PracticeValidation,
    view="iso26000.view_practice",
    change="iso26000.validate_practice",
    related=("cycle",),
)
track(Carried, view="iso26000.view_practice", change="iso26000.confirm_carried", related=("cycle",))

name_actions(
    {
        "standard.published": _("Norme publiée"),
        "practice.assessed": _("Pratique évaluée"),
        "evidence.added": _("Preuve ajoutée"),
        "evidence.changed": _("Preuve modifiée"),
        "evidence.removed": _("Preuve retirée"),
        "finding.added": _("Constat ajouté"),
        "finding.changed": _("Constat modifié"),
        "finding.removed": _("Constat retiré"),
        "practice.validated": _("Niveau validé"),
        "practice.reopened": _("Niveau rouvert"),
        "questionnaire.loaded": _("Questionnaire chargé"),
        "campaign.created": _("Campagne préparée"),
        "campaign.changed": _("Campagne modifiée"),
        "campaign.perimeter": _("Périmètre de la campagne modifié"),
        "campaign.opened": _("Campagne ouverte"),
        "campaign.closed": _("Campagne close"),
        "campaign.published": _("Résultats de la campagne publiés"),
        "campaign.codes": _("Codes de réponse imprimés"),
        "campaign.invited": _("Salarié·es invité·es à répondre"),
        "campaign.revoked": _("Codes de réponse révoqués"),
        "campaign.returned": _("Messages d’une campagne revenus"),
        "campaign.link": _("Lien d’un site renouvelé"),
        "campaign.paper": _("Réponses sur papier enregistrées"),
        "campaign.exported": _("Résultats de la campagne exportés"),
        "comment.moderated": _("Commentaire modéré"),
        "panel.changed": _("Panel des évaluateurs modifié"),
    }
)
