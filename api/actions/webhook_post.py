"""One POST, as Standard Webhooks says: signed, to the address that was checked; no redirection followed, no answer kept."""

import base64
import hashlib
import hmac
import http.client
import socket
import ssl
from contextlib import suppress
from threading import Timer

from api.destinations import Destination, address_of, destination_of

TIMEOUT = 5  # seconds without a byte; of the whole greeting, over TLS
LONGEST = 15  # seconds for the whole: a receiver that answers drop by drop is cut off


def signature_of(*, key: bytes, event_id: str, timestamp: int, body: str) -> str:
    signed = f"{event_id}.{timestamp}.{body}".encode()
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def post(*, url: str, key: bytes, event_id: str, timestamp: int, body: str) -> int:
    """The status of the answer, of which nothing else is read.

    Raises WrongDestination when the address is not, or no longer, allowed; OSError and HTTPException when nothing
    answers.
    """
    destination = destination_of(url)
    connection = _connection(destination, address_of(destination))
    cut = Timer(LONGEST, _cut, [connection])
    cut.daemon = True
    cut.start()
    try:
        connection.request(
            "POST",
            destination.path,
            body.encode(),
            {
                "Content-Type": "application/json",
                "User-Agent": "portail-rse",
                "webhook-id": event_id,
                "webhook-timestamp": str(timestamp),
                "webhook-signature": signature_of(key=key, event_id=event_id, timestamp=timestamp, body=body),
            },
        )
        return connection.getresponse().status
    finally:
        cut.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """Connects to an address, under the name of its host."""

    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _PinnedTLS(_Pinned):
    def connect(self) -> None:
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


def _connection(destination: Destination, address: str) -> _Pinned:
    made = _Pinned if destination.is_plain else _PinnedTLS
    connection = made(destination.host, destination.port, timeout=TIMEOUT)
    connection.address = address
    return connection


def _cut(connection: http.client.HTTPConnection) -> None:
    with suppress(OSError, AttributeError):  # not yet connected, or closed meanwhile
        connection.sock.shutdown(socket.SHUT_RDWR)
