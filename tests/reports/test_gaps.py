"""Three looks at each domain, side by side and never fused; the widest disagreement first."""

import io
from dataclasses import replace

import openpyxl
import pytest

from iso26000.actions.campaign import close_campaign
from iso26000.enums import EvidenceKind, PracticeAnswer
from reports.queries import gaps as gaps_module
from reports.queries.gaps import Gaps, expectations, gaps_of
from reports.queries.perceived import Perceived
from rse_portal.common.charts import LookRow, looks
from tests.factories.campaign import make_campaign, make_response
from tests.factories.dialogue import make_vote
from tests.factories.iso26000 import make_assessor, make_evidence, make_practice, the_domain
from tests.factories.stakeholders import make_significance, make_stakeholder
from tests.support.pages import said
from tests.support.queries import assert_query_budget

URL = "/diagnostic/ecarts/"


def vote(cycle, group, levels, code: str = "6.7.8") -> None:
    for level in levels:
        make_vote(cycle=cycle, stakeholder=group, domain=the_domain(code), importance=level)


def proven(cycle, level: int, code: str = "6.7.8") -> None:
    """A level that its evidence holds."""
    domain = the_domain(code)
    make_practice(cycle=cycle, domain=domain, level=level)
    for kind in (EvidenceKind.DOCUMENT, EvidenceKind.TREND):
        make_evidence(cycle=cycle, domain=domain, kind=kind)
    make_evidence(cycle=cycle, domain=domain, kind=EvidenceKind.INDICATOR, value="71 %")


@pytest.fixture
def group(cycle):
    return make_significance(cycle=cycle).stakeholder


def row_of(gaps: Gaps, code: str = "6.7.8"):
    return next(row for row in gaps.rows if row.domain.code == code)


def test_looks_stand_side_by_side(cycle, hana, group):
    proven(cycle, 1)
    vote(cycle, group, [4, 4, 4, 3, 3])
    row = row_of(gaps_of(cycle, hana))
    assert row.values == {"evidenced": 1.0, "expected": pytest.approx(3.6)}
    assert row.spread == pytest.approx(2.6)
    assert row.perceived is None


def test_widest_disagreement_comes_first_then_the_order_of_the_standard(cycle, hana, group):
    proven(cycle, 3, "4.2")
    vote(cycle, group, [3] * 5, "4.2")
    proven(cycle, 0, "6.8.9")
    vote(cycle, group, [4] * 5, "6.8.9")
    codes = [row.domain.code for row in gaps_of(cycle, hana).rows]
    assert codes[:3] == ["6.8.9", "4.2", "4.3"]
    assert len(codes) == 45


def test_weights_of_the_groups_count(cycle):
    heavy = make_significance(cycle=cycle, power=4, legitimacy=4, urgency=4, dependency=4).stakeholder
    light = make_significance(cycle=cycle, power=0, legitimacy=1, urgency=0, dependency=0).stakeholder
    vote(cycle, heavy, [4] * 5)
    vote(cycle, light, [0] * 5)
    found = expectations(cycle)[the_domain().pk]
    assert 2 < found.value < 4 and found.groups == 2


def test_votes_of_a_sub_group_count_for_its_group(cycle, group):
    vote(cycle, make_stakeholder(parent=group), [4] * 3)
    vote(cycle, group, [2] * 2)
    assert expectations(cycle)[the_domain().pk].value == pytest.approx(3.2)


def test_group_of_fewer_than_five_moves_no_figure(cycle, hana, group, client_of):
    """Whatever the four voted, the page says the same: nothing of them can be worked out."""
    vote(cycle, group, [3] * 5)
    before = expectations(cycle)[the_domain().pk]
    small = make_significance(cycle=cycle).stakeholder
    vote(cycle, small, [0] * 4)
    after = expectations(cycle)[the_domain().pk]
    assert (after.value, after.groups, after.hidden) == (before.value, 1, 1)
    vote(cycle, small, [0], "4.2")
    row = row_of(gaps_of(cycle, hana), "4.2")
    assert row.expectation.value is None and row.expectation.hidden == 1
    assert "moins de cinq votes" in said(client_of(hana).get(URL))


def test_group_to_qualify_weighs_nothing(cycle):
    vote(cycle, make_significance(cycle=cycle, power=None).stakeholder, [4] * 5)
    assert expectations(cycle)[the_domain().pk].value is None


def test_levels_are_kept_from_whoever_has_still_to_answer(cycle, bruno, group, client_of):
    bruno.assessor = make_assessor("RSE-01", user=bruno)
    proven(cycle, 4)
    vote(cycle, group, [1] * 5)
    row = row_of(gaps_of(cycle, bruno))
    assert row.evidenced is None and row.kept and row.spread is None
    assert "Donnez d’abord votre niveau" in said(client_of(bruno).get(URL))
    make_practice(cycle=cycle, assessor=bruno.assessor, level=4)
    assert row_of(gaps_of(cycle, bruno)).evidenced == 4


