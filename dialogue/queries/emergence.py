"""The emerging themes of a cycle at a date: what was heard, counted, and given to method.emergence (docs/methode.md §9)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.models import WatchedTheme
from dialogue.queries.terms import Proposal, Word, proposals_of, words_of
from dialogue.queries.themes_heard import Entry, cycles_heard, heard_until
from iso26000.models import AssessmentCycle
from method.emergence import LEAST_QUARTERS, Counts, Theme, detect
from method.quarters import Quarter, Window
from rse_portal.common.errors import Unprocessable
from rse_portal.common.typography import jour, nombre

DOMAIN, TERM = "domain", "term"
SHOWN_QUARTERS = 12  # of a curve: three years


class TooFewQuarters(Unprocessable):
    """The baseline is too short for anything to be called new. quarters: those there are."""

    def __init__(self, quarters: int, window: Window) -> None:
        self.quarters = quarters
        said = ngettext(
            "Trop peu de recul : %(n)s trimestre avec des remontées avant le %(day)s, il en faut au moins %(least)s.",
            "Trop peu de recul : %(n)s trimestres avec des remontées avant le %(day)s, il en faut au moins %(least)s.",
            quarters,
        )
        super().__init__(
            said % {"n": nombre(quarters), "day": jour(window.first), "least": nombre(LEAST_QUARTERS)}
        )


@dataclass(frozen=True)
class ThemeHeard:
    """A theme as it was tested. theme: the article of a domain, or the stems of a watched theme.

    curve: how many entries in each of the reading's quarters. places: codes of the territories of the window.
    """

    theme: str
    kind: str
    window: int
    baseline: int
    territories: int
    ratio: float
    g2: float
    p: float
    surprise: float
    verdict: str
    curve: tuple[int, ...] = ()
    places: tuple[str, ...] = ()

    def public(self) -> dict[str, Any]:
        """As in the contract « detect_emerging --format json »."""
        return {
            "theme": self.theme,
            "kind": self.kind,
            "window": self.window,
            "baseline": self.baseline,
            "territories": self.territories,
            "ratio": round(self.ratio, 3),
            "g2": round(self.g2, 3),
            "p": round(self.p, 4),
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Reading:
    """window, baseline: how many entries in all. quarters: « 2026-3 », those of the curves. refused: why there is no
    verdict, in words; then there is no theme either."""

    as_of: date
    first: date
    last: date
    window: int
    baseline: int
    quarters: tuple[str, ...] = ()
    themes: tuple[ThemeHeard, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    refused: str = ""
    cycles: tuple[int, ...] = field(default=())

    def public(self) -> dict[str, Any]:
        return {
            "schema": "rse-emerging/1",
            "as_of": self.as_of.isoformat(),
            "window": [self.first.isoformat(), self.last.isoformat()],
            "totals": {"window": self.window, "baseline": self.baseline},
            "themes": [theme.public() for theme in self.themes],
        }

    def to_dict(self) -> dict[str, Any]:
        """JSON values, for EmergenceReading.content."""
        days = {name: getattr(self, name).isoformat() for name in ("as_of", "first", "last")}
        return asdict(self) | days

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Self:
        days = {name: date.fromisoformat(content[name]) for name in ("as_of", "first", "last")}
        return cls(
            **{
                **content,
                **days,
                "quarters": tuple(content["quarters"]),
                "cycles": tuple(content["cycles"]),
                "themes": tuple(_frozen(ThemeHeard, theme) for theme in content["themes"]),
                "proposals": tuple(_frozen(Proposal, term) for term in content["proposals"]),
            }
        )

    def of(self, verdict: str) -> list[ThemeHeard]:
        return [theme for theme in self.themes if theme.verdict == verdict]


def _frozen(kind: Any, values: dict[str, Any]) -> Any:
    return kind(
        **{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    )


def read_emergence(cycle: AssessmentCycle, as_of: date) -> Reading:
    """The verdict on every domain of the cycle's standard and on every watched theme, the least likely by chance first.

    Entries later than `as_of` are left out. Raises TooFewQuarters. Some 10 queries; reads every remontée: for the worker and
    for commands, a page shows what they kept (EmergenceReading).
    """
    window = Window.at(as_of)
    cycles = cycles_heard(cycle, window)
    entries = list(heard_until(cycles, as_of))
    early = [entry for entry in entries if entry.quarter < window.begin]
    late = [entry for entry in entries if entry.quarter >= window.begin]
    behind = len({entry.quarter for entry in early})
    if behind < LEAST_QUARTERS:
        raise TooFewQuarters(behind, window)
    codes = list(cycle.domains.values_list("code", flat=True))
    watched = words_of(WatchedTheme.objects.order_by("stems").values_list("stems", flat=True))
    quarters = _quarters(entries, window)
    curves = _Curves(late, early, quarters, watched)
    themes = [
        *_tested(codes, DOMAIN, curves, len(late), len(early)),
        *_tested(["-".join(word) for word in watched], TERM, curves, len(late), len(early)),
    ]
    return Reading(
        as_of=as_of,
        first=window.first,
        last=window.last,
        window=len(late),
        baseline=len(early),
        quarters=tuple(f"{quarter.year}-{quarter.number}" for quarter in quarters),
        themes=tuple(sorted(themes, key=lambda theme: theme.p)),
        proposals=tuple(proposals_of(late, early, quarters, cycle, {*watched})),
        cycles=tuple(found.pk for found in cycles),
    )


def _quarters(entries: Iterable[Entry], window: Window) -> list[Quarter]:
    """Those of the curves: from the first one heard, SHOWN_QUARTERS at most."""
    first = min((entry.quarter for entry in entries), default=window.begin)
    return list(max(first, window.end + (1 - SHOWN_QUARTERS)).until(window.end))


class _Curves:
    """Who spoke of each theme, in each period and in each quarter: one delegate counts once per theme and séance."""

    def __init__(
        self,
        late: Sequence[Entry],
        early: Sequence[Entry],
        quarters: Sequence[Quarter],
        watched: Sequence[Word],
    ) -> None:
        self.quarters = quarters
        self.window: dict[str, set[Any]] = defaultdict(set)
        self.baseline: dict[str, set[Any]] = defaultdict(set)
        self.places: dict[str, set[str]] = defaultdict(set)
        self.speakers: dict[tuple[str, Quarter], set[Any]] = defaultdict(set)
        for period, found in ((self.window, late), (self.baseline, early)):
            for entry in found:
                for theme in (*entry.domains, *_watched_in(entry, watched)):
                    period[theme].add(entry.speaker)
                    self.speakers[theme, entry.quarter].add(entry.speaker)
                    if period is self.window:
                        self.places[theme].add(entry.place)

    def counts(self, theme: str) -> Counts:
        return Counts(theme, len(self.window[theme]), len(self.baseline[theme]), len(self.places[theme]))

    def curve(self, theme: str) -> tuple[int, ...]:
        return tuple(len(self.speakers[theme, quarter]) for quarter in self.quarters)


def _watched_in(entry: Entry, watched: Sequence[Word]) -> Iterable[str]:
    pairs = set(zip(entry.stems, entry.stems[1:], strict=False))
    return (
        "-".join(word) for word in watched if (word in pairs if len(word) > 1 else word[0] in entry.stems)
    )


def _tested(
    themes: Sequence[str], kind: str, curves: _Curves, window: int, baseline: int
) -> Iterable[ThemeHeard]:
    """Domains and watched themes are two families: adding a word takes nothing from the domains."""
    tested = detect([curves.counts(theme) for theme in themes], window=window, baseline=baseline)
    for result in tested:
        yield _theme(result, kind, curves)


def _theme(result: Theme, kind: str, curves: _Curves) -> ThemeHeard:
    return ThemeHeard(
        **asdict(result),
        kind=kind,
        curve=curves.curve(result.theme),
        places=tuple(sorted(curves.places[result.theme])),
    )


def refused_reading(cycle: AssessmentCycle, as_of: date, problem: TooFewQuarters) -> Reading:
    """What a page shows while there is nothing to compare with."""
    window = Window.at(as_of)
    cycles = tuple(found.pk for found in cycles_heard(cycle, window))
    return Reading(as_of, window.first, window.last, 0, 0, refused=str(problem.message), cycles=cycles)


def table_of(reading: Reading) -> str:
    """The themes that were heard in the window, as text in columns, for a terminal."""
    heads = (
        _("thème"),
        _("période"),
        _("avant"),
        _("territoires"),
        _("rapport"),
        "G²",
        "p",
        _("p (binomiale négative)"),
        _("verdict"),
    )
    rows = [
        (
            theme.theme,
            str(theme.window),
            str(theme.baseline),
            str(theme.territories),
            nombre(theme.ratio, 2),
            nombre(theme.g2, 3),
            nombre(theme.p, 4),
            nombre(theme.surprise, 4),
            verdict_word(theme.verdict),
        )
        for theme in reading.themes
        if theme.window
    ]
    widths = [max(len(row[column]) for row in (heads, *rows)) for column in range(len(heads))]
    counts = Counter(theme.verdict for theme in reading.themes)
    lines = [
        _("Du %(first)s au %(last)s : %(window)s remontées, contre %(baseline)s avant.")
        % {
            "first": jour(reading.first),
            "last": jour(reading.last),
            "window": nombre(reading.window),
            "baseline": nombre(reading.baseline),
        },
        "",
        *(
            "  ".join(
                cell.ljust(width) if column in (0, len(heads) - 1) else cell.rjust(width)
                for column, (cell, width) in enumerate(zip(row, widths, strict=True))
            ).rstrip()
            for row in (heads, *rows)
        ),
        "",
        _("Émergentes : %(emerging)s ; signaux faibles : %(weak)s.")
        % {"emerging": counts["emerging"], "weak": counts["weak"]},
    ]
    return "\n".join(lines) + "\n"


def verdict_word(verdict: str) -> str:
    return {"emerging": _("émergente"), "weak": _("signal faible")}.get(verdict, "–")
