from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.timezone import localtime
from pypdf import PdfReader

from accounts.roles import Role
from priorities.actions.ranking import compile_ranking
from priorities.queries.reading import read_ranking
from reports.actions.report import NoRanking, UnknownFormat, compile_report
from reports.documents import pdf as pdf_document
from reports.documents.reading import read_report
from rse_portal.common.typography import NNBSP, typo
from tests.factories.accounts import make_territory, make_user
from tests.reports.reporting import HOSTILE, elements, make_ranking, pdf_of, say, text_of


@pytest.fixture
def run(cycle, media):
    return make_ranking(cycle)


PLAIN: dict[
    str, Any
] = {}  # the report of `run`: compiled and read once per process, since nothing in it changes


@pytest.fixture
def plain(request, tmp_path: Path) -> PdfReader:
    if not PLAIN:
        PLAIN["pdf"] = pdf_of(request.getfixturevalue("run").cycle, tmp_path)
    return PLAIN["pdf"]


@pytest.fixture
def plain_text(plain) -> str:
    if "text" not in PLAIN:
        PLAIN["text"] = text_of(plain)
    return PLAIN["text"]


def test_report_is_an_accessible_document(plain):
    pdf = plain
    root: Any = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "fr-FR"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert pdf.metadata is not None
    assert (pdf.metadata.title, pdf.metadata.author) == (
        "Rapport de l’exercice 2026",
        "Mutuelle de démonstration",
    )
    assert len(pdf.pages) >= 10
    found, silent = Counter(), []

    def visit(element: dict[str, Any]) -> None:
        found[element["/S"]] += 1
        if element["/S"] == "/Figure" and not element.get("/Alt"):
            silent.append(element)

    elements(pdf, visit)
    assert not silent
    assert found["/Figure"] >= 4  # rose, two lists of ranks, matrix
    assert found["/H1"] and found["/H2"] and found["/TH"] and found["/Table"]


def test_report_has_bookmarks_for_its_chapters_and_core_subjects(plain):
    titles = [entry.title for entry in _flat(plain.outline)]
    assert [
        title
        for title in titles
        if title in ("L’essentiel", "Domaines prioritaires", "Axes d’amélioration", "Méthode")
    ]
    assert sum(title.startswith("6.") for title in titles) == 7


def _flat(outline: list[Any]) -> list[Any]:
    return [entry for item in outline for entry in (_flat(item) if isinstance(item, list) else [item])]


def test_report_embeds_its_two_families_and_no_other(plain):
    families = set()
    for page in plain.pages:
        for font in page["/Resources"].get("/Font", {}).values():  # type: ignore[union-attr]
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & descriptor.keys()
            families.add(descriptor["/FontName"].split("+")[-1].split("-")[0])
    assert families == {"Inter", "SourceSerif4"}


def test_report_is_the_same_to_the_byte(run, tmp_path: Path):
    first = compile_report(cycle=run.cycle, format="pdf", by=None, path=tmp_path / "a.pdf").read_bytes()
    assert (
        compile_report(cycle=run.cycle, format="pdf", by=None, path=tmp_path / "b.pdf").read_bytes() == first
    )


def test_report_numbers_its_pages_and_dates_its_data(plain):
    pdf = plain
    total, last = len(pdf.pages), text_of(pdf, -1)
    assert f"page {total} / {total}" in last
    assert "Rapport de l’exercice 2026" in last
    assert "Données du " in last


def test_report_follows_french_typography(plain):
    text = " ".join(page.extract_text() for page in plain.pages[:3])
    assert f"{NNBSP};" in text
    assert " ;" not in text and "'" not in text


def test_report_tells_what_is_critical_and_what_cannot_be_ranked(plain):
    summary = text_of(plain, 2)
    critical = summary.partition("ces domaines n’attendent pas leur rang.")[2]
    assert critical.lstrip().startswith("6.7.8 Accès aux services essentiels")
    assert "37 domaines ne peuvent pas être classés" in summary


def test_report_gives_what_it_takes_to_compute_again(run, tmp_path: Path):
    text = text_of(pdf_of(run.cycle, tmp_path))
    assert run.inputs_sha256 in text and run.result_sha256 in text
    assert "compile_ranking --cycle 2026 --draws 40 --seed 1" in text
    assert "100 × (0,6 × impact / 5 + 0,4 × importance / 4)" in text


def test_report_takes_user_texts_as_text(run, tmp_path: Path):
    say(run.cycle, f"{HOSTILE} 😀 puis عربي هنا, fin.")
    text = text_of(pdf_of(run.cycle, tmp_path))
    assert " ".join(typo(HOSTILE).split()) in text
    assert "□ puis □, fin." in text
    assert "Un carré □ remplace les caractères" in text


