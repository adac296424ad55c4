"""May this file be kept and handed on? Answered from its name, its first bytes and its directory, unpacking nothing."""

import io
import re
import unicodedata
import zipfile
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rse_portal.common.typography import taille

LARGEST = 10_000_000  # bytes
MAX_ENTRIES, MAX_UNPACKED, MAX_RATIO, RATIO_MATTERS = 2_000, 100_000_000, 100, 1_000_000
# What a browser is told each kind is; the part that an archive must hold to be what its name says.
PDF = "application/pdf"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": (PDF, ""),
    "docx": (f"{OFFICE}wordprocessingml.document", "word/document.xml"),
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", "xl/workbook.xml"),
    "pptx": (f"{OFFICE}presentationml.presentation", "ppt/presentation.xml"),
    "odt": (f"{OPEN}text", "content.xml"),
    "ods": (f"{OPEN}spreadsheet", "content.xml"),
    "odp": (f"{OPEN}presentation", "content.xml"),
}
ACCEPT = ",".join(f".{ending}" for ending in KINDS)


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def media_type(name: str) -> str:
    return KINDS.get(ending_of(name), ("application/octet-stream", ""))[0]


def plain_name(name: str) -> str:
    """A file name that is only a name: no folder, no control or steering character, at most 120 signs."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    name = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C").strip(" .")
    stem, ending = PurePath(name).stem, PurePath(name).suffix
    return f"{stem[: 120 - len(ending)]}{ending}"


def check_document(upload: Any) -> None:
    """upload: an UploadedFile. Raises ValidationError, in French, saying what is accepted."""
    ending = ending_of(upload.name or "")
    if ending not in KINDS:
        raise ValidationError(
            _(
                "Ce type de fichier n’est pas accepté. Envoyez un PDF, un DOCX, un XLSX, un PPTX, un ODT, un ODS ou un ODP."
            )
        )
    if upload.size > LARGEST:
        raise ValidationError(
            _("Ce fichier pèse %(size)s ; %(most)s au plus.")
            % {"size": taille(upload.size), "most": taille(LARGEST)}
        )
    if not upload.size:
        raise ValidationError(_("Ce fichier est vide."))
    content = upload.read()
    upload.seek(0)
    if ending == "pdf":
        if not content.startswith(b"%PDF-"):
            raise ValidationError(_("Ce fichier n’est pas un PDF, malgré son nom."))
    else:
        _check_archive(content, ending)


def _check_archive(content: bytes, ending: str) -> None:
    wrong = ValidationError(
        _("Ce fichier n’est pas un %(kind)s lisible : enregistrez-le de nouveau dans ce format.")
        % {"kind": ending.upper()}
    )
    if not content.startswith(b"PK\x03\x04"):
        raise wrong
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            declared = _first_bytes(archive, "mimetype") if ending.startswith("od") else b""
    # All that zipfile raises on a damaged, encrypted or unknown archive; NotImplementedError is a RuntimeError.
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError):
        raise wrong from None
    names = {entry.filename.lower() for entry in entries}
    kind, part = KINDS[ending]
    if part not in names or (declared and declared.decode("ascii", "replace").strip() != kind):
        raise wrong
    if any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names):
        raise ValidationError(_("Ce fichier contient des macros : enregistrez-le sans elles."))
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or (unpacked > RATIO_MATTERS and unpacked > MAX_RATIO * packed)
    ):
        raise ValidationError(_("Ce fichier grossit démesurément en s’ouvrant : il est refusé."))


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(100)
