"""Text that the fonts of the report can print: a PDF/UA file may not hold a character without a glyph.

What Inter lacks (emojis, other alphabets) becomes one « □ » per run; what steers a terminal or the direction
of writing is dropped. `Ink` counts what it replaced, so that the report says it.
"""

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings

FONTS = Path(settings.BASE_DIR) / "static/fonts/ttf"
TEXT_FONT = FONTS / "Inter-Regular.ttf"
ABSENT = "□"
_STEERING = re.compile(  # controls, zero-width and bidirectional marks, variation selectors, surrogates
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


class Ink:
    """Prepares the texts of one document. replaced: runs of characters that could not be printed."""

    def __init__(self) -> None:
        self.replaced = 0

    def text(self, text: str) -> str:
        """The text on one line, composed (NFC), with only what can be printed."""
        return re.sub(r"[ \t\r\n]+", " ", self.raw(text)).strip()

    def raw(self, text: str) -> str:
        text = unicodedata.normalize("NFC", _STEERING.sub("", text))
        return _unprintable().sub(self._absent, text)

    def _absent(self, _run: re.Match[str]) -> str:
        self.replaced += 1
        return ABSENT


@cache
def _unprintable() -> re.Pattern[str]:
    covered = sorted(covered_by(TEXT_FONT))
    ranges, start = [], covered[0]
    for this, following in zip(covered, [*covered[1:], -1], strict=True):
        if following != this + 1:
            ranges.append((start, this))
            start = following
    known = "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges)
    return re.compile(f"[^\t\r\n{known}]+(?: +[^\t\r\n{known}]+)*")


def covered_by(font: Path) -> set[int]:
    """The code points that a TrueType font can draw, from its `cmap` (formats 4 and 12)."""
    data = font.read_bytes()
    tables = struct.unpack_from(">H", data, 4)[0]
    offset = next(
        struct.unpack_from(">I", data, 12 + 16 * i + 8)[0]
        for i in range(tables)
        if data[12 + 16 * i :][:4] == b"cmap"
    )
    points: set[int] = set()
    for i in range(struct.unpack_from(">H", data, offset + 2)[0]):
        start = offset + struct.unpack_from(">I", data, offset + 4 + 8 * i + 4)[0]
        form = struct.unpack_from(">H", data, start)[0]
        points |= _segments(data, start) if form == 4 else _groups(data, start) if form == 12 else set()
    return points


def _segments(data: bytes, start: int) -> set[int]:
    count = struct.unpack_from(">H", data, start + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", data, start + 14)
    starts = struct.unpack_from(f">{count}H", data, start + 16 + 2 * count)
    deltas = struct.unpack_from(f">{count}H", data, start + 16 + 4 * count)
    place = start + 16 + 6 * count
    offsets = struct.unpack_from(f">{count}H", data, place)
    points = set()
    for i in range(count):
        for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
            glyph = code
            if offsets[i]:
                at = place + 2 * i + offsets[i] + 2 * (code - starts[i])
                glyph = struct.unpack_from(">H", data, at)[0]
            if glyph and (glyph + deltas[i]) % 0x10000:
                points.add(code)
    return points


def _groups(data: bytes, start: int) -> set[int]:
    points: set[int] = set()
    for i in range(struct.unpack_from(">I", data, start + 12)[0]):
        low, high, glyph = struct.unpack_from(">III", data, start + 16 + 12 * i)
        points |= set(range(low if glyph else low + 1, high + 1))
    return points
