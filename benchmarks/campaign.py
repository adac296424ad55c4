"""The hour of a diagnostic campaign: 2,000 employees answer, each on a connection of their own.

Two web processes, PostgreSQL and Redis as in production, all on this machine, which also plays the phones. The hour is
pressed into a quarter of one: an employee arrives at a moment drawn at random, opens the link, answers the seven steps
without a pause, submits, and reads their profile beside that of the others. What was acknowledged is then counted in
the database.

As a module (`python -m benchmarks.campaign invite|stored`), makes the campaign and its codes, or counts its answers.
"""

import json
import random
import re
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from statistics import quantiles

from benchmarks.measure import ROOT, Figure, child, manage
from benchmarks.portal import Client, services, serving

PEOPLE, SECONDS, STEPS = 2000, 900, 7
AT_ONCE = 64  # threads: far more than are ever busy, or the arrivals would wait for one another
ENTER = "/diagnostic/repondre/"
P95, P99 = 1.0, 3.0
NAMES = {
    "page": "page d’une étape ou du profil",
    "étape": "envoi d’une étape",
    "réponse": "envoi définitif",
}


@dataclass
class Hour:
    """What the phones saw: seconds per answer by kind, statuses (0: no answer at all), answers acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in NAMES})
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


def run(folder: Path) -> list[Figure]:
    with services(folder) as variables:
        manage(folder, "migrate", "--verbosity", "0", **variables)
        manage(folder, "load_standard", str(ROOT / "fixtures/iso26000.yaml"), **variables)
        codes = child(folder, "campaign", "invite", **variables)
        hour = Hour()
        chance = random.Random(2000)
        with serving(folder, workers=2, **variables) as port, ThreadPoolExecutor(AT_ONCE) as pool:
            start = time.monotonic()
            arrivals = sorted(start + chance.uniform(0, SECONDS) for _code in codes)
            for code, at in zip(codes, arrivals, strict=True):
                time.sleep(max(0, at - time.monotonic()))
                pool.submit(_employee, port, code, hour)
        took = time.monotonic() - start
        stored = child(folder, "campaign", "stored", **variables)
    broken = sum(n for status, n in hour.statuses.items() if status >= 500 or status == 0)
    ok = not broken and stored == hour.acknowledged == PEOPLE
    statuses = ", ".join(f"{n} × {status or 'sans réponse'}" for status, n in sorted(hour.statuses.items()))
    told = f"{statuses} ; {hour.acknowledged} accusées, {stored} enregistrées en {took / 60:.0f} min"
    return [_figure(kind, seconds, ok, told) for kind, seconds in hour.seconds.items()]


def _figure(kind: str, seconds: list[float], ok: bool, told: str) -> Figure:
    cuts = quantiles(seconds, n=100)
    return Figure(
        f"{PEOPLE} salarié·es : {NAMES[kind]}",
        f"p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms",
        target=f"p95 < {P95:g} s, p99 < {P99:g} s, aucune 5xx, accusées = enregistrées",
        met=cuts[94] < P95 and cuts[98] < P99 and ok,
        note=f"{len(seconds)} réponses, médiane {cuts[49] * 1000:.0f} ms ; {told}",
    )


def _employee(port: int, code: str, hour: Hour) -> None:
    """One person, from the link to their profile."""
    client = Client(port)

    def ask(kind: str, path: str, form: dict[str, str] | None = None) -> tuple[str, str]:
        start = time.perf_counter()
        status, text, to = 0, "", ""
        try:
            answer = client.ask("GET" if form is None else "POST", path, form=form)
            status, text, to = answer.status, answer.read().decode(), answer.headers.get("Location", "")
        except (OSError, HTTPException):
            client.link.close()
        with hour.lock:
            hour.seconds[kind].append(time.perf_counter() - start)
            hour.statuses[status] += 1
        return text, to

    def token(text: str) -> dict[str, str]:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
        return {"csrfmiddlewaretoken": found[1] if found else ""}

    text, _to = ask("page", f"{ENTER}{code}/")
    _text, to = ask("étape", ENTER, {**token(text), "code": code, "begin": "1"})
    for _step in range(STEPS):
        text, _to = ask("page", to)
        given = dict.fromkeys(re.findall(r'name="([0-9][^"/]+-[a-z])"', text), "3")
        _text, to = ask("étape", to, {**token(text), **given})
    text, _to = ask("page", to)
    _text, to = ask("réponse", to, token(text))
    if to.endswith("/profil/"):
        with hour.lock:
            hour.acknowledged += 1
        ask("page", to)


# --- in the portal


def invite() -> list[str]:
    """The codes of PEOPLE invitations to an open campaign."""
    from tests.factories.campaign import make_campaign, make_invitation

    campaign = make_campaign()
    return [make_invitation(campaign)[1] for _person in range(PEOPLE)]


def stored() -> int:
    from iso26000.models import AnonymousResponse

    return AnonymousResponse.objects.count()


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"invite": invite, "stored": stored}[sys.argv[1]]()))
