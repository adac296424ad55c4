import io
import time
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from dialogue.models import Feedback
from priorities.exchange.files import BY_NAME
from priorities.exchange.writing import export_data
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.workbooks import read_one
from stakeholders.models import ImpactScore
from tests.priorities.exchange.support import (
    SOUND,
    bytes_of,
    faults_of,
    load,
    picture,
    sound_folder,
    workbook_of,
)

pytestmark = pytest.mark.django_db

UNSUPPORTED = "Format non pris en charge : enregistrez en .xlsx"


def rows_of(name: str) -> list[list[Any]]:
    """The sound file of that name, with numbers and days as a spreadsheet holds them."""

    def cell(column: str, text: str) -> Any:
        if (
            column in ("power", "legitimacy", "scale", "likelihood", "importance", "value")
            and text.isdecimal()
        ):
            return float(text)
        if column == "date":
            return datetime(2026, 3, 12)
        return text or None

    header = BY_NAME[name].header
    return [
        list(header),
        *([cell(*pair) for pair in zip(header, row.split(","), strict=True)] for row in SOUND[name]),
    ]


def with_entries(content: bytes, **entries: bytes) -> bytes:
    """The same archive with more entries; in their names __ is a slash, and _ a dot."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return buffer.getvalue()


def with_part(content: bytes, part: str, change: tuple[bytes, bytes]) -> bytes:
    """The same archive with one of its parts changed."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        assert change[0] in old.read(part)
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, data.replace(*change) if entry.filename == part else data)
    return buffer.getvalue()


CRITERIA = workbook_of({"criteria": rows_of("criteria")})
SHEET = "xl/worksheets/sheet1.xml"


def test_row_that_stands_beyond_any_sheet_does_not_keep_the_reader_busy() -> None:
    far = with_part(CRITERIA, SHEET, (b'<row r="2"', b'<row r="1000000000000"'))
    start = time.monotonic()
    [table] = read_one(far, BY_NAME["criteria"], "criteria.xlsx", FaultLog())
    assert len(table.rows) == len(SOUND["criteria"]) - 1
    assert time.monotonic() - start < 60


def test_import_data_reads_a_workbook_of_all_sheets(tmp_path: Path) -> None:
    book = tmp_path / "saisie.xlsx"
    names = [name if rank % 2 else f"{name}.csv" for rank, name in enumerate(SOUND)]
    book.write_bytes(workbook_of({name: rows_of(name.removesuffix(".csv")) for name in names}))
    load(book, "a")
    feedback = [row.replace("12/03/2026", "2026-03-12") for row in SOUND["feedback"]]
    load(sound_folder(tmp_path / "csv", feedback=feedback), "b")
    for cycle in "ab":
        export_data(cycle=cycle, folder=tmp_path / f"out-{cycle}", by=None)
    assert bytes_of(tmp_path / "out-a") == bytes_of(tmp_path / "out-b")


def test_import_data_reads_a_workbook_per_file(tmp_path: Path) -> None:
    source = sound_folder(tmp_path)
    (source / "feedback.csv").unlink()
    (source / "feedback.xlsx").write_bytes(workbook_of({"Feuil1": rows_of("feedback")}))
    load(source)
    assert set(Feedback.objects.values_list("received_on", flat=True)) == {date(2026, 3, 12)}


def test_import_data_names_sheet_and_row_of_a_workbook(tmp_path: Path) -> None:
    book = tmp_path / "saisie.xlsx"
    header = list(BY_NAME["criteria"].header)
    book.write_bytes(
        workbook_of(
            {"criteria": [header, [], ["6.7.8", "time", 3.5], ["6.7.8", "ease", datetime(2026, 1, 1)]]}
        )
    )
    first, second = faults_of(book)
    assert (
        first
        == "saisie.xlsx!criteria:3: value: un nombre entier de 0 à 4 est attendu, «\u202f3.5\u202f» reçu"
    )
    assert second.startswith("saisie.xlsx!criteria:4: value: ")
    alone = tmp_path / "criteria.xlsx"
    book.rename(alone)
    assert faults_of(alone)[0].startswith("criteria.xlsx:3: value: ")


