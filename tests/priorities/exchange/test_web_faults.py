"""What must never come in by the page: each is refused in words, and nothing is written (reliability §3, 47–55)."""

import io
import zipfile

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from iso26000.models import AssessmentCycle
from priorities.models import CriterionScore, ImportDraft
from rse_portal.common.exchange.tables import MAX_BYTES
from tests.priorities.exchange.support import csv_of, picture, workbook_of
from tests.priorities.exchange.test_workbooks import CRITERIA, SHEET, with_entries, with_part
from tests.priorities.exchange.web import IMPORT, bring, preview, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

GOOD = csv_of("criteria", ["6.7.8,time,3"]).encode()
UNSUPPORTED = "Format non pris en charge : enregistrez en .xlsx"
HEADER = ["domain", "criterion", "value"]


@pytest.fixture
def manager(cycle: AssessmentCycle, chloe: User, client_of) -> Client:
    return client_of(chloe)


def formula() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("criteria")
    sheet.write_row(0, 0, HEADER)
    sheet.write_row(1, 0, ["6.7.8", "time"])
    sheet.write_formula(1, 2, "=1+2", None, 3)
    book.close()
    return stream.getvalue()


def bomb() -> bytes:
    """A sheet that unpacks to 60 MB."""
    stream = io.BytesIO(CRITERIA)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * 60_000_000)
    return stream.getvalue()


def macro() -> bytes:
    return with_entries(CRITERIA, xl__vbaProject_bin=b"x")


def wrong_sheet() -> bytes:
    return workbook_of({"criteria": [HEADER, ["6.7.8", "time", 3]], "budget": [["a"]]})


