"""Rights of the consultations: the responsable runs them, the team and whoever decides or checks read them, the delegates
read what is published. Respondents hold a code and no account."""

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, track
from accounts.roles import Role
from dialogue.models import Consultation, ConsultationQuestion
from iso26000.rules import in_open_cycle

READERS = {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}


@rules.predicate
def before_the_close(user: User, consultation: Consultation | None) -> bool:
    return consultation is None or not consultation.is_over


@rules.predicate
def not_frozen(user: User, question: ConsultationQuestion | None) -> bool:
    """Nobody began to answer: an undo changes a question as little as anybody else."""
    return question is None or not (question.consultation.frozen or question.consultation.is_over)


grant("dialogue.view_consultations", {Role.DELEGATE, *READERS})
grant("dialogue.read_consultation", READERS)
grant("dialogue.run_consultation", {Role.MANAGER}, where=in_open_cycle)
grant("dialogue.change_consultation", {Role.MANAGER}, where=in_open_cycle & before_the_close)
grant("dialogue.change_question", {Role.MANAGER}, where=in_open_cycle & not_frozen)
track(
    Consultation,
    view="dialogue.read_consultation",
    change="dialogue.change_consultation",
    related=("cycle",),
)
track(
    ConsultationQuestion,
    view="dialogue.read_consultation",
    change="dialogue.change_question",
    related=("consultation__cycle",),
    follows="consultation",
)
name_actions(
    {
        "consultation.created": _("Consultation préparée"),
        "consultation.changed": _("Consultation modifiée"),
        "consultation.groups": _("Groupes consultés modifiés"),
        "consultation.question_added": _("Question ajoutée"),
        "consultation.question_changed": _("Question modifiée"),
        "consultation.question_removed": _("Question retirée"),
        "consultation.opened": _("Consultation ouverte"),
        "consultation.closed": _("Consultation close"),
        "consultation.published": _("Résultats de la consultation publiés"),
        "consultation.letters": _("Lettres de consultation imprimées"),
        "consultation.invited": _("Personnes consultées invitées"),
        "consultation.revoked": _("Codes de consultation révoqués"),
        "consultation.returned": _("Messages d’une consultation revenus"),
        "consultation.exported": _("Résultats de la consultation exportés"),
        "consultation.paper": _("Réponses sur papier importées"),
    }
)
