"""The files that the demo reads, and the streams of random numbers that it draws from."""

from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import yaml
from django.conf import settings

HERE = Path(__file__).parent
YEARS = (2024, 2025, 2026)


class ImpactTruth(NamedTuple):
    """An impact as it would be seen without any assessor's bias: what the panels disagree about."""

    stakeholder: str
    polarity: str
    nature: str
    scores: list[int]
    flags: list[str]
    text: str
    since: int


class DomainTruth(NamedTuple):
    """What is true of a domain in the demo world; one value per cycle for what evolves."""

    code: str
    importance: list[float]
    practice: list[float]
    shift: list[float]
    criteria: list[int]
    impacts: list[ImpactTruth]
    evidence: list[tuple[str, str, str, int]]


def read_fixture(name: str) -> dict[str, Any]:
    return _read(Path(settings.BASE_DIR) / "fixtures" / name)


def read_bank(name: str) -> dict[str, Any]:
    return _read(HERE / name)


def read_truths() -> list[DomainTruth]:
    """The 45 domains of impacts_fr.yaml, in clause order."""
    return [
        DomainTruth(
            code=row["code"],
            importance=row["importance"],
            practice=row["practice"],
            shift=[*row.get("shift", [0, 0]), 0],
            criteria=row["criteria"],
            impacts=[ImpactTruth(*impact) for impact in row["impacts"]],
            evidence=[tuple(piece) for piece in row["evidence"]],
        )
        for row in read_bank("impacts_fr.yaml")["domains"]
    ]


def french(text: str) -> str:
    """The text as it is printed in French: curly apostrophes."""
    return text.replace("'", "’")


def stream(seed: int, *names: object) -> Random:
    """A stream of its own for each subject: more draws for one leave the others as they were."""
    return Random(":".join(map(str, (seed, *names))))


def on_scale(value: float, low: int, high: int) -> int:
    return max(low, min(high, round(value)))


def _read(path: Path) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times faster where PyYAML has its C library
    return yaml.load(path.read_text("utf-8"), loader)  # noqa: S506 – both loaders are safe
