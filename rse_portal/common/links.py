"""Where one can go from a page, in plain values: the frame draws them once (rse_portal.common.drawing)."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Link:
    """label: text, translated late; current: the page belongs there; count: how many wait there, none shown for 0."""

    url: str
    label: Any
    icon: str = ""
    current: bool = False
    count: int = 0
