"""What may be told of a consultation: small cells, hidden branches, adjusted means, files, papers."""

import csv
import html
import io
import re
from itertools import combinations
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import JournalEntry
from dialogue.actions import consultation as actions
from dialogue.actions.consultation_paper import bring_papers
from dialogue.consultation_files import head_of, written_papers, written_results
from dialogue.models import (
    Consultation,
    ConsultationQuestion,
    ConsultationResponse,
    ConsultationTally,
    Feedback,
)
from dialogue.queries.consultation_answer import questions_of
from dialogue.queries.consultation_results import ConsultationResults
from dialogue.queries.consultation_tally import count_question
from rse_portal.common.codes import written
from rse_portal.common.exchange.errors import RefusedData
from tests.factories.accounts import make_country
from tests.factories.consultation import OPTIONS, make_answer, make_consultation, make_consulted
from tests.factories.stakeholders import make_stakeholder

ONE = {letter: {"choices": [letter], "other": ""} for letter in "abc"}


@pytest.fixture
def country(db):
    return make_country()


def closed(consultation, by, rows) -> Consultation:
    """rows: (answers, group)."""
    for answers, group in rows:
        make_answer(consultation, answers, group=group, invited=False)
    actions.close_consultation(consultation=consultation, by=by)
    return consultation


def of(consultation, code, *, public=False):
    results = ConsultationResults.of(consultation, public=public)
    return next(row for row in results.questions if row.question.code == code)


def told(consultation, code, **options) -> dict:
    return {line.key: line.count for line in of(consultation, code, **options).lines}


# --- on the page


def test_small_cells_are_hidden_with_enough_others(cycle, chloe, country):
    rows = [({"renonce": ONE[letter]}, 0) for letter in "a" * 8 + "b" * 2 + "c" * 12]
    consultation = closed(make_consultation(cycle=cycle), chloe, rows)
    assert told(consultation, "renonce") == {"a": None, "b": None, "c": 12, "none": None}


def test_a_branch_tells_nothing_when_the_answer_that_opens_it_is_not_told(cycle, chloe, country):
    rows = [({"renonce": ONE["a"], "pourquoi": ONE["b"]}, 0) for _each in range(8)]
    rows += [({"renonce": ONE[letter]}, 0) for letter in "bb" + "c" * 12]
    consultation = closed(make_consultation(cycle=cycle), chloe, rows)
    assert of(consultation, "pourquoi").asked is None and not of(consultation, "pourquoi").is_told


def test_a_branch_counts_those_who_were_asked(cycle, chloe, country):
    rows = [({"renonce": ONE["a"], "pourquoi": ONE["b" if n < 6 else "c"]}, 0) for n in range(12)]
    rows += [({"renonce": ONE["c"]}, 0) for _each in range(7)]
    consultation = closed(make_consultation(cycle=cycle), chloe, rows)
    row = of(consultation, "pourquoi")
    assert row.asked == 12 and told(consultation, "pourquoi") == {"a": None, "b": 6, "c": 6, "autre": None}


def test_the_adjusted_mean_weighs_each_told_group_by_its_population(cycle, chloe, country):
    groups = make_stakeholder("SH09"), make_stakeholder("SH10"), make_stakeholder("SH11")
    consultation = make_consultation(cycle=cycle, groups=groups)
    for group, population in zip(consultation.groups.all(), (900, 100, None), strict=True):
        group.population = population
        group.save()
    rows = [({"imp-6.7.8": 1}, 0)] * 6 + [({"imp-6.7.8": 3}, 1)] * 12 + [({"imp-6.7.8": 2}, 2)] * 6
    row = of(closed(consultation, chloe, rows), "imp-6.7.8")
    assert row.mean == 2.2 and row.adjusted == 1.2 and row.adjusted_on == 2
    assert [cell.mean for cell in row.groups] == [1.0, 3.0, 2.0]


