"""French typography, in one place: pages, PDF, XLSX and mails call the same functions.

Each follows the active language: French « 1 234,5 », « 12 % », « 1er mars 2026 », « 18 h 30 »; English
"1,234.5", "12%", "1 March 2026", "18:30". Django alone would write U+00A0 between thousands and « Mio ».
"""

import datetime as dt
import math
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import get_language, gettext

NNBSP = "\u202f"  # narrow no-break space: thousands, before ; ! ? % and inside « »
NBSP = "\u00a0"  # no-break space: before :, between a number and its unit
MINUS = "\u2212"

MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

Number = int | float | Decimal
T = TypeVar("T")


def _french() -> bool:
    return (get_language() or "fr").startswith("fr")


def absent() -> str:
    """What stands for a number we do not have: never a zero."""
    return "n. c.".replace(" ", NBSP) if _french() else "n/a"


def nombre(value: Number | None, decimals: int | None = None) -> str:
    """A number as the language writes it: « 1 234,5 ». None, NaN and infinities are « n. c. ».

    decimals: digits after the mark, half rounded up; by default as many as needed, two at most.
    """
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return absent()
    exact = Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-(2 if decimals is None else decimals)), ROUND_HALF_UP)
    text = f"{abs(rounded):f}"
    if decimals is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    grouped = re.sub(r"(?<=\d)(?=(\d{3})+$)", NNBSP if _french() else ",", whole)
    sign = MINUS if rounded < 0 else ""
    return sign + grouped + (("," if _french() else ".") + fraction if fraction else "")


def pourcent(value: Number | None, decimals: int = 0) -> str:
    """A percentage, given in percent (12 → « 12 % »), not as a fraction."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return absent()
    return nombre(value, decimals) + (f"{NNBSP}%" if _french() else "%")


def _local(value: T) -> T:
    """The database gives moments in UTC: what one reads is the day and the hour of here."""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)  # type: ignore[return-value]
    return value


def jour(value: dt.date | None, *, year: bool = True) -> str:
    """A day, that of here: « 12 mars 2026 », « 1er mars 2026 », « 1er mars » without the year."""
    if value is None:
        return absent()
    value = _local(value)
    if not _french():
        return f"{value.day} {MONTHS_EN[value.month - 1]}" + (f" {value.year}" if year else "")
    day = "1er" if value.day == 1 else str(value.day)
    return f"{day} {MONTHS_FR[value.month - 1]}" + (f" {value.year}" if year else "")


def heure(value: dt.time | dt.datetime | None) -> str:
    """A time of day, that of here: « 18 h 30 », « 18 h » on the hour."""
    if value is None:
        return absent()
    value = _local(value)
    if _french():
        return f"{value.hour}{NBSP}h" + (f"{NBSP}{value.minute:02d}" if value.minute else "")
    return f"{value.hour}:{value.minute:02d}"


def moment(value: dt.datetime | None) -> str:
    """A day and a time: « 1er mars 2026 à 18 h 30 »."""
    if value is None:
        return absent()
    return f"{jour(value)} {'à' if _french() else 'at'} {heure(value)}"


def taille(size: int | None) -> str:
    """A file size in decimal units: « 2,4 Mo », « 12 ko », « 850 octets ». size in bytes."""
    if size is None:
        return absent()
    units = ("octet", "ko", "Mo", "Go", "To") if _french() else ("byte", "kB", "MB", "GB", "TB")
    amount, rank = float(size), 0
    while rank < 4 and round(amount, 0 if rank < 2 else 1) >= 1000:
        amount, rank = amount / 1000, rank + 1
    if rank == 0:
        return pluriel(size, units[0])
    return nombre(round(amount, 1 if rank > 1 or amount < 10 else 0)) + NBSP + units[rank]


def pluriel(count: Number, singular: str, plural: str = "") -> str:
    """A counted noun: « 0 retour », « 1 retour », « 2 retours ».

    The plural begins at 2 in French, everywhere but at 1 in English.
    """
    one = -2 < count < 2 if _french() else count == 1
    word = gettext(singular) if one else gettext(plural or f"{singular}s")
    return f"{nombre(count)}{NBSP}{word}"


_WORD = re.compile(r"\S+|\s+")
_LEAVE_ALONE = re.compile(r"://|^www\.|^\S+@\S+\.\w+|^&#?\w+;")
_HIGH_MARK = re.compile(r"(?<=[^\s;!?…(«])[ \u00a0\u202f]*([;!?]+)(?=$|[\s»)\]”\"’.,…])")
_COLON = re.compile(r"(?<=[^\s:])(?:[ \u00a0\u202f]+:(?!\S)|:(?=$|\s))")
_PERCENT = re.compile(r"(?<=\d)[ \u00a0\u202f]*%")


def joined(parts: Iterable[str]) -> str:
    """« a ; b ; c »: parts that may hold commas themselves."""
    return (f"{NNBSP}; " if _french() else "; ").join(parts)


def typo(text: str) -> str:
    """Plain text with the right spaces: U+202F before ; ! ? % and inside « », U+00A0 before :, ' → ’.

    Applying it twice changes nothing. Addresses (web, mail) are left alone. English only gets its
    apostrophes.
    """
    text = re.sub(r"(?<=\w)'(?=\w)|(?<=\w)'", "’", text)
    if not _french():
        return text
    text = re.sub(r"«[ \u00a0\u202f]*", f"«{NNBSP}", text)
    text = re.sub(r"[ \u00a0\u202f]*»", f"{NNBSP}»", text)
    text = re.sub(r"[ \u00a0]+(?=[;!?%])", NNBSP, text)  # so that a mark stays with its word
    text = re.sub(r"[ \u00a0\u202f]+(?=:(?:\s|$))", NBSP, text)
    return "".join(_spaced(piece) for piece in re.split(r"([ \t\r\n]+)", text))


def _spaced(word: str) -> str:
    if not word or word.isspace() or _LEAVE_ALONE.search(word):
        return word
    word = _HIGH_MARK.sub(rf"{NNBSP}\1", word)
    word = _COLON.sub(f"{NBSP}:", word)
    return _PERCENT.sub(f"{NNBSP}%", word)
