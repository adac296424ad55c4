"""The whole suite, in four groups: `./test [pytest arguments]`, which go to each group.

SQLite          everything that needs no server
PostgreSQL      the same tests again on a real PostgreSQL, save those that touch no database
Redis/Celery    tests/services: real PostgreSQL, real Redis, real `celery worker` processes
navigateur      tests/e2e: Chromium on a portal started by `manage.py demo`

Prints pytest's own report of each, then the sum alone on the last line. Status 1 if anything failed, if a group of the
whole suite ran nothing, or, where CI=true, if a test was skipped.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.support.servers import (  # noqa: E402 – the path comes first
    ServerMissing,
    find_chromium,
    find_libreoffice,
    free_port,
    postgresql,
    postgresql_binaries,
    redis_binary,
)

INTERRUPTED, NO_TEST_RAN = 2, 5  # of pytest's exit codes
IN_CI = os.environ.get("CI", "").lower() in ("1", "true")
PROCESSES = str(max(2, min(6, os.cpu_count() or 2)))


@dataclass(frozen=True)
class Group:
    name: str
    selection: str  # tests/conftest.py leaves the tests of the other groups out
    arguments: tuple[str, ...]
    environ: dict[str, str]


def groups(database: str) -> list[Group]:
    # tests/method and tests/architecture touch no row: once is enough.
    again = ("--ignore=tests/method", "--ignore=tests/architecture", "-n", PROCESSES)
    broker = {"CELERY_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0"}
    return [
        Group("SQLite", "unit", ("-n", PROCESSES), {}),
        Group("PostgreSQL", "unit", again, {"DATABASE_URL": database}),
        Group("Redis/Celery", "services", (), {"DATABASE_URL": database, **broker}),
        Group("navigateur", "browser", ("-n", "2", "--dist", "worksteal"), {}),  # each with its own portal
    ]


def run(group: Group, arguments: list[str]) -> tuple[Counter[str], int]:
    """What the group counted, and pytest's status."""
    environ = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CELERY_BROKER_URL")
    }
    environ |= {"RSE_TESTS_GROUP": group.selection, **group.environ}
    with tempfile.TemporaryDirectory() as folder:
        tally = Path(folder) / "tally.json"
        environ["RSE_TESTS_TALLY"] = str(tally)
        print(f"\n──── {group.name}", flush=True)
        command = [
            sys.executable, "-m", "pytest", "-p", "tests.support.tally", "--durations", "8", *group.arguments, *arguments,
        ]  # fmt: skip
        with subprocess.Popen(command, cwd=ROOT, env=environ) as process:
            status = _wait(process)
        counts: Counter[str] = Counter(json.loads(tally.read_text()) if tally.exists() else {})
    counts["failed"] += counts.pop("error", 0)
    if status not in (0, NO_TEST_RAN) and not counts["failed"]:
        counts["failed"] = 1  # pytest itself stopped: an interrupted or broken run is not a success
    return counts, status


def _wait(process: "subprocess.Popen[bytes]") -> int:
    """On Ctrl-C pytest, which heard it too, gets the time to put things away."""
    try:
        return process.wait()
    except KeyboardInterrupt:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
        return INTERRUPTED


def provide_chromium() -> None:
    """A browser tested is a browser present: never a silent skip."""
    if find_chromium():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]
    else:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
    print(f"Chromium manque : {' '.join(command)}", flush=True)
    subprocess.call(command)
    if not find_chromium():
        raise ServerMissing(
            "Chromium manque et n’a pas pu être installé. Debian : sudo apt install chromium ; "
            "ailleurs : .venv/bin/python -m playwright install chromium"
        )


def provide_libreoffice() -> None:
    """Workbooks and reports that go through LibreOffice: it is there, or the run says how to bring it."""
    if find_libreoffice():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        command = [
            "apt-get",
            "install",
            "-y",
            "--no-install-recommends",
            "libreoffice-calc",
            "libreoffice-writer",
        ]
        print(f"LibreOffice manque : {' '.join(command)}", flush=True)
        subprocess.call(command)
    if not find_libreoffice():
        raise ServerMissing(
            "LibreOffice manque et n’a pas pu être installé. "
            "Debian : sudo apt install libreoffice-calc libreoffice-writer ; ailleurs : https://fr.libreoffice.org/"
        )


def main(arguments: list[str]) -> int:
    results: list[tuple[str, Counter[str]]] = []
    failed = False
    try:
        postgresql_binaries()
        redis_binary()
        provide_chromium()
        provide_libreoffice()
        with ExitStack() as stack:
            for group in groups(stack.enter_context(postgresql())):
                counts, status = run(group, arguments)
                results.append((group.name, counts))
                if status == INTERRUPTED:
                    raise KeyboardInterrupt
                if status == NO_TEST_RAN and not arguments:
                    print(f"{group.name} : aucun test n’a tourné.")
                    failed = True
    except ServerMissing as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        failed = True
    total: Counter[str] = sum((counts for _name, counts in results), Counter())
    if IN_CI and total["skipped"]:
        print(f"{total['skipped']} tests sautés : avec CI=true, c’est un échec.")
        failed = True
    print("\n" + " · ".join(f"{name} : {counts['passed']}" for name, counts in results))
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    print(f"{total['passed']} passed, {total['failed']} failed{skipped}")
    return 1 if failed or total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
