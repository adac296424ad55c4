"""Messages of a campaign: the invitation, and reminders to those whose code was not used (ADR 0016, ADR 0025).

A message carries a code of its own, drawn as it leaves: the portal keeps its hash alone, and the job its campaign alone.
A reminder adds a code and leaves the former one, so that answers begun under it are not lost.
"""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from smtplib import SMTPException, SMTPRecipientsRefused
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from iso26000.actions.campaign import NotOpen
from iso26000.codes import access_hash, new_code, written
from iso26000.models import AccessKey, Campaign, Invitation
from jobs.actions.request import request_job
from jobs.models import Job
from rse_portal.common.addresses import Address
from rse_portal.common.errors import Conflict, Problem, Unavailable
from rse_portal.common.typography import jour

log = logging.getLogger("portail.campaigns")
Progress = Callable[[float, str], None]


class NobodyToRemind(Conflict):
    default = gettext_lazy(
        "Toutes les personnes invitées par message ont répondu, ou ont reçu un message aujourd’hui."
    )


class SomeNotSent(Problem):
    """Some messages did not leave; running the job again writes to those only."""


@dataclass
class Sending:
    sent: int = 0
    failed: int = 0

    @property
    def sentence(self) -> str:
        told = ngettext("%(n)s message envoyé.", "%(n)s messages envoyés.", self.sent) % {"n": self.sent}
        if self.failed:
            told += " " + ngettext("%(n)s n’est pas parti.", "%(n)s ne sont pas partis.", self.failed) % {
                "n": self.failed
            }
        return told


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
    tell, result = progress or (lambda fraction, step: None), Sending()
    todo = list(_left(campaign, remind=remind).values_list("pk", "email"))
    if not todo:
        return result
    server = get_connection()
    try:
        _open(server)
        for position, (pk, email) in enumerate(todo):
            tell(
                position / len(todo),
                _("Message %(n)s sur %(total)s") % {"n": position + 1, "total": len(todo)},
            )
            _write(campaign, pk, email, remind, server, result)
    finally:
        server.close()
    return result


def _left(campaign: Campaign, *, remind: bool) -> QuerySet[Invitation]:
    """Invitations not sent; or sent, with a key that was not used, and not written to today. Nothing of the answers."""
    rows = Invitation.objects.filter(campaign=campaign, revoked_on=None).exclude(email="").order_by("pk")
    if not remind:
        return rows.filter(issued_on=None)
    unused = AccessKey.objects.filter(campaign=campaign).values("seat")
    return rows.filter(_not_today(), issued_on__isnull=False, pk__in=unused)


def _not_today() -> Q:
    return Q(reminded_on=None) | Q(reminded_on__lt=timezone.localdate())


def _write(
    campaign: Campaign, pk: UUID, email: str, remind: bool, server: BaseEmailBackend, result: Sending
) -> None:
    before, code = _claim(pk, remind)
    if code is None:
        return
    mark = Invitation.objects.filter(pk=pk)
    try:
        message_for(campaign, email, code, remind=remind, server=server).send()
    except (OSError, SMTPException) as problem:
        log.warning("A message of campaign %s did not leave: %s", campaign.pk, type(problem).__name__)
        with transaction.atomic():
            AccessKey.objects.filter(pk=access_hash(code)).delete()
            if remind:
                mark.update(reminded_on=before, failure=_why(problem))
            else:
                mark.update(issued_on=None, reminded_on=None, failure=_why(problem))
        result.failed += 1
        server.close()  # what a refusal leaves of the conversation is not known: the next one begins anew
        _open(server)
        return
    mark.exclude(failure="").update(failure="")
    result.sent += 1


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


def _open(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except (OSError, SMTPException) as problem:
        log.warning("The mail server did not answer: %s", type(problem).__name__)
        raise Unavailable(
            _("Le serveur de messagerie ne répond pas : le reste partira en recommençant.")
        ) from problem


def _why(problem: Exception) -> str:
    if isinstance(problem, SMTPRecipientsRefused):
        return _("adresse refusée par le serveur")
    return _("envoi interrompu")


def message_for(
    campaign: Campaign, email: str, code: str, *, remind: bool, server: BaseEmailBackend | None = None
) -> EmailMessage:
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
        subject=re.sub(r"\s*[\r\n]+\s*", " ", subject),
        body="\n\n".join(line for line in lines if line) + "\n",
        to=[email],
        connection=server,
    )
