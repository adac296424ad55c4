"""The four phases of the minutes: draft, open to amendments, adopted, frozen. Each step has one way in."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.enums import AmendmentState, MinutesPhase, SessionState
from dialogue.models import DialogueSession, Minutes
from dialogue.models.minutes import fingerprint_of
from rse_portal.common.errors import Conflict


class WrongPhase(Conflict):
    default = _("Le compte rendu n’en est plus à cette étape : rechargez la page.")


class StillToDecide(Conflict):
    default = _("Des amendements attendent encore : retenez-les ou écartez-les avant l’adoption.")


class NothingWritten(Conflict):
    default = _("Le compte rendu est vide : écrivez-le d’abord.")


class SessionAhead(Conflict):
    default = _("Le compte rendu s’ouvre aux amendements une fois la séance tenue.")


def hold_minutes(session: DialogueSession, *phases: MinutesPhase) -> Minutes:
    """The row, kept as it is until the end of this transaction. Raises WrongPhase unless it is in one of `phases`."""
    minutes = Minutes.objects.select_for_update().filter(session=session).first()
    if minutes is None or minutes.phase not in phases:
        raise WrongPhase
    return minutes


@transaction.atomic
def keep_text(*, session: DialogueSession, text: str, version: int | None, by: User) -> uuid.UUID | None:
    """Write the draft; the first time it opens it. Returns the operation, None when nothing changes.

    version: of the minutes that were read; None when there were none. Raises WrongPhase once amendments are open: then only
    those who were there change the text. Raises Stale.
    """
    operation = history.new_operation()
    minutes = Minutes.objects.select_for_update().filter(session=session).first()
    if minutes is None:
        try:
            with transaction.atomic():
                minutes = history.create(Minutes, by=by, operation=operation, session=session, text=text)
        except IntegrityError as problem:  # two people began at the same moment
            raise history.Stale(Minutes.objects.get(session=session)) from problem
    elif version is None:
        if minutes.text == text:
            return None
        raise history.Stale(minutes)
    else:
        if not minutes.is_draft:
            if minutes.text == text:
                return None
            raise WrongPhase
        if not history.change(minutes, by=by, version=version, operation=operation, text=text):
            return None
    record(action="minutes.written", by=by, target=minutes, session=str(session.pk), signs=len(text))
    return operation


def _move(minutes: Minutes, action: str, by: User, **values: Any) -> Minutes:
    history.change(minutes, by=by, **values)
    record(action=action, by=by, target=minutes, session=str(minutes.session_id), version=minutes.version)
    return minutes


@transaction.atomic
def open_to_amendments(*, session: DialogueSession, by: User) -> Minutes:
    """Publish the draft to those who were there. Raises WrongPhase, NothingWritten, SessionAhead."""
    minutes = hold_minutes(session, MinutesPhase.DRAFT)
    if session.state not in (SessionState.HELD, SessionState.CLOSED):
        raise SessionAhead
    if not minutes.text.strip():
        raise NothingWritten
    published = minutes.published_on or timezone.localdate()
    return _move(minutes, "minutes.opened", by, phase=MinutesPhase.AMENDING, published_on=published)


@transaction.atomic
def adopt_minutes(*, session: DialogueSession, adopted_in: DialogueSession, by: User) -> Minutes:
    """The assembly adopted the text, at a séance of its own. Raises WrongPhase, StillToDecide, Conflict."""
    minutes = hold_minutes(session, MinutesPhase.AMENDING)
    if adopted_in.assembly_id != session.assembly_id or adopted_in.held_on < session.held_on:
        raise Conflict(_("Choisissez une séance de la même assemblée, ce jour-là ou après."))
    if minutes.amendments.filter(state=AmendmentState.PROPOSED).exists():
        raise StillToDecide
    return _move(
        minutes,
        "minutes.adopted",
        by,
        phase=MinutesPhase.ADOPTED,
        adopted_in=adopted_in,
        adopted_on=adopted_in.held_on,
        adopted_by=by,
    )


@transaction.atomic
def reopen_minutes(*, session: DialogueSession, by: User) -> Minutes:
    """The adoption was noted by mistake. Raises WrongPhase once frozen."""
    minutes = hold_minutes(session, MinutesPhase.ADOPTED)
    return _move(
        minutes,
        "minutes.reopened",
        by,
        phase=MinutesPhase.AMENDING,
        adopted_in=None,
        adopted_on=None,
        adopted_by=None,
    )


@transaction.atomic
def freeze_minutes(*, session: DialogueSession, by: User) -> Minutes:
    """For ever: from here on the database refuses any change of the row. Raises WrongPhase."""
    minutes = hold_minutes(session, MinutesPhase.ADOPTED)
    return _move(
        minutes,
        "minutes.frozen",
        by,
        phase=MinutesPhase.FROZEN,
        frozen_at=timezone.now(),
        frozen_by=by,
        fingerprint=fingerprint_of(minutes.text),
    )