def test_no_adjusted_mean_of_one_group(cycle, chloe, country):
    consultation = make_consultation(cycle=cycle)
    consultation.groups.update(population=900)
    row = of(closed(consultation, chloe, [({"imp-6.7.8": 3}, 0)] * 6), "imp-6.7.8")
    assert row.mean == 3.0 and row.adjusted is None


def test_the_public_version_shows_the_published_questions_from_eleven_people(cycle, chloe, country):
    ranks = (["b", "a"], ["a", "b"])
    rows = [({"renonce": ONE["a" if n < 7 else "c"], "rangs": ranks[n % 2]}, 0) for n in range(30)]
    consultation = closed(make_consultation(cycle=cycle), chloe, rows)
    assert ConsultationResults.of(consultation, public=True).questions == []
    actions.publish_consultation(consultation=consultation, questions=["renonce", "rangs"], by=chloe)
    public = ConsultationResults.of(consultation, public=True)
    assert [row.question.code for row in public.questions] == ["renonce", "rangs"]
    assert told(consultation, "renonce") == {"a": None, "b": None, "c": 23, "none": None}
    assert told(consultation, "rangs", public=True) == {"a": None, "b": 15, "c": None, "none": None}
    assert of(consultation, "rangs", public=True).ranks == {"a": 1.5, "b": 1.5, "c": None}


def test_nothing_is_told_of_too_few(cycle, chloe, country):
    consultation = closed(make_consultation(cycle=cycle), chloe, [({"renonce": ONE["a"]}, 0)] * 4)
    results = ConsultationResults.of(consultation)
    assert results.whole is None and not any(row.is_told for row in results.questions)
    assert results.group_sizes[0][2] is None


def _model(k: int, rows) -> ConsultationResults:
    """Results without a database: « p » opens « q » by its option « a »."""
    consultation = Consultation(k_internal=k, k_public=k)
    kinds = {"kind": "single", "options": OPTIONS}
    parent = ConsultationQuestion(code="p", **kinds)
    child = ConsultationQuestion(code="q", shown_if={"question": "p", "values": ["a"]}, **kinds)
    answers = [
        SimpleNamespace(group_id=None, answers={"p": ONE[p]} | ({"q": ONE[q]} if q and p == "a" else {}))
        for p, q in rows
    ]
    asked = [row for row in answers if row.answers["p"] == ONE["a"]]
    counts = {"p": count_question(parent, answers), "q": count_question(child, asked)}
    tally = {"whole": len(answers), "groups": {}, "questions": counts}
    return ConsultationResults(consultation, tally, [parent, child], [])


letters = st.tuples(st.sampled_from("abc"), st.sampled_from(["a", "b", "c", ""]))


@settings(max_examples=150, deadline=None)
@given(rows=st.lists(letters, max_size=40), k=st.integers(2, 6))
def test_no_sum_nor_difference_of_two_questions_tells_of_fewer_than_k(rows, k):
    """Each published figure is a set of people. Whatever unions and differences give is empty, or at least k people."""
    results = _model(k, rows)
    people = range(len(rows))
    sets = [frozenset(people)] if results.whole is not None else []
    for row in results.questions:
        for line in row.lines:
            if line.count is None:
                continue
            if row.question.code == "p":
                sets.append(frozenset(n for n in people if rows[n][0] == line.key))
            else:
                wanted = "" if line.key == "none" else line.key
                sets.append(frozenset(n for n in people if rows[n] == ("a", wanted)))
            assert len(sets[-1]) == line.count
    for size in (1, 2, 3):
        for some in combinations(sets, size):
            union = frozenset().union(*some)
            for whole in sets:
                if union < whole:
                    assert len(whole - union) >= k
            assert len(union) >= k


# --- files


