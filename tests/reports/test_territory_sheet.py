"""The sheet of a territory: what was said, what became of it, with figures done by hand."""

import io
from datetime import UTC, date, datetime

import pytest
import time_machine
from pypdf import PdfReader

from accounts.models import Territory
from accounts.roles import Role
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import AnswerRating
from dialogue.queries.sheet import FEWEST, read_sheet
from tests.factories.accounts import make_user
from tests.factories.answers import make_step
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.support.queries import assert_query_budget

TODAY = date(2026, 6, 1)
S = FeedbackStatus
URL = "/dialogue/territoires/R53/fiche/"


def at(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=UTC)


@pytest.fixture
def place(bretagne):
    """Bretagne with a department; its assembly met on 10 March and 20 May, and meets on 15 September."""
    department = Territory.objects.create(code="29", label="Finistère", level="department", parent=bretagne)
    assembly = make_assembly(territory=bretagne)
    for day in (date(2026, 3, 10), date(2026, 5, 20), date(2026, 9, 15)):
        make_session(assembly=assembly, held_on=day)
    return department


@pytest.fixture
def rows(cycle, bretagne, place, rhone_alpes, amel):
    """Due on the 20th of May for what was heard in March, 90 days later for what was heard since."""
    common = {"cycle": cycle, "territory": place, "author": amel}
    in_time = make_feedback(received_on=date(2026, 3, 10), status=S.REPORTED_BACK, text="PHRASE-UN", **common)
    make_step(feedback=in_time, at=at(4, 2), text="Réponse à temps.")
    make_step(feedback=in_time, status=S.REPORTED_BACK, at=at(5, 20))
    late = make_feedback(received_on=date(2026, 3, 12), status=S.ANSWERED, **common)
    make_step(feedback=late, at=at(5, 21), outcome=Outcome.DECLINED, text="Refus expliqué.")
    merged = make_feedback(
        received_on=date(2026, 4, 1), status=S.REPORTED_BACK, merged_into=in_time, **common
    )
    make_step(feedback=merged, at=at(5, 30), outcome=Outcome.MERGED)
    waiting = make_feedback(received_on=date(2026, 3, 20), status=S.UNDER_REVIEW, **common)
    recent = make_feedback(received_on=date(2026, 5, 25), text="PHRASE-RÉCENTE", **common)
    make_feedback(cycle=cycle, territory=rhone_alpes, received_on=date(2026, 5, 26), text="CANARI-AILLEURS")
    make_feedback(received_on=date(2025, 3, 1), status=S.UNDER_REVIEW, **common)  # more than a year ago
    return in_time, late, merged, waiting, recent


def test_figures_are_those_done_by_hand(rows, bretagne):
    """Four are past their day: two told; in time are the first and the one merged into it, not the late one."""
    sheet = read_sheet(bretagne, quotes=True, today=TODAY)
    assert (sheet.loop.due, sheet.loop.told, sheet.loop.on_time) == (4, 2, 2)
    assert (sheet.loop.closure_rate, sheet.loop.on_time_rate) == (0.5, 0.5)
    assert (sheet.waiting, sheet.late) == (2, 1)
    assert (sheet.since, sheet.coming) == (date(2026, 5, 20), date(2026, 9, 15))
    assert [row.text for row in sheet.said] == ["PHRASE-RÉCENTE"]
    assert [(row.answer, row.declined) for row in sheet.told] == [("Refus expliqué.", True)]
    assert sheet.outcomes == [("refusée", 1)]


def test_rates_are_missing_where_nothing_is_due(rhone_alpes):
    sheet = read_sheet(rhone_alpes, quotes=True, today=TODAY)
    assert (sheet.loop.closure_rate, sheet.loop.on_time_rate, sheet.since) == (None, None, None)


def test_satisfaction_of_few_is_not_shown(rows, cycle, bretagne, place, amel):
    for n in range(FEWEST):
        sheet = read_sheet(bretagne, quotes=True, today=TODAY)
        assert sheet.opinion is None
        feedback = make_feedback(cycle=cycle, territory=place, author=amel, status=S.ANSWERED)
        AnswerRating.objects.create(feedback=feedback, value=n % 5, by=amel)
    sheet = read_sheet(bretagne, quotes=True, today=TODAY)
    assert (sheet.opinion, sheet.opinions) == (2.0, 5)


@time_machine.travel(datetime(2026, 6, 1, 10, tzinfo=UTC), tick=False)
def test_page_names_nobody_and_nothing_of_elsewhere(rows, amel, client_of):
    page = client_of(amel).get(URL).content.decode()
    assert "PHRASE-RÉCENTE" in page
    assert "Refus expliqué." in page
    assert "50" in page
    assert "CANARI" not in page
    main = page.partition('id="contenu"')[2]
    assert "Le Goff" not in main


@time_machine.travel(datetime(2026, 6, 1, 10, tzinfo=UTC), tick=False)
def test_elected_administrators_read_figures_and_answers_not_sentences(rows, bretagne, client_of):
    country = Territory.objects.create(code="FR", label="France", level="national")
    bretagne.parent = country
    bretagne.save()
    fanny = make_user("Fanny", "Dubois", role=Role.ADMINISTRATOR, territory=country)
    for url in (URL, "/dialogue/territoires/FR/fiche/"):
        page = client_of(fanny).get(url).content.decode()
        assert "Refus expliqué." in page
        assert "PHRASE" not in page


@time_machine.travel(datetime(2026, 6, 1, 10, tzinfo=UTC), tick=False)
def test_paper_is_one_a4_with_the_figures_of_the_screen(rows, amel, client_of, tmp_path):
    answer = client_of(amel).get("/dialogue/territoires/R53/fiche.pdf")
    assert answer["Content-Type"] == "application/pdf"
    path = tmp_path / "fiche.pdf"
    path.write_bytes(answer.content)
    pdf = PdfReader(path)
    [page] = pdf.pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]
    text = " ".join(page.extract_text().split())
    for words in ("Bretagne", "PHRASE-RÉCENTE", "Refus expliqué.", "20 mai 2026", "15 septembre 2026"):
        assert words in text
    assert text.count("50") >= 2
    assert "Le Goff" not in text


def test_paper_stays_on_one_page_when_everything_is_long(cycle, place, bretagne, amel, client_of):
    for n in range(20):
        row = make_feedback(
            cycle=cycle,
            territory=place,
            received_on=date(2026, 5, 25),
            status=S.ANSWERED,
            text=f"{n} " + "long " * 400,
        )
        make_step(feedback=row, at=at(5, 28), text="réponse " * 300)
    with time_machine.travel(datetime(2026, 6, 1, 10, tzinfo=UTC), tick=False):
        answer = client_of(amel).get("/dialogue/territoires/R53/fiche.pdf")
    assert len(PdfReader(io.BytesIO(answer.content)).pages) == 1


@time_machine.travel(datetime(2026, 6, 1, 10, tzinfo=UTC), tick=False)
def test_sheet_budget(rows, cycle, place, amel, client_of):
    def more() -> None:
        for n in range(40):
            row = make_feedback(
                cycle=cycle, territory=place, received_on=date(2026, 5, 22), status=S.ANSWERED
            )
            make_step(feedback=row, at=at(5, 25), text=f"Réponse {n}")

    assert_query_budget(client_of(amel), URL, 15, more)
