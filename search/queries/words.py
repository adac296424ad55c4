"""What a person types, read as stems; and where these are in a text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rse_portal.common.stems import normal, stems, words

MOST = 20  # words or groups that count: more would only slow the search
AROUND = 240  # signs of a text shown around what was found
_PART = re.compile(r'(-?)(?:["«“]([^"»”]{0,200})["»”]|(\S+))')


@dataclass(frozen=True)
class Query:
    """Groups of stems that must all be there, each side by side and in order, and groups that must not."""

    wanted: tuple[tuple[str, ...], ...] = ()
    unwanted: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)

    @property
    def stems(self) -> frozenset[str]:
        return frozenset(stem for group in self.wanted for stem in group)


def read_query(text: str) -> Query:
    """« remboursement "tiers payant" -optique »: words, exact groups between quotes, words to leave out.

    Small words (le, de, pour…) are in most sentences and look for nothing; a word in two parts (« avis d'échéance »
    typed without quotes, « après-vente ») is as many words.

    >>> read_query('délais "tiers payant" -optique')
    Query(wanted=(('del',), ('tier', 'pai')), unwanted=(('optiqu',),))
    """
    wanted: list[tuple[str, ...]] = []
    unwanted: list[tuple[str, ...]] = []
    for minus, quoted, word in _PART.findall(normal(text)):
        found = stems(quoted or word)
        groups = [tuple(found)] if quoted or minus else [(stem,) for stem in found]
        (unwanted if minus else wanted).extend(group for group in groups if group)
    return Query(tuple(dict.fromkeys(wanted))[:MOST], tuple(dict.fromkeys(unwanted))[:MOST])


@dataclass(frozen=True)
class Piece:
    """A part of a text; found: one of the words looked for."""

    text: str
    found: bool = False


def marked(text: str, looked_for: frozenset[str], around: int | None = None) -> tuple[Piece, ...]:
    """The text in pieces, the words looked for apart. around: keep that many signs, where most of them are."""
    text = normal(text)
    places = [(word.start, word.end) for word in words(text) if word.stem in looked_for]
    first, last = _frame(text, places, around) if around and len(text) > around else (0, len(text))
    return tuple(_pieces(text, places, first, last))


def _pieces(text: str, places: Sequence[tuple[int, int]], first: int, last: int) -> Iterator[Piece]:
    here = first
    if first:
        yield Piece("… ")
    for start, end in places:
        if first <= start and end <= last:
            if start > here:
                yield Piece(text[here:start])
            yield Piece(text[start:end], found=True)
            here = end
    if here < last:
        yield Piece(text[here:last])
    if last < len(text):
        yield Piece(" …")


def _frame(text: str, places: Sequence[tuple[int, int]], around: int) -> tuple[int, int]:
    """Of the frames that begin a little before a place, the one that holds the most; cut between two words."""
    begin, most, reach = 0, 0, 0
    for position, (start, _end) in enumerate(places):
        first = max(0, start - around // 4)
        reach = max(reach, position)
        while reach < len(places) and places[reach][1] <= first + around:
            reach += 1
        if reach - position > most:
            begin, most = first, reach - position
    end = min(len(text), begin + around)
    begin = max(0, end - around)
    if begin:
        begin = text.find(" ", begin, end) + 1 or begin
    if end < len(text):
        end = max(text.rfind(" ", begin, end), begin + 1)
    return begin, end
