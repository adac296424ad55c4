"""The figures of a role: the reader's own reach, this cycle beside the one before, missing is never zero."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from commitments.models import ActionStep
from dialogue.enums import FeedbackStatus
from priorities.queries.reading import read_ranking
from reports.queries.figures import Figure, previous_cycle, share
from tests.factories.commitments import make_action, make_axis, make_draft, make_indicator, make_sample
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import make_assessor, make_cycle, make_evidence
from tests.factories.priorities import make_run
from tests.factories.stakeholders import make_impact
from tests.support.pages import said
from tests.support.queries import assert_query_budget

PAGE = "/tableau-de-bord/"


def figures(client, query: str = "") -> dict[str, tuple[str, str, str]]:
    """label → (value, before, unit), as the file of the page tells them."""
    content = client.get(f"{PAGE}exporter.csv{query}").content.decode("utf-8-sig")
    _head, *rows = csv.reader(io.StringIO(content), delimiter=";")
    return {label: (value, before, unit) for _role, label, value, before, _change, unit, _at in rows}


@pytest.fixture
def before(cycle):
    return make_cycle("2025", opened_on=date(2025, 1, 1), closed_on=date(2025, 12, 31))


def test_a_delegate_counts_their_territory_and_no_other(
    client_of, amel, cycle, before, bretagne, rhone_alpes
):
    make_feedback(cycle=cycle, territory=bretagne, author=amel)
    make_feedback(cycle=cycle, territory=bretagne, status=FeedbackStatus.REPORTED_BACK)
    make_feedback(cycle=cycle, territory=rhone_alpes)
    make_feedback(cycle=before, territory=bretagne, status=FeedbackStatus.CLOSED)
    found = figures(client_of(amel))
    assert found["Remontées"] == ("2", "1", "")
    assert found["dont les vôtres"] == ("1", "", "")
    assert found["Remontées dont la réponse est restituée"] == ("50", "100", "%")
    page = said(client_of(amel).get(PAGE))
    assert "2 remontées dans cet exercice : réponse donnée pour 1, restituée pour 1." in page
    assert "− 50 points" in page


def test_nothing_is_said_of_nothing(client_of, amel, chloe, cycle):
    assert figures(client_of(amel))["Remontées"] == ("", "", "")
    assert figures(client_of(chloe))["Actions terminées"] == ("", "", "")
    assert "Rien n’a encore été rapporté dans cet exercice." in said(client_of(amel).get(PAGE))


def test_an_administrator_reads_the_ranking_with_its_certainty(client_of, fanny, cycle):
    run = make_run(cycle=cycle)
    ranked = sum(bool(row["significance_rank"]) for row in run.result["domains"])
    assert figures(client_of(fanny))["Domaines classés"][0] == str(ranked)
    page = said(client_of(fanny).get(PAGE))
    assert "accord entre évaluateurs" in page and "Données au" in page


def test_what_is_sure_is_counted_for_whoever_may_see_the_ranking(client_of, chloe, bruno, hana, fanny, cycle):
    run = make_run(cycle=cycle)
    make_impact(cycle=cycle)
    make_assessor("RSE-02", user=bruno)  # has this impact left to score
    told = {
        person: figures(client_of(person))["Priorités solides"][0] for person in (chloe, bruno, hana, fanny)
    }
    sure = str(read_ranking(run).robust_count)
    assert told == {chloe: sure, bruno: "", hana: sure, fanny: sure}


def test_the_file_says_what_the_page_says(client_of, chloe, cycle, before):
    client = client_of(chloe)
    make_impact(cycle=cycle)
    book = load_workbook(io.BytesIO(client.get(f"{PAGE}exporter.xlsx").content))
    head, *rows = book.active.iter_rows(values_only=True)
    assert head[2:4] == (str(cycle), str(before))
    page = said(client.get(PAGE))
    assert rows and all(row[1] in page for row in rows)
    assert all(f">{row[2]} %<" in page for row in rows if row[5] == "%" and row[2] is not None)


def test_a_past_cycle_has_its_own_figures(client_of, chloe, cycle, before, bretagne):
    make_feedback(cycle=before, territory=bretagne, status=FeedbackStatus.CLOSED)
    assert figures(client_of(chloe), "?exercice=2025")["Remontées qui ont leur réponse"] == ("100", "", "%")


@pytest.fixture
def moving(cycle, before, chloe):
    """Two actions, one done in the previous cycle and one since; an indicator that has reached its target since."""
    make_draft(cycle=cycle, by=chloe)
    axis = make_axis(cycle=cycle)
    for at in (datetime(2025, 6, 1, tzinfo=UTC), timezone.now() - timedelta(days=1)):
        action = make_action(axis=axis, state="done", progress=100)
        ActionStep.objects.create(
            action=action, at=datetime(2025, 3, 1, tzinfo=UTC), state="running", progress=10
        )
        ActionStep.objects.create(action=action, at=at, state="done", progress=100)
    indicator = make_indicator(
        commitment=axis.commitment, target=5, target_on=date(2027, 1, 1), periodicity="month"
    )
    make_sample(indicator=indicator, on=date(2025, 2, 1), value=9)
    make_sample(indicator=indicator, on=timezone.localdate(), value=4)


def test_actions_and_indicators_are_told_as_they_were_when_the_cycle_ended(client_of, chloe, moving):
    found = figures(client_of(chloe))
    assert found["Actions"] == ("2", "", "")
    assert found["Actions terminées"] == ("2", "1", "")
    assert found["Indicateurs qui atteignent leur cible"] == ("100", "0", "%")
    assert found["Indicateurs au relevé ancien"] == ("0", "1", "")
    past = figures(client_of(chloe), "?exercice=2025")
    assert past["Actions terminées"] == ("1", "", "")
    assert past["Indicateurs qui atteignent leur cible"] == ("0", "", "%")
    assert past["Actions en retard"] == ("", "", "")  # which due date stood then, nothing says


def test_evidence_is_counted_as_expired_on_the_day_its_cycle_ended(client_of, hana, cycle, before):
    make_evidence(cycle=before, expires_on=date(2025, 6, 1))
    make_evidence(cycle=before, expires_on=date(2026, 2, 1))
    make_evidence(cycle=cycle, expires_on=timezone.localdate() - timedelta(days=1))
    found = figures(client_of(hana))
    assert found["Preuves à l’échéance passée"] == ("1", "1", "")
    assert figures(client_of(hana), "?exercice=2025")["Preuves à l’échéance passée"] == ("1", "", "")


def test_a_figure_is_that_of_the_page_that_it_leads_to(client_of, chloe, cycle, bretagne):
    make_draft(cycle=cycle, by=chloe)
    axis = make_axis(cycle=cycle)
    make_action(axis=axis, due_on=timezone.localdate() - timedelta(days=3))
    make_action(axis=axis, due_on=timezone.localdate() + timedelta(days=3))
    for _each in range(3):
        make_feedback(cycle=cycle, territory=bretagne, status=FeedbackStatus.ANSWERED)
    client = client_of(chloe)
    found = figures(client)
    late = client.get("/referentiel/actions/", {"etat": "en-retard"})
    assert found["Actions en retard"] == (str(late.context["page"].paginator.count), "", "") == ("1", "", "")
    heard = client.get("/dialogue/remontees/")
    assert heard.context["page"].paginator.count == 3
    assert found["Remontées qui ont leur réponse"][0] == "100"


@pytest.mark.parametrize("who", ["amel", "bruno", "chloe", "fanny", "gilles", "hana"])
def test_a_dashboard_keeps_its_budget(request, client_of, who, cycle, before, bretagne):
    def more() -> None:
        for _each in range(8):
            make_feedback(cycle=cycle, territory=bretagne)
            make_impact(cycle=cycle)

    make_feedback(cycle=cycle, territory=bretagne)
    make_impact(cycle=cycle)
    make_run(cycle=cycle)
    make_run(cycle=before)
    assert_query_budget(client_of(request.getfixturevalue(who)), PAGE, 15, more)


@pytest.mark.parametrize(
    ("value", "previous", "words"),
    [(3, 1, "+ 2"), (1, 3, "− 2"), (2, 2, "="), (None, 2, "–"), (2, None, "–")],
)
def test_a_change_is_said_with_its_sign(value, previous, words):
    assert Figure("", value, previous).change_words.replace("\u202f", " ") == words


def test_the_previous_cycle_is_the_one_opened_last_before(cycle, before):
    older = make_cycle("2024", opened_on=date(2024, 1, 1), closed_on=date(2024, 12, 31))
    assert previous_cycle([cycle, before, older], cycle) == before
    assert previous_cycle([cycle, before, older], older) is None


def test_a_share_is_rounded_half_up_once():
    assert [share(1, 8), share(5, 8), share(1, 200), share(0, 3), share(1, 0)] == [13, 63, 1, 0, None]


def test_a_sentence_says_nothing_of_what_is_missing(client_of, hana, bruno, cycle):
    assert "Aucune preuve dans cet exercice." in said(client_of(hana).get(PAGE))
    assert "À qualifier" not in said(client_of(bruno).get(PAGE))
