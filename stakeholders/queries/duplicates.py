"""Rows that probably tell of one body, or of one person: names compared by blocks, addresses and numbers by equality.

Comparing every pair of 2,000 names is 2 million comparisons. Names are compared only within a block: those that share the
first letters of one of their words, or of two. Blocks are taken from the smallest, whose words say most; one of more than
BLOCK names (« réseau »…) is left out, and COMPARED pairs are the most that one page compares. Two spellings that differ in
the first letters of every word are therefore missed, which the page says by offering to merge any two rows by hand.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations, islice
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _

from accounts.models import User
from stakeholders.models import Contact, Stakeholder

READ = 5_000  # rows compared, the first by key
BLOCK = 60  # names in a block
COMPARED = 10_000  # pairs, about one second
PREFIX = 4  # letters of a word that make a block
WORDS = 8  # of a name that make blocks
NEAR = 0.88  # similarity from which two names are likely one
SHOWN = 50  # pairs on a page

# Legal forms and small words: they tell two bodies apart in the register of companies, not in ours.
LEGAL_FORMS = {
    "sa",
    "sas",
    "sasu",
    "sarl",
    "eurl",
    "sci",
    "scop",
    "scic",
    "snc",
    "gie",
    "ste",
    "societe",
    "cie",
}
SMALL_WORDS = {"le", "la", "les", "l", "de", "du", "des", "d", "et", "en", "a", "au", "aux"}
IGNORED = LEGAL_FORMS | SMALL_WORDS | {"asso", "association"}
M = TypeVar("M", Stakeholder, Contact)


@dataclass(frozen=True)
class Pair(Generic[M]):
    """kept: the older of the two, which stays unless one chooses the other. score: 1 is the same."""

    kept: M
    merged: M
    reason: str
    score: float


def words_of(name: str) -> tuple[str, ...]:
    """The words that tell: « Sté L’Écho-Santé (SAS) » → ("echo", "sante"). All of them when each is ignored."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # « S.A.R.L. » is one word: dots between single letters go first.
    words = re.findall(r"[a-z0-9]+", re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plain))
    return tuple(word for word in words if word not in IGNORED) or tuple(words)


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Of two names as words, in any order: 0–1. Different numbers tell two bodies: 0."""
    if {word for word in one if word.isdigit()} != {word for word in other if word.isdigit()}:
        return 0.0
    matcher = SequenceMatcher(None, " ".join(sorted(one)), " ".join(sorted(other)), autojunk=False)
    if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
        return 0.0
    return matcher.ratio()


def near_names(names: Mapping[int, str]) -> dict[tuple[int, int], float]:
    """Pairs of keys, the smaller first, whose names are near, with their similarity. names: key → name."""
    words = {key: words_of(name) for key, name in names.items()}
    found: dict[tuple[int, int], float] = {}
    for pair in islice(candidates(words), COMPARED):
        score = similarity(words[pair[0]], words[pair[1]])
        if score >= NEAR:
            found[pair] = score
    return found


def candidates(words: Mapping[int, Sequence[str]]) -> Iterator[tuple[int, int]]:
    """Each pair of keys that share a block, once: equal names first, then by the rarest beginning of a word."""
    equal: dict[str, list[int]] = defaultdict(list)
    blocks: dict[str, list[int]] = defaultdict(list)
    for key in sorted(words):
        equal[" ".join(sorted(words[key]))].append(key)
        prefixes = sorted({word[:PREFIX] for word in words[key]})[:WORDS]
        for shared in [*prefixes, *map(" ".join, combinations(prefixes, 2))]:
            blocks[shared].append(key)
    seen: set[tuple[int, int]] = set()
    small = sorted((block for block in blocks.values() if len(block) <= BLOCK), key=len)
    for block in [*equal.values(), *small]:
        for pair in combinations(block[:BLOCK], 2):
            if pair not in seen:
                seen.add(pair)
                yield pair


def likely_stakeholders(user: User) -> list[Pair[Stakeholder]]:
    """The likeliest first. 2 queries: names, then the rows of the pairs that are shown."""
    rows = Stakeholder.objects.visible_to(user).current().order_by("pk")
    found = near_names(dict(rows.values_list("pk", "label_fr")[:READ]))
    reasons = {pair: (score, _same_or_near(score)) for pair, score in found.items()}
    return _pairs(Stakeholder.objects.all(), reasons)


def likely_contacts(user: User) -> list[Pair[Contact]]:
    """The same among contacts: one address, one telephone number, or near names. 3 queries, with their roles."""
    rows = list(
        Contact.objects.visible_to(user).order_by("pk").values_list("pk", "name", "email", "phone")[:READ]
    )
    found = near_names({key: name for key, name, _email, _phone in rows})
    reasons = {pair: (score, _same_or_near(score)) for pair, score in found.items()}
    for values, reason in (
        ({key: phone_digits(phone) for key, _name, _email, phone in rows}, _("même téléphone")),
        (
            {key: email.strip().casefold() for key, _name, email, _phone in rows},
            _("même adresse électronique"),
        ),
    ):
        for pair in _equal(values):
            reasons[pair] = (1.0, reason)
    return _pairs(Contact.objects.prefetch_related("roles__stakeholder"), reasons)


def phone_digits(phone: str) -> str:
    """« +33 (0)6 12 34 56 78 » and « 06.12.34.56.78 » → « 612345678 »; nothing for a number too short to tell."""
    digits = re.sub(r"[^0-9]", "", phone)
    return digits[-9:] if len(digits) >= 9 else ""


def _equal(values: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Pairs of keys that hold the same value. A switchboard shared by more than BLOCK people tells nothing."""
    holders: dict[str, list[int]] = defaultdict(list)
    for key, value in values.items():
        if value:
            holders[value].append(key)
    for keys in holders.values():
        if len(keys) <= BLOCK:
            yield from combinations(sorted(keys), 2)


def _same_or_near(score: float) -> str:
    return _("même nom") if score == 1 else _("noms proches")


def _pairs(rows: Any, reasons: Mapping[tuple[int, int], tuple[float, str]]) -> list[Pair[Any]]:
    best = sorted(reasons.items(), key=lambda item: (-item[1][0], item[0]))[:SHOWN]
    found = _by_key(rows, (key for pair, _reason in best for key in pair))
    return [Pair(found[one], found[other], reason, score) for (one, other), (score, reason) in best]


def _by_key(rows: Any, keys: Iterable[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows.filter(pk__in=set(keys))}
