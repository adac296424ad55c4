"""Where a webhook may write: the hosts that the platform allows, over TLS, never inside its own network by surprise."""

import socket
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rse_portal.common.errors import Unprocessable

LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class WrongDestination(Unprocessable):
    default = _("Cette adresse n’est pas lisible : https://hôte/chemin.")


class HostNotAllowed(WrongDestination):
    default = _("Cet hôte n’est pas parmi ceux que la plateforme admet.")


class NotEncrypted(WrongDestination):
    default = _("Il faut une adresse en https.")


class PrivateAddress(WrongDestination):
    default = _("Cet hôte a une adresse privée que la plateforme n’admet pas.")


@dataclass(frozen=True)
class Destination:
    """host: in lower case, without brackets. path: with its query."""

    host: str
    port: int
    path: str
    is_plain: bool


def destination_of(url: str) -> Destination:
    """Raises WrongDestination: HostNotAllowed, NotEncrypted. Asks the network nothing."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError as problem:
        raise WrongDestination from problem
    if (
        not host
        or parts.scheme not in ("https", "http")
        or parts.username
        or parts.password
        or parts.fragment
    ):
        raise WrongDestination
    if not (url.isascii() and url.isprintable()) or " " in url:  # a line feed would write headers of its own
        raise WrongDestination
    is_plain = parts.scheme == "http"
    if is_plain and not (settings.WEBHOOK_PLAIN_LOOPBACK and host in LOOPBACK):
        raise NotEncrypted
    if host not in settings.WEBHOOK_ALLOWED_HOSTS:
        raise HostNotAllowed
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Destination(host, port or (80 if is_plain else 443), path, is_plain)


def address_of(destination: Destination) -> str:
    """The address to connect to, asked once: what the name says a moment later changes nothing.

    A private address must be in the list too, by itself: a host that is allowed cannot point inside. Raises
    PrivateAddress, and OSError when the name is unknown.
    """
    found = socket.getaddrinfo(destination.host, destination.port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not all(_is_open(address, destination) for address in addresses):
        raise PrivateAddress
    return str(addresses[0])


def _is_open(address: IPv4Address | IPv6Address, destination: Destination) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if destination.is_plain and not address.is_loopback:
        return False
    public = address.is_global and not address.is_multicast
    return public or str(address) in settings.WEBHOOK_ALLOWED_HOSTS
