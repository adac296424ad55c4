"""A real web server on loopback, as ./run starts it, and a browser of sorts that keeps its connection open."""

import http.client
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.counting import ASK, TELL
from benchmarks.measure import ROOT, environ
from tests.support.servers import Redis, free_port, postgresql

START_SECONDS = 60
NO_HEADER: Mapping[str, str] = {}
# As the README says; importing them would need Django.
MANAGER, AUDITOR, PASSWORD = "responsable@demo.example", "auditeur@demo.example", "demo-rse-2026"


class NotThePage(RuntimeError):
    """The server answered something else than the page asked for."""


class Client:
    """One person, one connection kept open, cookies."""

    def __init__(self, port: int) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: SimpleCookie = SimpleCookie()

    def ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str] = NO_HEADER,
        form: Mapping[str, str] | None = None,
    ) -> http.client.HTTPResponse:
        headers = {
            **headers,
            "Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items()),
        }
        body = None
        if form is not None:
            body = urlencode(form)
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        for value in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.load(value)
        return answer

    def get(self, path: str) -> bytes:
        answer = self.ask("GET", path)
        content = answer.read()
        if answer.status != 200:
            raise NotThePage(f"{path}: {answer.status}")
        return content

    def queries(self, path: str) -> int:
        answer = self.ask("GET", path, {ASK: "1"})
        answer.read()
        return int(answer.headers[TELL])

    def post(self, path: str, page: str, **form: str) -> str:
        """Post to `path` with the token of the form of `page`; the address that the answer leads to."""
        answer = self.ask("POST", path, form={"csrfmiddlewaretoken": self.token(page), **form})
        content = answer.read()
        if answer.status != 302:
            raise NotThePage(f"POST {path}: {answer.status} {content[:300]!r}")
        return answer.headers["Location"]

    def token(self, page: str) -> str:
        """What the forms of `page` carry against forgery. Raises NotThePage without any form."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(page).decode())
        if not found:
            raise NotThePage(f"{page} has no form")
        return found[1]

    def sign_in(self, email: str = MANAGER) -> "Client":
        self.post("/connexion/", "/connexion/", login=email, password=PASSWORD)
        return self


def web(port: int, workers: int = 1) -> list[str]:
    size = ["--workers", str(workers), "--blocking-threads", "4"]
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "warning"]
    return [*granian, *size, "--host", "127.0.0.1", "--port", str(port), "rse_portal.wsgi:application"]


@contextmanager
def serving(folder: Path, workers: int = 1, **more: str) -> Iterator[int]:
    """A granian server on the portal of `folder`; yields its port once it answers."""
    port = free_port()
    with started(web(port, workers), folder, PORT=str(port), **more):
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                Client(port).get("/healthz")
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield port


@contextmanager
def services(folder: Path) -> Iterator[dict[str, str]]:
    """PostgreSQL and Redis as in production, for the portal of `folder`; yields the variables that lead to them."""
    (folder / "static").mkdir(parents=True)
    with ExitStack() as stack:
        redis = Redis(free_port())
        redis.start()
        stack.callback(redis.remove)
        yield {
            "DATABASE_URL": stack.enter_context(postgresql()),
            "CELERY_BROKER_URL": f"redis://127.0.0.1:{redis.port}/0",
            "CACHE_URL": f"redis://127.0.0.1:{redis.port}/1",
        }


@contextmanager
def started(command: list[str], folder: Path, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of the portal of `folder`, stopped at the end."""
    with (folder / "logs/benchmark.log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environ(folder, **more), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
