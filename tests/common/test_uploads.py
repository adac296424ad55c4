import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from rse_portal.common import uploads
from rse_portal.common.uploads import check_document, media_type, plain_name


def archive(*names: str, content: bytes = b"x", mimetype: str = "") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for name in names:
            made.writestr(name, content)
    return stream.getvalue()


GOOD = {
    "note.pdf": b"%PDF-1.7\n...",
    "note.docx": archive("[Content_Types].xml", "word/document.xml"),
    "NOTE.XLSX": archive("[Content_Types].xml", "xl/workbook.xml"),
    "note.odt": archive("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
}
BAD = {
    "note.exe": b"MZ",
    "note.svg": b"<svg onload=alert(1)>",
    "note.html": b"<html>",
    "note": b"%PDF-1.7",
    "faux.pdf": b"PK\x03\x04",
    "vide.pdf": b"",
    "faux.docx": archive("xl/workbook.xml"),
    "macros.docx": archive("word/document.xml", "word/vbaProject.bin"),
    "casse.docx": b"PK\x03\x04 and nothing else",
    "faux.odt": archive("content.xml", mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "bombe.xlsx": archive("xl/workbook.xml", "xl/a.xml", content=b"0" * 3_000_000),
    "foule.docx": archive("word/document.xml", *(f"word/{n}.xml" for n in range(2_100))),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_document_is_what_its_name_says(name):
    check_document(SimpleUploadedFile(name, GOOD[name]))


@pytest.mark.parametrize("name", BAD)
def test_anything_else_is_refused_in_words(name):
    with pytest.raises(ValidationError):
        check_document(SimpleUploadedFile(name, BAD[name]))


def test_a_document_has_a_largest_size(monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST", 10)
    with pytest.raises(ValidationError, match="au plus"):
        check_document(SimpleUploadedFile("note.pdf", GOOD["note.pdf"]))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/note.pdf", "note.pdf"),
        ("C:\\dossier\\note.pdf", "note.pdf"),
        ("no\r\nte\u202e.pdf", "note.pdf"),
        ("e\u0301te.pdf", "éte.pdf"),
        ("a" * 300 + ".pdf", "a" * 116 + ".pdf"),
    ],
)
def test_a_file_name_is_only_a_name(sent, kept):
    assert plain_name(sent) == kept


def test_an_unknown_kind_is_just_bytes():
    assert media_type("note.pdf") == "application/pdf"
    assert media_type("note.html") == "application/octet-stream"
