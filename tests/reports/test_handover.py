"""The handover pack: what it holds, who may open it, the same on paper."""

import io
from datetime import date, timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import User
from dialogue.enums import FeedbackStatus
from dialogue.queries.handover import read_handover
from tests.factories.accounts import make_user
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.places import make_delegate, make_department, make_training, mandate_for
from tests.support.pages import said
from tests.support.queries import assert_query_budget


def ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def mandate(bretagne):
    """Yann left a month ago."""
    return make_delegate("Yann", territory=bretagne, starts_on=ago(800), ends_on=ago(30))


@pytest.fixture
def successor(bretagne) -> User:
    return make_delegate("Linh", territory=bretagne, starts_on=ago(10)).user


def said_by(mandate, cycle, **fields):
    fields = {"territory": mandate.territory, "received_on": ago(60)} | fields
    return make_feedback(cycle=cycle, author=mandate.user, **fields)


def test_pack_holds_what_was_raised_in_that_mandate_only(mandate, cycle, bretagne, rhone_alpes, amel):
    kept = said_by(mandate, cycle)
    department = said_by(mandate, cycle, territory=make_department("D35", region=bretagne))
    said_by(mandate, cycle, received_on=ago(29))
    said_by(mandate, cycle, received_on=ago(801))
    said_by(mandate, cycle, territory=rhone_alpes)
    make_feedback(cycle=cycle, author=amel, territory=bretagne, received_on=ago(60))
    pack = read_handover(mandate, timezone.localdate())
    assert {row.feedback for row in pack.raised} == {kept, department}
    assert pack.total == 2 and pack.left == 0


def test_promises_are_what_waits_oldest_first_and_late_ones_are_told(mandate, cycle):
    late = said_by(mandate, cycle, received_on=ago(200), status=FeedbackStatus.UNDER_REVIEW)
    waiting = said_by(mandate, cycle, received_on=ago(40))
    told = said_by(mandate, cycle, status=FeedbackStatus.ANSWERED)
    said_by(mandate, cycle, status=FeedbackStatus.CLOSED)
    pack = read_handover(mandate, timezone.localdate())
    assert [(row.feedback, row.late) for row in pack.promises] == [(late, True), (waiting, False)]
    assert [row.feedback for row in pack.to_tell] == [told]


def test_pack_tells_the_people_the_seances_and_the_training(client_of, chloe, mandate, successor, bretagne):
    body = make_assembly("AT-R53", label="Assemblée Bretagne", territory=bretagne)
    make_session(assembly=body, held_on=timezone.localdate() + timedelta(days=9), place="Rennes")
    make_session(assembly=body, held_on=ago(9), place="Vannes")
    make_training(user=successor)
    page = said(client_of(chloe).get(f"/dialogue/mandats/{mandate.pk}/passation/"))
    assert "Prend la suite" in page and "Linh" in page
    assert "Rennes" in page and "Vannes" not in page
    assert "Exercer son mandat" in page and "Assemblée Bretagne" in page


def test_pack_is_for_the_responsable_and_for_who_follows(
    client_of, mandate, successor, chloe, amel, bruno, david, fanny, gilles, hana, bretagne
):
    department = make_delegate("Erwan", territory=make_department("D35", region=bretagne), starts_on=ago(5))
    followed = make_user("Gwen")
    mandate_for(followed, bretagne, ago(20), ago(1))
    people = {chloe: 200, successor: 200}
    people |= dict.fromkeys((amel, bruno, david, fanny, gilles, hana, mandate.user), 404)
    people |= {department.user: 404, followed: 404}
    for person, status in people.items():
        client = client_of(person)
        for address in ("passation/", "passation.pdf"):
            got = client.get(f"/dialogue/mandats/{mandate.pk}/{address}").status_code
            assert got == status, (person, address)


def test_mandate_of_an_administrator_hands_nothing_over(client_of, chloe, fanny):
    assert client_of(chloe).get(f"/dialogue/mandats/{fanny.mandates.get().pk}/passation/").status_code == 404


def test_successor_finds_the_pack_on_the_page_of_the_assembly(client_of, mandate, successor, amel, bretagne):
    make_assembly("AT-R53", territory=bretagne)
    address = f"/dialogue/mandats/{mandate.pk}/passation/"
    assert address in said(client_of(successor).get("/dialogue/assemblees/AT-R53/"))
    assert address not in said(client_of(amel).get("/dialogue/assemblees/AT-R53/"))


def test_paper_says_what_the_screen_says(client_of, chloe, mandate, successor, cycle, bretagne):
    make_assembly("AT-R53", label="Assemblée Bretagne", territory=bretagne)
    said_by(mandate, cycle, text="Des délais trop longs, œuvre #emph[danger] 🦄.")
    answer = client_of(chloe).get(f"/dialogue/mandats/{mandate.pk}/passation.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    reader = PdfReader(io.BytesIO(answer.content))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert "Yann" in text and "Linh" in text and "Des délais trop longs" in text
    assert "#emph[danger]" in text  # data, never markup
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] and reader.trailer["/Root"]["/Lang"] == "fr-FR"


def test_empty_pack_is_written_too(client_of, chloe, mandate):
    assert client_of(chloe).get(f"/dialogue/mandats/{mandate.pk}/passation.pdf").status_code == 200
    page = said(client_of(chloe).get(f"/dialogue/mandats/{mandate.pk}/passation/"))
    assert "Personne n’a encore pris la suite." in page


def test_pack_costs_the_same_for_many_sentences(client_of, chloe, mandate, successor, cycle, bretagne):
    make_session(assembly=make_assembly("AT-R53", territory=bretagne), held_on=date(2999, 1, 1))
    said_by(mandate, cycle)
    make_training(user=successor)

    def more():
        for _number in range(20):
            said_by(mandate, cycle)

    assert_query_budget(client_of(chloe), f"/dialogue/mandats/{mandate.pk}/passation/", 15, more)
