"""Export on the web: what is filtered, for people, journaled, by the worker when it is long."""

import io
import tracemalloc
import zipfile
from pathlib import Path

import openpyxl
import pytest
from django.http import QueryDict
from django.test import Client
from openpyxl.utils import get_column_letter

from accounts.models import JournalEntry, User
from iso26000.models import AssessmentCycle
from jobs.actions.run import run_job
from jobs.models import Job
from priorities.actions import exchange as actions
from priorities.exchange.files import BY_NAME, FILES
from priorities.exchange.words import explained
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore, Stakeholder
from tests.factories.iso26000 import make_assessor, the_domain
from tests.factories.priorities import make_draft
from tests.factories.stakeholders import (
    make_impact,
    make_score,
    make_significance,
    make_stakeholder,
)
from tests.priorities.exchange.support import load, sound_folder
from tests.priorities.exchange.web import (
    LIST,
    csv_table_of,
    export,
    preview,
    sheet_of,
    table_of,
)
from tests.support.queries import assert_query_budget

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
BUDGET = (
    11  # session, account, two for the rights, cycles, the frame's three, all counts in one, drafts twice
)


@pytest.fixture
def manager(chloe: User, client_of) -> Client:
    return client_of(chloe)


@pytest.fixture
def filled(cycle: AssessmentCycle, tmp_path: Path) -> AssessmentCycle:
    """A cycle with a few rows in each of the nine files."""
    load(sound_folder(tmp_path / "in"))
    return cycle


@pytest.mark.parametrize("name", [spec.name for spec in FILES])
def test_each_file_has_the_columns_of_the_contract(filled, manager: Client, name: str) -> None:
    rows = table_of(export(manager, name), name)
    header = list(rows[0])
    ours = [column for column in header if not column.startswith("(")]
    assert sorted(ours) == sorted(BY_NAME[name].header)
    assert csv_table_of(export(manager, name, "csv"))[0].keys() == rows[0].keys()
    assert all(explained(BY_NAME[name], column) for column in header)


def test_export_is_what_is_filtered(filled, manager: Client) -> None:
    shown = Impact.objects.filter(description__icontains="fierté")
    assert shown.count() == 1
    for format, read in (("csv", csv_table_of), ("xlsx", lambda content: table_of(content, "impacts"))):
        rows = read(export(manager, "impacts", format, "q=fierté"))
        assert [row["impact"] for row in rows] == ["A2"]
    scores = csv_table_of(export(manager, "impact_scores", "csv", "q=fierté"))
    assert [row["impact"] for row in scores] == ["A2"]
    assert len(csv_table_of(export(manager, "impacts", "csv"))) == Impact.objects.count()
    assert len(csv_table_of(export(manager, "impacts", "csv", "q="))) == Impact.objects.to_score().count()
    assert manager.post("/echanges/impacts.csv?exercice=2026&sens=x").status_code == 422


def test_export_leaves_out_what_is_no_stakeholder(cycle, manager: Client) -> None:
    make_significance(cycle=cycle, stakeholder=make_stakeholder("ADH"))
    make_stakeholder("DSI", is_stakeholder=False)
    Stakeholder.objects.create(
        code="ANC", label_fr="Ancien", scope="external", merged_into=Stakeholder.objects.get(code="ADH")
    )
    assert [row["code"] for row in csv_table_of(export(manager, "stakeholders", "csv"))] == ["ADH"]


def test_export_is_journaled_without_any_text(filled, manager: Client, chloe: User) -> None:
    export(manager, "impacts")
    entry = JournalEntry.objects.get(action="cycle.exported")
    assert (entry.actor, entry.details["files"]) == (chloe, {"impacts": 3})
    assert (
        manager.get("/echanges/impacts.xlsx").status_code == 405
    )  # a GET writes nothing, not even a line there


def test_csv_opens_in_a_french_spreadsheet_and_runs_nothing(cycle, manager: Client) -> None:
    make_impact(cycle=cycle, code="I1", description="=cmd|' /C calc'!A0;\"fin\"")
    content = export(manager, "impacts", "csv")
    assert content.startswith("\ufeffimpact;".encode())
    (row,) = csv_table_of(content)
    assert row["description"] == "'=cmd|' /C calc'!A0;\"fin\""
    assert row["(version)"] == "1"
    draft = preview(manager, "impacts.csv", content)
    assert draft.preview["files"][0]["unchanged"] == 1


# --- the workbook


