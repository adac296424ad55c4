"""What the settings read must exist before pytest-django imports them: loaded by `-p tests.support.environment`.

A conftest.py would come too late. Processes of pytest-xdist inherit the environment of the first one, which alone
makes the temporary folder and removes it at the end.
"""

import atexit
import os
import shutil
import socket
import tempfile
from ipaddress import ip_address
from pathlib import Path
from typing import Any

_MARK = "RSE_TESTS_FOLDER"


class NetworkForbidden(RuntimeError):
    """A test reached for the network. Only this machine answers in tests."""


def prepare_environment() -> None:
    if _MARK not in os.environ:
        folder = tempfile.mkdtemp(prefix="rse-tests-")
        os.environ[_MARK] = folder
        owner = os.getpid()
        # Forked children run the same handlers: only the process that made the folder removes it.
        atexit.register(_remove, folder, owner)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    os.environ["VAR_DIR"] = str(Path(os.environ[_MARK]) / worker)
    Path(os.environ["VAR_DIR"], "static").mkdir(
        parents=True, exist_ok=True
    )  # whitenoise warns where it is missing
    os.environ["DJANGO_SETTINGS_MODULE"] = "rse_portal.settings.test"
    os.environ.setdefault("TZ", "Europe/Paris")
    for name in ("DEBUG", "SECRET_KEY", "EMAIL_URL", "CACHE_URL", "ALLOWED_HOSTS", "PORT", "PUBLIC_URL"):
        os.environ.pop(name, None)  # the developer's own settings are not what is tested


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _is_here(host: object) -> bool:
    if host in (None, "", "localhost", b"localhost"):
        return True
    try:
        return ip_address(host.decode() if isinstance(host, bytes) else str(host)).is_loopback
    except ValueError:
        return False


def forbid_network() -> None:
    """Refuse connections and name look-ups that leave this machine; unix sockets are fine."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(connection: socket.socket, address: Any) -> None:
        if connection.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(address[0]):
            raise NetworkForbidden(f"connection to {address[0]}:{address[1]}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_here(host):
            raise NetworkForbidden(f"look-up of {host}")
        return getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = guarded_connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = guarded_connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = guarded_getaddrinfo


prepare_environment()
forbid_network()
