"""The circuit of a remontée (docs/methode.md, « dialogue »): which step may follow which, in one table.

    received → qualified → under review → answered → reported back → closed

An answer that nobody was told about is not closed. A merged remontée is answered by another one, wherever it stood; an
answer that does not hold is taken up again.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from dialogue.enums import FeedbackStatus, Outcome

S = FeedbackStatus


@dataclass(frozen=True)
class Move:
    """One act of the circuit. slug: in its address; verb: on its button; said: to the person, once done."""

    slug: str
    to: FeedbackStatus
    verb: Any
    said: Any
    permission: str = "dialogue.answer_feedback"


QUALIFY = Move(
    "qualifier",
    S.QUALIFIED,
    _("Valider la qualification"),
    _("La remontée %s est qualifiée."),
    "dialogue.qualify_feedback",
)
REVIEW = Move("etudier", S.UNDER_REVIEW, _("Mettre à l’étude"), _("La remontée %s est à l’étude."))
ANSWER = Move("repondre", S.ANSWERED, _("Répondre"), _("La réponse à %s est enregistrée."))
MERGE = Move(
    "rapprocher",
    S.ANSWERED,
    _("Rapprocher"),
    _("La remontée %s est rapprochée."),
    "dialogue.qualify_feedback",
)
REPORT = Move("restituer", S.REPORTED_BACK, _("Dire la réponse"), _("La réponse à %s est restituée."))
CLOSE = Move("clore", S.CLOSED, _("Clore"), _("La remontée %s est close."))
REOPEN = Move("reprendre", S.UNDER_REVIEW, _("Reprendre l’étude"), _("L’étude de %s reprend."))

TABLE: dict[FeedbackStatus, tuple[Move, ...]] = {
    S.RECEIVED: (QUALIFY, MERGE),
    S.QUALIFIED: (REVIEW, MERGE),
    S.UNDER_REVIEW: (ANSWER, MERGE),
    S.ANSWERED: (REPORT, REOPEN),
    S.REPORTED_BACK: (CLOSE, REOPEN),
    S.CLOSED: (),
}
STEPS = (QUALIFY, REVIEW, ANSWER, REPORT, CLOSE, REOPEN)  # those that a form of their own asks for
BY_SLUG = {move.slug: move for move in STEPS}
ANSWERS = (Outcome.ACCEPTED, Outcome.PARTLY, Outcome.DECLINED)  # merging has its own page
ANSWERED = (S.ANSWERED, S.REPORTED_BACK, S.CLOSED)
TOLD = (S.REPORTED_BACK, S.CLOSED)


def moves_from(status: str) -> tuple[Move, ...]:
    return TABLE[FeedbackStatus(status)]


def may_follow(status: str, move: Move) -> bool:
    return move in moves_from(status)
