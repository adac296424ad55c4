"""Time things in turn, and say each figure with its ratio to its floor.

A machine is noisy: an absolute time means little. Figure and floor are run one after the other, round after round, so
that both meet the same noise; the ratio is that of the medians.
"""

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[1]
ENOUGH = 20  # measures for a 95th percentile
OURS = (
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "DEBUG",
    "EMAIL_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "PORT",
)


@dataclass(frozen=True)
class Spread:
    """Measures of one thing, in seconds."""

    median: float
    low: float
    high: float
    runs: int
    p95: float | None = None  # of twenty measures or more

    @classmethod
    def of(cls, measures: list[float]) -> Self:
        slow = quantiles(measures, n=20)[-1] if len(measures) >= ENOUGH else None
        return cls(median(measures), min(measures), max(measures), len(measures), slow)

    def row(self) -> list[float | None]:
        """As a child process tells it in JSON: `Spread(*row)` reads it back."""
        return [self.median, self.low, self.high, self.runs, self.p95]

    def __str__(self) -> str:
        return f"{_time(self.median)} ({_time(self.low)} – {_time(self.high)})"


@dataclass(frozen=True)
class Figure:
    """One line of the table. `value` is a Spread, or text for what is no time; `met`: None where nothing is promised."""

    what: str
    value: Spread | str
    floor: Spread | None = None
    against: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None
    note: str = ""

    def cells(self) -> tuple[str, ...]:
        verdict = {True: "tenu", False: "MANQUÉ", None: "–"}[self.met]
        floor = f"{self.floor} {self.against}".strip() if self.floor else "–"
        ratio = f"{self.ratio:.2f} ×".replace(".", ",") if self.ratio is not None else "–"
        return self.what, str(self.value), floor, ratio, self.target or "–", verdict, self.note

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def against(
    what: str, value: Spread, floor: Spread, name: str, limit: float, *, ok: bool = True, **more: Any
) -> Figure:
    """A figure that promises at most `limit` times its floor, and whatever else `ok` says."""
    ratio = value.median / floor.median
    target = f"≤ {limit:g} ×".replace(".", ",") + more.pop("also", "")
    return Figure(what, value, floor, name, ratio, target, ratio <= limit and ok, **more)


def alternate(works: Mapping[str, Callable[[], object]], rounds: int, *, warm: int = 1) -> dict[str, Spread]:
    """Each work once per round. A work that returns a float is believed: it measured itself."""
    for work in works.values():
        for _ in range(warm):
            work()
    measures: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()
            start = time.perf_counter()
            told = work()
            elapsed = time.perf_counter() - start
            measures[name].append(told if isinstance(told, float) else elapsed)
    return {name: Spread.of(found) for name, found in measures.items()}


def environ(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a portal of its own in `folder`; nothing of the developer's settings comes along."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**kept, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "VAR_DIR": str(folder), **more}


def manage(folder: Path, *arguments: str, **more: str) -> None:
    """A command of manage.py in the portal of `folder`."""
    command = [sys.executable, "-W", "ignore", str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, env=environ(folder, **more), check=True, stdout=subprocess.DEVNULL)


def child(folder: Path, module: str, *arguments: str, **more: str) -> Any:
    """What a module of benchmarks prints as JSON, run in a process of its own with the portal of `folder`."""
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environ(folder, **more), check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def _time(seconds: float) -> str:
    units = (("s", 1.0, 2), ("ms", 1e-3, 1), ("µs", 1e-6, 0))
    unit, size, digits = next((row for row in units if seconds >= row[1]), units[-1])
    return f"{seconds / size:.{digits}f} {unit}".replace(".", ",")
