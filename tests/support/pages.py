"""What a page says."""

from typing import Any


def said(answer: Any) -> str:
    """The HTML of an answer with its no-break spaces as spaces: the French catalogue puts them where it must."""
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
