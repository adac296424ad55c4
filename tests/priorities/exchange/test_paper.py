"""The twin of the paper form: filled in, brought back, previewed, written once."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from accounts.models import Change
from dialogue.enums import Provenance
from dialogue.models import Feedback
from priorities.exchange.paper import LINES, is_from_paper
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.stakeholders import make_significance, make_stakeholder
from tests.priorities.exchange.web import bring, confirm, preview, send, sheet_of, told

TWIN = "/dialogue/remontees/formulaire.xlsx"


@pytest.fixture
def heard(bretagne):
    return make_session(
        "AT53-2026",
        assembly=make_assembly(label="Assemblée Bretagne", territory=bretagne),
        held_on=timezone.localdate() - timedelta(days=4),
    )


@pytest.fixture
def group(cycle):
    found = make_stakeholder("SH02", label_fr="Adhérents")
    make_significance(cycle=cycle, stakeholder=found)
    return found


@pytest.fixture
def twin(client_of, chloe, media, heard, group):
    return client_of(chloe).get(f"{TWIN}?seance={heard.pk}").content


def filled(content, *rows):
    """The workbook with its first lines filled in: dicts by column."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["feedback"]
    head = [cell.value for cell in sheet[1]]
    for line, row in enumerate(rows, start=2):
        for name, value in row.items():
            sheet.cell(line, head.index(name) + 1).value = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WORDS = {"stakeholder": "SH02", "kind": "concern", "author": "R53-D02", "text": "Trop d’attente à l’hôpital."}


def test_twin_has_fifty_blank_lines_with_locked_heads_and_lists(twin, heard):
    sheet = sheet_of(twin, "feedback")
    head = [cell.value for cell in sheet[1]]
    assert sheet.max_row == LINES + 1
    assert sheet.protection.sheet
    references = [sheet.cell(line, 1).value for line in range(2, LINES + 2)]
    assert len(set(references)) == LINES
    assert all(map(is_from_paper, references))
    locked = {name: sheet.cell(2, n + 1).protection.locked for n, name in enumerate(head)}
    assert {name for name, shut in locked.items() if shut} == {"reference", "date", "territory", "session"}
    assert all(cell.protection.locked for cell in sheet[1])
    offered = {str(rule.sqref).split(":")[0][0] for rule in sheet.data_validations.dataValidation}
    assert {
        chr(ord("A") + head.index(name)) for name in ("session", "stakeholder", "domains", "kind")
    } <= offered
    assert sheet.cell(2, head.index("session") + 1).value == heard.reference


def test_filled_lines_come_back_and_blank_ones_say_nothing(
    client_of, chloe, cycle, heard, bretagne, group, twin
):
    draft = bring(
        client_of(chloe),
        "feedback-papier.xlsx",
        filled(twin, WORDS | {"domains": "6.7.8"}, {}, WORDS | {"text": "Une autre, à Guéméné."}),
    )
    assert draft.totals["created"] == 2
    one, other = Feedback.objects.order_by("reference")
    assert (one.text, other.text) == ("Trop d’attente à l’hôpital.", "Une autre, à Guéméné.")
    assert (one.provenance, one.recorded_by, one.author, one.author_code) == (
        Provenance.PAPER,
        chloe,
        None,
        "R53-D02",
    )
    assert (one.session, one.received_on, one.territory, one.stakeholder) == (
        heard,
        heard.held_on,
        bretagne,
        group,
    )
    assert [coding.domain.code for coding in one.codings.all()] == ["6.7.8"]


def test_bringing_it_twice_brings_each_sentence_once(client_of, chloe, cycle, twin):
    client, content = client_of(chloe), filled(twin, WORDS)
    bring(client, "feedback.xlsx", content)
    draft = preview(client, "feedback.xlsx", content)
    assert draft.totals == {"created": 0, "updated": 0, "deleted": 0}
    confirm(client, draft)
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [({"kind": "mot"}, "kind"), ({"stakeholder": "SH99"}, "stakeholder"), ({"text": None}, "text")],
)
def test_a_wrong_line_is_told_and_nothing_is_written(client_of, chloe, cycle, twin, wrong, words):
    answer = send(client_of(chloe), "feedback.xlsx", filled(twin, WORDS, WORDS | wrong))
    assert answer.status_code == 422
    assert "Ligne 3" in told(answer)
    assert words in told(answer)
    assert not Feedback.objects.exists()


def test_a_file_from_elsewhere_says_so_and_leaves_known_origins_alone(
    client_of, chloe, amel, cycle, bretagne, media
):
    make_feedback("R26-00001", cycle=cycle, territory=bretagne, author=amel, text="Avant.")
    head = "reference,date,territory,session,stakeholder,domains,kind,author,text\n"
    lines = "R26-00001,2026-03-12,R53,,,,idea,X1,Après.\nF-1,2026-03-12,R53,,,,idea,X1,Nouvelle.\n"
    bring(client_of(chloe), "feedback.csv", (head + lines).encode())
    known, new = Feedback.objects.order_by("-reference")
    assert (known.text, known.author, known.provenance, known.recorded_by) == ("Après.", amel, "portal", None)
    assert (new.provenance, new.recorded_by, new.author_code) == (Provenance.FILE, chloe, "X1")
    assert set(Change.objects.of(known).first().after) >= {"text"}
    assert "provenance" not in Change.objects.of(known).first().after


def test_twin_without_a_seance_offers_those_there_are(client_of, chloe, cycle, group, heard):
    answer = client_of(chloe).get(TWIN)
    sheet = sheet_of(answer.content, "feedback")
    assert sheet.cell(2, 4).value is None
    assert heard.reference in [
        row[8] for row in sheet_of(answer.content, "Listes").iter_rows(values_only=True)
    ]