FAULTS: dict[str, tuple[str, object, str]] = {
    "zip bomb": ("criteria.xlsx", bomb, "archive refusée"),
    "macros": ("criteria.xlsx", macro, "il contient des macros"),
    "xlsm": ("criteria.xlsm", CRITERIA, UNSUPPORTED),
    "xls": ("criteria.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UNSUPPORTED),
    "old workbook renamed": ("criteria.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", UNSUPPORTED),
    "pdf renamed": ("criteria.xlsx", b"%PDF-1.7", UNSUPPORTED),
    "entities": (
        "criteria.xlsx",
        lambda: with_part(CRITERIA, SHEET, (b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet')),
        "classeur illisible",
    ),
    "formula": ("criteria.xlsx", formula, "Ligne 2, colonne value : une formule est refusée : collez la valeur"),
    "unknown sheet": ("saisie.xlsx", wrong_sheet, "feuille inconnue"),
    "no known sheet": ("saisie.xlsx", workbook_of({"Feuil1": [HEADER]}), "Aucune feuille ne porte le nom"),
    "unknown csv": ("saisie.csv", b"a;b\n1;2\n", "ne reconnaît pas ce fichier"),
    "empty": ("criteria.csv", b"", "Ce fichier est vide"),
    "header only of another": ("criteria.csv", b"domain,value\n", "colonne criterion : cette colonne manque"),
    "damaged text": ("criteria.csv", "domain,criterion,value\né;é;é;é".encode() + b"\xff\xfe\x81", "texte illisible"),
    "unclosed quote": ("criteria.csv", b'domain,criterion,value\n6.7.8,"time,3\n', "guillemet mal placé"),
    "wrong version": ("criteria.csv", b"domain,criterion,value,(version)\n6.7.8,time,3,x\n", "colonne (version) : cette"),
    "out of bounds": ("criteria.csv", b"domain,criterion,value\n6.7.8,time,9\n", "un nombre entier de 0 à 4 est attendu"),
}  # fmt: skip


def in_words(page: str) -> str:
    """The page with plain spaces, to look for sentences in."""
    return page.replace("\u202f", " ").replace("\u00a0", " ").replace("&#x27;", "'")


@pytest.mark.parametrize(("name", "content", "expected"), FAULTS.values(), ids=FAULTS.keys())
def test_page_refuses_in_words_and_keeps_nothing(manager: Client, name, content, expected) -> None:
    before = picture()
    answer = send(manager, name, content() if callable(content) else content)
    assert answer.status_code == 422
    assert expected.lower() in in_words(answer.content.decode()).lower()
    assert picture() == before
    assert not ImportDraft.objects.exists()


def test_page_refuses_a_file_that_is_too_large(manager: Client) -> None:
    answer = send(manager, "criteria.csv", GOOD + b"x" * MAX_BYTES)
    assert answer.status_code == 413
    assert "20 Mo / 100 000 lignes au plus" in in_words(answer.content.decode())


def test_page_refuses_one_row_too_many(manager: Client) -> None:
    rows = "6.7.8,time,3\n" * 100_001
    answer = send(manager, "criteria.csv", f"domain,criterion,value\n{rows}".encode())
    assert answer.status_code == 422
    assert "Ligne 100 002, colonne domain : 20 Mo / 100 000 lignes au plus" in in_words(
        answer.content.decode()
    )


def test_page_takes_a_file_larger_than_a_form_may_be(manager: Client) -> None:
    """Django's 2.5 MB are those of fields, not of files."""
    padded = GOOD + b"\n" * 3_000_000
    assert bring(manager, "criteria.csv", padded).totals["created"] == 1
    answer = manager.post(
        IMPORT, {"upload": SimpleUploadedFile("criteria.csv", GOOD), "spec": "x" * 3_000_000}
    )
    assert answer.status_code == 413


def test_page_lists_a_hundred_faults_and_counts_the_others(manager: Client) -> None:
    content = csv_of("criteria", [f"6.7.8,time,{number}" for number in range(10, 140)]).encode()
    page = in_words(send(manager, "criteria.csv", content).content.decode())
    assert page.count("Ligne ") == 100
    assert "130 points sont à corriger" in page and "Et 30 autres" in page


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8-sig", "UTF-8 (avec BOM)"), ("cp1252", "Windows-1252"), ("utf-16", "UTF-16")],
)
def test_page_tells_an_unusual_encoding(manager: Client, encoding: str, told: str) -> None:
    content = csv_of("evidence", ["6.7.8,statement,Démarche,"]).encode(encoding)
    draft = preview(manager, "evidence.csv", content)
    assert f"Encodage détecté : {told}" in in_words(manager.get(draft.get_absolute_url()).content.decode())


@pytest.mark.parametrize("name", ["criteria-2026 (1).csv", "Criteria.csv", "saisie.csv"])
def test_page_guesses_which_file_it_is(manager: Client, name: str) -> None:
    assert preview(manager, name, GOOD).spec == "criteria"


def test_page_reads_the_file_that_was_chosen(manager: Client) -> None:
    content = workbook_of({"Feuil1": [HEADER, ["6.7.8", "time", 3]], "Lisez-moi": [["Bonjour"]]})
    assert bring(manager, "saisie.xlsx", content, spec="criteria").totals["created"] == 1
    assert CriterionScore.objects.get().value == 3


def test_page_reads_a_workbook_of_several_files(manager: Client) -> None:
    book = workbook_of(
        {
            "criteria": [HEADER, ["6.7.8", "time", 3]],
            "evidence": [["domain", "kind", "label", "value"], ["6.7.8", "statement", "Note", None]],
        }
    )
    draft = preview(manager, "tout.xlsx", book)
    assert [file["name"] for file in draft.preview["files"]] == ["evidence", "criteria"]
    assert "Preuves de pratique" in manager.get(draft.get_absolute_url()).content.decode()


def test_columns_in_parentheses_are_for_the_reader(manager: Client) -> None:
    """A formula in one of them is the reader's business."""
    stream = io.BytesIO()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "criteria"
    sheet.append(["(notes)", "domain", "(domaine)", "criterion", "value"])
    sheet.append(["=1+1", "6.7.8", "peu importe", "time", 2])
    book.save(stream)
    assert bring(manager, "criteria.xlsx", stream.getvalue()).totals["created"] == 1
