"""What the pages of the emerging themes show: the reading that was kept, in words, and what people made of it."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Change, Territory, User
from dialogue.models import EmergenceReading, EmergenceVerdict, Feedback, WatchedTheme
from dialogue.queries.emergence import DOMAIN, Reading, ThemeHeard
from dialogue.queries.terms import Proposal
from dialogue.search_sources import FEEDBACK
from iso26000.models import AssessmentCycle, Domain
from method.emergence import MEASURED
from rse_portal.common.typography import nombre
from rse_portal.common.words import capitalised, in_words
from search.queries.found import keys_of
from search.queries.words import Query

EMERGING, WEAK = "emerging", "weak"
PROPOSED = "proposed"  # words that no verdict was given on


@dataclass(frozen=True)
class ThemeCard:
    """A theme as the pages draw it. label: of the domain, or of the words. verdict: emerging, weak, none or proposed.

    counts: (quarter, entries) of the curve.
    """

    theme: str
    kind: str
    verdict: str
    label: str
    subject: int
    window: int
    baseline: int
    places: tuple[str, ...]
    chance: str
    ratio: float
    g2: float | None
    p: float | None
    surprise: float | None
    counts: tuple[tuple[str, int], ...]
    given: EmergenceVerdict | None = None
    watched: WatchedTheme | None = None

    @property
    def is_domain(self) -> bool:
        return self.kind == DOMAIN

    @property
    def heard_in(self) -> str:
        return ngettext("%(n)s territoire", "%(n)s territoires", len(self.places)) % {
            "n": nombre(len(self.places))
        }


@dataclass(frozen=True)
class EmergencePage:
    """reading: None before the first one. windows: last day of each window that was read, newest first."""

    reading: Reading | None
    compiled_at: datetime | None
    window_ends_on: date | None
    windows: Sequence[date]
    cards: Sequence[ThemeCard] = ()

    def of(self, verdict: str) -> list[ThemeCard]:
        return [card for card in self.cards if card.verdict == verdict]

    def find(self, theme: str) -> ThemeCard | None:
        return next((card for card in self.cards if card.theme == theme), None)

    @property
    def sentence(self) -> str:
        """« Trois attentes montent : … »; nothing while there is no verdict."""
        if self.reading is None or self.reading.refused:
            return ""
        rising = self.of(EMERGING)
        if not rising:
            return _("Aucune attente ne monte : rien de plus que ce que le hasard donnerait.")
        said = ngettext("%(n)s attente monte", "%(n)s attentes montent", len(rising))
        number = in_words(len(rising)) if len(rising) > 1 else _("une")
        names = ", ".join(card.label for card in rising)
        return _("%(count)s\u00a0: %(names)s.") % {"count": capitalised(said % {"n": number}), "names": names}


def emergence_of(cycle: AssessmentCycle, window: str = "") -> EmergencePage:
    """The reading of the window that ends on that day (« 2026-09-30 »), the newest unless told. 6 queries."""
    rows = EmergenceReading.objects.filter(cycle=cycle).order_by("-window_ends_on")
    windows = list(rows.values_list("window_ends_on", flat=True)[:20])
    asked = next((day for day in windows if day.isoformat() == window), windows[0] if windows else None)
    kept = rows.filter(window_ends_on=asked).first() if asked else None
    if kept is None:
        return EmergencePage(None, None, None, windows)
    reading = Reading.from_dict(kept.content)
    return EmergencePage(
        reading, kept.compiled_at, kept.window_ends_on, windows, tuple(_cards(cycle, kept, reading))
    )


def _cards(cycle: AssessmentCycle, kept: EmergenceReading, reading: Reading) -> Iterable[ThemeCard]:
    domains = {domain.code: domain for domain in cycle.domains}
    watched = {theme.stems: theme for theme in WatchedTheme.objects.all()}
    given = {
        verdict.theme: verdict
        for verdict in EmergenceVerdict.objects.filter(
            cycle=cycle, window_ends_on=kept.window_ends_on
        ).select_related("given_by", "cycle")
    }
    places = dict(
        Territory.objects.order_by().exclude(parent__parent__isnull=False).values_list("code", "label")
    )
    quarters = [quarter_word(quarter) for quarter in reading.quarters]
    everything: list[ThemeHeard | Proposal] = [*reading.themes, *reading.proposals]
    for found in everything:
        theme = found.theme if isinstance(found, ThemeHeard) else found.stems
        if isinstance(found, Proposal) and theme in watched:
            continue  # adopted since: the next reading counts it
        yield _card(
            found,
            theme,
            domains.get(theme),
            watched.get(theme),
            given.get(theme),
            tuple(places.get(code, code) for code in found.places),
            tuple(zip(quarters, found.curve, strict=False)),
        )


def _card(
    found: ThemeHeard | Proposal,
    theme: str,
    domain: Domain | None,
    watched: WatchedTheme | None,
    given: EmergenceVerdict | None,
    places: tuple[str, ...],
    counts: tuple[tuple[str, int], ...],
) -> ThemeCard:
    tested = found if isinstance(found, ThemeHeard) else None
    words = watched.label if watched else getattr(found, "label", theme.replace("-", " "))
    return ThemeCard(
        theme=theme,
        kind=tested.kind if tested else PROPOSED,
        verdict=tested.verdict if tested else PROPOSED,
        label=domain.label if domain else words,
        subject=domain.core_subject.order if domain else 0,
        window=found.window,
        baseline=found.baseline,
        places=places,
        chance=chance_words(tested.p) if tested else "",
        ratio=found.ratio,
        g2=tested.g2 if tested else None,
        p=tested.p if tested else None,
        surprise=tested.surprise if tested else None,
        counts=counts,
        given=given,
        watched=watched,
    )


def quarter_word(quarter: str) -> str:
    """« 2026-3 » → « T3 2026 »."""
    year, _dash, number = quarter.partition("-")
    return _("T%(number)s %(year)s") % {"number": number, "year": year}


def chance_words(p: float) -> str:
    """The p of a theme in words: « Un hasard pareil se verrait une fois sur 2 000. »"""
    if p >= 0.5:
        return _("Le hasard seul en ferait autant.")
    if p < 1e-6:
        return _("Un hasard pareil se verrait moins d’une fois sur un million.")
    return _("Un hasard pareil se verrait une fois sur %(n)s.") % {"n": nombre(_one_figure(1 / p))}


def _one_figure(number: float) -> int:
    """2 000 for 1 848, 40 for 37,2, 6 for 6,2: nobody reads more of a probability."""
    size = 10 ** math.floor(math.log10(number))
    return round(number / size) * size


def false_alarm_words() -> str:
    """How often the test raises an alarm for nothing, as measured: the worst of the sizes that were tried."""
    worst = max(MEASURED, key=lambda found: found.alarmed / found.cycles)
    return _(
        "Sur %(cycles)s exercices tirés au sort où rien ne monte, %(alarmed)s ont donné au moins une fausse alerte."
    ) % {"cycles": nombre(worst.cycles), "alarmed": nombre(worst.alarmed)}


# --- the sentences behind a theme


def sentences_of(user: User, page: EmergencePage, card: ThemeCard) -> Any:
    """The remontées of the window on that theme that this person may read, newest first: a queryset."""
    assert page.reading is not None
    found = Feedback.objects.visible_to(user).filter(
        cycle__in=page.reading.cycles, received_on__range=(page.reading.first, page.reading.as_of)
    )
    if card.is_domain:
        found = found.filter(codings__domain__code=card.theme)  # coded once to a domain: no row comes twice
    else:
        found = found.filter(pk__in=keys_of(FEEDBACK, Query(wanted=(tuple(card.theme.split("-")),))))
    return found.select_related("territory", "stakeholder").newest_first()


# --- whether a reading is still true


def reading_due(before: datetime) -> list[AssessmentCycle]:
    """Open cycles where something was said or coded since their last reading, if that one was made before `before`.

    3 queries, and 1 per open cycle.
    """
    cycles = AssessmentCycle.objects.filter(closed_on=None)
    last = dict(cycles.values_list("pk").annotate(at=Max("emergence_readings__compiled_at")))
    return [cycle for cycle in cycles if _due(cycle, last[cycle.pk], before)]


def _due(cycle: AssessmentCycle, at: datetime | None, before: datetime) -> bool:
    """at: of its last reading; without one, it is due once something was said."""
    if at is None:
        return Feedback.objects.filter(cycle=cycle).exists()
    return at < before and _moved(cycle, at)


def _moved(cycle: AssessmentCycle, since: datetime) -> bool:
    """Whether a remontée came or changed, or another quarter began."""
    told = Change.objects.filter(
        target_type__in=("dialogue.feedback", "dialogue.feedbackcoding", "dialogue.watchedtheme"),
        at__gt=since,
    )
    return told.exists() or Feedback.objects.filter(cycle=cycle, recorded_at__gt=since).exists()
