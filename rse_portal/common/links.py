"""Where one can go from a page, in plain values: the frame draws them once (rse_portal.common.drawing)."""

from typing import Any, NamedTuple


class Link(NamedTuple):
    """label: text, translated late; current: the page belongs there; count: how many wait there, none shown for 0."""

    url: str
    label: Any
    icon: str = ""
    current: bool = False
    count: int = 0
