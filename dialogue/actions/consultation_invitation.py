"""Who is consulted: letters to print, addresses to write to. A code is told once and never kept."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.consultation import NotOpen, hold_consultation
from dialogue.codes import access_hash
from dialogue.models import Consultation, ConsultationGroup, ConsultationInvitation, ConsultationKey
from rse_portal.common.codes import new_code
from rse_portal.common.errors import Conflict

MOST_LETTERS = 200  # set while one waits
AT_ONCE = 500  # rows per statement


class ShownAlready(Conflict):
    default = _(
        "Ces lettres ont déjà été préparées : leurs codes ne le sont qu’une fois. Révoquez ce lot s’il est perdu."
    )


class InvitedAlready(Conflict):
    default = _("Une de ces adresses vient d’être invitée.")


@dataclass(frozen=True)
class Letter:
    """What goes on paper. name: of the addressee, « » for none. Exists in memory only."""

    code: str
    name: str


@transaction.atomic
def draw_letters(
    *,
    consultation: Consultation,
    group: ConsultationGroup,
    names: Sequence[str],
    language: str,
    batch: uuid.UUID,
    by: User,
) -> list[Letter]:
    """A code per name, for one group; a name may be empty. 3 queries per 500.

    batch: drawn with the form, so that sending it twice makes one lot. Raises ShownAlready then, NotOpen, CycleIsClosed.
    """
    held = _open(consultation)
    if ConsultationInvitation.objects.filter(batch=batch).exists():
        raise ShownAlready
    today = timezone.localdate()
    letters = [Letter(new_code(), name) for name in names]
    rows = [
        ConsultationInvitation(
            consultation=held,
            group=group,
            batch=batch,
            name=letter.name,
            language=language,
            created_on=today,
            issued_on=today,
        )
        for letter in letters
    ]
    ConsultationInvitation.objects.bulk_create(rows, batch_size=AT_ONCE)
    ConsultationKey.objects.bulk_create(
        (key_for(row, letter.code) for row, letter in zip(rows, letters, strict=True)), batch_size=AT_ONCE
    )
    record(action="consultation.letters", by=by, target=consultation, people=len(rows), batch=str(batch))
    return letters


@transaction.atomic
def invite_addresses(
    *,
    consultation: Consultation,
    group: ConsultationGroup,
    emails: Sequence[str],
    language: str,
    by: User,
) -> int:
    """Invite these addresses; those that are invited already are left alone. Messages leave by a job. Returns how many.

    Raises NotOpen, CycleIsClosed, InvitedAlready when somebody else invites one of them at this instant.
    """
    held = _open(consultation)
    known = set(
        ConsultationInvitation.objects.filter(consultation=held, revoked_on=None)
        .exclude(email="")
        .values_list("email", flat=True)
    )
    batch, today = uuid.uuid4(), timezone.localdate()
    wanted = [email for email in dict.fromkeys(email.lower() for email in emails) if email not in known]
    rows = [
        ConsultationInvitation(
            consultation=held, group=group, batch=batch, language=language, created_on=today, email=email
        )
        for email in wanted
    ]
    try:
        with transaction.atomic():
            ConsultationInvitation.objects.bulk_create(rows, batch_size=AT_ONCE)
    except IntegrityError as problem:
        raise InvitedAlready from problem
    record(action="consultation.invited", by=by, target=consultation, people=len(rows), batch=str(batch))
    return len(rows)


@transaction.atomic
def revoke_batch(*, consultation: Consultation, batch: uuid.UUID, by: User) -> int:
    """Take back the codes of a lot that were not used. Returns how many invitations are revoked.

    An invitation that answered stays: its answer is in the whole. Raises NotOpen, CycleIsClosed.
    """
    held = _open(consultation)
    rows = ConsultationInvitation.objects.filter(consultation=held, batch=batch, revoked_on=None)
    keys = ConsultationKey.objects.filter(seat__in=rows.values("pk")).select_for_update().order_by("pk")
    seats = set(keys.values_list("seat", flat=True))
    unsent = set(rows.filter(issued_on=None).values_list("pk", flat=True))
    ConsultationKey.objects.filter(consultation=held, seat__in=seats).delete()
    revoked = rows.filter(pk__in=seats | unsent).update(revoked_on=timezone.localdate())
    record(action="consultation.revoked", by=by, target=consultation, people=revoked, batch=str(batch))
    return revoked


@transaction.atomic
def note_returned(*, consultation: Consultation, emails: Sequence[str], by: User) -> int:
    """These messages came back: no reminder leaves for them any more. Returns how many of these addresses are invited.

    Nothing here looks at whether somebody answered, so that nothing tells it: their codes, which nobody received, stay.
    Raises NotOpen, CycleIsClosed.
    """
    held = _open(consultation)
    asked = [email.lower() for email in emails]
    rows = ConsultationInvitation.objects.filter(consultation=held, revoked_on=None, email__in=asked)
    noted = rows.update(returned_on=timezone.localdate())
    record(action="consultation.returned", by=by, target=consultation, people=noted)
    return noted


def key_for(invitation: ConsultationInvitation, code: str) -> ConsultationKey:
    return ConsultationKey(
        hash=access_hash(code),
        consultation_id=invitation.consultation_id,
        seat=invitation.pk,
        group_id=invitation.group_id,
    )


def _open(consultation: Consultation) -> Consultation:
    held = hold_consultation(consultation)
    if not held.is_open:
        raise NotOpen
    return held
