"""Double materiality: off until asked for, two views side by side, what is missing decides nothing."""

import pytest
from django.core.exceptions import ValidationError

from accounts.actions.history import Stale, undo
from iso26000.actions.open_cycle import CycleIsClosed
from iso26000.enums import CycleState
from iso26000.models import AssessmentCycle
from priorities.actions.financial import NotAsked, give_view, remove_view, set_double_materiality
from priorities.models import FinancialView
from priorities.pictures import materiality_picture
from priorities.queries.financial import materiality_of
from priorities.queries.reading import read_ranking
from reports.actions.report import compile_report
from tests.factories.annual import make_financial_view
from tests.factories.iso26000 import the_domain
from tests.reports.reporting import make_ranking, pdf_of, text_of
from tests.support.pages import said
from tests.support.queries import assert_query_budget

pytestmark = pytest.mark.django_db
PAGE = "/priorites/double-materialite/"
VIEW = {"magnitude": 5, "likelihood": 4, "dependencies": 2, "rationale": "Le prix de l’énergie."}


@pytest.fixture
def asked(cycle, chloe):
    set_double_materiality(cycle=cycle, on=True, by=chloe)
    cycle.refresh_from_db()
    return cycle


def give(cycle, by, code="6.5.5", **values):
    return give_view(cycle=cycle, domain=the_domain(code), by=by, **{**VIEW, **values})


def test_view_is_not_given_where_it_is_not_asked(cycle, bruno):
    with pytest.raises(NotAsked):
        give(cycle, bruno)
    assert not FinancialView.objects.exists()


def test_view_is_given_changed_and_undone(asked, bruno):
    give(asked, bruno)
    view = FinancialView.objects.get()
    done = give(asked, bruno, version=view.version, magnitude=2)
    view.refresh_from_db()
    assert view.magnitude == 2
    with pytest.raises(Stale):
        give(asked, bruno, version=1, magnitude=1)
    undo(done, by=bruno)
    view.refresh_from_db()
    assert view.magnitude == 5
    removed = remove_view(view=view, by=bruno)
    assert not FinancialView.objects.exists()
    undo(removed, by=bruno)
    assert FinancialView.objects.exists()


@pytest.mark.parametrize("values", [{"magnitude": 6}, {"likelihood": 0}, {"rationale": ""}])
def test_view_beyond_its_scale_is_refused_whole(asked, bruno, values):
    with pytest.raises(ValidationError):
        give(asked, bruno, **values)
    assert not FinancialView.objects.exists()


def test_closed_cycle_keeps_its_views(asked, bruno, chloe):
    give(asked, bruno)
    AssessmentCycle.objects.filter(pk=asked.pk).update(state=CycleState.CLOSED, closed_on=asked.opened_on)
    asked.refresh_from_db()
    with pytest.raises(CycleIsClosed):
        give(asked, bruno, magnitude=1)
    with pytest.raises(CycleIsClosed):
        set_double_materiality(cycle=asked, on=False, by=chloe)


def test_two_views_stand_side_by_side(asked, media):
    run = make_ranking(asked, draws=0)
    make_financial_view(cycle=asked, domain="6.8.8", magnitude=5, likelihood=5)
    make_financial_view(cycle=asked, domain="6.4.4", magnitude=None, likelihood=5)
    found = materiality_of(asked, asked.domains, read_ranking(run))
    rows = {row.domain.code: row for row in found.rows}
    assert len(rows) == 45 and found.given == 1
    assert rows["6.8.8"].financial == 5.0 and "finances" in rows["6.8.8"].words
    assert rows["6.4.4"].financial is None
    assert rows["6.7.8"].is_material and "critique" in rows["6.7.8"].words
    assert rows["6.5.6"].is_material is None and rows["6.5.6"].words == "à compléter"
    chart = materiality_picture(found)
    assert len(chart.table.rows) == 45 and chart.svg.count('class="mark ') == 1


def test_page_opens_gives_and_tells(asked, client_of, bruno, fanny):
    client = client_of(bruno)
    sent = {"magnitude": "5", "likelihood": "4", "dependencies": "", "rationale": "Le climat."}
    assert client.post(f"{PAGE}6.5.5/", sent).status_code == 302
    refused = client.post(f"{PAGE}6.5.3/", {**sent, "magnitude": "9", "rationale": "Gardé"})
    assert refused.status_code == 422 and "Gardé" in refused.content.decode()
    page = said(client_of(fanny).get(PAGE))
    assert "matériel : finances" in page and "Le climat." in page


def test_page_reads_in_a_few_queries(asked, media, client_of, fanny):
    make_ranking(asked, draws=0)

    def more() -> None:
        for code in ("6.5.3", "6.5.5", "6.8.8", "6.7.8"):
            make_financial_view(cycle=asked, domain=code)

    assert_query_budget(client_of(fanny), PAGE, 12, more)


def test_report_tells_both_views_only_when_asked(cycle, chloe, media, tmp_path):
    run = make_ranking(cycle, draws=0)
    make_financial_view(cycle=cycle, domain="6.8.8", magnitude=5, likelihood=5)
    assert "Double matérialité" not in text_of(pdf_of(run.cycle, tmp_path))
    set_double_materiality(cycle=cycle, on=True, by=chloe)
    assert "matériel : finances" in text_of(pdf_of(run.cycle, tmp_path))
    path = compile_report(cycle=run.cycle, format="docx", by=None, path=tmp_path / "r.docx")
    assert path.stat().st_size > 10_000
