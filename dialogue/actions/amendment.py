"""Amendments: proposed by those who were there, decided by whoever keeps the minutes; no text is ever lost."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.minutes import hold_minutes
from dialogue.enums import AmendmentState, MinutesPhase
from dialogue.models import Amendment, DialogueSession
from dialogue.queries.minutes import place_of, was_there
from rse_portal.common.diff import paragraphs, together
from rse_portal.common.errors import Conflict

MOST_OPEN = 50  # of one person, on one text


class NotThere(Conflict):
    default = _("Seules les personnes présentes à la séance amendent son compte rendu.")


class ParagraphChanged(Conflict):
    default = _("Ce paragraphe a changé entre-temps : comparez les deux textes, puis choisissez où écrire.")


class AlreadyDecided(Conflict):
    default = _("Cet amendement est déjà tranché.")


class NothingChanges(Conflict):
    default = _("Le texte proposé est celui qui est déjà écrit.")


class TooMany(Conflict):
    default = _("Cinquante de vos amendements attendent déjà : laissez le secrétariat les lire.")


@transaction.atomic
def propose_amendment(
    *, session: DialogueSession, place: int, before: str, after: str, why: str, by: User
) -> Amendment:
    """Propose `after` instead of the paragraph at `place`, which read `before` then; « » proposes to drop it.

    Raises NotThere, WrongPhase, ParagraphChanged, NothingChanges, TooMany. Sent twice, the same proposal stays one.
    """
    minutes = hold_minutes(session, MinutesPhase.AMENDING)
    if not was_there(by, session):
        raise NotThere
    now = paragraphs(minutes.text)
    if not 0 <= place < len(now) or now[place] != before:
        raise ParagraphChanged
    after = together(paragraphs(after))
    if after == before:
        raise NothingChanges
    mine = minutes.amendments.filter(author=by, state=AmendmentState.PROPOSED)
    same = mine.filter(place=place, before=before, after=after).first()
    if same is not None:
        return same
    if mine.count() >= MOST_OPEN:
        raise TooMany
    last = minutes.amendments.aggregate(last=Max("number"))["last"] or 0
    amendment = history.create(
        Amendment,
        by=by,
        minutes=minutes,
        number=last + 1,
        author=by,
        place=place,
        before=before,
        after=after,
        why=why,
    )
    record(action="amendment.proposed", by=by, target=amendment, session=str(session.pk))
    return amendment


@transaction.atomic
def withdraw_amendment(*, session: DialogueSession, amendment: Amendment, by: User) -> None:
    """By its author, while nobody decided. Raises WrongPhase, AlreadyDecided."""
    hold_minutes(session, MinutesPhase.AMENDING)
    _decide(amendment, AmendmentState.WITHDRAWN, by)
    record(action="amendment.withdrawn", by=by, target=amendment, session=str(session.pk))


@transaction.atomic
def decide_amendment(
    *,
    session: DialogueSession,
    amendment: Amendment,
    accept: bool,
    reason: str,
    by: User,
    place: int | None = None,
) -> None:
    """Write the proposed text in the minutes, or say why not.

    place: where to write when the paragraph has changed meanwhile. Raises WrongPhase, AlreadyDecided, ParagraphChanged,
    ValidationError (refused without a reason, text too long).
    """
    minutes = hold_minutes(session, MinutesPhase.AMENDING)
    operation = history.new_operation()
    if accept:
        parts = paragraphs(minutes.text)
        at = place_of(amendment, minutes.text)
        at = place if at is None else at
        if at is None or not 0 <= at < len(parts):
            raise ParagraphChanged
        parts[at] = amendment.after
        history.change(minutes, by=by, operation=operation, text=together(parts))
    state = AmendmentState.ACCEPTED if accept else AmendmentState.REFUSED
    _decide(amendment, state, by, reason=reason, operation=operation)
    record(action="amendment.decided", by=by, target=amendment, session=str(session.pk), accepted=accept)


def _decide(amendment: Amendment, state: AmendmentState, by: User, **values: Any) -> None:
    amendment.refresh_from_db()
    if not amendment.is_open:
        raise AlreadyDecided
    history.change(amendment, by=by, state=state, decided_at=timezone.now(), decided_by=by, **values)
