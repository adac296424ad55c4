"""Employees answering at once: each opens a link, answers seven steps and submits, over loopback, to a real server.

    python -m benchmarks.campaign [--people 2000] [--at-once 20] [--seconds 60]

Prints the median and the 95th percentile per request, refuses any 5xx, and compares the answers stored with those
acknowledged. 2,000 people within the hour are 0.6 a second; this asks as fast as the server goes.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.measure import ROOT, environ
from benchmarks.portal import Client, serving

ENTER = "/diagnostic/repondre/"
STEPS = 7
PATIENCE = 300  # seconds for the preparation of the world


@dataclass
class Tally:
    """What every employee measured, together. times: seconds per request, by what it asked."""

    times: dict[str, list[float]] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, seconds: float, status: int) -> None:
        with self.lock:
            self.times.setdefault(what, []).append(seconds)
            self.statuses[status] += 1


def answer(port: int, code: str, tally: Tally) -> None:
    """One employee, from the link to the thanks."""
    client = Client(port)

    def ask(what: str, method: str, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        start = time.perf_counter()
        found = client.ask(method, path, form=form)
        text = found.read().decode()
        tally.took(what, time.perf_counter() - start, found.status)
        return text, found.headers.get("Location", "")

    def token(text: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        return found[1] if found else ""

    page, _to = ask("page", "GET", f"{ENTER}{code}/")
    _page, to = ask("begin", "POST", ENTER, {"csrfmiddlewaretoken": token(page), "code": code, "begin": "1"})
    for _step in range(STEPS):
        page, _to = ask("page", "GET", to)
        given = dict.fromkeys(re.findall(r'name="([0-9][^"/]+-[a-z])"', page), "3")
        _page, to = ask("step", "POST", to, {"csrfmiddlewaretoken": token(page), **given})
    page, _to = ask("page", "GET", to)
    _page, to = ask("submit", "POST", to, {"csrfmiddlewaretoken": token(page)})
    if to.endswith("/profil/"):
        with tally.lock:
            tally.acknowledged += 1
    ask("page", "GET", to or ENTER)


def measure(folder: Path, people: int, at_once: int, seconds: float) -> dict[str, Any]:
    """Start a portal in `folder`, let `people` answer, `at_once` at a time, until `seconds` have passed."""
    codes = _told(folder, "prepare", str(people))
    tally, start = Tally(), time.perf_counter()
    with serving(folder) as port, ThreadPoolExecutor(at_once) as pool:

        def one(code: str) -> None:
            if time.perf_counter() - start < seconds:
                answer(port, code, tally)

        list(pool.map(one, codes))
    elapsed = time.perf_counter() - start
    stored = _told(folder, "count")
    return {
        "seconds": round(elapsed, 1),
        "acknowledged": tally.acknowledged,
        "stored": stored,
        "per second": round(tally.acknowledged / elapsed, 1),
        "5xx": sum(n for status, n in tally.statuses.items() if status >= 500),
        "statuses": dict(tally.statuses),
        "milliseconds": {
            what: {
                "median": round(median(times) * 1000, 1),
                "p95": round(quantiles(times, n=20)[-1] * 1000, 1) if len(times) > 1 else None,
                "max": round(max(times) * 1000, 1),
            }
            for what, times in tally.times.items()
        },
    }


def _told(folder: Path, *arguments: str) -> Any:
    """What this module says when it is run with Django on the portal of `folder`."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.campaign", "--inside", *arguments],
        cwd=ROOT, env=environ(folder), check=True, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip
    return json.loads(done.stdout)


def _inside(what: str, *arguments: str) -> Any:
    import django

    django.setup()
    from iso26000.models import AnonymousResponse

    if what == "count":
        return AnonymousResponse.objects.count()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("load_standard", str(ROOT / "fixtures/iso26000.yaml"), verbosity=0, stdout=sys.stderr)
    from tests.factories.campaign import make_campaign, make_invitation

    campaign = make_campaign()
    return [make_invitation(campaign)[1] for _each in range(int(arguments[0]))]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.campaign", description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--at-once", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--inside", nargs="+", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.inside:
        print(json.dumps(_inside(*asked.inside)))
        return 0
    with tempfile.TemporaryDirectory(prefix="rse-bench-") as folder:
        for part in ("logs", "static"):
            (Path(folder) / part).mkdir()
        found = measure(Path(folder), asked.people, asked.at_once, asked.seconds)
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0 if found["stored"] == found["acknowledged"] and not found["5xx"] else 1


if __name__ == "__main__":
    sys.exit(main())