@pytest.mark.parametrize(
    ("level", "votes", "perceived", "words"),
    [
        (1, [4] * 5, None, "un axe d’amélioration à proposer"),
        (4, [1] * 5, None, "vérifiez l’attente avant d’ajouter des moyens"),
        (3, [3] * 5, None, "Les regards s’accordent."),
        (1, [1] * 5, 4.0, "croient la pratique meilleure"),
        (4, [4] * 5, 1.0, "ne se voit pas"),
        (2, [3] * 5, 1.5, "voient peu de ce qui est attendu"),
        (2, [1] * 5, 2.5, "voient plus que ce qui est attendu"),
    ],
)
def test_each_disagreement_calls_for_something(
    cycle, hana, group, monkeypatch, level, votes, perceived, words
):
    proven(cycle, level)
    vote(cycle, group, votes)
    told = None if perceived is None else {"6.7.8": Perceived(perceived, 40)}
    monkeypatch.setattr(gaps_module, "perceived_in", lambda cycle: told)
    assert words in row_of(gaps_of(cycle, hana)).advice.words


def test_level_that_nothing_holds_asks_for_its_evidence(cycle, hana, group):
    make_practice(cycle=cycle, level=3)
    vote(cycle, group, [4] * 5)
    advice = row_of(gaps_of(cycle, hana)).advice
    assert "versez un document et un indicateur" in advice.words
    assert advice.to.url.startswith("/diagnostic/6.7.8/")


def test_what_cannot_be_compared_says_what_is_missing(cycle, hana, group):
    vote(cycle, group, [4] * 5)
    assert "Personne n’a donné de niveau" in row_of(gaps_of(cycle, hana)).advice.words
    proven(cycle, 2, "4.2")
    assert "demandez ce qui est attendu" in row_of(gaps_of(cycle, hana), "4.2").advice.words
    make_practice(
        cycle=cycle, domain=the_domain("6.3.4"), answer=PracticeAnswer.NOT_APPLICABLE, reason="Non."
    )
    assert "non applicable" in row_of(gaps_of(cycle, hana), "6.3.4").advice.words


def test_what_the_employees_answered_is_the_first_look_once_their_campaign_is_over(cycle, chloe, hana, group):
    campaign = make_campaign(cycle=cycle)
    for _person in range(12):
        make_response(campaign, {"4.2-a": 3})
    proven(cycle, 1, "4.2")
    assert not gaps_of(cycle, hana).campaign
    close_campaign(campaign=campaign, by=chloe)
    gaps = gaps_of(cycle, hana)
    assert gaps.campaign
    assert row_of(gaps, "4.2").values == {"perceived": 3.0, "evidenced": 1.0}
    assert "perceived" not in row_of(gaps, "6.7.8").values


def test_small_cell_of_the_campaign_is_not_shown(cycle, hana, group, monkeypatch):
    proven(cycle, 1)
    vote(cycle, group, [1] * 5)
    monkeypatch.setattr(gaps_module, "perceived_in", lambda cycle: {"6.7.8": Perceived(None, 3)})
    gaps = gaps_of(cycle, hana)
    assert gaps.campaign and "perceived" not in row_of(gaps).values


def test_page_draws_the_looks_and_says_them_in_a_table(client_of, hana, cycle, group):
    proven(cycle, 1)
    vote(cycle, group, [4] * 5)
    page = said(client_of(hana).get(URL))
    assert "Sur 1 domaines comparés" in page or "1 sépare" in page
    assert "Pas encore de résultats publiés dans cet exercice." in page
    assert 'class="chart chart-looks"' in page
    assert "Les mêmes chiffres en tableau" in page


def test_page_shows_one_core_subject_only(client_of, hana, cycle, group):
    page = said(client_of(hana).get(f"{URL}?question=6.7"))
    assert "6.7.8" in page and "6.4.3" not in page
    assert "6.4.3" in said(client_of(hana).get(f"{URL}?question=nulle-part"))


def test_export_holds_the_figures_of_the_page(client_of, hana, cycle, group):
    proven(cycle, 1)
    vote(cycle, group, [4] * 5)
    vote(cycle, make_significance(cycle=cycle).stakeholder, [0] * 2)
    answer = client_of(hana).get(f"{URL}exporter/?question=6.7")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    head, first, *others = sheet.iter_rows(values_only=True)
    assert head[:6] == ("Domaine", "Intitulé", "Perçu", "Prouvé", "Attendu", "Écart")
    assert first[0] == "6.7.8" and first[2:8] == (None, 1, 4, 3, 1, 1)
    assert {row[0][:3] for row in others} == {"6.7"}


def test_marks_are_told_apart_by_their_shape():
    row = LookRow("6.7.8", "Éducation", 6, {"a": 0, "b": 2, "c": 4})
    chart = looks([row], names={"a": "A", "b": "B", "c": "C"}, high=4, title="T", summary="S", unknown="–")
    for shape in ("look-circle", "look-square", "look-diamond"):
        assert chart.svg.count(f'class="{shape}"') == 2  # the legend and the row
    assert chart.table.rows == [("6.7.8 Éducation", "0,0", "2,0", "4,0")]
    alone = looks(
        [replace(row, values={"b": 1})],
        names={"a": "A", "b": "B"},
        high=4,
        title="T",
        summary="S",
        unknown="–",
    )
    assert alone.table.head == ("", "B") and "look-circle" not in alone.svg


def test_page_stays_within_its_budget(client_of, chloe, cycle, group):
    proven(cycle, 1)
    vote(cycle, group, [4] * 5)

    def more():
        for code in ("4.2", "4.3", "6.3.3", "6.4.3"):
            proven(cycle, 2, code)
            vote(cycle, make_significance(cycle=cycle).stakeholder, [1] * 6, code)

    assert_query_budget(client_of(chloe), URL, 16, more)
