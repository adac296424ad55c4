"""What may be told of a campaign that is over, in the page, in the files, and beside expert practice."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse

from iso26000.actions.campaign import close_campaign, publish_campaign
from iso26000.actions.campaign_comment import moderate_comment
from iso26000.exports import write_results
from iso26000.queries.campaign import perceived_by_domain, perceived_of
from iso26000.queries.campaign_results import Results
from tests.factories.campaign import make_campaign, make_comment, make_response
from tests.factories.iso26000 import the_domain
from tests.support.pages import said
from tests.support.queries import assert_query_budget


def over(chloe, *, people=((0, 30), (1, 14)), levels=("Employé·es", "Cadres"), **options):
    """A closed campaign: employees say 1, executives 3, one in ten does not know."""
    campaign = make_campaign(levels=levels, access="site", **options)
    for level, number in people:
        for place in range(number):
            value = "nsp" if place % 10 == 9 else (1 if level == 0 else 3)
            make_response(campaign, {"4.2-a": value, "5.3-a": value, "5.3-b": 4, "6.4.3-a": 2}, level=level)
    close_campaign(campaign=campaign, by=chloe)
    campaign.refresh_from_db()
    return campaign


def url(campaign, name: str = "campaign-results", *arguments: str) -> str:
    return reverse(f"iso26000:{name}", args=[campaign.pk, *arguments])


def test_a_statement_tells_its_distribution_and_the_gap_between_levels(chloe):
    result = Results.of(over(chloe)).statements["4.2-a"]
    assert [(share.label, share.count) for share in result.shares] == [
        ("Pas du tout à plutôt non", 27),
        ("En partie à tout à fait, ou sans avis", 17),
    ]
    assert all(block.count >= 5 for block in result.blocks)
    assert result.mean == pytest.approx(1.7, abs=0.11)
    assert [cell.mean for cell in result.levels] == [1.0, 3.0]
    assert result.gap == 2.0
    high, low = result.extremes
    assert (high.level.label, low.level.label) == ("Cadres", "Employé·es")


def test_a_domain_counts_people_and_not_statements(chloe):
    domain = Results.of(over(chloe)).domains["5.3"]
    assert len(domain.statements) == 2
    assert domain.mean == pytest.approx(2.9, abs=0.2)


def test_a_small_level_is_hidden_and_another_with_it(chloe):
    campaign = over(chloe, people=((0, 40), (1, 12), (2, 3)), levels=("Employé·es", "Cadres", "Direction"))
    results = Results.of(campaign)
    assert results.level_sizes == [("Employé·es", 40), ("Cadres", None), ("Direction", None)]
    for measured in (*results.statements.values(), *results.domains.values(), *results.subjects):
        assert [cell.mean is None for cell in measured.levels][1:] == [True, True]


def test_the_public_version_tells_less_and_never_something_else(chloe):
    campaign = over(chloe, people=((0, 40), (1, 20), (2, 8)), levels=("A", "B", "C"))
    inside, outside = Results.of(campaign), Results.of(campaign, public=True)
    assert inside.level_sizes == [("A", 40), ("B", 20), ("C", 8)]
    assert outside.level_sizes == [("A", 40), ("B", None), ("C", None)]
    for code, told in outside.statements.items():
        fine = {block.start for block in inside.statements[code].blocks}
        assert all(block.start in fine and block.count >= 11 for block in told.blocks)


def test_too_few_answers_tell_nothing(chloe):
    results = Results.of(over(chloe, people=((0, 4),)))
    assert results.whole is None
    assert {people for _label, people in (*results.level_sizes, *results.site_sizes)} == {None}
    assert all(not row.blocks and row.mean is None for row in results.statements.values())


def test_an_unanswered_statement_has_no_mean(chloe):
    result = Results.of(over(chloe)).statements["6.8.9-a"]
    assert result.mean is None and result.gap is None
    assert [share.label for share in result.shares] == ["Pas du tout à tout à fait, ou sans avis"]


# --- the pages


def test_the_page_shows_the_map_the_gaps_and_the_domains(client_of, hana, chloe):
    campaign = over(chloe)
    page = said(client_of(hana).get(url(campaign)))
    assert "44 personnes ont répondu." in page
    assert "Version interne, à ne pas diffuser" in page and "heat-cell" in page
    subject = said(client_of(hana).get(url(campaign, "campaign-subject", "6.2")))
    assert "Quand une décision importante est prise" in subject and "Cadres" in subject
    public = said(client_of(hana).get(url(campaign) + "?version=publique"))
    assert "moins de 11 personnes" in public


def test_nobody_reads_results_before_the_close(client_of, chloe, hana):
    campaign = make_campaign()
    for person in (chloe, hana):
        answer = client_of(person).get(url(campaign))
        assert answer.status_code == 409 and "après la clôture" in said(answer)


def test_the_page_costs_the_same_few_queries(client_of, hana, chloe):
    campaign = over(chloe)
    assert_query_budget(client_of(hana), url(campaign), 13, lambda: over(chloe))
    assert_query_budget(client_of(hana), url(campaign, "campaign-subject", "6.4"), 12, lambda: over(chloe))


# --- the files


def lines(results: Results, folder: Path, format: str = "csv") -> list[list[str]]:
    path = folder / "file.csv"
    write_results(results, path, format)
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))


def test_the_file_has_one_column_per_question_and_the_figures_of_the_page(chloe, tmp_path):
    results = Results.of(over(chloe))
    head, *rows = lines(results, tmp_path)
    assert head[:3] == ["line", "label", "people"] and len(head) == 3 + 51
    table = {(row[0], row[1]): dict(zip(head, row, strict=True)) for row in rows}
    assert table["mean", "all"]["people"] == "44"
    assert table["mean", "Cadres"]["4.2-a"] == "3.0"
    column = [row[head.index("4.2-a")] for row in rows if row[0] == "answer"]
    counted = [int(cell) for cell in column if cell != "^"]
    assert counted == [block.count for block in results.statements["4.2-a"].blocks]


def test_no_file_tells_more_than_its_version(chloe, tmp_path):
    results = Results.of(over(chloe, people=((0, 40), (1, 20), (2, 8)), levels=("A", "B", "C")), public=True)
    _head, *rows = lines(results, tmp_path)
    table = {row[1]: row for row in rows}
    assert set(table["B"][2:]) == set(table["C"][2:]) == {""}
    assert all(
        int(cell) >= 11 for row in rows if row[0] == "answer" for cell in row[3:] if cell not in ("", "^")
    )


def test_texts_come_apart_once_published(chloe, tmp_path):
    campaign = make_campaign(access="site")
    for _each in range(12):
        make_response(campaign, {"4.2-a": 1})
    make_comment(campaign, "=1+1")
    make_comment(campaign, "Refusé")
    close_campaign(campaign=campaign, by=chloe)
    for comment in campaign.comments.all():
        refused = comment.text == "Refusé"
        moderate_comment(
            comment=comment,
            decision="refused" if refused else "accepted",
            reason="off_topic" if refused else "",
            by=chloe,
        )
    campaign.refresh_from_db()
    assert lines(Results.of(campaign), tmp_path, "textes") == [["core_subject", "text"]]
    publish_campaign(campaign=campaign, by=chloe)
    assert lines(Results.of(campaign), tmp_path, "textes")[1:] == [["6.4", "'=1+1"]]
    path = tmp_path / "file.xlsx"
    write_results(Results.of(campaign), path, "xlsx")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Réponses", "Textes", "Questions"]
    assert book["Textes"]["B2"].value == "=1+1" and book["Textes"]["B2"].data_type == "s"
    assert book["Questions"].max_row == 52


# --- beside expert practice


def test_what_employees_perceive_of_a_domain_is_there_for_other_pages(
    chloe, cycle, django_assert_max_num_queries
):
    assert perceived_of(cycle, the_domain("4.2")) is None
    over(chloe, cycle=cycle)
    with django_assert_max_num_queries(4):
        found = perceived_by_domain(cycle)
    assert len(found) == 45
    assert found["4.2"].respondents == 44
    assert perceived_of(cycle, the_domain("4.2")).mean == found["4.2"].mean
