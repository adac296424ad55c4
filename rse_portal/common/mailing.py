"""Messages to people without an account, one after the other: a refusal stops none of the others, and has a cause."""

import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Self, TypeVar

from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rse_portal.common.errors import Problem, Unavailable

log = logging.getLogger("portail.mailing")
Progress = Callable[[float, str], None]
T = TypeVar("T")


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


class Postbox:
    """One conversation with the mail server. `with Postbox() as post: why = post.send(message)`.

    Raises Unavailable when the server does not answer: the rest leaves by running the job again.
    """

    def __init__(self) -> None:
        self.server = get_connection()

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *_problem: object) -> None:
        self.server.close()

    def send(self, message: EmailMessage) -> str:
        """Why it did not leave, in words for the person who sends; « » when it did."""
        message.connection = self.server
        try:
            message.send()
        except (OSError, SMTPException) as problem:
            log.warning("A message did not leave: %s", type(problem).__name__)
            self.server.close()  # what a refusal leaves of the conversation is not known: the next one begins anew
            refused = isinstance(problem, SMTPRecipientsRefused)
            return _("adresse refusée par le serveur") if refused else _("envoi interrompu")
        return ""

    def again(self) -> None:
        """After a refusal, once what it undoes is written."""
        self._open()

    def _open(self) -> None:
        try:
            self.server.open()
        except (OSError, SMTPException) as problem:
            log.warning("The mail server did not answer: %s", type(problem).__name__)
            raise Unavailable(
                _("Le serveur de messagerie ne répond pas : le reste partira en recommençant.")
            ) from problem


def send_each(
    todo: Sequence[T],
    *,
    claim: Callable[[T], EmailMessage | None],
    settle: Callable[[T, str], None],
    progress: Progress | None = None,
) -> Sending:
    """Write to each of `todo`.

    claim: notes that the message leaves, before it does, and gives it; None when somebody else wrote meanwhile.
    settle: notes what came of it: « », or why it did not leave. Raises Unavailable.
    """
    tell, result = progress or (lambda fraction, step: None), Sending()
    if not todo:
        return result
    with Postbox() as post:
        for position, one in enumerate(todo):
            tell(
                position / len(todo),
                _("Message %(n)s sur %(total)s") % {"n": position + 1, "total": len(todo)},
            )
            message = claim(one)
            if message is None:
                continue
            why = post.send(message)
            settle(one, why)
            if why:
                result.failed += 1
                post.again()
            else:
                result.sent += 1
    return result


def one_line(text: str) -> str:
    """A subject is somebody's text: no header of theirs."""
    return re.sub(r"\s*[\r\n]+\s*", " ", text)
