"""A compilation from the click to « terminé »: web server, broker made of files, a real worker, and the page that asks.

Against the same compilation called in a process that is already warm: the difference is what the queue costs.
"""

import re
import sys
import time
from json import dumps
from pathlib import Path

from benchmarks.measure import Figure, Spread, alternate, child
from benchmarks.portal import Client, serving, started
from benchmarks.worlds import demo

ROUNDS = 5
POLL_SECONDS = 0.05
STOP_POLLING = 286
LONGEST = 60


def worker() -> list[str]:
    """As `manage.py demo` starts it."""
    celery = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A", "rse_portal", "worker"]
    alone = ["--without-gossip", "--without-mingle", "--loglevel", "ERROR"]
    return [*celery, "--pool", "threads", "--concurrency", "2", *alone]


def run(folder: Path) -> list[Figure]:
    demo(folder)
    floor = Spread(*child(folder, "job"))
    with started(worker(), folder), serving(folder) as port:
        client = Client(port).sign_in()
        found = alternate({"click": lambda: click(client)}, ROUNDS)["click"]
    note = "exercice de démonstration, 2 000 tirages"
    ratio = found.median / floor.median
    return [
        Figure(
            "Classement par le worker, du clic à « terminé »", found, floor, "appel direct", ratio, note=note
        )
    ]


def click(client: Client) -> None:
    client.post("/priorites/compiler/", "/priorites/", draws="2000", seed="1")
    page = client.get("/priorites/").decode()
    job = re.search(r"/traitements/[0-9a-f-]{36}/", page)
    deadline = time.monotonic() + LONGEST
    while job:  # absent: it was over before the page came back
        answer = client.ask("GET", job[0], {"HX-Request": "true"})
        text = answer.read().decode()
        if answer.status == STOP_POLLING:
            assert "terminé" in text, text
            return
        assert time.monotonic() < deadline, "the worker does not answer"
        time.sleep(POLL_SECONDS)


def main() -> object:
    import django

    django.setup()
    from iso26000.models import AssessmentCycle
    from priorities.actions.ranking import compile_ranking

    cycle = AssessmentCycle.objects.get(slug="2026")
    spread = alternate({"direct": lambda: compile_ranking(cycle=cycle, by=None)}, ROUNDS)["direct"]
    return spread.row()


if __name__ == "__main__":
    print(dumps(main()))
