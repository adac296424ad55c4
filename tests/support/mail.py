"""A real mail server on the loopback, small enough to read: it keeps what it is given and refuses whom it is told to."""

import socketserver
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class Mailbox:
    """port: where it listens. received: the messages, in the order of their arrival."""

    port: int
    received: list[EmailMessage] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    @property
    def recipients(self) -> list[str]:
        return [str(message["To"]) for message in self.received]


class _Conversation(socketserver.StreamRequestHandler):
    """The five commands of RFC 5321 that a client needs."""

    def handle(self) -> None:
        self._say("220 tests")
        while line := self.rfile.readline():
            verb = line.decode().strip().upper()
            if verb.startswith(("EHLO", "HELO", "MAIL", "RSET")):
                self._say("250 ok")
            elif verb.startswith("RCPT"):
                address = line.decode().partition("<")[2].partition(">")[0]
                self._say("550 no such person" if address in self.mailbox.refused else "250 ok")
            elif verb.startswith("DATA"):
                self._say("354 go on")
                self._read()
            elif verb.startswith("QUIT"):
                self._say("221 bye")
                return

    def _read(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = message_from_bytes(b"".join(lines), policy=policy.default)
        self.mailbox.received.append(message)  # type: ignore[arg-type]
        self._say("250 kept")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    @property
    def mailbox(self) -> Mailbox:
        return self.server.mailbox  # type: ignore[attr-defined,no-any-return]


@contextmanager
def mail_server(*, refused: Collection[str] = ()) -> Iterator[Mailbox]:
    """Listens until the end of the block; answers 550 to `refused`, which may change meanwhile."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        mailbox = Mailbox(server.server_address[1], refused=set(refused))
        server.mailbox = mailbox  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield mailbox
        finally:
            server.shutdown()
            thread.join(5)