def test_report_quotes_without_names(run, amel, chloe, tmp_path: Path):
    say(run.cycle, "Le cabinet a fermé.", author=amel, author_code="AMEL-01")
    text = text_of(pdf_of(run.cycle, tmp_path, by=chloe))
    assert "Le cabinet a fermé." in text
    assert "attente" in text and "mars 2026" in text
    assert "Amel" not in text and "AMEL-01" not in text


def test_report_quotes_only_what_its_reader_may_read(run, fanny):
    say(run.cycle, "CANARI de Bretagne")
    local = make_user("Lou", "Le Bris", role=Role.RAPPORTEUR, territory=make_territory("R84"))
    for reader in (fanny, local):  # an elected administrator reads syntheses; a rapporteur, their territory
        assert not read_report(read_ranking(run), reader).heard


def test_report_leaves_out_what_was_said_after_the_ranking(run):
    day = localtime(run.compiled_at).date()
    say(run.cycle, "Dit le jour même.", received_on=day)
    say(run.cycle, "Dit plus tard.", received_on=day + timedelta(days=1))
    heard = read_report(read_ranking(run), None).heard["6.7.8"]
    assert [sentence.text for sentence in heard] == ["Dit le jour même."]


def test_report_of_a_cycle_where_nothing_can_be_ranked(cycle, media, tmp_path: Path):
    compile_ranking(cycle=cycle, by=None)
    text = text_of(pdf_of(cycle, tmp_path))
    assert "Aucun domaine ne peut encore être classé" in text
    assert "L’accord n’est pas calculable" in text


def test_report_without_draws_has_ranks_but_no_interval(cycle, media, tmp_path: Path):
    make_ranking(cycle, draws=0)
    assert "sans tirage : il n’a ni intervalle ni verdict" in text_of(pdf_of(cycle, tmp_path))


def test_report_survives_the_loss_of_its_snapshot(run, tmp_path: Path, caplog):
    run.inputs_file.storage.delete(run.inputs_file.name)
    text = text_of(pdf_of(run.cycle, tmp_path))
    assert "Pratiqué" in text and "Cotations d’impact" not in text
    assert "cannot be read" in caplog.text


def test_report_in_english(run, tmp_path: Path):
    with translation.override("en"):
        pdf = pdf_of(run.cycle, tmp_path)
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"  # type: ignore[index]
    assert "Access to essential services" in text_of(pdf)


def test_report_reads_in_a_few_queries_whatever_was_said(run, tmp_path: Path, django_assert_max_num_queries):
    for _ in range(30):
        say(run.cycle, "Encore une fois.")
    with django_assert_max_num_queries(30):
        pdf_of(run.cycle, tmp_path)


def test_report_needs_a_ranking(cycle, tmp_path: Path):
    with pytest.raises(NoRanking, match="Compilez d’abord le classement"):
        compile_report(cycle=cycle, format="pdf", by=None, path=tmp_path / "r.pdf")
    assert not list(tmp_path.glob("*.pdf"))


def test_report_needs_a_ranking_that_its_reader_may_see(run, amel, tmp_path: Path):
    with pytest.raises(NoRanking):
        compile_report(cycle=run.cycle, format="json", by=amel, path=tmp_path / "r.json")


def test_report_refuses_a_format_it_does_not_have(run, tmp_path: Path):
    with pytest.raises(UnknownFormat, match="docx"):
        compile_report(cycle=run.cycle, format="odt", by=None, path=tmp_path / "r.odt")


def test_report_shows_the_stored_run_and_computes_nothing(cycle, media, tmp_path: Path, monkeypatch):
    make_ranking(cycle)
    monkeypatch.setattr("priorities.actions.ranking.rank", lambda *_: pytest.fail("computed again"))
    before = compile_report(cycle=cycle, format="pdf", by=None, path=tmp_path / "a.pdf").read_bytes()
    cycle.impacts.first().scores.all().delete()
    assert compile_report(cycle=cycle, format="pdf", by=None, path=tmp_path / "b.pdf").read_bytes() == before


def test_typst_reaches_nothing_outside_its_folder(tmp_path: Path):
    for outside in ("/etc/passwd", "../../../../etc/passwd"):
        with pytest.raises(pdf_document.TypesettingFailed):
            pdf_document.typeset({}, {"report.typ": f'#read("{outside}")'})


def test_typst_fetches_no_package(tmp_path: Path):
    with pytest.raises(pdf_document.TypesettingFailed):
        pdf_document.typeset({}, {"report.typ": '#import "@preview/cetz:0.3.0"'})
