"""French words as one looks for them: « Cotisations », « cotisé » and « cotiser » are one stem, whatever their accents.

Search and emerging themes read the same stems; the index of both databases holds nothing but small letters and digits,
so that each finds the same rows (ADR 0023).
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from rse_portal.common.folding import fold

LONGEST = 60  # signs of a word that count
KEPT = 100_000  # stems a process remembers: a language uses fewer
_WORD = re.compile(r"[^\W\d_]+|\d+")
_french = snowballstemmer.stemmer("french")

# Words that are in most sentences and say nothing of their subject; folded. Single letters are what an apostrophe leaves.
STOP_WORDS = frozenset(
    """
    a ai ainsi alors apres as au aucun aucune auquel aussi autre autres aux auxquels avaient avais avait avant avec avez
    avoir avons ayant beaucoup bien c car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci
    comme comment d dans de deja depuis des deux dit dits doit doivent donc dont du elle elles en encore entre es est et
    etaient etait etant ete etes etre eu eux faire fait faut il ils j je jusqu jusque l la laquelle le lequel les lesquels
    leur leurs lors lui m ma mais me meme memes mes moi moins mon n ne ni nos notre nous on ont ou par parce pas pendant
    peu peut peuvent plus plusieurs pour pourquoi pourrait qu quand que quel quelle quelles quels qui quoi s sa sans se
    selon sera serait ses si soit son sont sous souvent sur t ta te tel telle tes toi ton tous tout toute toutes tres
    trop tu un une va vers vos votre vous y
    """.split()  # noqa: SIM905 – a list of words reads better in lines
)


class Word(NamedTuple):
    """A word of a text and where it stands. stem: « » for one that is not looked for."""

    start: int
    end: int
    stem: str


def normal(text: str) -> str:
    """The text in which `words` finds its places: letters and their accents are one sign."""
    return unicodedata.normalize("NFC", text)


def words(text: str) -> Iterator[Word]:
    """Every word of a `normal` text, in order."""
    for found in _WORD.finditer(text):
        yield Word(found.start(), found.end(), stem(found.group()))


def stems(text: str) -> list[str]:
    """The stems of a text in order, without those of STOP_WORDS.

    >>> stems("L’augmentation des cotisations, encore !")
    ['augment', 'cotis']
    >>> stems("les œuvres AMÉLIORÉES") == stems("une oeuvre améliorée")
    True
    """
    return [word.stem for word in words(normal(text)) if word.stem]


@lru_cache(maxsize=KEPT)
def stem(word: str) -> str:
    """The stem of one word, in small letters and digits; « » for a stop word.

    Words of other alphabets keep the number of each letter: databases do not agree on what a letter is.
    """
    folded = fold(word[:LONGEST])
    if folded in STOP_WORDS:
        return ""
    found: str = _french.stemWord(folded)
    if found.isascii():
        return found
    return found.encode("ascii", "backslashreplace").decode().replace("\\", "").lower()
