"""Domains and passages of a text: coded, drawn, contested."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import history
from accounts.models import Change
from dialogue.actions.coding import ForeignDomain, OutsideText, TextChanged, code_feedback, uncode_feedback
from dialogue.actions.voice import (
    AlreadyContested,
    ContestAnswered,
    NothingToContest,
    WordsMissing,
    answer_contest,
    contest_coding,
)
from dialogue.models import CodingContest, Feedback, FeedbackCoding
from dialogue.queries.passages import Piece, coding_key, moved, pieces_of
from iso26000.actions.open_cycle import CycleIsClosed
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import make_cycle, the_domain
from tests.factories.stakeholders import make_stakeholder

TEXT = "L’été, l’œuvre 🌻 attend."


@pytest.fixture
def feedback(cycle, bretagne, amel):
    return make_feedback(cycle=cycle, territory=bretagne, author=amel, text=TEXT)


def coding(feedback, code, start=None, end=None):
    row = FeedbackCoding(feedback=feedback, domain=the_domain(code), start=start, end=end)
    return row


def test_a_passage_is_coded_with_who_and_when(feedback, bruno):
    start = TEXT.index("œuvre")
    group = make_stakeholder()
    made = code_feedback(
        feedback=feedback,
        domain=the_domain("6.7.8"),
        by=bruno,
        start=start,
        end=start + 7,
        stakeholder=group,
    )
    assert made.passage == "œuvre 🌻"  # signs as Python counts them: the flower is one
    assert (made.coded_by, made.stakeholder, made.position) == (bruno, group, 0)
    assert made.coded_at is not None
    assert Change.objects.of(made).get().by == bruno


def test_coding_again_moves_the_passage(feedback, bruno, chloe):
    domain = the_domain("6.7.8")
    code_feedback(feedback=feedback, domain=domain, by=bruno)
    code_feedback(feedback=feedback, domain=domain, by=chloe, start=0, end=5)
    row = FeedbackCoding.objects.get()
    assert (row.start, row.end, row.coded_by) == (0, 5, chloe)
    before = Change.objects.count()
    code_feedback(feedback=feedback, domain=domain, by=bruno, start=0, end=5)
    assert Change.objects.count() == before, "the same coding writes nothing"


def test_the_whole_text_is_no_passage(feedback, bruno):
    row = code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno, start=0, end=len(TEXT))
    assert (row.start, row.end) == (None, None)


@pytest.mark.parametrize("span", [(0, 0), (5, 3), (0, 10_000), (-1, 4), (2, None), (None, 4), (6, 7)])
def test_a_passage_out_of_the_text_is_refused(feedback, bruno, span):
    with pytest.raises(OutsideText):
        code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno, start=span[0], end=span[1])
    assert not FeedbackCoding.objects.exists()


def test_a_text_that_changed_is_read_again(feedback, bruno):
    with pytest.raises(TextChanged):
        code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno, start=0, end=3, length=3)


def test_nothing_is_coded_in_a_closed_cycle_nor_to_another_standard(feedback, bruno, standard):
    closed = make_cycle("2024", opened_on=date(2024, 1, 8), closed_on=date(2024, 12, 20))
    with pytest.raises(CycleIsClosed):
        code_feedback(feedback=make_feedback(cycle=closed), domain=the_domain("6.7.8"), by=bruno)
    stranger = the_domain("6.7.8")
    stranger.standard_id += 1
    with pytest.raises(ForeignDomain):
        code_feedback(feedback=feedback, domain=stranger, by=bruno)


def test_uncoding_is_undone(feedback, bruno):
    row = code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno, start=0, end=5)
    operation = history.new_operation()
    uncode_feedback(coding=row, by=bruno, operation=operation)
    assert not FeedbackCoding.objects.exists()
    history.undo(operation, by=bruno)
    assert (FeedbackCoding.objects.get().start, FeedbackCoding.objects.get().end) == (0, 5)


# --- pieces


def test_pieces_are_the_text_and_overlap(feedback):
    codings = [coding(feedback, "6.7.8", 0, 10), coding(feedback, "6.6.6", 6, 14), coding(feedback, "4.3")]
    pieces = pieces_of(TEXT, codings)
    assert "".join(piece.text for piece in pieces) == TEXT
    assert [piece.names for piece in pieces] == ["6.7.8", "6.7.8, 6.6.6", "6.6.6", ""]
    assert [[code for code, _subject in piece.ends] for piece in pieces] == [[], ["6.7.8"], ["6.6.6"], []]


def test_pieces_of_a_text_without_passage_are_one(feedback):
    assert pieces_of(TEXT, [coding(feedback, "4.3")]) == [Piece(TEXT)]
    assert pieces_of("", []) == []


@given(
    st.text("ab é\n🌻", min_size=1, max_size=30),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=4),
)
def test_pieces_are_always_the_text(text, spans):
    class Coded:
        def __init__(self, start, end):
            self.start, self.end = start, end
            self.domain = type("D", (), {"code": "1", "core_subject": type("S", (), {"order": 1})()})()

    codings = [Coded(start, start + length) for start, length in spans]
    assert "".join(piece.text for piece in pieces_of(text, codings)) == text


@pytest.mark.parametrize(
    ("position", "expected"), [(0, 0), (4, 4), (6, 4), (9, 12), (12, 15)]
)  # 4..9 become 8 signs
def test_signs_move_with_what_is_masked(position, expected):
    assert moved(position, 4, 9, 8) == expected


# --- the author contests


def test_a_coding_is_contested_once_per_state(feedback, amel, bruno):
    with pytest.raises(NothingToContest):
        contest_coding(feedback=feedback, text="Pas cela.", by=amel)
    code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno)
    contest_coding(feedback=feedback, text="Je parlais du délai.", by=amel)
    with pytest.raises(AlreadyContested):
        contest_coding(feedback=feedback, text="Encore.", by=amel)
    code_feedback(feedback=feedback, domain=the_domain("6.6.6"), by=bruno)
    contest_coding(feedback=feedback, text="Toujours pas.", by=amel)
    assert CodingContest.objects.count() == 2
    with pytest.raises(WordsMissing):
        contest_coding(feedback=feedback, text="  ", by=amel)


def test_a_contest_is_answered_once(feedback, amel, bruno):
    code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno)
    contest = contest_coding(feedback=feedback, text="Je parlais du délai.", by=amel)
    answer_contest(contest=contest, answer="Le délai passe en premier.", by=bruno)
    with pytest.raises(ContestAnswered):
        answer_contest(contest=CodingContest.objects.get(), answer="Encore.", by=bruno)
    assert CodingContest.objects.get().answered_by == bruno


def test_the_state_of_a_coding_is_the_same_in_any_order(feedback):
    rows = [coding(feedback, "6.7.8", 0, 4), coding(feedback, "6.6.6")]
    assert coding_key(rows) == coding_key(rows[::-1])
    assert coding_key(rows) != coding_key(rows[:1])
    assert coding_key([coding(feedback, "6.7.8", 0, 5)]) != coding_key([coding(feedback, "6.7.8", 0, 4)])


# --- on the screen


def test_a_passage_is_coded_and_drawn(feedback, bruno, client_of):
    client = client_of(bruno)
    url = f"/dialogue/remontees/{feedback.pk}/coder/"
    domain = the_domain("6.7.8")
    answer = client.post(url, {"domain": domain.pk, "start": 0, "end": 5, "length": len(TEXT)})
    assert answer.status_code == 302
    page = client.get(f"/dialogue/remontees/{feedback.pk}/").content.decode()
    assert '<mark class="passage s6">L’été</mark>' in page
    assert "Annuler" in page


@pytest.mark.parametrize(
    ("data", "status", "told"),
    [
        ({}, 422, "Choisissez un domaine."),
        ({"domain": "999999"}, 422, "Sélectionnez un choix valide."),
        ({"start": "5", "end": "2"}, 422, "Ce passage n’est pas dans le texte."),
        ({"start": "0", "end": "3", "length": "2"}, 409, "Le texte a changé"),
    ],
)
def test_a_bad_coding_says_why(feedback, bruno, client_of, data, status, told):
    url = f"/dialogue/remontees/{feedback.pk}/coder/"
    posted = {"domain": the_domain("6.7.8").pk, **data} if data else {}
    answer = client_of(bruno).post(url, posted)
    assert answer.status_code == status
    assert told in answer.content.decode()
    assert not FeedbackCoding.objects.exists()


def test_a_text_full_of_markup_is_shown_as_text(cycle, bruno, client_of):
    nasty = '<script>alert("x")</script> {{ 7 }}'
    feedback = make_feedback(cycle=cycle, text=nasty)
    code_feedback(feedback=feedback, domain=the_domain("6.7.8"), by=bruno, start=0, end=8)
    page = client_of(bruno).get(f"/dialogue/remontees/{feedback.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert Feedback.objects.get().text == nasty
