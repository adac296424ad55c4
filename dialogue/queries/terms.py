"""Words that come back more than they did and that no domain tells of: proposed to be read, never a verdict."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from dialogue.models import Feedback
from dialogue.queries.themes_heard import Entry
from iso26000.models import AssessmentCycle
from method.emergence import LEAST_EMERGING, LEAST_RATIO, LEAST_TERRITORIES, smoothed_ratio
from method.quarters import Quarter
from method.terms import LEAST_Z, log_odds
from rse_portal.common.stems import normal, stems, words

Word = tuple[str, ...]  # one stem, or two side by side

MOST = 10  # proposals
COVERED = 0.5  # of the entries of a word coded to one domain: beyond, the domain tells of it
SAME = 0.8  # of the entries of a stem that are those of a pair with it: beyond, the pair says it better
SAMPLE = 50  # texts read to find how people write the word
# Numbers, moments, and the words of any meeting: they rise and fall with the calendar, and ask for nothing.
TRITE = frozenset(
    stems(
        "zéro deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize vingt trente quarante "
        "cinquante soixante cent mille dizaine vingtaine centaine premier première second dernier prochain heure jour "
        "semaine mois an année trimestre matin midi soir lundi mardi mercredi jeudi vendredi samedi dimanche janvier "
        "février mars avril mai juin juillet août septembre octobre novembre décembre demande demander demandent question "
        "réponse répondre séance salle réunion assemblée présents personne gens adhérent délégué mutuelle"
    )
)


@dataclass(frozen=True)
class Proposal:
    """stems: joined by a dash, as in the addresses. label: as it was most often written. z: of the log-odds ratio."""

    stems: str
    label: str
    window: int
    baseline: int
    territories: int
    ratio: float
    z: float
    curve: tuple[int, ...] = ()
    places: tuple[str, ...] = ()


def words_of(joined: Iterable[str]) -> list[Word]:
    return [tuple(one.split("-")) for one in joined]


def proposals_of(
    late: Sequence[Entry],
    early: Sequence[Entry],
    quarters: Sequence[Quarter],
    cycle: AssessmentCycle,
    known: Collection[Word],
) -> Iterator[Proposal]:
    """The MOST words that rise most, the first one rising the most.

    late, early: entries of the window and before. known: words that are watched already. 2 queries.
    """
    holding: dict[Word, list[Entry]] = defaultdict(list)
    for entry in late:
        for word in _words(entry):
            holding[word].append(entry)
    told = _told_by_domains(cycle)
    places = {word: {entry.place for entry in entries} for word, entries in holding.items()}
    candidates = [
        word
        for word, entries in holding.items()
        if len(entries) >= LEAST_EMERGING
        and len(places[word]) >= LEAST_TERRITORIES
        and word not in known
        and not _covered(word, entries, told)
    ]
    before = _count(early, set(candidates))
    window = {word: len(holding[word]) for word in candidates}
    zs = _zs(candidates, window, before, _volume(late), _volume(early))
    ratios = {word: smoothed_ratio(window[word], before[word], len(late), len(early)) for word in candidates}
    rising = [word for word in candidates if zs[word] >= LEAST_Z and ratios[word] >= LEAST_RATIO]
    rising = _without_repeats(rising, window)
    rising.sort(key=lambda word: (-zs[word], word))
    shown = rising[:MOST]
    labels = _labels(shown, holding)
    by_quarter = _by_quarter([*early, *late], set(shown))
    for word in shown:
        yield Proposal(
            stems="-".join(word),
            label=labels[word],
            window=window[word],
            baseline=before[word],
            territories=len(places[word]),
            ratio=ratios[word],
            z=zs[word],
            curve=tuple(by_quarter[word, quarter] for quarter in quarters),
            places=tuple(sorted(places[word])),
        )


def _words(entry: Entry) -> set[Word]:
    """Every stem of letters and every pair, once each: who repeats a word says it once."""
    telling = {stem for stem in entry.stems if len(stem) > 1 and not stem[0].isdigit() and stem not in TRITE}
    pairs = (pair for pair in pairwise(entry.stems) if telling.issuperset(pair))
    return {(stem,) for stem in telling}.union(pairs)


def _told_by_domains(cycle: AssessmentCycle) -> list[set[str]]:
    """The stems of the name of each domain; its guidance gives examples of everything. 1 query."""
    return [set(stems(label)) for label in cycle.domains.values_list("label_fr", flat=True)]


def _covered(word: Word, entries: Sequence[Entry], told: Sequence[set[str]]) -> bool:
    """Whether a domain tells of the word already: in its name, or by the coding of most of its entries."""
    if any(set(word) <= known for known in told):
        return True
    codes = Counter(code for entry in entries for code in entry.domains)
    return max(codes.values(), default=0) > COVERED * len(entries)


def _count(entries: Iterable[Entry], wanted: Collection[Word]) -> Counter[Word]:
    return Counter(word for entry in entries for word in _words(entry) & set(wanted)) if wanted else Counter()


def _by_quarter(entries: Iterable[Entry], wanted: set[Word]) -> Counter[tuple[Word, Quarter]]:
    if not wanted:
        return Counter()
    return Counter((word, entry.quarter) for entry in entries for word in _words(entry) & wanted)


def _volume(entries: Iterable[Entry]) -> int:
    return sum(2 * len(entry.stems) for entry in entries)


def _zs(
    candidates: Sequence[Word], window: dict[Word, int], before: Counter[Word], late: int, early: int
) -> dict[Word, float]:
    """late, early: how many words each period holds; those that are no candidates are one big other word."""
    late_counts = [window[word] for word in candidates]
    early_counts = [before[word] for word in candidates]
    z = log_odds(
        np.array([*late_counts, late - sum(late_counts)]),
        np.array([*early_counts, early - sum(early_counts)]),
    )
    return dict(zip(candidates, z.tolist(), strict=False))


def _without_repeats(rising: Sequence[Word], window: dict[Word, int]) -> list[Word]:
    """A stem that is nearly always in one pair goes: « pollu » and « eternel » in « polluants éternels »."""
    pairs = [word for word in rising if len(word) > 1]
    return [
        word
        for word in rising
        if len(word) > 1 or not any(word[0] in pair and window[pair] >= SAME * window[word] for pair in pairs)
    ]


def _labels(shown: Sequence[Word], holding: dict[Word, list[Entry]]) -> dict[Word, str]:
    """How people most often wrote each word, small letters but for acronyms. 1 query."""
    keys = {entry.key for word in shown for entry in holding[word][:SAMPLE]}
    texts = dict(Feedback.objects.filter(pk__in=keys).order_by().values_list("pk", "text")) if keys else {}
    return {
        word: _as_written(word, (texts.get(entry.key, "") for entry in holding[word][:SAMPLE]))
        for word in shown
    }


def _as_written(word: Word, texts: Iterable[str]) -> str:
    forms: Counter[str] = Counter()
    for text in texts:
        text = normal(text)
        kept = [found for found in words(text) if found.stem]
        for at in range(len(kept) - len(word) + 1):
            some: list[Any] = kept[at : at + len(word)]
            if tuple(found.stem for found in some) == word:
                form = text[some[0].start : some[-1].end]
                forms[form if form.isupper() else form.lower()] += 1
    return max(forms, key=lambda form: (forms[form], form), default=" ".join(word))
