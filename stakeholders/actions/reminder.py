"""Remind assessors of what they have left to score: one message each, never two within a day (docs/adr/0016)."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actions.journal import record
from accounts.models import User
from iso26000.models import AssessmentCycle, Assessor, Reminder
from iso26000.models.reminder import PAUSE
from jobs.actions.request import request_job
from jobs.models import Job
from rse_portal.common.addresses import Address
from rse_portal.common.errors import Conflict, Problem, Unavailable
from rse_portal.common.typography import joined
from stakeholders.queries.panel import Work, seats_with_work, share_of, work_of

log = logging.getLogger("portail.reminders")
Progress = Callable[[float, str], None]


class RemindedLately(Conflict):
    default = gettext_lazy("Un rappel est déjà parti il y a moins de vingt-quatre heures.")


class NothingLeft(Conflict):
    default = gettext_lazy("Cette personne n’a plus rien à coter dans cet exercice.")


class SomeFailed(Problem):
    """Some messages did not leave; those that did are kept, and running the job again sends only the others."""


@dataclass
class Sent:
    """Outcome of one sending, by name of person. failed: name → why."""

    sent: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        told = ngettext("%(n)s rappel envoyé.", "%(n)s rappels envoyés.", len(self.sent)) % {
            "n": len(self.sent)
        }
        if not self.failed:
            return told
        who = joined(f"{name} ({why})" for name, why in self.failed.items())
        return told + " " + _("Non partis : %s.") % who


def request_reminders(
    *, cycle: AssessmentCycle, by: User | None, seat: Assessor | None = None
) -> tuple[Job, bool]:
    """Queue reminders for `seat`, or for everyone who has something left. One sending at a time per cycle.

    Raises Conflict in a closed cycle, RemindedLately, NothingLeft.
    """
    _refuse_closed(cycle)
    if seat is not None:
        work = _work(cycle, [seat.pk])
        if not work or work[0].is_done:
            raise NothingLeft
        if Reminder.objects.recent().filter(cycle=cycle, assessor=seat).exists():
            raise RemindedLately
    return request_job(
        kind="remind_assessors",
        label=_("Rappels – %s") % cycle.label,
        by=by,
        key=f"remind_assessors:{cycle.pk}",
        cycle=cycle.pk,
        seat=seat.pk if seat else None,
    )


def send_reminders(
    *,
    cycle: AssessmentCycle,
    by: User | None,
    seat_id: int | None = None,
    progress: Progress | None = None,
) -> Sent:
    """Write to whoever has something left, `by` apart, unless they were reminded within a day. May run twice.

    One refusal does not stop the others. Raises Unavailable when the mail server does not answer: nobody was
    written to then, or the rest waits for the next run.
    """
    _refuse_closed(cycle)
    tell = progress or (lambda fraction, step: None)
    tell(0.0, _("Lecture de ce qui reste à coter"))
    todo = [work for work in _work(cycle, [seat_id] if seat_id else None) if not work.is_done]
    if seat_id is None and by is not None:
        todo = [work for work in todo if work.seat.user_id != by.pk]
    result = Sent()
    if not todo:
        return result
    server = get_connection()
    try:
        _open(server)
        for position, work in enumerate(todo):
            tell(
                position / len(todo),
                _("Rappel %(n)s sur %(total)s") % {"n": position + 1, "total": len(todo)},
            )
            _remind(cycle, work, by, server, result)
    finally:
        server.close()
    return result


def _refuse_closed(cycle: AssessmentCycle) -> None:
    if not AssessmentCycle.objects.filter(pk=cycle.pk, state="open").exists():
        raise Conflict(_("Cet exercice est clos : il n’y a plus rien à coter."))


def _work(cycle: AssessmentCycle, seats: Sequence[int] | None) -> list[Work]:
    """Of those who may still score: a role may have gone since. 3 queries, and 1 per person for their rights."""
    rows = seats_with_work(cycle)
    if seats is not None:
        rows = rows.filter(pk__in=seats)
    share = share_of(cycle)
    return [
        work_of(row, share)
        for row in rows
        if row.user is not None and row.user.has_perm("stakeholders.score_impact")
    ]


def _open(server: BaseEmailBackend) -> None:
    try:
        server.open()
    except (OSError, SMTPException) as problem:
        log.warning("The mail server did not answer: %s", type(problem).__name__)
        raise Unavailable(
            _("Le serveur de messagerie ne répond pas : le reste partira en recommençant.")
        ) from problem


def _remind(
    cycle: AssessmentCycle, work: Work, by: User | None, server: BaseEmailBackend, result: Sent
) -> None:
    before = _claim(cycle, work.seat, by)
    if before is None:
        return
    mark = Reminder.objects.filter(cycle=cycle, assessor=work.seat)
    try:
        message_for(cycle, work, by, server).send()
    except (OSError, SMTPException) as problem:
        log.warning("No reminder for %s: %s", work.seat.code, type(problem).__name__)
        why = _why(problem)
        mark.update(sent_at=before.sent_at, failure=why)
        result.failed[str(work.seat.user)] = why
        server.close()  # what a refusal leaves of the conversation is not known: the next one begins anew
        _open(server)
        return
    mark.update(failure="")
    record(action="assessor.reminded", by=by, target=work.seat, cycle=cycle.slug)
    result.sent.append(str(work.seat.user))


@transaction.atomic
def _claim(cycle: AssessmentCycle, seat: Assessor, by: User | None) -> Reminder | None:
    """Move the watermark to now and give what it was; None if somebody moved it within a day. One UPDATE decides."""
    before = Reminder.objects.filter(cycle=cycle, assessor=seat).first()
    if before is None:
        try:
            with transaction.atomic():
                Reminder.objects.create(cycle=cycle, assessor=seat, by=by, sent_at=timezone.now())
        except IntegrityError:
            return None
        return Reminder(cycle=cycle, assessor=seat)
    old_enough = Q(sent_at=None) | Q(sent_at__lte=timezone.now() - PAUSE)
    moved = Reminder.objects.filter(old_enough, pk=before.pk).update(sent_at=timezone.now(), by=by)
    return before if moved else None


def _why(problem: Exception) -> str:
    if isinstance(problem, SMTPRecipientsRefused):
        return _("adresse refusée par le serveur")
    return _("envoi interrompu")


def message_for(
    cycle: AssessmentCycle, work: Work, by: User | None, server: BaseEmailBackend | None = None
) -> EmailMessage:
    """In French, as text: what is left and the way to the grid; never a score."""
    assert work.seat.user is not None
    with translation.override(settings.LANGUAGE_CODE):
        left = _left(work)
        grid = Address("stakeholders:score-grid", query={"exercice": cycle.slug})
        lines = (
            _("Bonjour %s,") % work.seat.user.first_name,
            _("%(who)s vous rappelle que votre regard est attendu dans « %(cycle)s ».")
            % {"who": by or _("L’équipe RSE"), "cycle": cycle.label},
            _("Il vous reste %s.") % left,
            _("Ouvrir la grille : %s") % (settings.PUBLIC_URL + (grid.url or "/")),
            _("Vos notes s’enregistrent à mesure, et personne ne les voit avant d’avoir donné les siennes."),
            f"{_('Portail RSE')}, {settings.ORGANISATION_NAME}",
        )
        subject = _("%(cycle)s : il vous reste %(left)s") % {"cycle": cycle.label, "left": left}
    return EmailMessage(
        subject=re.sub(r"\s*[\r\n]+\s*", " ", subject),  # a label is somebody's text: no header of theirs
        body="\n\n".join(lines) + "\n",
        to=[work.seat.user.email],
        connection=server,
    )


def _left(work: Work) -> str:
    parts = []
    if n := work.impacts_left:
        parts.append(ngettext("%(n)s impact à coter", "%(n)s impacts à coter", n) % {"n": n})
    if n := work.levels_left:
        parts.append(
            ngettext("%(n)s niveau de pratique à donner", "%(n)s niveaux de pratique à donner", n) % {"n": n}
        )
    return _(" et ").join(parts)
