"""The test of docs/methode.md §9 in a few lines, to check that the demo shows what it is meant to show."""

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import count

from dialogue.models import Feedback

RATE, DOMAINS = 0.10, 45


@dataclass(frozen=True)
class Heard:
    day: date
    themes: tuple[str, ...]
    speaker: object  # one delegate counts once per theme and séance
    region: str


def heard(**filters: str) -> list[Heard]:
    alone = count()
    rows = (
        Feedback.objects.filter(**filters)
        .select_related("territory__parent")
        .prefetch_related("codings__domain")
    )
    return [
        Heard(
            row.received_on,
            tuple(coding.domain.code for coding in row.codings.all()),
            (row.author_id or row.author_code, row.session_id) if row.session_id else next(alone),
            (row.territory.parent if row.territory.level == "department" else row.territory).code,
        )
        for row in rows
    ]


def verdicts(entries: list[Heard], first: date, last: date) -> tuple[set[str], set[str]]:
    """(emerging themes, weak signals) of the window first–last against all that came before."""
    window = [entry for entry in entries if first <= entry.day <= last]
    baseline = [entry for entry in entries if entry.day < first]
    speakers = [
        {
            theme: {entry.speaker for entry in part if theme in entry.themes}
            for entry in entries
            for theme in entry.themes
        }
        for part in (window, baseline)
    ]
    regions: dict[str, set[str]] = defaultdict(set)
    for entry in window:
        for theme in entry.themes:
            regions[theme].add(entry.region)
    c, d = len(window), len(baseline)
    rows = []
    for theme in speakers[0]:
        a, b = len(speakers[0][theme]), len(speakers[1][theme])
        expected = [size * (a + b) / (c + d) for size in (c, d)]
        g2 = 2 * sum(
            seen * math.log(seen / mean) for seen, mean in zip((a, b), expected, strict=True) if seen
        )
        root = math.copysign(math.sqrt(max(g2, 0)), a - expected[0])
        ratio = ((a + 0.5) / (c + 0.5)) / ((b + 0.5) / (d + 0.5))
        rows.append((0.5 * math.erfc(root / math.sqrt(2)), theme, a, ratio))
    rows.sort()
    passed = max((rank for rank, row in enumerate(rows, 1) if row[0] <= RATE * rank / DOMAINS), default=0)
    emerging = {
        theme for _p, theme, a, ratio in rows[:passed] if a >= 5 and len(regions[theme]) >= 3 and ratio >= 2
    }
    weak = {theme for p, theme, a, ratio in rows if a >= 3 and ratio >= 2 and p < 0.10}
    return emerging, weak - emerging
