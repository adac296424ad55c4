"""A text cut where its codings begin and end, so that each piece can be marked."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dialogue.models import FeedbackCoding


@dataclass(frozen=True)
class Piece:
    """A run of the text under the same codings. codes: (clause code, core subject); ends: those that stop here."""

    text: str
    codes: tuple[tuple[str, int], ...] = ()
    ends: tuple[tuple[str, int], ...] = ()

    @property
    def names(self) -> str:
        return ", ".join(code for code, _subject in self.codes)

    @property
    def subject(self) -> int:
        return self.codes[0][1] if self.codes else 0


def pieces_of(text: str, codings: Sequence[FeedbackCoding]) -> list[Piece]:
    """Their texts, joined, are the text. codings: with their domain and its core subject; no query."""
    spans = [
        (row.start, min(row.end or 0, len(text)), (row.domain.code, row.domain.core_subject.order))
        for row in codings
        if row.start is not None and row.start < len(text)
    ]
    cuts = sorted({0, len(text), *(start for start, _end, _code in spans), *(end for _s, end, _c in spans)})
    return [
        Piece(
            text[low:high],
            tuple(code for start, end, code in spans if start <= low and high <= end),
            tuple(code for _start, end, code in spans if end == high),
        )
        for low, high in pairwise(cuts)
    ]


def moved(position: int, start: int, end: int, length: int) -> int:
    """Where a sign of the text stands once start..end became `length` signs; inside, it goes to the near edge."""
    if position <= start:
        return position
    return position + length - (end - start) if position >= end else start


def coding_key(codings: Iterable[FeedbackCoding]) -> str:
    """The state of the coding of one text: the same for the same codings, in any order."""
    keys = sorted(repr(coding.key) for coding in codings)
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()
