"""Messages of a campaign: the invitation, and reminders to those whose code was not used (ADR 0016, ADR 0025).

A message carries a code of its own, drawn as it leaves: the portal keeps its hash alone, and the job its campaign alone.
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
from iso26000.actions.campaign import NotOpen
from iso26000.codes import access_hash
from iso26000.models import AccessKey, Campaign, Invitation
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


def request_messages(*, campaign: Campaign, by: User, remind: bool = False) -> tuple[Job, bool]:
    """Queue the invitations that have not left, or reminders. One sending at a time per campaign.

    Raises NotOpen, NobodyToRemind.
    """
    if not campaign.takes_answers():
        raise NotOpen
    if remind and not _left(campaign, remind=True).exists():
        raise NobodyToRemind
    label = _("Rappels – %s") if remind else _("Invitations – %s")
    return request_job(
        kind="write_to_respondents",
        label=label % campaign.title,
        by=by,
        key=f"write_to_respondents:{campaign.pk}",
        campaign=str(campaign.pk),
        remind=remind,
    )


def send_messages(*, campaign: Campaign, remind: bool, progress: Progress | None = None) -> Sending:
    """Write to whoever is left. May run twice: nobody is written to twice in a day. Raises NotOpen, Unavailable.

    One refusal does not stop the others. 4 queries per message.
    """
    if not campaign.takes_answers():
        raise NotOpen
    leaving: dict[UUID, tuple[date | None, str]] = {}

    def claim(person: tuple[UUID, str]) -> EmailMessage | None:
        pk, email = person
        before, code = _claim(pk, remind)
        if code is None:
            return None
        leaving[pk] = before, code
        return message_for(campaign, email, code, remind=remind)

    def settle(person: tuple[UUID, str], why: str) -> None:
        pk, _email = person
        before, code = leaving.pop(pk)
        _settle(
            pk, code, why, {"reminded_on": before} if remind else {"reminded_on": None, "issued_on": None}
        )

    todo = list(_left(campaign, remind=remind).values_list("pk", "email"))
    return send_each(todo, claim=claim, settle=settle, progress=progress)


def _left(campaign: Campaign, *, remind: bool) -> QuerySet[Invitation]:
    """Invitations not sent; or sent, with a key that was not used, and not written to today. Nothing of the answers."""
    rows = Invitation.objects.filter(campaign=campaign, revoked_on=None).exclude(email="").order_by("pk")
    if not remind:
        return rows.filter(issued_on=None)
    unused = AccessKey.objects.filter(campaign=campaign).values("seat")
    return rows.filter(_not_today(), issued_on__isnull=False, returned_on=None, pk__in=unused)


def _not_today() -> Q:
    return Q(reminded_on=None) | Q(reminded_on__lt=timezone.localdate())


@transaction.atomic
def _settle(pk: UUID, code: str, why: str, before: dict[str, date | None]) -> None:
    """A message that did not leave takes its code back with it, and the invitation its former days."""
    mark = Invitation.objects.filter(pk=pk)
    if not why:
        mark.exclude(failure="").update(failure="")
        return
    AccessKey.objects.filter(pk=access_hash(code)).delete()
    mark.update(failure=why, **before)


@transaction.atomic
def _claim(pk: UUID, remind: bool) -> tuple[date | None, str | None]:
    """(day of the last message, the code to send); no code when somebody else wrote meanwhile, or it is revoked."""
    today, row = timezone.localdate(), Invitation.objects.get(pk=pk)
    # Whoever is answering deletes their keys: they wait for us, or we for them and find none.
    held = list(AccessKey.objects.filter(seat=row.pk).select_for_update().order_by("pk"))
    if remind and not held:
        return None, None
    free = Invitation.objects.filter(pk=pk, revoked_on=None)
    moved = (
        free.filter(_not_today(), issued_on__isnull=False).update(reminded_on=today)
        if remind
        else free.filter(issued_on=None).update(issued_on=today, reminded_on=today)
    )
    if not moved:
        return None, None
    code = new_code()
    AccessKey.objects.create(
        hash=access_hash(code),
        campaign_id=row.campaign_id,
        seat=row.pk,
        site_id=row.site_id,
        level_id=row.level_id,
    )
    return row.reminded_on, code


def message_for(campaign: Campaign, email: str, code: str, *, remind: bool) -> EmailMessage:
    """In French, as text. The link holds the code: nobody else should have it."""
    with translation.override(settings.LANGUAGE_CODE):
        link = settings.PUBLIC_URL + Address("iso26000:answer-welcome", (code,)).url
        enter = settings.PUBLIC_URL + Address("iso26000:answer-enter").url
        lines = (
            _("Bonjour,"),
            _("Votre regard sur nos pratiques manque encore : « %s ».") % campaign.title
            if remind
            else _("Votre regard sur nos pratiques nous aide à décider : « %s ».") % campaign.title,
            _("Dix minutes, sept étapes, et vous pouvez vous arrêter et reprendre. Jusqu’au %s.")
            % jour(campaign.ends_on),
            _("Répondre : %s") % link,
            _("Ou bien, sur %(address)s, avec ce code : %(code)s")
            % {"address": enter, "code": written(code)},
            _(
                "Vos réponses sont anonymes : ce code ouvre le questionnaire une fois, et rien de ce que vous répondez "
                "n’y est rattaché."
            ),
            _("Si vous aviez commencé, reprenez plutôt le premier message : vos réponses y sont gardées.")
            if remind
            else "",
            f"{_('Portail RSE')}, {settings.ORGANISATION_NAME}",
        )
        subject = (_("Rappel : %s") if remind else "%s") % campaign.title
    return EmailMessage(
        subject=one_line(subject),
        body="\n\n".join(line for line in lines if line) + "\n",
        to=[email],
    )
