"""Two texts side by side: paragraph facing paragraph, and in those that changed, the words.

for row in compare(before, after):
    row.kind        « same », « changed », « removed » (left only) or « added » (right only)
    row.left        segments of the old paragraph: (text, whether it differs)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_BETWEEN = re.compile(r"\n[ \t]*\n\s*")
_WORD = re.compile(r"\w+|\s+|[^\w\s]")
MOST_WORDS = 3000  # of one paragraph, compared word by word; beyond, it is shown as rewritten


@dataclass(frozen=True)
class Segment:
    text: str
    differs: bool = False


@dataclass(frozen=True)
class Row:
    """A paragraph on each side; () where there is none. number: of the paragraph on the left, from 1, or 0."""

    kind: str
    left: tuple[Segment, ...]
    right: tuple[Segment, ...]
    number: int = 0


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text: what blank lines separate."""
    text = text.replace("\r\n", "\n").strip()
    return _BETWEEN.split(text) if text else []


def together(parts: Sequence[str]) -> str:
    return "\n\n".join(part.strip("\n") for part in parts if part.strip())


def compare(before: str, after: str) -> list[Row]:
    """Paragraphs in order. Those that look alike face each other; the others stand alone on their side."""
    old, new = paragraphs(before), paragraphs(after)
    rows: list[Row] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [
                Row("same", (Segment(text),), (Segment(text),), a + place + 1)
                for place, text in enumerate(old[a:b])
            ]
            continue
        paired = min(b - a, d - c)
        rows += [_changed(old[a + place], new[c + place], a + place + 1) for place in range(paired)]
        rows += [
            Row("removed", (Segment(text, True),), (), a + paired + place + 1)
            for place, text in enumerate(old[a + paired : b])
        ]
        rows += [Row("added", (), (Segment(text, True),)) for text in new[c + paired : d]]
    return rows


def _changed(old: str, new: str, number: int) -> Row:
    one, two = _WORD.findall(old), _WORD.findall(new)
    if max(len(one), len(two)) > MOST_WORDS:
        return Row("changed", (Segment(old, True),), (Segment(new, True),), number)
    left: list[Segment] = []
    right: list[Segment] = []
    for tag, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        differs = tag != "equal"
        if a < b:
            left.append(Segment("".join(one[a:b]), differs))
        if c < d:
            right.append(Segment("".join(two[c:d]), differs))
    return Row("changed", tuple(left), tuple(right), number)
