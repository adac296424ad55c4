"""Soft warnings on free text: what looks like personal data, health, union or political life. Nothing is ever blocked.

    look("Appelez-moi au 06 12 34 56 78") → [Warning("phone", "06 12 34 56 78")]

static/js/capture/guard.js does the same in the page, before anything is sent: tests/dialogue/guard_vectors.json holds
both to the same answers. Each pattern reads a text once: no nested repetition, no unbounded one after a free start.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from rse_portal.common.folding import fold

WORDS = "fixtures/guard_fr.json"
REASONS: dict[str, Any] = {
    "phone": _("un numéro de téléphone permet de retrouver quelqu’un"),
    "email": _("une adresse électronique permet de retrouver quelqu’un"),
    "iban": _("un numéro de compte bancaire n’a rien à faire ici"),
    "nir": _("un numéro de sécurité sociale n’a rien à faire ici"),
    "health": _("l’état de santé d’une personne est une donnée protégée"),
    "opinion": _("l’engagement syndical ou politique d’une personne est une donnée protégée"),
}
_GAP = "[ .\u00a0\u202f-]?"
_SPACE = "[ \u00a0\u202f]?"
_LETTER = "A-Za-z0-9\u00c0-\u024f"
PHONE = re.compile(
    rf"(?<![0-9+])(?<![0-9][ .\u00a0\u202f-])(?:(?:\+|00)33{_GAP}(?:\(0\))?{_GAP}|0)[1-9](?:{_GAP}[0-9]{{2}}){{4}}(?![0-9])",
    re.ASCII,
)
EMAIL = re.compile(
    rf"(?<![{_LETTER}._%+-])[{_LETTER}._%+-]{{1,64}}@[{_LETTER}-]{{1,63}}(?:\.[{_LETTER}-]{{1,63}}){{1,4}}"
)
IBAN = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z]{{2}}[0-9]{{2}}(?:{_SPACE}[A-Za-z0-9]){{11,30}}", re.ASCII)
NIR = re.compile(
    rf"(?<![0-9])[1-478](?:{_SPACE}[0-9]){{4}}{_SPACE}(?:[0-9]{_SPACE}[0-9]|2{_SPACE}[ABab])"
    rf"(?:{_SPACE}[0-9]){{8}}(?![0-9])",
    re.ASCII,
)
IBAN_LENGTHS = {
    "FR": 27, "MC": 27, "BE": 16, "CH": 21, "DE": 22, "ES": 24, "GB": 22, "IT": 27, "LU": 20, "NL": 18, "PT": 25,
}  # fmt: skip


@dataclass(frozen=True)
class Warning:
    """kind: one of REASONS; found: the words themselves, as typed, or the word of the list."""

    kind: str
    found: str

    @property
    def reason(self) -> Any:
        return REASONS[self.kind]


def look(text: str) -> list[Warning]:
    """What to read again in the text, each thing once, in the order of REASONS."""
    found = {kind: list(dict.fromkeys(search(text))) for kind, search in _SEARCHES.items()}
    return [Warning(kind, words) for kind in REASONS for words in found[kind]]


def _phones(text: str) -> Iterator[str]:
    return (match.group() for match in PHONE.finditer(text))


def _emails(text: str) -> Iterator[str]:
    return (match.group() for match in EMAIL.finditer(text))


def _ibans(text: str) -> Iterator[str]:
    for match in IBAN.finditer(text):
        code = re.sub(r"[^A-Za-z0-9]", "", match.group()).upper()[
            : IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        ]
        if code and len(code) == IBAN_LENGTHS[code[:2]] and _mod97(code[4:] + code[:4]) == 1:
            yield code


def _mod97(code: str) -> int:
    """The remainder of the number that the letters and digits write, A being 10."""
    return int("".join(str(int(sign, 36)) for sign in code)) % 97


def _nirs(text: str) -> Iterator[str]:
    for match in NIR.finditer(text):
        code = re.sub(r"[^0-9A-Za-z]", "", match.group()).upper()
        number = int(code[:13].replace("2A", "19").replace("2B", "18"))
        if 97 - number % 97 == int(code[13:]):
            yield match.group()


def _words(kind: str) -> Callable[[str], Iterator[str]]:
    def search(text: str) -> Iterator[str]:
        known, pattern = _patterns()[kind]
        return (known[match[1]] for match in pattern.finditer(fold(text)))

    return search


@lru_cache(maxsize=1)
def _patterns() -> dict[str, tuple[dict[str, str], re.Pattern[str]]]:
    """Kind → (folded word → the word), a pattern of whole words that also takes their plural."""
    patterns = {}
    for kind, words in word_lists().items():
        known = {fold(word): word for word in words}
        longest_first = sorted(known, key=lambda word: (-len(word), word))
        inside = "|".join(map(re.escape, longest_first))
        patterns[kind] = known, re.compile(rf"(?<![a-z0-9])({inside})[sx]?(?![a-z0-9])")
    return patterns


@lru_cache(maxsize=1)
def word_lists() -> dict[str, list[str]]:
    """« health » and « opinion »: French words, with their accents."""
    lists: dict[str, list[str]] = json.loads((Path(settings.BASE_DIR) / WORDS).read_text("utf-8"))
    return lists


_SEARCHES: dict[str, Callable[[str], Iterator[str]]] = {
    "phone": _phones,
    "email": _emails,
    "iban": _ibans,
    "nir": _nirs,
    "health": _words("health"),
    "opinion": _words("opinion"),
}
