"""A step in a few words, for the path of a remontée, the messages and the sheet of a territory."""

from django.utils.translation import gettext as _

from dialogue.enums import Outcome
from dialogue.models import FeedbackStep
from rse_portal.common.typography import jour


def words_of_step(step: FeedbackStep) -> str:
    """« Répondue : refusée », « Restituée en séance le 12 mars 2026 »: without its text. step.session is read."""
    if step.outcome == Outcome.MERGED:
        return _("Rapprochée d’une autre remontée : la réponse sera la même")
    state = step.get_status_display().capitalize()
    if step.outcome:
        return _("%(state)s : %(outcome)s") % {"state": state, "outcome": step.get_outcome_display()}
    if step.session_id and step.session:
        return _("%(state)s en séance le %(day)s") % {"state": state, "day": jour(step.session.held_on)}
    return state
