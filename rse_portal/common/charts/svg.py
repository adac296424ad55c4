"""The few things every picture shares: elements, escaping, colours, text width, accessible root."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString

# The light tokens of static/css/tokens.css (a test compares them), for PDF and mail.
PAPER = "#FBFAF7"
INK = "#1D2730"
INK_3 = "#626D77"
LINE = "#DDD8CB"
LINE_STRONG = "#858E94"
ACCENT = "#0E5A5E"
ACCENT_SOFT = "#E2EDEB"
ALERT = "#B3152B"
AMBER = "#8A5700"
SUBJECTS = ("#2F4596", "#A5391F", "#7B2470", "#2A7F5F", "#4C4800", "#14618F", "#96660C")

# A paint is a class of charts.css and, for the PDF, the same look in attributes.
PAINTS: dict[str, dict[str, str | float]] = {
    "accent": {"fill": ACCENT},
    "baseline": {"fill": "none", "stroke": LINE_STRONG},
    "critical": {"fill": ALERT, "stroke": PAPER, "stroke_width": 1.5},
    "critical-ring": {"fill": "none", "stroke": ALERT, "stroke_width": 2},
    "grid": {"fill": "none", "stroke": LINE},
    "halo": {"stroke": PAPER, "stroke_width": 2.5, "paint_order": "stroke"},
    "hatch": {"stroke": PAPER, "stroke_width": 3},
    "hit": {"fill": PAPER, "fill_opacity": 0},
    "ink": {"fill": INK},
    "ink-3": {"fill": INK_3},
    "ink-stroke": {"fill": "none", "stroke": INK},
    "look-circle": {"fill": PAPER, "stroke": INK, "stroke_width": 2},
    "look-diamond": {"fill": AMBER, "stroke": PAPER, "stroke_width": 1},
    "look-square": {"fill": ACCENT, "stroke": PAPER, "stroke_width": 1},
    "middle": {
        "fill": "none",
        "stroke": LINE_STRONG,
        "stroke_width": 1.5,
        "stroke_dasharray": "1 4",
        "stroke_linecap": "round",
    },
    "paper": {"fill": PAPER},
    "rim": {"stroke": PAPER, "stroke_width": 1},
    "scale": {"fill": INK_3, "stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"},
    "strip-bar": {"fill": LINE_STRONG, "fill_opacity": 0.55},
    "strip-median": {"fill": ACCENT},
    "tick-none": {"fill": "none", "stroke": LINE_STRONG},
    "tick-off": {"fill": "none", "stroke": LINE, "stroke_width": 4},
    "verdict-robust": {"fill": ACCENT, "font_weight": 700},
    "verdict-probable": {"fill": ACCENT},
    "verdict-uncertain": {"fill": AMBER},
    "verdict-out": {"fill": INK_3},
    "verdict-none": {"fill": INK_3},
    "zone": {"fill": ACCENT_SOFT},
}

SANS = "Inter, sans-serif"
SERIF = "'Source Serif 4', serif"

Value = str | float | int | None


@dataclass(frozen=True, slots=True)
class DataTable:
    """The figures of a picture as text. `numeric`: positions of the columns to align right."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: inline `svg`, `title` (what it shows), `summary` (what it says), `table` (the same figures).

    `key`: the legend in words, where the drawn one has no room. `wide`: scrolls sideways on a phone.
    """

    svg: SafeString
    title: str
    summary: str
    kind: str
    table: DataTable | None = None
    key: str = ""
    wide: bool = False

    def __str__(self) -> str:
        return self.svg


_SPECIAL = re.compile("[^ !#-%(-;=?-~\u00a0-\ud7ff]")  # neither quote, & < >, nor control
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number(value: float) -> str:
    """A coordinate: one decimal, two under 10; always with a point, whatever the active language."""
    text = f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _safe(text: str) -> str:
    """Escaped unless already safe, without what XML forbids; most of our attributes need neither."""
    if isinstance(text, SafeString) or not _SPECIAL.search(text):
        return text
    return escape(_FORBIDDEN.sub("", text))


def el(tag: str, *children: str, **attributes: Value) -> SafeString:
    """One element. Names: class_ → class, stroke_width → stroke-width; an attribute of None is left out.

    Attributes and children are escaped unless they are already safe; what XML forbids is dropped.
    """
    parts = [tag]
    for name, value in attributes.items():
        if value is not None:
            text = _safe(value) if isinstance(value, str) else number(value)
            parts.append(f'{name.rstrip("_").replace("_", "-")}="{text}"')
    inner = "".join(map(_safe, children))
    return SafeString(f"<{' '.join(parts)}>{inner}</{tag}>" if inner else f"<{' '.join(parts)}/>")


def join(pieces: Iterable[SafeString]) -> SafeString:
    return SafeString("".join(pieces))


def draw(tag: str, paint: str, *children: str, hue: int = 0, **attributes: Value) -> SafeString:
    """A shape with its paints; "hue-fill" and "hue-stroke" take the colour of the core subject `hue`."""
    look: dict[str, Value] = {}
    for name in paint.split():
        look |= PAINTS.get(name, {})
        if name == "hue-fill":
            look["fill"] = colour(hue)
        elif name == "hue-stroke":
            look |= {"stroke": colour(hue)} if "fill" in look else {"fill": "none", "stroke": colour(hue)}
    return el(tag, *children, **(look | attributes), class_=paint)


def words(
    content: str, x: float | str, y: float, size: float, paint: str = "ink-3", **attributes: Value
) -> SafeString:
    """A line of text; anchor: start, middle or end."""
    attributes["text_anchor"] = attributes.pop("anchor", None)
    return draw("text", paint, content, x=x, y=y, font_size=size, **attributes)  # type: ignore[arg-type]


def colour(subject: int) -> str:
    """The light colour of a core subject (1..7); beyond seven they start again, the code tells them apart."""
    return SUBJECTS[(subject - 1) % len(SUBJECTS)]


def hue_class(subject: int) -> str:
    return f"s{(subject - 1) % len(SUBJECTS) + 1}"


def uid(*seed: object) -> str:
    """An id that is the same for the same picture, so that pages and PDF can be compared byte for byte."""
    return "c" + hashlib.sha256(repr(seed).encode()).hexdigest()[:8]


_NARROW, _WIDE = frozenset("iljtfrI.,:;'’|()[] \u00a0\u202f"), frozenset("mwMWŒœ%@—")


def text_width(text: str, size: float) -> float:
    """Approximate width of a text in Inter, in the same unit as `size` (its font size)."""
    ems = sum(0.31 if c in _NARROW else 0.88 if c in _WIDE else 0.67 if c.isupper() else 0.6 for c in text)
    return ems * size


def shorten(text: str, size: float, room: float) -> str:
    """The text, cut at a word with « … » when it is wider than `room`."""
    if text_width(text, size) <= room:
        return text
    while text and text_width(text + "…", size) > room:
        text = text[:-1]
    return text.rsplit(" ", 1)[0].rstrip(" ,;") + "…" if " " in text else text + "…"


def mark(name: str, *children: str, href: str | None, class_: str) -> SafeString:
    """A group of shapes that stands for one thing: a link when it leads somewhere, named in both cases."""
    title = el("title", name)
    if href:
        return el("a", title, *children, href=href, class_=f"mark {class_}", aria_label=name)
    return el("g", title, *children, class_=f"mark {class_}")


def picture(
    kind: str, *children: str, size: tuple[float, float], title: str, summary: str, key: str, links: bool
) -> SafeString:
    """The root, `size` (width, height). With links inside it is a group (an img would hide them)."""
    return el(
        "svg",
        el("title", title, id=f"{key}-t"),
        el("desc", summary, id=f"{key}-d"),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {number(size[0])} {number(size[1])}",
        width=size[0],
        height=size[1],
        class_=f"chart chart-{kind}",
        role="group" if links else "img",
        aria_labelledby=f"{key}-t",
        aria_describedby=f"{key}-d",
        font_family=SANS,
        font_size=12,
        fill=INK,
    )
