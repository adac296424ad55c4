"""The priorities beside ESRS, GRI and ODD, both ways."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from priorities.actions.ranking import compile_ranking
from priorities.queries.reading import read_ranking
from reports.queries.crosswalk import ESRS, Basis, crosswalk_of
from tests.factories.iso26000 import the_domain
from tests.reports.reporting import make_ranking
from tests.support.queries import assert_query_budget

PAGE = "/norme/correspondances/"


@pytest.fixture
def run(cycle, media):
    return make_ranking(cycle, draws=0)


@pytest.fixture
def crosswalk(run):
    return crosswalk_of(run.cycle.domains, None, read_ranking(run))


def test_crosswalk_puts_the_priorities_first_in_their_order(crosswalk):
    assert crosswalk.basis == Basis.COMPUTED
    first = crosswalk.priorities
    assert crosswalk.lines[: len(first)] == first and len(crosswalk.lines) == 45
    assert [line.rank for line in first] == sorted(line.rank for line in first)


def test_crosswalk_leads_back_from_each_topical_standard(crosswalk):
    assert [topic.code for topic in crosswalk.topics] == list(ESRS)
    for topic in crosswalk.topics:
        fed = {row.domain.code for row in (*topic.priorities, *topic.others)}
        assert fed == {line.domain.code for line in crosswalk.lines if topic.code in line.esrs}
        assert all(row.is_priority for row in topic.priorities)
    assert {code for line in crosswalk.lines for code in line.esrs} <= set(ESRS)


def test_crosswalk_without_a_ranking_names_no_priority(cycle):
    crosswalk = crosswalk_of(cycle.domains, None, None)
    assert crosswalk.basis == Basis.NONE and not crosswalk.priorities
    assert len(crosswalk.kept(everything=False)) == 45


def test_page_says_that_it_is_indicative_and_names_its_sources(run, client_of, fanny):
    page = client_of(fanny).get(PAGE).content.decode()
    assert "À titre indicatif" in page and "2023/2772" in page
    assert "aucune priorité" in page


def test_page_and_files_follow_the_filters(run, client_of, fanny):
    client = client_of(fanny)
    page = client.get(PAGE, {"norme": "E1", "domaines": "tous"})
    codes = [row.domain.code for row in page.context["rows"]]
    assert codes and all("E1" in the_domain(code).esrs for code in codes)
    address = reverse("reports:crosswalk-export", args=["csv"])
    text = client.get(address, {"norme": "E1", "domaines": "tous"}).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert [row[0] for row in rows[1:]] == codes
    assert {row[-1] for row in rows[1:]} == {"indicatif"}
    book = client.get(reverse("reports:crosswalk-export", args=["xlsx"])).content
    sheets = openpyxl.load_workbook(io.BytesIO(book))
    assert sheets.sheetnames == ["Correspondances", "ESRS"]
    assert [cell.value for cell in sheets["ESRS"]["A"]][1:] == list(ESRS)


def test_page_takes_an_unknown_filter_for_none(run, client_of, fanny):
    page = client_of(fanny).get(PAGE, {"norme": "Z9", "domaines": "rien"})
    assert page.status_code == 200
    assert len(page.context["rows"]) == len(page.context["crosswalk"].priorities)


def test_page_hides_ranks_from_whoever_sees_no_ranking(run, client_of, amel):
    page = client_of(amel).get(PAGE)
    assert page.context["crosswalk"].basis == Basis.NONE


def test_page_reads_in_a_few_queries(run, client_of, fanny):
    assert_query_budget(client_of(fanny), PAGE, 12, lambda: compile_ranking(cycle=run.cycle, by=None))
