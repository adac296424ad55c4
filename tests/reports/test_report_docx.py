"""The annual report as a DOCX: everything that the PDF says, in real headings and tables, that LibreOffice opens."""

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from priorities.actions.ranking import compile_ranking
from priorities.queries.reading import read_ranking
from reports.actions.report import compile_report
from reports.documents import pdf, word
from reports.documents.reading import read_report
from rse_portal.common.typography import typo
from tests.factories.annual import template_bytes
from tests.factories.commitments import make_action, make_axis, make_draft, make_indicator, make_sample
from tests.reports.reporting import HOSTILE, make_ranking, say, text_of
from tests.support.servers import find_libreoffice

FIGURE = re.compile(r"[\d\s,./%−–-]*\d[\d\s,./%−–-]*")
# Read by the renderer and not by people, or said only where there is nothing to say.
SILENT = {
    "hue",
    "hues",
    "lang",
    "region",
    "date",
    "tall",
    "description",
    "alt",
    "picture",
    "views",
    "empty",
    "none",
}
KEPT: dict[str, Any] = {}  # compiled and read once per process: nothing in it changes


@pytest.fixture
def run(cycle, media):
    return make_ranking(cycle)


@pytest.fixture
def told(request, tmp_path: Path) -> dict[str, Any]:
    """The content of a whole report, its DOCX and its PDF."""
    if not KEPT:
        run = request.getfixturevalue("run")
        axis = _promise(run.cycle, request.getfixturevalue("chloe"))
        make_action(axis=axis, code="A-001", title="Mesurer les trajets", progress=40, state="running")
        say(run.cycle, f"{HOSTILE} 😀")
        content, images = pdf.composed(read_report(read_ranking(run), None), lambda *_step: None)
        engraved = pdf.engrave(images)
        KEPT["content"], KEPT["images"] = content, engraved
        KEPT["docx"] = word.set_in_word(content, engraved)
        KEPT["pdf"] = text_of(PdfReader(io.BytesIO(pdf.typeset(content, images))))
    return KEPT


def _promise(cycle, by):
    make_draft(cycle=cycle, by=by)
    axis = make_axis(cycle=cycle)
    measured = make_indicator(
        commitment=axis.commitment, axis=axis, code="IND-01", label="Émissions par personne"
    )
    for year, value in ((2024, 12), (2025, "10.5")):
        make_sample(indicator=measured, on=cycle.opened_on.replace(year=year), value=value)
    return axis


def opened(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def words(document: Any) -> str:
    """Every text of the document and of its footer, runs of spaces as one."""
    parts = [document.element.body, document.sections[0].footer._element]
    lines = (
        "".join(text.text or "" for text in line.iter(qn("w:t")))
        for part in parts
        for line in part.iter(qn("w:p"))
    )
    return " ".join(" ".join(lines).split())


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        hidden = SILENT | ({"code"} if "word" in value else set())
        for key, item in value.items():
            if key not in hidden:
                yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)


def test_docx_says_all_that_the_content_says(told):
    said, content = words(opened(told["docx"])), told["content"]
    assert {leaf for leaf in leaves(content) if leaf not in said} == set()


def test_figures_are_the_same_in_docx_and_pdf(told):
    """Those of every table and every number of the content."""
    figures = {leaf for leaf in leaves(told["content"]) if FIGURE.fullmatch(leaf)}
    said = words(opened(told["docx"]))
    assert len(figures) > 60
    assert {figure for figure in figures if figure not in told["pdf"]} == set()
    assert {figure for figure in figures if figure not in said} == set()


def test_docx_is_an_accessible_document(told):
    document = opened(told["docx"])
    known = document.core_properties
    assert (known.title, known.author) == ("Rapport de l’exercice 2026", "Mutuelle de démonstration")
    assert known.language == "fr-FR"
    assert (
        document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:val")) == "fr-FR"
    )
    levels = [line.style.name for line in document.paragraphs if line.style.name.startswith("Heading")]
    assert {"Heading 1", "Heading 2", "Heading 3"} == set(levels)
    pictures = list(document.element.body.iter(qn("wp:docPr")))
    assert len(pictures) >= 4 and all(picture.get("descr") for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == len(pictures)
    assert len(document.tables) > 20
    for table in document.tables:
        first = table._tbl.tr_lst[0]
        assert first.trPr is not None and first.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))


def test_docx_numbers_its_pages_and_leads_to_its_chapters(told):
    document = opened(told["docx"])
    fields = "".join(order.text for order in document.sections[0].footer._element.iter(qn("w:instrText")))
    assert "PAGE" in fields and "NUMPAGES" in fields
    links = [link.get(qn("w:anchor")) for link in document.element.body.iter(qn("w:hyperlink"))]
    marks = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    assert len(links) > 15 and set(links) <= marks


def test_docx_takes_what_was_typed_as_text(told):
    document = opened(told["docx"])
    assert " ".join(typo(HOSTILE).split()) in words(document)
    assert "Un carré □ remplace les caractères" in words(document)


def test_docx_tells_the_référentiel_and_the_dialogue(told):
    said = words(opened(told["docx"]))
    assert "A-001 Mesurer les trajets" in said and "40 %" in said
    assert "12 → 10,5" in said
    assert "Ce que sont devenues les remontées" in said
    assert "Aucune liste n’a encore été soumise" in said


def test_docx_opens_in_libreoffice(told, tmp_path: Path):
    soffice = find_libreoffice()
    assert soffice, "LibreOffice manque : ./test l’installe."
    (tmp_path / "rapport.docx").write_bytes(told["docx"])
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--norestore", "--convert-to", "pdf", "--outdir", tmp_path]
    done = subprocess.run(
        [*command, tmp_path / "rapport.docx"], capture_output=True, timeout=120, check=False
    )
    assert (tmp_path / "rapport.pdf").exists(), done.stderr.decode()
    text = text_of(PdfReader(tmp_path / "rapport.pdf"))
    assert "Priorités adoptées" in text and "A-001 Mesurer les trajets" in text


def test_docx_is_the_same_to_the_byte(told):
    assert word.set_in_word(told["content"], told["images"]) == told["docx"]


def test_docx_of_a_cycle_where_nothing_can_be_ranked(cycle, media, tmp_path: Path):
    compile_ranking(cycle=cycle, by=None)
    path = compile_report(cycle=cycle, format="docx", by=None, path=tmp_path / "r.docx")
    said = words(opened(path.read_bytes()))
    assert "Aucun domaine ne peut encore être classé" in said
    assert "Aucune remontée n’a été saisie" in said and "Aucune version du référentiel" in said


@pytest.mark.parametrize(
    "without", [(), ("Heading 1", "Heading 3", "Title", "Caption", "Quote", "Table Grid", "Subtitle")]
)
def test_docx_takes_the_styles_of_a_template_and_brings_those_it_lacks(told, without):
    document = opened(
        word.set_in_word(told["content"], told["images"], io.BytesIO(template_bytes(without=without)))
    )
    said = words(document)
    assert "à ne pas garder" not in said and "Priorités adoptées" in said
    assert document.sections[0].header.paragraphs[0].text == "En-tête de la mutuelle"
    assert {line.style.name for line in document.paragraphs} >= {"Heading 1", "Heading 3", "Title", "Quote"}
    assert all(table.style.name == "Table Grid" for table in document.tables)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 rien", b"%PDF-1.4"])
def test_docx_refuses_a_template_that_is_none(told, content):
    with pytest.raises(word.TemplateUnreadable):
        word.set_in_word(told["content"], told["images"], io.BytesIO(content))
