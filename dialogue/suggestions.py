"""Domains that the words of a text point at, with those words: they help, they never code by themselves.

A word points at a domain because its label or guidance holds it, or because the remontées coded there hold it more
often than the others. Plain Python: `Index.of(domains, examples)` once, then `index.suggest(text)` as often as wanted.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from rse_portal.common.stems import normal, stems, words

LABEL, GUIDANCE = 3.0, 1.0  # what a word of the label, of the guidance, is worth
LEARNT = 0.5  # per unit of log odds of a learnt word
SEEN = 2  # texts of a domain that hold a word, before it teaches anything
SHARE = 0.25  # of the texts that hold a word, those of the domain, before it teaches anything: else it is everybody’s
PRIOR = 0.5
STRONGEST = 4.0  # log odds beyond which a word is not more telling
LEAST = 1.5  # score under which nothing is suggested
NEAR = 0.5  # of the best one’s score, under which another is not worth a line
WORDS = 4  # shown per suggestion


@dataclass(frozen=True)
class Described:
    """A domain as the standard describes it."""

    code: str
    label: str
    guidance: str


@dataclass(frozen=True)
class Suggestion:
    """words: those of the text that led there, the most telling first, as they are written in it."""

    code: str
    score: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Index:
    """Stem → domain code → what it is worth there."""

    worth: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, domains: Sequence[Described], examples: Iterable[tuple[str, Sequence[str]]] = ()) -> Self:
        """examples: texts already coded, each with its codes."""
        worth: dict[str, dict[str, float]] = defaultdict(dict)
        described = {
            domain.code: (set(stems(domain.label)), set(stems(domain.guidance))) for domain in domains
        }
        holders = Counter(root for label, guidance in described.values() for root in label | guidance)
        for code, (label, guidance) in described.items():
            for root in label | guidance:
                rarity = math.log(1 + len(domains) / holders[root]) / math.log(1 + len(domains))
                worth[root][code] = (LABEL if root in label else GUIDANCE) * rarity
        for root, code, odds in _learnt(examples, set(described)):
            worth[root][code] = worth[root].get(code, 0.0) + LEARNT * odds
        return cls(dict(worth))

    def suggest(self, text: str, limit: int = 3) -> tuple[Suggestion, ...]:
        """The domains that the text points at most, best first; none when no word is telling enough."""
        gains: dict[str, dict[str, float]] = defaultdict(dict)
        written: dict[str, str] = {}
        text = normal(text)
        for word in words(text):
            root = word.stem
            if root.isdigit():  # a number is nobody’s subject
                continue
            written.setdefault(root, text[word.start : word.end])
            for code, value in self.worth.get(root, {}).items():
                gains[code][root] = value
        found = []
        for code, parts in gains.items():
            score = sum(parts.values())
            if score >= LEAST:
                telling = sorted(parts, key=lambda root: (-parts[root], root))[:WORDS]
                found.append(Suggestion(code, round(score, 3), tuple(written[root] for root in telling)))
        found.sort(key=lambda each: (-each.score, each.code))
        return tuple(each for each in found[:limit] if each.score >= NEAR * found[0].score)


def _learnt(
    examples: Iterable[tuple[str, Sequence[str]]], codes: set[str]
) -> Iterable[tuple[str, str, float]]:
    """(stem, code, log odds of holding the stem there against elsewhere), for what is met more there."""
    texts: Counter[str] = Counter()
    held: Counter[str] = Counter()
    there: Counter[tuple[str, str]] = Counter()
    total = 0
    for text, coded in examples:
        total += 1
        roots = set(stems(text))
        held.update(roots)
        for code in codes.intersection(coded):
            texts[code] += 1
            there.update((root, code) for root in roots)
    for (root, code), count in there.items():
        if count < SEEN or count < SHARE * held[root]:
            continue
        inside = (count + PRIOR) / (texts[code] - count + PRIOR)
        outside = (held[root] - count + PRIOR) / (total - texts[code] - held[root] + count + PRIOR)
        odds = math.log(inside / outside)
        if odds > 0:
            yield root, code, min(odds, STRONGEST)
