"""Tell each volunteer what became of their words: one message a day at most, never the same news twice (ADR 0016)."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from smtplib import SMTPException, SMTPRecipientsRefused

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.actions.journal import record
from accounts.models import User
from dialogue.models import DigestMark, Feedback, FeedbackStep
from dialogue.queries.digest import News, news_of, people_with_news
from dialogue.queries.step_words import words_of_step
from rse_portal.common.addresses import Address
from rse_portal.common.errors import Gone, Problem, Unavailable
from rse_portal.common.typography import jour, nombre

log = logging.getLogger("portail.digests")
Progress = Callable[[float, str], None]
SALT = "dialogue.digest.unsubscribe"
AT_ONCE = 200  # people whose news are read together
QUOTED = 140  # signs of a sentence recalled to its author


class SomeFailed(Problem):
    """Some messages did not leave; those that did are kept, and running the job again sends only the others."""


class NotASubscription(Gone):
    default = gettext_lazy(
        "Ce lien de désabonnement n’est pas valable. Vos réglages sont dans « Votre compte »."
    )


@dataclass
class Sent:
    """How many messages left, and the reasons of those that did not: a job names nobody."""

    sent: int = 0
    failed: dict[int, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        told = ngettext("%(n)s courriel envoyé.", "%(n)s courriels envoyés.", self.sent) % {
            "n": nombre(self.sent)
        }
        lost = len(self.failed)
        if not lost:
            return told
        return (
            told
            + " "
            + ngettext(
                "%(n)s n’est pas parti : il partira en recommençant.",
                "%(n)s ne sont pas partis : ils partiront en recommençant.",
                lost,
            )
            % {"n": nombre(lost)}
        )


def send_digests(*, now: datetime | None = None, progress: Progress | None = None) -> Sent:
    """Write to whoever has news and was not written to today. May run twice, and by two workers at once.

    One refusal does not stop the others. Raises Unavailable when the mail server does not answer: the rest waits.
    Queries: 1, then 3 per AT_ONCE people and 4 per message.
    """
    now = now or timezone.now()
    tell = progress or (lambda fraction, step: None)
    people = people_with_news(now)
    result = Sent()
    if not people:
        return result
    server = get_connection()
    try:
        _open(server)
        for start in range(0, len(people), AT_ONCE):
            tell(start / len(people), _("Courriels de suivi"))
            for news in news_of(people[start : start + AT_ONCE], now):
                _write_to(news, now, server, result)
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


def _write_to(news: News, now: datetime, server: BaseEmailBackend, result: Sent) -> None:
    before = _claim(news, now)
    if before is None:
        return
    mark = DigestMark.objects.filter(user=news.user)
    try:
        message_for(news, server).send()
    except (OSError, SMTPException) as problem:
        log.warning("No digest for account %s: %s", news.user.pk, type(problem).__name__)
        refused = isinstance(problem, SMTPRecipientsRefused)
        why = _("adresse refusée par le serveur") if refused else _("envoi interrompu")
        mark.update(sent_at=before.sent_at, told_step=before.told_step, failure=why)
        result.failed[news.user.pk] = why
        server.close()  # what a refusal leaves of the conversation is not known: the next one begins anew
        _open(server)
        return
    mark.update(failure="")
    record(action="digest.sent", by=None, target=news.user, remontees=len(news.steps))
    result.sent += 1


@transaction.atomic
def _claim(news: News, now: datetime) -> DigestMark | None:
    """Move the watermark and give what it was; None if somebody moved it, or wrote to this person today."""
    before = DigestMark.objects.filter(user=news.user).first()
    if before is None:
        try:
            with transaction.atomic():
                DigestMark.objects.create(user=news.user, told_step=news.up_to, sent_at=now)
        except IntegrityError:
            return None
        return DigestMark(user=news.user)
    today = timezone.make_aware(datetime.combine(timezone.localdate(now), time.min))
    moved = DigestMark.objects.filter(
        Q(sent_at=None) | Q(sent_at__lt=today),
        pk=before.pk,
        opted_out_at=None,
        told_step=before.told_step,
        told_step__lt=news.up_to,
    ).update(sent_at=now, told_step=news.up_to)
    return before if moved else None


def message_for(news: News, server: BaseEmailBackend | None = None) -> EmailMessage:
    """In French, as text: what moved on their own remontées, and how to have no more of it."""
    with translation.override(settings.LANGUAGE_CODE):
        out = (
            settings.PUBLIC_URL + Address("dialogue:digest-unsubscribe", (unsubscribe_token(news.user),)).url
        )
        n = len(news.steps)
        intro = ngettext(
            "Voici ce qui a avancé sur la remontée que vous avez rapportée.",
            "Voici ce qui a avancé sur %(n)s remontées que vous avez rapportées.",
            n,
        ) % {"n": nombre(n)}
        parts = [_("Bonjour %s,") % news.user.first_name, intro]
        parts += ["\n".join(_lines(feedback, steps)) for feedback, steps in news.told]
        if news.others:
            parts.append(
                ngettext(
                    "Et %(n)s autre, à lire dans le portail.",
                    "Et %(n)s autres, à lire dans le portail.",
                    news.others,
                )
                % {"n": nombre(news.others)}
            )
        parts += [
            f"{_('Portail RSE')}, {settings.ORGANISATION_NAME}",
            _("Un courriel par jour au plus. Ne plus en recevoir : %s") % out,
        ]
        subject = ngettext("Votre remontée avance", "%(n)s de vos remontées avancent", n) % {"n": nombre(n)}
    return EmailMessage(
        subject=subject,
        body="\n\n".join(parts) + "\n",
        to=[news.user.email],
        connection=server,
        headers={
            "List-Unsubscribe": f"<{out}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
            "Auto-Submitted": "auto-generated",
        },
    )


def _lines(feedback: Feedback, steps: Sequence[FeedbackStep]) -> Iterator[str]:
    quoted = re.sub(r"\s+", " ", feedback.text)
    if len(quoted) > QUOTED:
        quoted = quoted[: QUOTED - 1].rstrip() + "…"
    yield f"« {quoted} » ({feedback.reference})"
    for step in steps:
        yield f"– {jour(timezone.localtime(step.at))} : {words_of_step(step)}"
        if step.text:
            yield step.text
    yield settings.PUBLIC_URL + Address("dialogue:feedback-detail", (feedback.pk,)).url


def unsubscribe_token(user: User) -> str:
    """Says who, for this purpose alone; nobody else can write one."""
    return signing.Signer(salt=SALT).sign(str(user.pk))


def person_of_token(token: str) -> User:
    """Raises NotASubscription."""
    try:
        key = signing.Signer(salt=SALT).unsign(token)
        return User.objects.get(pk=key)
    except (signing.BadSignature, ValueError, User.DoesNotExist):
        raise NotASubscription from None


@transaction.atomic
def choose_digests(*, user: User, wanted: bool, by: User | None) -> bool:
    """Want them or not; False when that was so already. Wanting them again tells what moved meanwhile. 3 queries.

    by: the person, None for the link of a message, which says who without a sign-in.
    """
    mark, _new = DigestMark.objects.select_for_update().get_or_create(user=user)
    if wanted == (mark.opted_out_at is None):
        return False
    mark.opted_out_at = None if wanted else timezone.now()
    mark.save(update_fields=["opted_out_at"])
    record(action="digest.chosen", by=by, target=user, wanted=wanted)
    return True
