"""An evening of assemblies: 600 delegates who log what they hear, while the worker makes one PDF and one XLSX.

Two web processes, PostgreSQL and Redis as in production, all on this machine, which also plays the 600 phones. What is
typed is kept on the phone (ADR 0020), so the server sees a page opened once and a remontée sent every minute; every
answer is timed from the first byte sent to the last one read. What was acknowledged is then looked for in the database.

As a module (`python -m benchmarks.load people|stored`), makes the delegates or counts their remontées.
"""

import asyncio
import json
import random
import sys
import time
import uuid
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from benchmarks.job import worker
from benchmarks.measure import Figure, child, manage
from benchmarks.portal import Client, services, serving, started

PEOPLE = 600
SECONDS, EVERY = 120, 60  # length of the evening; between two remontées of one delegate, who types them
FORM, TOKEN = "/dialogue/remontees/nouvelle/", "/dialogue/remontees/jeton/"
P95, P99 = 1.0, 3.0


@dataclass
class Evening:
    """What the phones saw: seconds per answer by kind, statuses, keys of what the server acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"page": [], "envoi": []})
    statuses: Counter[int] = field(default_factory=Counter)
    acknowledged: set[str] = field(default_factory=set)


def run(folder: Path) -> list[Figure]:
    with ExitStack() as stack:
        variables = stack.enter_context(services(folder))
        manage(folder, "migrate", "--verbosity", "0", **variables)
        manage(folder, "seed_demo", **variables)
        people = child(folder, "load", "people", **variables)
        stack.enter_context(started(worker(), folder, **variables))
        port = stack.enter_context(serving(folder, workers=2, **variables))
        evening = asyncio.run(_evening(port, people))
        stored = child(folder, "load", "stored", **variables)
    kept = evening.acknowledged <= set(stored)
    broken = sum(n for status, n in evening.statuses.items() if status >= 500 or status == 0)
    return [_figure(kind, seconds, kept and not broken, evening) for kind, seconds in evening.seconds.items()]


def _figure(kind: str, seconds: list[float], ok: bool, evening: Evening) -> Figure:
    cuts = quantiles(seconds, n=100)
    statuses = ", ".join(
        f"{n} × {status or 'sans réponse'}" for status, n in sorted(evening.statuses.items())
    )
    return Figure(
        f"{PEOPLE} délégués : {'page du formulaire' if kind == 'page' else 'envoi d’une remontée'}",
        f"p95 {cuts[94] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms",
        target=f"p95 < {P95:g} s, p99 < {P99:g} s, aucune 5xx, accusées = enregistrées",
        met=cuts[94] < P95 and cuts[98] < P99 and ok and bool(evening.acknowledged),
        note=f"{len(seconds)} réponses, médiane {cuts[49] * 1000:.0f} ms ; {statuses} ; "
        f"{len(evening.acknowledged)} accusées",
    )


async def _evening(port: int, people: list[dict[str, str]]) -> Evening:
    evening, end = Evening(), time.monotonic() + SECONDS
    documents = asyncio.create_task(asyncio.to_thread(_documents, port))
    await asyncio.gather(*(_delegate(port, person, evening, end) for person in people))
    await documents
    return evening


def _documents(port: int) -> None:
    """The responsable asks for the report twice, while everybody sends."""
    client = Client(port).sign_in()
    for format in ("pdf", "xlsx"):
        client.post("/rapports/compiler/", "/rapports/", format=format)


async def _delegate(port: int, person: dict[str, str], evening: Evening, end: float) -> None:
    chance = random.Random(person["email"])
    await asyncio.sleep(chance.uniform(0, EVERY))
    cookies = f"rse_{port}_session={person['session']}; rse_{port}_csrf={person['csrf']}"
    await _ask(port, "GET", FORM, cookies, evening, "page")
    while time.monotonic() < end:
        key = str(uuid.uuid4())
        body = urlencode(
            {
                "csrfmiddlewaretoken": person["csrf"],
                "id": key,
                "session": "",
                "received_on": person["today"],
                "territory": person["territory"],
                "stakeholder": person["stakeholder"],
                "kind": chance.choice(["expectation", "concern", "idea"]),
                "text": f"À l’assemblée, on m’a dit : « {'les délais, les délais… ' * chance.randint(1, 8)}».",
            }
        )
        status = await _ask(port, "POST", FORM, cookies, evening, "envoi", body)
        if status in (200, 201):
            evening.acknowledged.add(key)
        await asyncio.sleep(EVERY * chance.uniform(0.8, 1.2))


async def _ask(
    port: int, method: str, path: str, cookies: str, evening: Evening, kind: str, body: str = ""
) -> int:
    """One request on a connection of its own, as a phone that slept between two has. 0: no answer at all."""
    head = [
        f"{method} {path} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Cookie: {cookies}",
        "Accept: application/json" if body else "Accept: text/html",
        "Connection: close",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    start = time.perf_counter()
    status = 0
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())
        answer = await asyncio.wait_for(reader.read(), 60)
        writer.close()
        status = int(answer.split(b" ", 2)[1])
    except (OSError, TimeoutError, IndexError):
        pass
    evening.seconds[kind].append(time.perf_counter() - start)
    evening.statuses[status] += 1
    return status


# --- in the portal


def people() -> list[dict[str, str]]:
    """600 delegates with an open session: signing in is measured elsewhere, and slow on purpose."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.hashers import make_password
    from django.middleware.csrf import _get_new_csrf_string
    from django.utils import timezone

    from accounts.models import Territory, User
    from iso26000.models import AssessmentCycle
    from rse_portal.demo.accounts import add_delegates
    from rse_portal.demo.bank import stream
    from stakeholders.models import Stakeholder

    regions = list(Territory.objects.filter(level="region"))
    add_delegates(
        regions, each=-(-PEOPLE // len(regions)), password=make_password(None), rng=stream(1, "load")
    )
    group = Stakeholder.objects.expected_in(AssessmentCycle.objects.get(slug="2026")).first()
    store = import_module(settings.SESSION_ENGINE).SessionStore
    found = []
    chosen = (
        User.objects.filter(email__startswith="delegue.").order_by("pk").prefetch_related("mandates")[:PEOPLE]
    )
    for user in chosen:
        session = store()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
        found.append(
            {
                "email": user.email,
                "session": session.session_key,
                "csrf": _get_new_csrf_string(),
                "territory": str(user.mandates.all()[0].territory_id),
                "stakeholder": str(group.pk),
                "today": timezone.localdate().isoformat(),
            }
        )
    return found


def stored() -> list[str]:
    from dialogue.models import Feedback

    return [
        str(pk)
        for pk in Feedback.objects.filter(author__email__startswith="delegue.").values_list("pk", flat=True)
    ]


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"people": people, "stored": stored}[sys.argv[1]]()))