def test_workbook_holds_lists_bounds_and_locks(filled, manager: Client) -> None:
    content = export(manager, "impacts")
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["impacts", "Lisez-moi", "Listes"]
    assert book["Listes"].sheet_state == "hidden"
    sheet = book["impacts"]
    assert sheet.protection.sheet and not sheet.protection.password
    assert sheet.freeze_panes == "B2"
    head = [cell.value for cell in sheet[1]]
    assert head[:3] == ["impact", "(domaine)", "(partie prenante)"]
    assert all(cell.comment for cell in sheet[1])
    locked = {name: sheet.cell(3, column).protection.locked for column, name in enumerate(head, start=1)}
    assert {name for name, is_locked in locked.items() if is_locked} == {
        "impact",
        "(domaine)",
        "(partie prenante)",
        "(version)",
    }
    below = sheet.column_dimensions
    assert not below["A"].protection.locked  # a new impact may be written under the last one
    rules = {str(rule.sqref)[0]: rule for rule in sheet.data_validations.dataValidation}
    letter = {name: get_column_letter(column) for column, name in enumerate(head, start=1)}
    assert rules[letter["domain"]].formula1 == "Listes!$A$2:$A$46"
    assert rules[letter["polarity"]].formula1 == '"negative,positive,none"'
    assert rules[letter["human_rights"]].formula1 == '"0,1"'
    codes = [row[0].value for row in book["Listes"].iter_rows(min_row=2, max_row=46)]
    assert the_domain("6.7.8").code in codes and len(set(codes)) == 45
    readme = [row[0].value or "" for row in book["Lisez-moi"].iter_rows()]
    assert "Impacts identifiés – Exercice 2026" in readme[0]
    assert any("Comment le rapporter" in line for line in readme)


@pytest.mark.parametrize("name", [spec.name for spec in FILES])
def test_cells_offer_what_the_import_takes(filled, manager: Client, name: str) -> None:
    """The bounds and the lists of a sheet say the same as the parser of each column."""
    for column in BY_NAME[name].columns:
        for choice in column.choices:
            column.parse(choice)
        if column.bounds:
            low, high = column.bounds
            assert (column.parse(str(low)), column.parse(str(high))) == (low, high)
            for outside in (high + 1, -1 if low == 0 else 0):
                with pytest.raises(ValueError, match="entier"):
                    column.parse(str(outside))
    sheet = sheet_of(export(manager, name), name)
    head = [cell.value for cell in sheet[1]]
    expected = {
        c.name
        for c in BY_NAME[name].columns
        if c.choices or c.bounds or c.refers_to in ("domains", "stakeholders", "territories")
    }
    expected = expected - {"domains"} | ({"date"} if name == "feedback" else set())
    letters = {str(rule.sqref)[0] for rule in sheet.data_validations.dataValidation}
    found = {name for column, name in enumerate(head, start=1) if get_column_letter(column) in letters}
    assert found == expected


def test_scorers_workbook_has_one_row_per_impact_and_nobody_elses_scores(
    cycle: AssessmentCycle, bruno: User, client_of
) -> None:
    me, other = make_assessor("RSE-01", user=bruno), make_assessor("RSE-02")
    actual = make_impact(cycle=cycle, code="I1", description="Renoncement aux soins")
    positive = make_impact(cycle=cycle, code="I2", polarity=Polarity.POSITIVE, nature=Nature.POTENTIAL)
    make_impact(cycle=cycle, code="I3", polarity=Polarity.NONE)
    make_score(impact=actual, assessor=me, scale=4, likelihood=None)
    make_score(impact=actual, assessor=other, scale=1, rationale="CANARI-02")
    make_score(impact=positive, assessor=other, scale=1, rationale="CANARI-02")
    content = export(client_of(bruno), "impact_scores")
    assert b"CANARI" not in b"".join(
        zipfile.ZipFile(io.BytesIO(content)).read(n) for n in zipfile.ZipFile(io.BytesIO(content)).namelist()
    )
    first, second = table_of(content, "impact_scores")
    assert (first["impact"], first["assessor"], first["scale"], first["(version)"]) == ("I1", "RSE-01", 4, 1)
    assert first["(description)"] == "Renoncement aux soins"
    assert (second["impact"], second["scale"], second["(sens)"], second["(version)"]) == (
        "I2",
        None,
        "positif",
        0,
    )
    sheet = sheet_of(content, "impact_scores")
    head = [cell.value for cell in sheet[1]]

    def is_locked(row: int, column: str) -> bool:
        return sheet.cell(row, head.index(column) + 1).protection.locked

    assert [is_locked(2, name) for name in ("scale", "irremediability", "likelihood")] == [False, False, True]
    assert [is_locked(3, name) for name in ("scale", "irremediability", "likelihood")] == [False, True, False]
    csv = client_of(bruno).post("/echanges/impact_scores.csv?exercice=2026").content
    assert b"CANARI" not in csv and b"RSE-02" not in csv


