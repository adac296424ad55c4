"""`python -m benchmarks [NAME…]`: all of them, or those named; prints the table, writes latest.json."""

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Figure

NAMES = (
    "pages",
    "rooms",
    "emergence",
    "search",
    "ranking",
    "robustness",
    "trial",
    "imports",
    "exports",
    "report",
    "charts",
    "job",
    "capture",
    "load",
    "campaign",
    "weight",
    "start",
)
HEAD = ("Mesure", "Valeur (min – max)", "Plancher", "Rapport", "Cible", "Verdict", "Détail")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Mesure chaque figure à côté de son plancher."
    )
    parser.add_argument("names", nargs="*", metavar="NOM", help=f"parmi {', '.join(NAMES)} (toutes)")
    wanted = parser.parse_args().names or NAMES
    if unknown := set(wanted) - set(NAMES):
        parser.error(f"inconnu : {', '.join(sorted(unknown))}")
    figures: list[Figure] = []
    failed: list[str] = []
    start = time.perf_counter()
    folder = Path(tempfile.mkdtemp(prefix="rse-bench-"))
    try:
        for name in wanted:
            before = time.perf_counter()
            try:
                figures += import_module(f"benchmarks.{name}").run(folder / name)
            except Exception as problem:  # one that fails does not take the others with it
                failed.append(name)
                print(f"{name} : {problem!r}", file=sys.stderr)
            print(f"{name} ({time.perf_counter() - before:.0f} s)", file=sys.stderr)
            shutil.rmtree(folder / name, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    context = {
        "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "seconds": round(time.perf_counter() - start),
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cœurs",
        "load": [round(value, 2) for value in os.getloadavg()],
    }
    print(table(figures))
    print("\n" + ", ".join(f"{name} {value}" for name, value in context.items()))
    if set(wanted) == set(NAMES) and not failed:
        latest = Path(__file__).parent / "latest.json"
        content = {"context": context, "figures": [figure.to_dict() for figure in figures]}
        latest.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 1 if failed else 0


def table(figures: list[Figure]) -> str:
    """As Markdown, so that it can be pasted in docs/performance.md."""
    lines = [HEAD, tuple("---" for _ in HEAD), *(figure.cells() for figure in figures)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
