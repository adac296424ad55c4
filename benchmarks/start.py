"""`./run` from nothing and again, in a copy of this checkout: from the command to the first page that answers 200.

Cold: no .venv, an empty VAR_DIR; the cache of pip or uv of this machine may be warm, the demo mutual is loaded on the
way. Again: the same folder, stopped and started once more, three times.
"""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from statistics import median

from benchmarks.measure import ROOT, Figure, environ
from benchmarks.portal import Client
from tests.support.servers import free_port

COLD, WARM, LONGEST = 60, 6, 300
AGAIN = 3


def run(folder: Path) -> list[Figure]:
    copy = _copy(folder / "copie")
    cold = _first_page(copy, folder / "var")
    warm = median(_first_page(copy, folder / "var") for _ in range(AGAIN))
    return [
        _figure(
            "./run à partir de rien, première page", cold, COLD, "cache de paquets de la machine conservé"
        ),
        _figure("./run une seconde fois, première page", warm, WARM, f"médiane de {AGAIN}"),
    ]


def _figure(what: str, seconds: float, limit: int, note: str) -> Figure:
    return Figure(
        what, f"{seconds:.1f} s".replace(".", ","), target=f"≤ {limit} s", met=seconds <= limit, note=note
    )


def _copy(target: Path) -> Path:
    """What git would clone, with the work in progress."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    ).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def _first_page(copy: Path, var: Path) -> float:
    port = free_port()
    settings = environ(var, PORT=str(port), DJANGO_SETTINGS_MODULE="rse_portal.settings.dev")
    settings = {name: value for name, value in settings.items() if name != "VIRTUAL_ENV"}
    with (copy / "run.log").open("ab") as log:
        start = time.perf_counter()
        process = subprocess.Popen(
            ["./run"],
            cwd=copy,
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            process_group=0,
        )
        try:
            while True:
                try:
                    Client(port).get("/connexion/")
                    return time.perf_counter() - start
                except OSError:
                    if process.poll() is not None or time.perf_counter() - start > LONGEST:
                        raise RuntimeError((copy / "run.log").read_text()[-2000:]) from None
                    time.sleep(0.05)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.wait(60)
