"""Invite to a séance, tell that it changed or will not be: each person at most once per version (docs/adr/0016)."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actions.journal import record
from accounts.models import User
from dialogue.agenda import invitation_for
from dialogue.enums import SessionState
from dialogue.models import DialogueSession, Invitation
from dialogue.queries.members import expected_at
from jobs.actions.request import request_job
from jobs.models import Job
from rse_portal.common.errors import Conflict, Problem, Unavailable
from rse_portal.common.typography import heure, joined, jour

log = logging.getLogger("portail.invitations")
Progress = Callable[[float, str], None]


class NobodyToTell(Conflict):
    default = gettext_lazy("Chaque personne attendue a déjà reçu cette version de la séance.")


class TooLate(Conflict):
    default = gettext_lazy("Cette séance a déjà eu lieu : il n’y a plus personne à convoquer.")


class SomeFailed(Problem):
    """Some messages did not leave; running the job again writes to those alone."""


@dataclass
class Sent:
    """Outcome of one sending. failed: name → why."""

    sent: int = 0
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        told = ngettext("%(n)s message envoyé.", "%(n)s messages envoyés.", self.sent) % {"n": self.sent}
        if not self.failed:
            return told
        who = joined(f"{name} ({why})" for name, why in self.failed.items())
        return told + " " + _("Non partis : %s.") % who


def waiting_for(session: DialogueSession) -> list[User]:
    """Who has not been told this version yet: all that are expected; of a cancelled séance, those it was announced to.
    2 queries."""
    told = dict(session.invitations.order_by().values_list("person", "version"))
    if session.is_cancelled:
        people = list(
            User.objects.filter(pk__in=[pk for pk, version in told.items() if version], is_active=True)
        )
    else:
        people = [member.person for member in expected_at(session) if member.person.is_active]
    return [person for person in people if told.get(person.pk, 0) < session.version]


def request_invitations(*, session: DialogueSession, by: User) -> tuple[Job, bool]:
    """Queue the messages; one sending at a time per séance. Raises TooLate, NobodyToTell."""
    _refuse_past(session)
    if not waiting_for(session):
        raise NobodyToTell
    return request_job(
        kind="invite_members",
        label=_("Convocations – %s") % session.reference,
        by=by,
        key=f"invite_members:{session.pk}",
        session=str(session.pk),
    )


def _refuse_past(session: DialogueSession) -> None:
    if session.state in (SessionState.HELD, SessionState.CLOSED) or session.held_on < timezone.localdate():
        raise TooLate


def send_invitations(*, session: DialogueSession, by: User | None, progress: Progress | None = None) -> Sent:
    """Write to whoever was not told this version. May run twice. One refusal does not stop the others.

    session: with its assembly, moderator and secretary. Raises TooLate, Unavailable when the mail server does not answer:
    the rest waits for the next run.
    """
    _refuse_past(session)
    tell = progress or (lambda fraction, step: None)
    people = waiting_for(session)
    result = Sent()
    if not people:
        return result
    server = get_connection()
    try:
        _open(server)
        for position, person in enumerate(people):
            tell(
                position / len(people),
                _("Message %(n)s sur %(total)s") % {"n": position + 1, "total": len(people)},
            )
            _tell(session, person, server, result)
    finally:
        server.close()
    record(
        action="session.invited",
        by=by,
        target=session,
        version=session.version,
        sent=result.sent,
        failed=len(result.failed),
    )
    return result


def _open(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except (OSError, SMTPException) as problem:
        log.warning("The mail server did not answer: %s", type(problem).__name__)
        raise Unavailable(
            _("Le serveur de messagerie ne répond pas : le reste partira en recommençant.")
        ) from problem


def _tell(session: DialogueSession, person: User, server: BaseEmailBackend, result: Sent) -> None:
    before = _claim(session, person)
    if before is None:
        return
    mark = Invitation.objects.filter(session=session, person=person)
    try:
        message_for(session, person, server, again=bool(before.version)).send()
    except (OSError, SMTPException) as problem:
        log.warning("No invitation for account %s: %s", person.pk, type(problem).__name__)
        refused = isinstance(problem, SMTPRecipientsRefused)
        why = _("adresse refusée par le serveur") if refused else _("envoi interrompu")
        mark.update(version=before.version, sent_at=before.sent_at, failure=why)
        result.failed[str(person)] = why
        server.close()  # what a refusal leaves of the conversation is not known: the next one begins anew
        _open(server)
        return
    mark.update(failure="")
    result.sent += 1


@transaction.atomic
def _claim(session: DialogueSession, person: User) -> Invitation | None:
    """Move the watermark to this version and give what it was; None if somebody moved it already. One UPDATE decides."""
    Invitation.objects.bulk_create([Invitation(session=session, person=person)], ignore_conflicts=True)
    before = Invitation.objects.get(session=session, person=person)
    moved = Invitation.objects.filter(
        Q(version__lt=session.version), pk=before.pk, version=before.version
    ).update(version=session.version, sent_at=timezone.now())
    return before if moved else None


def message_for(
    session: DialogueSession, person: User, server: BaseEmailBackend | None = None, *, again: bool = False
) -> EmailMultiAlternatives:
    """In French, as text, with the event for the person's own calendar; nobody else is named.

    again: the person was told of the séance before, as it stood then.
    """
    with translation.override(settings.LANGUAGE_CODE):
        subject, opening = _opening(session, again)
        lines = [_("Bonjour %s,") % person.first_name, opening, when_and_where(session)]
        if session.is_cancelled:
            if session.cancel_reason:
                lines.append(_("Motif : %s") % session.cancel_reason)
        else:
            if session.purpose:
                lines.append(session.purpose)
            if session.agenda_items:
                points = "\n".join(f"{n}. {item}" for n, item in enumerate(session.agenda_items, start=1))
                lines.append(_("Ordre du jour :") + "\n" + points)
            lines.append(
                _("Documents et compte rendu : %s") % (settings.PUBLIC_URL + session.get_absolute_url())
            )
        lines.append(f"{_('Portail RSE')}, {settings.ORGANISATION_NAME}")
        event = invitation_for(session, person)
    message = EmailMultiAlternatives(
        subject=re.sub(r"\s*[\r\n]+\s*", " ", subject),  # a subject is somebody's text: no header of theirs
        body="\n\n".join(lines) + "\n",
        to=[person.email],
        connection=server,
    )
    method = "CANCEL" if session.is_cancelled else "REQUEST"
    message.attach("seance.ics", event, f"text/calendar; method={method}")
    return message


def _opening(session: DialogueSession, again: bool) -> tuple[str, str]:
    what = {"assembly": session.assembly, "day": jour(session.held_on)}
    if session.is_cancelled:
        return (
            _("Annulée : %(assembly)s du %(day)s") % what,
            _("La séance de %(assembly)s prévue le %(day)s n’aura pas lieu.") % what,
        )
    if again:
        return (
            _("Modifiée : %(assembly)s, le %(day)s") % what,
            _("La séance de %(assembly)s a changé. Voici ce qui vaut désormais.") % what,
        )
    return (
        _("%(assembly)s, le %(day)s") % what,
        _("Vous êtes attendu·e à la prochaine séance de %(assembly)s.") % what,
    )


def when_and_where(session: DialogueSession) -> str:
    parts = [jour(session.held_on)]
    if session.starts_at and session.ends_at:
        parts.append(
            _("de %(start)s à %(end)s") % {"start": heure(session.starts_at), "end": heure(session.ends_at)}
        )
    elif session.starts_at:
        parts.append(_("à %s") % heure(session.starts_at))
    lines = [" ".join(parts)]
    lines += [text for text in (session.place, session.link) if text]
    return "\n".join(lines)
