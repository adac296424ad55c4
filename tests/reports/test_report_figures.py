"""The same figure everywhere: page, PDF, workbook and JSON all show the run."""

import json
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from pypdf import PdfReader

from reports.actions.report import compile_report
from reports.documents.content.pieces import DECIMALS
from rse_portal.common.typography import nombre, pourcent
from tests.reports.reporting import HOSTILE, RANKED, make_ranking, say, text_of

HEADS = {
    "negative": "Impact négatif",
    "positive": "Impact positif",
    "impact": "Impact",
    "importance": "Importance",
    "maturity": "Pratique",
    "gap": "Écart",
    "feasibility": "Faisabilité",
    "significance": "Significativité",
    "priority": "Priorité",
}


@pytest.fixture
def run(cycle, media):
    return make_ranking(cycle)


def compiled(run, folder: Path, format: str) -> Path:
    return compile_report(cycle=run.cycle, format=format, by=None, path=folder / f"rapport.{format}")


def book_of(run, folder: Path):
    return openpyxl.load_workbook(compiled(run, folder, "xlsx"))


PLAIN: list[openpyxl.Workbook] = []  # the workbook of `run`, compiled once per process: nothing in it changes


@pytest.fixture
def book(request, tmp_path: Path) -> openpyxl.Workbook:
    if not PLAIN:
        PLAIN.append(book_of(request.getfixturevalue("run"), tmp_path))
    return PLAIN[0]


def records(sheet) -> dict[str, dict[str, object]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return {row[0]: dict(zip(head, row, strict=True)) for row in rows}


def test_figures_are_the_same_in_pdf_workbook_json_and_page(run, tmp_path: Path, client_of, chloe):
    document = json.loads(compiled(run, tmp_path, "json").read_text())
    text = text_of(PdfReader(compiled(run, tmp_path, "pdf")))
    rows = records(book_of(run, tmp_path)["Classement"])
    page = " ".join(
        client_of(chloe)
        .get(reverse("priorities:ranking-section", args=[run.pk, "calcul"]))
        .content.decode()
        .split()
    )
    for code in RANKED[:5]:
        figures = next(domain for domain in document["domains"] if domain["code"] == code)
        for name, head in HEADS.items():
            assert rows[code][head] == pytest.approx(figures[name], abs=1e-9), (code, name)
        assert rows[code]["Rang"] == figures["significance_rank"]
        assert rows[code]["Rang de l’axe"] == figures["priority_rank"]
        line = [
            *(nombre(figures[name], DECIMALS[name]) for name in ("negative", "positive", "importance")),
            *(nombre(figures[name], DECIMALS[name]) for name in ("maturity", "gap", "significance")),
            str(figures["significance_rank"]),
            nombre(figures["priority"], 2),
            str(figures["priority_rank"]),
        ]
        coverage = " ".join(pourcent(100 * figures["coverage"]).split())
        assert " ".join(["évalué", coverage, *line]) in text, code
        assert "".join(f'<td class="num">{figure}</td>' for figure in [coverage, *line]) in page, code


def test_json_report_is_the_ranking_of_the_contract(run, tmp_path: Path):
    document = json.loads(compiled(run, tmp_path, "json").read_text())
    assert document["schema"] == "rse-ranking/1"
    assert document["inputs_sha256"] == run.inputs_sha256
    assert document["domains"] == run.result["domains"]


def test_workbook_has_its_sheets_ready_to_read(book):
    assert book.sheetnames == ["Synthèse", "Classement", "Groupes", "Pratiques", "Manques", "Paramètres"]
    for sheet in book:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref
    assert book.properties.title == "Rapport de l’exercice 2026"


def test_workbook_holds_numbers_with_their_formats(book):
    sheet = book["Classement"]
    head = [cell.value for cell in sheet[1]]
    row = next(cells for cells in sheet.iter_rows(min_row=2) if cells[0].value == "6.7.8")
    cells = dict(zip(head, row, strict=True))
    for name, form in {"Significativité": "0.00", "Pratique": "0.0", "Couverture": "0%", "Rang": "0"}.items():
        assert cells[name].data_type == "n"
        assert cells[name].number_format == form
    assert cells["Critique"].value == "oui"


def test_workbook_leaves_what_is_unknown_empty(book):
    row = records(book["Classement"])["6.6.3"]
    assert row["Importance"] is None and row["Significativité"] is None and row["Rang"] is None
    assert row["Verdict"] is None


def test_workbook_tells_what_is_lacking(book):
    rows = list(book["Manques"].iter_rows(min_row=2, values_only=True))
    assert ("domaine", "6.6.3", "Lutte contre la corruption", "insuffisant", "des votes d’importance") in rows
    assert [row[1] for row in rows if row[0] == "partie prenante"] == ["G2"]
    assert sum(row[0] == "domaine" for row in rows) == 45 - len(RANKED)


def test_workbook_counts_answers_and_evidence(book):
    row = records(book["Pratiques"])["6.7.7"]
    assert (row["Documents"], row["Indicateurs"], row["Plafond des preuves"]) == (1, 0, 2)
    assert sum(row[f"Réponses {level}"] for level in range(5)) == 1


def test_workbook_takes_nothing_for_a_formula_or_a_link(run, tmp_path: Path):
    group = run.cycle.significances.get(stakeholder__code="G0").stakeholder
    type(group).objects.filter(pk=group.pk).update(label_fr=f"=1+1 https://x.example {HOSTILE[:100]}")
    say(run.cycle, "=cmd|calc")
    book = book_of(run, tmp_path)
    assert any("=1+1" in str(cell.value) for row in book["Groupes"].iter_rows() for cell in row)
    for sheet in book:
        assert not [
            cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink
        ]