def lines_of(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


@pytest.fixture
def full(cycle, chloe, country):
    rows = [
        ({"renonce": ONE["a"], "pourquoi": ONE["b"], "imp-6.7.8": n % 3, "rangs": ["a", "b"]}, 0)
        for n in range(15)
    ]
    rows += [({"renonce": ONE["c"], "idees": f"=Idée {n}"}, 0) for n in range(8)]
    return closed(make_consultation(cycle=cycle), chloe, rows)


def test_files_have_one_stable_column_per_question_choices_and_texts_apart(full):
    content = lines_of(written_results(full, "csv", public=False, texts=True))
    assert content[0] == head_of(questions_of(full))
    assert content[0] == [
        "line", "label", "people", "imp-6.7.8", "renonce", "pourquoi", "pourquoi.autre", "rangs", "idees",
    ]  # fmt: skip
    by_name = {(line[0], line[1]): line for line in content[1:]}
    assert by_name["mean", "all"][2:4] == ["23", "1.0"]
    assert by_name["answer", "a"][4] == "15" and by_name["answer", "c"][4] == ""
    assert by_name["answer", "a"][7] == "15" and by_name["rank", "a"][7] == "1.1"
    assert by_name["texts", "all"][8] == "8"
    texts = lines_of(written_results(full, "textes", public=False, texts=True))
    assert texts[0] == ["question", "reference", "kind", "text"] and len(texts) == 9
    assert texts[1][0] == "idees" and texts[1][3].startswith("'=Idée")


def test_texts_stay_with_whoever_reads_remontees(full):
    for options in ({"public": False, "texts": False}, {"public": True, "texts": True}):
        assert len(lines_of(written_results(full, "textes", **options))) == 1


def test_the_public_file_keeps_the_columns_and_leaves_unpublished_questions_empty(full, chloe):
    actions.publish_consultation(consultation=full, questions=["rangs"], by=chloe)
    content = lines_of(written_results(full, "csv", public=True, texts=False))
    assert content[0] == head_of(questions_of(full))
    assert {line[4] for line in content[1:]} == {""} and {line[3] for line in content[1:]} == {""}
    assert any(line[7] for line in content[1:])


@pytest.mark.parametrize("format", ["csv", "xlsx"])
@pytest.mark.parametrize("public", [False, True])
def test_the_same_file_sent_back_changes_nothing(full, chloe, format, public):
    actions.publish_consultation(consultation=full, questions=["rangs", "imp-6.7.8"], by=chloe)
    content = written_results(full, format, public=public, texts=True)
    before = (list(ConsultationResponse.objects.values()), ConsultationTally.objects.get().counts)
    brought = bring_papers(consultation=full, name=f"resultats.{format}", content=content, by=chloe)
    assert brought.new == 0 and brought.known > 10
    assert (list(ConsultationResponse.objects.values()), ConsultationTally.objects.get().counts) == before


def test_a_figure_that_was_changed_is_refused(full, chloe):
    content = written_results(full, "csv", public=False, texts=True).replace(b";23;", b";24;", 1)
    with pytest.raises(RefusedData) as refused:
        bring_papers(consultation=full, name="resultats.csv", content=content, by=chloe)
    assert "ne s’y saisit pas" in str(refused.value.lines())


# --- papers


def paper(consultation, *rows) -> bytes:
    """rows: (label, {column: cell})."""
    head = head_of(questions_of(consultation))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(head)
    for label, cells in rows:
        writer.writerow(["paper", label, "", *(cells.get(name, "") for name in head[3:])])
    return stream.getvalue().encode()


SAID = {
    "imp-6.7.8": "3",
    "renonce": "a",
    "pourquoi": "b|autre",
    "pourquoi.autre": "La honte",
    "rangs": "b>a",
    "idees": "Une idée",
}


def bring(consultation, content, by):
    return bring_papers(consultation=consultation, name="papier.csv", content=content, by=by)


def test_papers_come_in_the_same_columns_and_the_same_file_writes_them_once(cycle, chloe):
    consultation = make_consultation(cycle=cycle)
    _invitation, code = make_consulted(consultation)
    content = paper(consultation, (written(code), SAID))
    assert bring(consultation, content, chloe).new == 1
    kept = ConsultationResponse.objects.get()
    assert kept.answers == {
        "imp-6.7.8": 3,
        "renonce": ONE["a"],
        "pourquoi": {"choices": ["b", "autre"], "other": "La honte"},
        "rangs": ["b", "a"],
        "idees": "Une idée",
    }
    again = bring(consultation, content, chloe)
    assert (again.new, again.known) == (0, 1) and ConsultationResponse.objects.count() == 1
    with pytest.raises(RefusedData):
        bring(consultation, paper(consultation, (code, {**SAID, "imp-6.7.8": "1"})), chloe)


def test_papers_are_all_or_nothing_told_by_line_and_column(cycle, chloe):
    consultation = make_consultation(cycle=cycle)
    codes = [make_consulted(consultation)[1] for _each in range(3)]
    foreign = make_consulted(make_consultation(cycle=cycle))[1]
    content = paper(
        consultation,
        (codes[0], SAID),
        (codes[1], {"renonce": "z"}),
        (codes[2], {"imp-6.7.8": "7", "renonce": "c"}),
        (foreign, {"renonce": "c"}),
    )
    with pytest.raises(RefusedData) as refused:
        bring(consultation, content, chloe)
    told_lines = "\n".join(refused.value.lines())
    assert all(
        place in told_lines for place in ("3", "renonce", "4", "imp-6.7.8", "5", "ce code n’ouvre pas")
    )
    assert not ConsultationResponse.objects.exists()


def test_papers_stop_at_the_close(full, chloe):
    with pytest.raises(RefusedData) as refused:
        bring(full, paper(full, ("0" * 26, SAID)), chloe)
    assert "close" in str(refused.value.lines())


def test_the_form_of_papers_says_what_the_letters_mean(cycle):
    consultation = make_consultation(cycle=cycle)
    book = openpyxl.load_workbook(io.BytesIO(written_papers(consultation, questions_of(consultation))))
    assert [cell.value for cell in book["reponses"][1]] == head_of(questions_of(consultation))
    assert "a = Souvent; b = Parfois; c = Jamais" in str([cell.value for cell in book["questions"][3]])


def test_remontees_of_a_consultation_are_exported_as_they_stand(full):
    Feedback.objects.filter(consultation=full).update(text="Masqué […]")
    assert b"Id\xc3\xa9e" not in written_results(full, "textes", public=False, texts=True)


def hidden(page: str) -> dict[str, str]:
    """What the preview sends back when one confirms."""
    return {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]*)"', page)[1])
        for name in ("name", "content", "expected")
    }


