"""The real thing: `manage.py demo` with its own folder and port, as ./run starts it."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 180  # the demo mutual is loaded on the way
NOT_INHERITED = (
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "DEBUG",
    "EMAIL_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "PUBLIC_URL",
)


class PortalDidNotStart(RuntimeError):
    pass


@dataclass
class Portal:
    address: str
    process: "subprocess.Popen[bytes]"
    log: Path
    environ: dict[str, str]

    def manage(self, *words: str, typed: str = "") -> str:
        """`manage.py …` on the data of this portal; `typed` is what one would type. Raises when it fails."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *words],
            env=self.environ, input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def running_portal(folder: Path, *, port: int = 0, **environ: str) -> Iterator[Portal]:
    """Start it, wait until it says that it is ready, stop it as Ctrl-C does. The same folder keeps its data."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    log = folder / "demo.log"
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    settings = {
        "DJANGO_SETTINGS_MODULE": "rse_portal.settings.dev",
        "VAR_DIR": str(folder / "var"),
        "PORT": str(port),
    }
    environ = {**inherited, **settings, **environ}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "demo"],
            env=environ,
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, process_group=0,
        )  # fmt: skip
    try:
        _wait_until_ready(process, address, log)
        yield Portal(address, process, log, environ)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            raise


def _wait_until_ready(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if "Le portail est prêt" in log.read_text(errors="replace"):
            return
        time.sleep(0.1)
    raise PortalDidNotStart(f"no answer from {address}:\n{log.read_text(errors='replace')[-4000:]}")


def status_of(url: str) -> int:
    """The status of a page, redirections followed; 0 if nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 – our own address
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        return refusal.code
    except OSError:
        return 0
