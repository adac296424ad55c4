"""The files that we write, for the tests that read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "api",
    "dialogue",
    "iso26000",
    "jobs",
    "method",
    "priorities",
    "reports",
    "rse_portal",
    "search",
    "stakeholders",
)


def python_files(*, tests: bool = False) -> Iterator[Path]:
    folders = (*APPS, "scripts", *(("tests",) if tests else ()))
    for folder in folders:
        yield from (path for path in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    yield from sorted((ROOT / "templates").rglob("*.html"))


def assets() -> Iterator[Path]:
    for suffix in ("css", "js"):
        yield from (
            path for path in sorted((ROOT / "static").rglob(f"*.{suffix}")) if "vendor" not in path.parts
        )


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))