def test_text_too_long_for_a_cell_is_said_not_cut(cycle, manager: Client) -> None:
    make_impact(cycle=cycle, code="I1", description="x" * 40_000)
    answer = manager.post("/echanges/impacts.xlsx?exercice=2026")
    assert answer.status_code == 422
    assert "exportez en CSV" in answer.content.decode()
    assert preview(manager, "impacts.csv", export(manager, "impacts", "csv")).totals["updated"] == 0


# --- long ones


def many_scores(cycle: AssessmentCycle, people: int, impacts: int) -> None:
    group = make_stakeholder("ADH")
    make_significance(cycle=cycle, stakeholder=group)
    rows = [make_impact(cycle=cycle, stakeholder=group) for _number in range(impacts)]
    panel = [make_assessor(f"P{number:04}") for number in range(people)]
    ImpactScore.objects.bulk_create(
        ImpactScore(impact=impact, assessor=one, scale=3, scope=2, irremediability=1, rationale="Constat")
        for impact in rows
        for one in panel
    )


def test_long_export_is_a_job_with_its_file(cycle, manager: Client, media: Path, monkeypatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 100)
    many_scores(cycle, people=21, impacts=5)
    answer = manager.post("/echanges/impact_scores.xlsx?exercice=2026")
    job = Job.objects.get()
    assert answer["Location"] == job.get_absolute_url()
    manager.post("/echanges/impact_scores.xlsx?exercice=2026")  # a second click joins it
    assert Job.objects.count() == 1
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.file_name) == ("done", "impact_scores-2026.xlsx")
    content = b"".join(manager.get(f"{job.get_absolute_url()}fichier/").streaming_content)
    assert len(table_of(content, "impact_scores")) == 105
    assert JournalEntry.objects.get(action="cycle.exported").details["files"] == {"impact_scores": 105}


def test_file_of_all_scores_is_shut_to_whoever_scores(
    cycle, manager: Client, chloe: User, bruno: User, client_of, media: Path, monkeypatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1)
    many_scores(cycle, people=2, impacts=2)
    manager.post("/echanges/impact_scores.csv?exercice=2026")
    whole = Job.objects.get()
    make_assessor("RSE-01", user=bruno)
    client_of(bruno).post("/echanges/impact_scores.csv?exercice=2026")
    own = Job.objects.get(owner=bruno)
    for job in (whole, own):
        run_job(job_id=job.pk)
    assert b"".join(manager.get(f"{own.get_absolute_url()}fichier/").streaming_content)
    make_assessor("RSE-09", user=chloe)
    for job in (whole, own):
        assert manager.get(f"{job.get_absolute_url()}fichier/").status_code == 403
    assert b"".join(client_of(bruno).get(f"{own.get_absolute_url()}fichier/").streaming_content)


def test_memory_stays_flat_however_long_the_export(cycle, chloe: User, tmp_path: Path) -> None:
    def peak(name: str) -> int:
        tracemalloc.start()
        actions.write_export(
            name="impact_scores",
            format="xlsx",
            cycle=cycle,
            by=chloe,
            query=QueryDict(),
            path=tmp_path / name,
        )
        _now, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    many_scores(cycle, people=40, impacts=50)
    few = peak("few.xlsx")
    impacts = list(Impact.objects.all())
    panel = [make_assessor(f"Q{number:04}") for number in range(160)]
    ImpactScore.objects.bulk_create(
        ImpactScore(impact=i, assessor=a, scale=3) for i in impacts for a in panel
    )
    assert peak("many.xlsx") < few + 3_000_000


def test_room_costs_the_same_for_few_and_many_rows(filled, manager: Client, chloe: User) -> None:
    make_draft(cycle=filled, owner=chloe)

    def more() -> None:
        for _number in range(9):
            make_score(impact=make_impact(cycle=filled))
            make_draft(cycle=filled, owner=chloe)

    assert_query_budget(manager, LIST, BUDGET, more)