def test_papers_are_shown_before_they_are_written_and_no_file_waits(cycle, chloe, client_of, media):
    consultation = make_consultation(cycle=cycle)
    content = paper(consultation, *((make_consulted(consultation)[1], SAID) for _each in range(2)))
    client, address = client_of(chloe), reverse("dialogue:consultation-paper", args=[consultation.pk])
    shown = client.post(address, {"upload": SimpleUploadedFile("papier.csv", content)})
    assert "Enregistrer ces réponses" in shown.content.decode()
    assert not ConsultationResponse.objects.exists()
    assert not JournalEntry.objects.filter(action="consultation.paper").exists()
    assert not [path for path in media.rglob("*") if path.is_file()]
    confirmed = hidden(shown.content.decode())
    assert confirmed["expected"] == "2"
    assert client.post(address, confirmed).status_code == 302
    assert ConsultationResponse.objects.count() == 2
    # The same click again: they are all there, the preview of before no longer holds.
    assert client.post(address, confirmed).status_code == 409
    assert ConsultationResponse.objects.count() == 2


@pytest.mark.parametrize("content", ["pas du base64 !", "", "AAAA"])
def test_papers_that_did_not_come_back_whole_are_refused(cycle, chloe, client_of, content):
    address = reverse("dialogue:consultation-paper", args=[make_consultation(cycle=cycle).pk])
    sent = {"name": "papier.csv", "content": content, "expected": "1"}
    assert client_of(chloe).post(address, sent).status_code == 422
    assert not ConsultationResponse.objects.exists()
