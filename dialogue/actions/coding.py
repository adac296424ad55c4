"""Say what a sentence is about: a domain, the passage that says so, the stakeholder concerned."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.models import Feedback, FeedbackCoding
from iso26000.actions.open_cycle import hold_open
from iso26000.models import Domain
from rse_portal.common.errors import Conflict, Unprocessable
from stakeholders.models import Stakeholder


class TextChanged(Conflict):
    default = _("Le texte a changé depuis que vous l’avez lu : relisez-le, puis choisissez le passage.")


class OutsideText(Unprocessable):
    default = _("Ce passage n’est pas dans le texte.")


class ForeignDomain(Unprocessable):
    default = _("Ce domaine n’est pas de la norme de cet exercice.")


@transaction.atomic
def code_feedback(
    *,
    feedback: Feedback,
    domain: Domain,
    by: User,
    start: int | None = None,
    end: int | None = None,
    stakeholder: Stakeholder | None = None,
    length: int | None = None,
    operation: uuid.UUID | None = None,
) -> FeedbackCoding:
    """Code the text, or start..end of it (signs, the end left out), to a domain. Coding to a domain that it has
    already moves the passage and the stakeholder. Idempotent. Some 6 queries.

    length: of the text that was read, in signs: a masking meanwhile would shift the passage. Raises CycleIsClosed,
    ForeignDomain, OutsideText, TextChanged.
    """
    hold_open(feedback.cycle)
    if domain.standard_id != feedback.cycle.standard_id:
        raise ForeignDomain
    if length is not None and length != len(feedback.text):
        raise TextChanged
    start, end = _passage(feedback.text, start, end)
    values: dict[str, Any] = {"start": start, "end": end, "stakeholder": stakeholder}
    known = FeedbackCoding.objects.filter(feedback=feedback, domain=domain).first()
    if known is not None:
        known.feedback = feedback
        if any(getattr(known, name) != value for name, value in values.items()):
            history.change(known, by=by, operation=operation, coded_by=by, coded_at=timezone.now(), **values)
            _tell(feedback, known, by)
        return known
    last = FeedbackCoding.objects.filter(feedback=feedback).aggregate(last=Max("position"))["last"]
    coding = history.create(
        FeedbackCoding,
        by=by,
        operation=operation,
        feedback=feedback,
        domain=domain,
        position=0 if last is None else last + 1,
        coded_by=by,
        coded_at=timezone.now(),
        **values,
    )
    _tell(feedback, coding, by)
    return coding


def _passage(text: str, start: int | None, end: int | None) -> tuple[int | None, int | None]:
    """Null for the whole text, and for a passage that is the whole text. Raises OutsideText."""
    if start is None and end is None:
        return None, None
    if start is None or end is None or not 0 <= start < end <= len(text) or not text[start:end].strip():
        raise OutsideText
    return (None, None) if (start, end) == (0, len(text)) else (start, end)


def _tell(feedback: Feedback, coding: FeedbackCoding, by: User) -> None:
    passage = None if coding.start is None else [coding.start, coding.end]
    record(action="feedback.coded", by=by, target=feedback, domain=coding.domain.code, passage=passage)


@transaction.atomic
def uncode_feedback(*, coding: FeedbackCoding, by: User, operation: uuid.UUID | None = None) -> None:
    """Take a coding away. Raises CycleIsClosed, Stale."""
    hold_open(coding.feedback.cycle)
    code = coding.domain.code
    history.delete(coding, by=by, operation=operation)
    record(action="feedback.uncoded", by=by, target=coding.feedback, domain=code)
