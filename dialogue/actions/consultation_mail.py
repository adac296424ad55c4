"""Messages of a consultation: the invitation, and reminders to those whose code was not used (ADR 0016, ADR 0029).

A message carries a code of its own, drawn as it leaves: the portal keeps its hash alone, and the job its consultation alone.
A reminder adds a code and leaves the former one, so that answers begun under it are not lost.
"""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dialogue.actions.consultation import NotOpen
from dialogue.actions.consultation_invitation import key_for
from dialogue.codes import access_hash
from dialogue.models import Consultation, ConsultationInvitation, ConsultationKey
from jobs.actions.request import request_job
from jobs.models import Job
from rse_portal.common.addresses import Address
from rse_portal.common.codes import new_code, written
from rse_portal.common.errors import Conflict
from rse_portal.common.mailing import Progress, Sending, one_line, send_each
from rse_portal.common.typography import jour


class NobodyToRemind(Conflict):
    default = gettext_lazy(
        "Toutes les personnes invitées par message ont répondu, ou ont reçu un message aujourd’hui."
    )


def request_messages(*, consultation: Consultation, by: User, remind: bool = False) -> tuple[Job, bool]:
    """Queue the invitations that have not left, or reminders. One sending at a time per consultation.

    Raises NotOpen, NobodyToRemind.
    """
    if not consultation.takes_answers():
        raise NotOpen
    if remind and not left_to_write(consultation, remind=True).exists():
        raise NobodyToRemind
    label = _("Rappels – %s") if remind else _("Invitations – %s")
    return request_job(
        kind="write_to_consulted",
        label=label % consultation.title_fr,
        by=by,
        key=f"write_to_consulted:{consultation.pk}",
        consultation=str(consultation.pk),
        remind=remind,
    )


def send_messages(*, consultation: Consultation, remind: bool, progress: Progress | None = None) -> Sending:
    """Write to whoever is left. May run twice: nobody is written to twice in a day. Raises NotOpen, Unavailable.

    One refusal does not stop the others. 5 queries per message.
    """
    if not consultation.takes_answers():
        raise NotOpen
    leaving: dict[UUID, tuple[date | None, str]] = {}

    def claim(pk: UUID) -> EmailMessage | None:
        invitation, code = _claim(pk, remind)
        if code is None:
            return None
        leaving[pk] = invitation.reminded_on, code
        return message_for(consultation, invitation, code, remind=remind)

    def settle(pk: UUID, why: str) -> None:
        before, code = leaving.pop(pk)
        _settle(
            pk, code, why, {"reminded_on": before} if remind else {"reminded_on": None, "issued_on": None}
        )

    todo = list(left_to_write(consultation, remind=remind).values_list("pk", flat=True))
    return send_each(todo, claim=claim, settle=settle, progress=progress)


def left_to_write(consultation: Consultation, *, remind: bool) -> QuerySet[ConsultationInvitation]:
    """Invitations not sent; or sent, with a key that was not used, and not written to today."""
    rows = (
        ConsultationInvitation.objects.filter(consultation=consultation, revoked_on=None)
        .exclude(email="")
        .order_by("pk")
    )
    if not remind:
        return rows.filter(issued_on=None)
    unused = ConsultationKey.objects.filter(consultation=consultation).values("seat")
    return rows.filter(_not_today(), issued_on__isnull=False, returned_on=None, pk__in=unused)


def _not_today() -> Q:
    return Q(reminded_on=None) | Q(reminded_on__lt=timezone.localdate())


@transaction.atomic
def _claim(pk: UUID, remind: bool) -> tuple[ConsultationInvitation, str | None]:
    """(the invitation as it was, the code to send); no code when somebody else wrote meanwhile, or it is revoked."""
    today, row = timezone.localdate(), ConsultationInvitation.objects.get(pk=pk)
    # Whoever is answering deletes their keys: they wait for us, or we for them and find none.
    held = list(ConsultationKey.objects.filter(seat=row.pk).select_for_update().order_by("pk"))
    if remind and not held:
        return row, None
    free = ConsultationInvitation.objects.filter(pk=pk, revoked_on=None)
    moved = (
        free.filter(_not_today(), issued_on__isnull=False).update(reminded_on=today)
        if remind
        else free.filter(issued_on=None).update(issued_on=today, reminded_on=today)
    )
    if not moved:
        return row, None
    code = new_code()
    key_for(row, code).save(force_insert=True)
    return row, code


@transaction.atomic
def _settle(pk: UUID, code: str, why: str, before: dict[str, date | None]) -> None:
    """A message that did not leave takes its code back with it, and the invitation its former days."""
    mark = ConsultationInvitation.objects.filter(pk=pk)
    if not why:
        mark.exclude(failure="").update(failure="")
        return
    ConsultationKey.objects.filter(pk=access_hash(code)).delete()
    mark.update(failure=why, **before)


def message_for(
    consultation: Consultation, invitation: ConsultationInvitation, code: str, *, remind: bool
) -> EmailMessage:
    """In the language of the invitation, as text. The link holds the code: nobody else should have it."""
    with translation.override(invitation.language):
        link = settings.PUBLIC_URL + Address("dialogue:consult-welcome", (code,)).url
        enter = settings.PUBLIC_URL + Address("dialogue:consult-enter").url
        lines = (
            _("Bonjour,"),
            _("Votre avis nous manque encore : « %s ».") % consultation.title
            if remind
            else _("Votre avis compte dans nos priorités : « %s ».") % consultation.title,
            consultation.intro,
            _("Cinq à dix minutes, et vous pouvez vous arrêter et reprendre. Jusqu’au %s.")
            % jour(consultation.ends_on),
            _("Répondre : %s") % link,
            _("Ou bien, sur %(address)s, avec ce code : %(code)s")
            % {"address": enter, "code": written(code)},
            _(
                "Il ne sert qu’à vous, et qu’à l’envoi. Aucun compte n’est nécessaire, et vous pourrez retirer votre "
                "réponse jusqu’à la clôture."
            ),
            _("Si vous aviez commencé, reprenez plutôt le premier message : vos réponses y sont gardées.")
            if remind
            else "",
            f"{_('Portail RSE')}, {settings.ORGANISATION_NAME}",
        )
        subject = (_("Rappel : %s") if remind else "%s") % consultation.title
    return EmailMessage(
        subject=one_line(subject),
        body="\n\n".join(line for line in lines if line) + "\n",
        to=[invitation.email],
    )
