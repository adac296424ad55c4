"""May this .xlsx be opened? Answered from its first bytes and its central directory, unpacking nothing."""

import io
import zipfile

from rse_portal.common.exchange.errors import quoted
from rse_portal.common.typography import NBSP, nombre

MAX_ENTRIES = 1_000
MAX_UNPACKED = 50_000_000  # bytes
MAX_RATIO = 100  # unpacked / packed
RATIO_MATTERS = 1_000_000  # bytes: a small sheet of equal cells packs better than that, and harms nobody

UNSUPPORTED = "Format non pris en charge : enregistrez en .xlsx"
ARCHIVES = (
    ".zip",
    ".gz",
    ".bz2",
    ".xz",
    ".7z",
    ".rar",
    ".tar",
    ".xlsx",
    ".xlsm",
    ".xlsb",
    ".xls",
    ".docx",
    ".pptx",
)
FORBIDDEN = {
    "xl/vbaproject.bin": "des macros",
    "xl/workbook.bin": "un classeur binaire (.xlsb)",
    "xl/externallinks/": "un lien vers un autre fichier",
    "xl/embeddings/": "un objet incorporé",
    "xl/connections.xml": "une connexion à des données externes",
    "xl/querytables/": "une connexion à des données externes",
}


def why_refused(content: bytes) -> str:
    """What makes the bytes unfit to be opened as a workbook, in French; "" when they may be."""
    if not content.startswith(b"PK\x03\x04"):
        return UNSUPPORTED  # .xls and encrypted workbooks (OLE), PDF, anything that merely ends with a zip
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename.lower() for entry in entries}
    except (zipfile.BadZipFile, ValueError, OSError, UnicodeDecodeError):
        return "classeur illisible ou incomplet : enregistrez-le de nouveau en .xlsx"
    return _too_big(entries) or _dangerous(names)


def _too_big(entries: list[zipfile.ZipInfo]) -> str:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > MAX_ENTRIES:
        return (
            f"archive refusée : {nombre(len(entries))} fichiers à l’intérieur, {nombre(MAX_ENTRIES)} au plus"
        )
    if unpacked > MAX_UNPACKED:
        return (
            f"archive refusée : {nombre(unpacked // 1_000_000)}{NBSP}Mo une fois ouverte, "
            f"{nombre(MAX_UNPACKED // 1_000_000)}{NBSP}Mo au plus"
        )
    if unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * packed:
        return f"archive refusée : elle grossit plus de {MAX_RATIO} fois en s’ouvrant"
    return ""


def _dangerous(names: set[str]) -> str:
    for name in sorted(names):
        if name.endswith(ARCHIVES):
            return f"archive refusée : elle en contient une autre, {quoted(name)}"
        for place, what in FORBIDDEN.items():
            if name.startswith(place):
                return f"classeur refusé : il contient {what} ; copiez les valeurs dans un simple .xlsx"
    if "xl/workbook.xml" not in names or "[content_types].xml" not in names:
        return UNSUPPORTED
    return ""
