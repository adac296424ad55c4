"""One cell of a file: from its text to a value, and back. Parsers raise ValueError with a French message."""

import re
import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from rse_portal.common.exchange.errors import quoted
from rse_portal.common.typography import jour, nombre

Parser = Callable[[str], Any]

REQUIRED = "une valeur est attendue"
CELL_LIMIT = 100_000  # characters in a text without a limit of its own
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)

# What a spreadsheet would run as a formula, fullwidth forms included (G14).
_PROTECTED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_DANGEROUS = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", re.ASCII)
_FRENCH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2})", re.ASCII)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Controls, line ends, text direction overrides and invisible marks have no place in a name.
_NOT_IN_A_NAME = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")


def protected(text: str) -> str:
    """`text` made inert for spreadsheets: a quote before what they would run. See `unprotected`."""
    return "'" + text if _DANGEROUS.match(text) else text


def written(value: Any, inert: Callable[[str], str] = protected) -> str:
    """A value as the files write it; texts go through `inert`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return inert("|".join(value) if isinstance(value, tuple) else value)


def unprotected(text: str) -> str:
    """Without the protective quote, if there is one: exactly one is taken away."""
    return text[1:] if _PROTECTED.match(text) else text


def normal(text: str) -> str:
    """The NFC form: one spelling of « é »."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def same_lines(value: Any) -> Any:
    """A text with line ends of one kind, to compare it: spreadsheets write them in their own way."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def code(longest: int) -> Parser:
    """An opaque identifier, up to `longest` characters, none of them invisible."""

    def parse(raw: str) -> str:
        value = normal(unprotected(raw.strip()))
        for character in value:
            if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}:
                raise ValueError(f"caractère invisible interdit dans un code (U+{ord(character):04X})")
        return _not_longer(value, longest)

    return parse


def name(longest: int) -> Parser:
    """A label on one line."""

    def parse(raw: str) -> str:
        value = normal(unprotected(raw))
        found = _NOT_IN_A_NAME.search(value)
        if found:
            raise ValueError(f"caractère invisible interdit dans un nom (U+{ord(found[0]):04X})")
        return _not_longer(value, longest)

    return parse


def text(longest: int | None = None) -> Parser:
    """Free text, kept as it is written."""

    def parse(raw: str) -> str:
        value = normal(unprotected(raw))
        if _UNSTORABLE.search(value):
            raise ValueError("le caractère nul et les caractères incomplets ne sont pas autorisés")
        return _not_longer(value, longest or CELL_LIMIT)

    return parse


def _not_longer(value: str, longest: int) -> str:
    if len(value) > longest:
        raise ValueError(f"au plus {nombre(longest)} caractères (actuellement {nombre(len(value))})")
    return value


def whole(low: int, high: int) -> Parser:
    """A whole number low..high in ASCII digits: « 3,0 », « +3 » and « ٣ » are refused."""

    def parse(raw: str) -> int:
        value = raw.strip()
        if _WHOLE.fullmatch(value) and low <= int(value) <= high:
            return int(value)
        raise ValueError(f"un nombre entier de {low} à {high} est attendu, {quoted(value)} reçu")

    return parse


def flag(raw: str) -> bool:
    value = raw.strip()
    if value in ("0", "1"):
        return value == "1"
    raise ValueError(f"0 ou 1 est attendu, {quoted(value)} reçu")


def choice(values: Collection[str]) -> Parser:
    """One of `values`, exactly."""

    def parse(raw: str) -> str:
        value = raw.strip()
        if value in values:
            return value
        raise ValueError(f"{quoted(value)} n’est pas un choix possible ({', '.join(values)})")

    return parse


def day(raw: str) -> date:
    """A day written 2026-03-12, 12/03/2026 or 12/03/26 (always of this century)."""
    value = raw.strip()
    if found := _ISO_DAY.fullmatch(value):
        year, month, number = map(int, found.groups())
    elif found := _FRENCH_DAY.fullmatch(value):
        number, month, year = map(int, found.groups())
        year += 2000 if len(found[3]) == 2 else 0
    else:
        raise ValueError(f"une date valide est attendue (jj/mm/aaaa ou aaaa-mm-jj), {quoted(value)} reçu")
    try:
        result = date(year, month, number)
    except ValueError:
        raise ValueError(
            f"une date valide est attendue, {quoted(value)} n’existe pas au calendrier"
        ) from None
    if not FIRST_DAY <= result <= LAST_DAY:
        raise ValueError(
            f"la date doit être comprise entre {FIRST_DAY:%d/%m/%Y} et {LAST_DAY:%d/%m/%Y}, "
            f"{quoted(value)} reçu"
        )
    return result


def day_remark(raw: str) -> str:
    """How a year of two digits was understood, in full; "" for any other cell."""
    found = _FRENCH_DAY.fullmatch(raw.strip())
    return f"{quoted(raw.strip())} est lu {jour(day(raw))}" if found and len(found[3]) == 2 else ""


def several(parse_one: Parser) -> Parser:
    """Codes joined by |, in order, each once; an empty cell is no code."""

    def parse(raw: str) -> tuple[Any, ...]:
        values = tuple(parse_one(piece) for piece in unprotected(raw).split("|"))
        for value in values:
            if not value:
                raise ValueError("un code manque entre deux barres |")
            if values.count(value) > 1:
                raise ValueError(f"{quoted(value)} figure deux fois")
        return values

    return parse
