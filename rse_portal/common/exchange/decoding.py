"""From bytes to text, whatever the spreadsheet that wrote them."""

import codecs
import re

FOREIGN = {b"PK\x03\x04": "zip", b"%PDF": "pdf", b"\xd0\xcf\x11\xe0": "ole"}
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]+")


class Undecodable(Exception):
    """The bytes are no text. The message is French."""


def decode(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: UTF-8, UTF-8 with BOM, UTF-16 or Windows-1252.

    Raises Undecodable for anything else. Lone surrogates come through: the check of their cell tells.
    """
    if content.startswith(tuple(FOREIGN)):
        raise Undecodable("Format non pris en charge : enregistrez en .csv (UTF-8) ou en .xlsx")
    if content.startswith(codecs.BOM_UTF8):
        return _utf8(content[3:]), "UTF-8 (avec BOM)"
    utf16 = _utf16_name(content)
    if utf16:
        try:
            return content.decode(utf16, "surrogatepass").removeprefix("\ufeff"), "UTF-16"
        except UnicodeDecodeError as problem:
            raise Undecodable(f"texte UTF-16 illisible à l’octet {problem.start}") from problem
    try:
        return content.decode("utf-8", "surrogatepass"), "UTF-8"
    except UnicodeDecodeError as problem:
        if _mostly_utf8(content):
            raise Undecodable(_where(content, problem.start)) from problem
    try:
        return content.decode("cp1252"), "Windows-1252"
    except UnicodeDecodeError as problem:
        raise Undecodable(_where(content, problem.start)) from problem


def _utf8(content: bytes) -> str:
    try:
        return content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as problem:
        raise Undecodable(_where(content, problem.start)) from problem


def _where(content: bytes, position: int) -> str:
    line = content.count(b"\n", 0, position) + 1
    return f"texte illisible à la ligne {line} (octet {position}) : enregistrez le fichier en UTF-8"


def _utf16_name(content: bytes) -> str:
    """The flavour of UTF-16, from the BOM, else from the zero bytes of a header in letters; "" if none."""
    if content.startswith(codecs.BOM_UTF32_LE):
        return ""
    if content.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if content.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    head = content[:40]
    if len(head) >= 8 and not any(head[1::2]) and all(head[0::2]):
        return "utf-16-le"
    if len(head) >= 8 and not any(head[0::2]) and all(head[1::2]):
        return "utf-16-be"
    return ""


def _mostly_utf8(content: bytes) -> bool:
    """More whole UTF-8 letters than broken bytes: a damaged UTF-8 file, which cp1252 would garble."""
    broken = content.decode("utf-8", "replace").count("\ufffd")
    return len(_MULTIBYTE.findall(content)) > 2 * broken
