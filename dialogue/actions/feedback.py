"""Log a remontée, correct it, withdraw it. A phone sends again what it is not sure to have sent: the same key is the
same remontée (ADR 0020)."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import Change, ChangeKind, Territory, User
from dialogue.enums import FeedbackKind, FeedbackStatus, Provenance, SessionState
from dialogue.models import DialogueSession, Feedback, ReferenceSeries
from dialogue.queries.capture import open_cycle
from iso26000.actions.open_cycle import hold_open
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.errors import Conflict, Unprocessable
from stakeholders.models import Stakeholder

DIGITS = 5
# What makes two sendings under one key the same sentence. The day may be set right by the server: it is left out.
CONTENT = ("text", "kind", "session_id", "stakeholder_id", "suggested_domain_id")


class NotYours(Exception):
    """The key belongs to somebody else: for this person it does not exist."""


class OtherContent(Unprocessable):
    default = _("Cette saisie a déjà été envoyée avec un autre contenu.")


class WasWithdrawn(Conflict):
    default = _("Cette remontée avait été reçue, puis retirée.")


class NoOpenCycle(Conflict):
    default = _("Aucun exercice n’est ouvert : la remontée ne peut pas encore être reçue.")


class SessionIsClosed(Conflict):
    default = _("Cette séance est close. Choisissez-en une autre, ou « hors séance ».")


class TakenInCharge(Conflict):
    default = _("La RSE a pris cette remontée en charge : elle ne se modifie plus.")


def new_key() -> uuid.UUID:
    """The key of a remontée that a page without script will send."""
    return uuid.uuid4()


@dataclass(frozen=True)
class Recorded:
    """already: it had been received before; operation: of what was written now."""

    feedback: Feedback
    already: bool = False
    operation: uuid.UUID | None = None


@transaction.atomic
def record_feedback(
    *,
    pk: uuid.UUID,
    by: User,
    territory: Territory,
    received_on: date,
    kind: FeedbackKind | str,
    text: str,
    session: DialogueSession | None = None,
    stakeholder: Stakeholder | None = None,
    suggested_domain: Domain | None = None,
    author: User | None = None,
    author_code: str = "",
    from_paper: bool = False,
) -> Recorded:
    """Write a remontée in the open cycle under the key that the sender chose, or find it there.

    by: who types. From paper, `author` (an account) or `author_code` heard it; else `by` did.
    The same key with the same content is the same remontée. Raises OtherContent for another content, NotYours for a key
    of somebody else, WasWithdrawn, NoOpenCycle, CycleIsClosed, SessionIsClosed, ValidationError. Some 14 queries.
    """
    values = {
        "session": session,
        "received_on": received_on,
        "territory": territory,
        "stakeholder": stakeholder,
        "kind": kind,
        "text": text,
        "suggested_domain": suggested_domain,
        "author": author if from_paper else by,
        "author_code": author_code,
        "provenance": Provenance.PAPER if from_paper else Provenance.PORTAL,
        "recorded_by": by if from_paper else None,
    }
    cycle = open_cycle()
    if cycle is not None:
        hold_open(
            cycle
        )  # writers of one cycle wait for each other: the numbers follow, one key is written once
    known = _met_before(pk, values, by)
    if known is not None:
        return Recorded(known, already=True)
    if cycle is None:
        raise NoOpenCycle
    _check_session(session)
    operation = history.new_operation()
    feedback = history.create(
        Feedback,
        by=by,
        operation=operation,
        pk=pk,
        cycle=cycle,
        reference=next_references(cycle)[0],
        status=FeedbackStatus.RECEIVED,
        **values,
    )
    record(
        action="feedback.recorded",
        by=by,
        target=feedback,
        cycle=cycle.slug,
        reference=feedback.reference,
        provenance=str(feedback.provenance),
    )
    return Recorded(feedback, operation=operation)


def _met_before(pk: uuid.UUID, values: Mapping[str, Any], by: User) -> Feedback | None:
    """The remontée of this key, if its first writing was this person's and said the same. 2 queries."""
    first = (
        Change.objects.filter(
            target_type=Feedback._meta.label_lower, target_id=str(pk), kind=ChangeKind.CREATED
        )
        .order_by("pk")
        .first()
    )
    row = Feedback.objects.filter(pk=pk).first()
    if first is None and row is None:
        return None
    if (first.by_id if first else row.author_id) != by.pk:  # type: ignore[union-attr]
        raise NotYours
    if row is None:
        raise WasWithdrawn
    written = first.after if first else history.values_of(row)
    sent = history.values_of(Feedback(**values))
    if any(written.get(name) != sent[name] for name in CONTENT):
        raise OtherContent
    return row


def _check_session(session: DialogueSession | None) -> None:
    if session is not None and session.state == SessionState.CLOSED:
        raise SessionIsClosed


def next_references(cycle: AssessmentCycle, number: int = 1) -> list[str]:
    """« R26-00123 » and those that follow. The cycle is held: nobody else counts meanwhile.

    3 queries, more after an import of the series.
    """
    if not number:
        return []
    prefix = f"R{cycle.opened_on:%y}-"
    series, _new = ReferenceSeries.objects.select_for_update().get_or_create(cycle=cycle)
    taken = Feedback.objects.filter(cycle=cycle)

    def following() -> list[str]:
        return [f"{prefix}{series.last + place:0{DIGITS}d}" for place in range(1, number + 1)]

    if taken.filter(reference__in=following()).exists():
        numbered = re.compile(rf"{re.escape(prefix)}([0-9]{{1,9}})")
        used = (
            numbered.fullmatch(reference)
            for reference in taken.order_by().values_list("reference", flat=True)
        )
        series.last = max((int(found[1]) for found in used if found), default=0)
    given = following()
    series.last += number
    series.save(update_fields=["last"])
    return given


@transaction.atomic
def rewrite_feedback(
    *, feedback: Feedback, by: User, version: int | None = None, **values: Any
) -> uuid.UUID | None:
    """Correct one's own words until the RSE takes them in charge. Returns the operation; None when nothing changed.

    Raises TakenInCharge, CycleIsClosed, SessionIsClosed, history.Stale, ValidationError.
    """
    _hold_own(feedback)
    if values.get("session") != feedback.session:
        _check_session(values.get("session"))
    operation = history.new_operation()
    if not history.change(feedback, by=by, version=version, operation=operation, **values):
        return None
    record(action="feedback.rewritten", by=by, target=feedback, reference=feedback.reference)
    return operation


@transaction.atomic
def withdraw_feedback(*, feedback: Feedback, by: User, version: int | None = None) -> uuid.UUID:
    """Take one's own words back until the RSE takes them in charge. Returns the operation, whose undo brings them back.

    Raises TakenInCharge, CycleIsClosed, history.Stale.
    """
    current = _hold_own(feedback)
    if version is not None and version != current.version:
        raise history.Stale(current)
    operation = history.new_operation()
    record(action="feedback.withdrawn", by=by, target=feedback, reference=feedback.reference)
    history.delete(current, by=by, operation=operation)
    return operation


def _hold_own(feedback: Feedback) -> Feedback:
    """The row, locked. Raises TakenInCharge once its status moved on or it was coded, WasWithdrawn, CycleIsClosed."""
    hold_open(feedback.cycle)
    current = Feedback.objects.select_for_update().filter(pk=feedback.pk).first()
    if current is None:
        raise WasWithdrawn
    if current.status != FeedbackStatus.RECEIVED or current.codings.exists():
        raise TakenInCharge
    return current