def test_import_data_keeps_text_that_looks_like_a_formula(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "in"))
    text = "=cmd|' /C calc'!A0"
    # XlsxWriter shares the strings of its cells as Excel does; openpyxl writes them in place.
    with xlsxwriter.Workbook(tmp_path / "impact_scores.xlsx", {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("impact_scores")
        sheet.write_row(0, 0, BY_NAME["impact_scores"].header)
        sheet.write_row(1, 0, ["A1", "+33", 4, 3, 2, None, text])
    load(tmp_path / "impact_scores.xlsx")
    assert ImpactScore.objects.get(assessor__code="+33").rationale == text


def hostile() -> dict[str, tuple[bytes, str]]:
    doctype = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><worksheet'
    outside = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet'
    formula = workbook_of({"criteria": [BY_NAME["criteria"].header, ["6.7.8", "time", "=1+1"]]})
    many = {f"xl__n{n}_xml": b"" for n in range(1001)}
    return {
        "formula": (formula, "criteria.xlsx:2: value: une formule est refusée : collez la valeur"),
        "billion laughs": (with_part(CRITERIA, SHEET, (b"<worksheet", doctype)), "classeur illisible"),
        "outside entity": (with_part(CRITERIA, SHEET, (b"<worksheet", outside)), "classeur illisible"),
        "macros": (with_entries(CRITERIA, xl__vbaProject_bin=b"x"), "il contient des macros"),
        "external link": (
            with_entries(CRITERIA, xl__externalLinks__externalLink1_xml=b"x"),
            "un lien vers un autre fichier",
        ),
        "connection": (
            with_entries(CRITERIA, xl__connections_xml=b"x"),
            "une connexion à des données externes",
        ),
        "nested archive": (with_entries(CRITERIA, xl__media__a_zip=b"x"), "elle en contient une autre"),
        "10,000 entries": (with_entries(CRITERIA, **many), "1\u202f000 au plus"),
        "password or .xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), UNSUPPORTED),
        "pdf": (b"%PDF-1.7\n", UNSUPPORTED),
        "polyglot": (b"%PDF-1.7\n" + CRITERIA, UNSUPPORTED),
        "another zip": (with_entries(b"", mimetype=b"x"), UNSUPPORTED),
        "truncated": (CRITERIA[:-60], "classeur illisible"),
        "text": (b"domain,criterion,value\n", UNSUPPORTED),
        "empty": (b"", "le fichier est vide"),
        "no rows": (workbook_of({"criteria": []}), "le fichier est vide"),
        "two sheets": (workbook_of({"a": [], "b": []}), "une seule feuille est attendue"),
    }


@pytest.mark.parametrize(("content", "expected"), hostile().values(), ids=hostile().keys())
def test_import_data_refuses_a_hostile_workbook(tmp_path: Path, content: bytes, expected: str) -> None:
    before = picture()
    (tmp_path / "criteria.xlsx").write_bytes(content)
    (line,) = faults_of(tmp_path)
    assert line.startswith("criteria.xlsx:")
    assert expected in line
    assert picture() == before


@pytest.mark.parametrize("suffix", [".xlsm", ".xls", ".xlsb", ".ods"])
def test_import_data_refuses_other_spreadsheets(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"criteria{suffix}").write_bytes(CRITERIA)
    (line,) = faults_of(tmp_path)
    assert line == f"criteria{suffix}:1: fichier: {UNSUPPORTED}"


def test_import_data_refuses_unknown_sheets_and_files_given_twice(tmp_path: Path) -> None:
    book = tmp_path / "saisie.xlsx"
    book.write_bytes(workbook_of({"criteria": rows_of("criteria"), "Feuil2": []}))
    (line,) = faults_of(book)
    assert line.startswith(
        "saisie.xlsx!Feuil2:1: fichier: feuille inconnue ; feuilles possibles : stakeholders, "
    )
    book.unlink()
    source = sound_folder(tmp_path)
    (source / "criteria.xlsx").write_bytes(CRITERIA)
    (line,) = faults_of(source)
    assert line == "criteria.xlsx:1: fichier: criteria est déjà dans un autre fichier du dossier"


def bomb(entries: int, size: int) -> bytes:
    """A workbook with `entries` more parts of `size` bytes each, which pack to next to nothing."""
    filler = bytes(range(256)) * 8 + bytes(64_000)
    buffer = io.BytesIO(CRITERIA)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        for n in range(entries):
            with archive.open(f"xl/bomb{n}.xml", "w") as part:
                for _ in range(0, size, len(filler)):
                    part.write(filler)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("entries", "size", "expected"),
    [(1, 45_000_000, "elle grossit plus de 100 fois"), (12, 10_000_000, "50\u00a0Mo au plus")],
)
def test_import_data_answers_a_zip_bomb_at_once(
    tmp_path: Path, entries: int, size: int, expected: str
) -> None:
    (tmp_path / "criteria.xlsx").write_bytes(bomb(entries, size))
    tracemalloc.start()
    started = time.perf_counter()
    try:
        (line,) = faults_of(tmp_path)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert time.perf_counter() - started < 2
    assert peak < 20_000_000
    assert expected in line


def test_import_data_does_not_believe_the_size_that_a_sheet_declares(tmp_path: Path) -> None:
    content = with_part(CRITERIA, SHEET, (b'<dimension ref="A1:C2"', b'<dimension ref="A1:XFD1048576"'))
    (tmp_path / "criteria.xlsx").write_bytes(content)
    started = time.perf_counter()
    assert load(tmp_path).files[0].read == 1
    assert time.perf_counter() - started < 2
