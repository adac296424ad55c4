"""What the remontées say, before they are rows: the 120 originals, those that complete them, the latest ones.

The completing ones keep the proportions of the originals, domain by domain and in time (3 in 10 from April to
September 2026), and leave the three emerging themes out: the same three emerge with and without them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import cycle
from random import Random
from typing import Any

from rse_portal.demo.bank import french, read_bank, read_fixture
from rse_portal.demo.dialogue import Sessions, quarter_of
from rse_portal.demo.territories import Places

GENERATED = 240
RECENT = 20  # since the last original, on the usual themes
WINDOW = date(2026, 4, 1), date(2026, 9, 30)
BASELINE = date(2024, 1, 8), date(2026, 3, 31)
WINDOW_SHARE = 0.3
LATEST = date(2026, 10, 1), date(2026, 11, 20)
TO_QUALIFY = timedelta(days=24)  # the latest ones have not been read yet: no domain
TAILS = 0.4
IN_SESSION = 0.8
DEMO_REGIONS = ("R53", "R84")  # those of the delegates who can sign in speak more
DEMO_SHARE = 0.3


@dataclass(frozen=True)
class Words:
    """One remontée. territory: a department when it is known."""

    reference: str
    day: date
    region: str
    territory: str
    stakeholder: str
    kind: str
    text: str
    domains: list[str] = field(default_factory=list)


def originals() -> list[Words]:
    """The 120 of fixtures/demo_feedback_fr.yaml, with curly apostrophes and nothing else changed."""
    return [
        Words(
            reference=row["id"],
            day=row["date"],
            region=row["territory"],
            territory=row.get("departement", row["territory"]),
            stakeholder=row["stakeholder"],
            kind=row["kind"],
            text=french(row["text"]),
            domains=row["domains"],
        )
        for row in read_fixture("demo_feedback_fr.yaml")["feedback"]
    ]


def completing(
    first: list[Words], places: Places, sessions: Sessions, *, scale: int, rng: Random
) -> Iterator[Words]:
    """GENERATED × scale sentences; then the later ones: RECENT × scale, the three themes still rising, one word that
    comes back under many domains."""
    bank = read_bank("remontees_fr.yaml")
    by_domain: dict[str, list[list[Any]]] = {}
    for template in bank["templates"]:
        by_domain.setdefault(template[0][0], []).append(template)
    shares = Counter(
        words.domains[0] for words in first if words.day <= BASELINE[1] and words.domains[0] in by_domain
    )
    themes = rng.choices(list(shares), weights=list(shares.values()), k=GENERATED * scale)
    offsets = {theme: rng.random() for theme in shares}
    seen: Counter[str] = Counter()
    drafts: list[tuple[date, list[Any], str | None]] = []
    for theme in themes:
        # Every theme spreads over time alike: of its sentences, those where n × 0.3 passes a whole are late.
        before, seen[theme] = seen[theme], seen[theme] + 1
        late = int(seen[theme] * WINDOW_SHARE + offsets[theme]) > int(before * WINDOW_SHARE + offsets[theme])
        template = by_domain[theme][(before + int(offsets[theme] * 10)) % len(by_domain[theme])]
        drafts.append((_weekday(*(WINDOW if late else BASELINE), rng), template, None))
    for theme in rng.choices(list(shares), weights=list(shares.values()), k=RECENT * scale):
        drafts.append((_weekday(*LATEST, rng), rng.choice(by_domain[theme]), None))
    rising = zip(bank["recent"] * scale, cycle(places.assemblies), strict=False)
    drafts += ((_weekday(LATEST[0], LATEST[1] - TO_QUALIFY, rng), *pair) for pair in rising)
    scattered = zip(bank["scattered"] * scale, cycle(places.assemblies), strict=False)
    drafts += ((_weekday(*LATEST, rng), *pair) for pair in scattered)
    drafts.sort(key=lambda draft: draft[0])
    for number, draft in enumerate(drafts, start=1):
        yield _words(f"FG{number:04d}", *draft, bank, places, sessions, rng)


def _words(
    reference: str,
    day: date,
    template: list[Any],
    region: str | None,
    bank: dict[str, Any],
    places: Places,
    sessions: Sessions,
    rng: Random,
) -> Words:
    domains, stakeholder, kind, text = template
    text = _sentences(text.format(**{name: rng.choice(choices) for name, choices in bank["slots"].items()}))
    if rng.random() < TAILS:
        text = f"{text} {rng.choice(bank['tails'][kind])}"
    if region is None:
        region = rng.choice(DEMO_REGIONS if rng.random() < DEMO_SHARE else list(places.assemblies))
    territory = rng.choice(places.departments(region)).code if rng.random() < 0.8 else region
    if day <= WINDOW[1] and rng.random() < IN_SESSION:
        day = _soon_after(sessions[region, quarter_of(day)].held_on, day, rng)
    unread = day > LATEST[1] - TO_QUALIFY
    return Words(reference, day, region, territory, stakeholder, kind, text, [] if unread else domains)


def _soon_after(held_on: date, otherwise: date, rng: Random) -> date:
    """The day of the séance or soon after; the day it would have been if that is in the next quarter."""
    day = held_on + timedelta(days=rng.choice((0, 0, 0, 0, 1, 2, 6, 8)))
    return day if quarter_of(day) == quarter_of(otherwise) else held_on


def _sentences(text: str) -> str:
    """A capital wherever a sentence begins."""
    return re.sub(r"(^|[.?!] )(\w)", lambda start: start[1] + start[2].upper(), text)


def _weekday(first: date, last: date, rng: Random) -> date:
    day = first + timedelta(days=rng.randint(0, (last - first).days))
    return min(last, day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()]))
