"""Remind the owners of actions 30, 7 and 1 days before the due date: each at most once (docs/adr/0016)."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actions.journal import record
from commitments.models import Action, ActionReminder
from commitments.queries.reminders import Due, due_reminders
from rse_portal.common.addresses import Address
from rse_portal.common.errors import Problem, Unavailable
from rse_portal.common.typography import jour, pourcent

log = logging.getLogger("portail.reminders")
Progress = Callable[[float, str], None]


class SomeFailed(Problem):
    """Some messages did not leave; those that did are kept, and running the job again sends only the others."""


@dataclass
class Sent:
    """Outcome of one sending. failed: code of the action → why."""

    sent: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        told = ngettext("%(n)s rappel envoyé.", "%(n)s rappels envoyés.", self.sent) % {"n": self.sent}
        if not self.failed:
            return told
        return told + " " + _("Non partis : %s.") % ", ".join(self.failed)


def send_action_reminders(*, now: datetime | None = None, progress: Progress | None = None) -> Sent:
    """Send what is due now. May run twice, and by two workers at once: one of them claims each message.

    One refusal does not stop the others. Raises Unavailable when the mail server does not answer: the rest waits.
    """
    now = now or timezone.now()
    tell = progress or (lambda fraction, step: None)
    todo, result = due_reminders(now), Sent()
    if not todo:
        return result
    server = get_connection()
    try:
        _open(server)
        for position, due in enumerate(todo):
            tell(position / len(todo), _("Rappels d’échéance"))
            _remind(due, now, server, result)
    finally:
        server.close()
    return result


def _open(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except (OSError, SMTPException) as problem:
        log.warning("The mail server did not answer: %s", type(problem).__name__)
        raise Unavailable(
            _("Le serveur de messagerie ne répond pas : le reste partira en recommençant.")
        ) from problem


def _remind(due: Due, now: datetime, server: BaseEmailBackend, result: Sent) -> None:
    row = _claim(due, now)
    if row is None:
        return
    mark = ActionReminder.objects.filter(pk=row.pk)
    try:
        message_for(due, now, server).send()
    except (OSError, SMTPException) as problem:
        log.warning("No reminder for action %s: %s", due.action.code, type(problem).__name__)
        refused = isinstance(problem, SMTPRecipientsRefused)
        why = _("adresse refusée par le serveur") if refused else _("envoi interrompu")
        mark.update(sent_at=None, failure=why)
        result.failed[due.action.code] = why
        server.close()  # what a refusal leaves of the conversation is not known: the next one begins anew
        _open(server)
        return
    record(action="action.reminded", by=None, target=due.action, code=due.action.code, days=due.days)
    result.sent += 1


@transaction.atomic
def _claim(due: Due, now: datetime) -> ActionReminder | None:
    """Write that it was sent; None when somebody did, or when the action has another owner, date or end by now."""
    still = (
        Action.objects.select_for_update().left().filter(pk=due.action.pk, owner=due.user, due_on=due.due_on)
    )
    if not still.exists():
        return None
    key = {"action": due.action, "user": due.user, "due_on": due.due_on, "days": due.days}
    row = ActionReminder.objects.filter(**key).first()
    if row is None:
        try:
            with transaction.atomic():
                return ActionReminder.objects.create(**key, sent_at=now)
        except IntegrityError:
            return None
    won = ActionReminder.objects.filter(pk=row.pk, sent_at=None).update(sent_at=now, failure="")
    return row if won else None


def message_for(due: Due, now: datetime, server: BaseEmailBackend | None = None) -> EmailMessage:
    """In French, as text: what is due, when, how far it is said to be, and the way to say more."""
    with translation.override(settings.LANGUAGE_CODE):
        wait = (due.due_on - timezone.localdate(now)).days
        if wait == 0:
            when = _("aujourd’hui")
        elif wait == 1:
            when = _("demain")
        else:
            when = _("dans %(n)s jours") % {"n": wait}
        page = Address("commitments:action-detail", (due.action.code,)).url
        lines = (
            _("Bonjour %s,") % due.user.first_name,
            _(
                "L’action « %(title)s » (%(code)s), dont vous êtes responsable, arrive à échéance %(when)s, le %(day)s."
            )
            % {"title": due.action.title, "code": due.action.code, "when": when, "day": jour(due.due_on)},
            _("Avancement noté : %(progress)s, %(state)s.")
            % {"progress": pourcent(due.action.progress), "state": due.action.get_state_display()},
            _("Dire où elle en est : %s") % (settings.PUBLIC_URL + page),
            f"{_('Portail RSE')}, {settings.ORGANISATION_NAME}",
        )
        subject = _("%(code)s : échéance %(when)s") % {"code": due.action.code, "when": when}
    return EmailMessage(
        subject=re.sub(r"\s*[\r\n]+\s*", " ", subject),
        body="\n\n".join(lines) + "\n",
        to=[due.user.email],
        connection=server,
        headers={"Auto-Submitted": "auto-generated"},
    )
