"""Import on the web: preview, conflicts, confirmation, undo."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.actions import history
from accounts.models import Change, JournalEntry, User
from accounts.roles import Role
from iso26000.models import AssessmentCycle, PracticeAssessment
from priorities.models import CriterionScore, ImportDraft
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore, Stakeholder
from tests.factories.iso26000 import make_assessor, make_cycle, make_practice, the_domain
from tests.factories.stakeholders import (
    make_impact,
    make_score,
    make_significance,
    make_stakeholder,
)
from tests.priorities.exchange.support import actions, csv_of, load, picture, sound_folder
from tests.priorities.exchange.web import (
    LIST,
    bring,
    confirm,
    edited,
    export,
    preview,
    send,
    table_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def grid(cycle: AssessmentCycle, bruno: User) -> dict[str, Impact]:
    """Three impacts: Bruno (RSE-01) has scored the first one, RSE-02 too."""
    mine, other = make_assessor("RSE-01", user=bruno), make_assessor("RSE-02")
    group = make_stakeholder("ADH")
    make_significance(cycle=cycle, stakeholder=group)
    impacts = {
        "I1": make_impact(cycle=cycle, code="I1", stakeholder=group, nature=Nature.POTENTIAL),
        "I2": make_impact(cycle=cycle, code="I2", stakeholder=group),
        "I3": make_impact(
            cycle=cycle, code="I3", stakeholder=group, polarity=Polarity.POSITIVE, nature=Nature.POTENTIAL
        ),
    }
    make_score(impact=impacts["I1"], assessor=mine, rationale="Ligne 1\r\nLigne 2")
    make_score(impact=impacts["I1"], assessor=other, scale=5)
    return impacts


@pytest.fixture
def rapporteur(bruno: User, client_of) -> Client:
    return client_of(bruno)


@pytest.fixture
def manager(chloe: User, client_of) -> Client:
    return client_of(chloe)


def given(code: str) -> tuple[int | None, ...] | None:
    score = ImpactScore.objects.filter(impact__code=code, assessor__code="RSE-01").first()
    return score and (score.scale, score.scope, score.irremediability, score.likelihood)


# --- a scorer's workbook


def test_workbook_brought_back_as_it_is_changes_nothing(grid, rapporteur: Client) -> None:
    content = export(rapporteur, "impact_scores")
    before = picture()
    draft = preview(rapporteur, "impact_scores-2026-RSE-01.xlsx", content)
    assert draft.totals == {"created": 0, "updated": 0, "deleted": 0}
    assert draft.preview["conflicts"] == []
    confirm(rapporteur, draft)
    assert {k: v for k, v in picture().items() if "ImportDraft" not in k} == {
        k: v for k, v in before.items() if "ImportDraft" not in k
    }


def test_edited_workbook_gives_exactly_those_changes(grid, rapporteur: Client, bruno: User) -> None:
    content = edited(
        export(rapporteur, "impact_scores"),
        "impact_scores",
        {
            ("I1", "likelihood"): 5,
            ("I2", "scale"): 1,
            ("I2", "rationale"): "=1+1",
            ("I3", "scale"): 2,
            ("I3", "likelihood"): 4,
        },
    )
    draft = preview(rapporteur, "impact_scores.xlsx", content)
    assert [(e["key"], e["kind"], e["columns"]) for e in draft.preview["changes"]] == [
        ("I1", "updated", [["probabilité", "3", "5"]]),
        ("I2", "created", [["ampleur", "", "1"], ["justification", "", "=1+1"]]),
        ("I3", "created", [["ampleur", "", "2"], ["probabilité", "", "4"]]),
    ]
    page = rapporteur.get(draft.get_absolute_url()).content.decode()
    assert "Probabilité" in page and "<del>3</del>" in page and "<ins>5</ins>" in page
    assert given("I2") is None  # nothing yet
    confirm(rapporteur, draft)
    assert (given("I1"), given("I2"), given("I3")) == (
        (3, 3, 3, 5),
        (1, None, None, None),
        (2, None, None, 4),
    )
    assert ImpactScore.objects.get(impact__code="I2").rationale == "=1+1"
    assert (
        ImpactScore.objects.get(impact__code="I1", assessor__code="RSE-01").rationale == "Ligne 1\r\nLigne 2"
    )
    operation = Change.objects.values_list("operation", flat=True).distinct().get()
    draft.refresh_from_db()
    assert draft.operation == operation
    assert Change.objects.filter(by=bruno).count() == 3
    entry = JournalEntry.objects.get(action="cycle.imported")
    assert (entry.actor, entry.details["files"]) == (bruno, {"impact_scores": [3, 2, 1, 0]})


def test_row_emptied_in_the_workbook_removes_the_score(grid, rapporteur: Client) -> None:
    blank = dict.fromkeys(
        [("I1", name) for name in ("scale", "scope", "irremediability", "likelihood", "rationale")]
    )
    before = {k: v for k, v in picture().items() if k == "stakeholders.ImpactScore"}
    draft = bring(
        rapporteur, "impact_scores.xlsx", edited(export(rapporteur, "impact_scores"), "impact_scores", blank)
    )
    assert draft.totals == {"created": 0, "updated": 0, "deleted": 1}
    assert given("I1") is None
    assert ImpactScore.objects.get().assessor.code == "RSE-02"
    rapporteur.post(f"/echanges/imports/{draft.pk}/annuler/")
    after = picture()["stakeholders.ImpactScore"]
    assert [row[:-1] for row in after] and given("I1") == (3, 3, 3, 3)
    assert len(after) == len(before["stakeholders.ImpactScore"])


def test_undo_restores_identical_rows(grid, rapporteur: Client) -> None:
    def rows() -> list[tuple]:
        fields = ("pk", "impact", "assessor", "scale", "scope", "irremediability", "likelihood", "rationale")
        return list(ImpactScore.objects.order_by("pk").values_list(*fields))

    before = rows()
    changes = {("I1", "scale"): 1, ("I2", "scale"): 4}
    draft = bring(
        rapporteur,
        "impact_scores.xlsx",
        edited(export(rapporteur, "impact_scores"), "impact_scores", changes),
    )
    assert rows() != before
    page = rapporteur.get(LIST).content.decode()
    assert page.count(f"/echanges/imports/{draft.pk}/annuler/") == 2  # beside the message, and in the list
    assert rapporteur.post(f"/echanges/imports/{draft.pk}/annuler/").status_code == 302
    assert rows() == before
    assert rapporteur.post(f"/echanges/imports/{draft.pk}/annuler/").status_code == 409
    assert rows() == before


def test_responsable_undoes_scores_that_are_not_hers(grid, manager: Client) -> None:
    content = csv_of("impact_scores", ["I2,RSE-02,1,1,1,,", "I1,RSE-02,2,,,,"]).encode()
    draft = bring(manager, "impact_scores.csv", content)
    assert ImpactScore.objects.filter(assessor__code="RSE-02").count() == 2
    manager.post(f"/echanges/imports/{draft.pk}/annuler/")
    assert ImpactScore.objects.get(assessor__code="RSE-02").scale == 5


def test_undo_is_refused_once_somebody_wrote_there(grid, rapporteur: Client, chloe: User) -> None:
    draft = bring(
        rapporteur,
        "impact_scores.xlsx",
        edited(export(rapporteur, "impact_scores"), "impact_scores", {("I1", "scale"): 1}),
    )
    history.change(ImpactScore.objects.get(impact__code="I1", assessor__code="RSE-01"), by=chloe, scale=2)
    assert rapporteur.post(f"/echanges/imports/{draft.pk}/annuler/").status_code == 409
    assert given("I1") == (2, 3, 3, 3)


# --- conflicts


def test_lines_changed_on_both_sides_are_met_one_by_one(
    grid, rapporteur: Client, bruno: User, chloe: User
) -> None:
    workbook = export(rapporteur, "impact_scores")
    score = ImpactScore.objects.get(impact__code="I1", assessor__code="RSE-01")
    history.change(score, by=chloe, scale=5)
    history.create(ImpactScore, by=bruno, impact=grid["I2"], assessor=bruno.assessor, scale=4)
    content = edited(workbook, "impact_scores", {("I1", "scope"): 1, ("I2", "scale"): 2, ("I3", "scale"): 3})
    draft = preview(rapporteur, "impact_scores.xlsx", content)
    assert draft.totals == {"created": 1, "updated": 0, "deleted": 0}
    met = {entry["key"]: entry for entry in draft.preview["conflicts"]}
    assert met["I1"]["columns"] == [["ampleur", "5", "3"], ["étendue", "3", "1"]]
    assert met["I1"]["who"] == str(chloe) and met["I1"]["when"]
    assert met["I2"]["columns"] == [["ampleur", "4", "2"]]
    page = rapporteur.get(draft.get_absolute_url()).content.decode()
    assert page.count('value="portail" checked') == 2
    answer = confirm(rapporteur, draft, **{f"ligne-impact_scores-{met['I2']['line']}": "fichier"})
    assert answer.status_code == 302
    assert (given("I1"), given("I2"), given("I3")) == (
        (5, 3, 3, 3),
        (2, None, None, None),
        (3, None, None, None),
    )


def test_lines_untouched_in_the_file_keep_the_portal(grid, rapporteur: Client, bruno: User) -> None:
    workbook = export(rapporteur, "impact_scores")
    history.change(ImpactScore.objects.get(impact__code="I1", assessor__code="RSE-01"), by=bruno, scale=5)
    history.create(ImpactScore, by=bruno, impact=grid["I2"], assessor=bruno.assessor, scale=4)
    draft = preview(rapporteur, "impact_scores.xlsx", edited(workbook, "impact_scores", {("I3", "scale"): 3}))
    assert (draft.preview["conflicts"], draft.preview["untouched"]) == ([], 2)
    confirm(rapporteur, draft)
    assert (given("I1"), given("I2"), given("I3")) == (
        (5, 3, 3, 3),
        (4, None, None, None),
        (3, None, None, None),
    )


def test_line_removed_from_the_portal_is_met(cycle, manager: Client, chloe: User) -> None:
    make_significance(cycle=cycle, stakeholder=make_stakeholder("ADH"))
    impact = make_impact(cycle=cycle, code="I1", stakeholder=Stakeholder.objects.get(code="ADH"))
    workbook = export(manager, "impacts")
    history.delete(impact, by=chloe)
    draft = preview(manager, "impacts.xlsx", workbook)
    (met,) = draft.preview["conflicts"]
    assert (met["key"], met["kind"]) == ("I1", "created")
    assert "a été retirée du portail" in manager.get(draft.get_absolute_url()).content.decode()
    confirm(manager, draft)
    assert not Impact.objects.exists()


def test_file_without_versions_meets_nobody(grid, rapporteur: Client, bruno: User) -> None:
    history.change(ImpactScore.objects.get(impact__code="I1", assessor__code="RSE-01"), by=bruno, scale=5)
    draft = preview(rapporteur, "impact_scores.csv", csv_of("impact_scores", ["I1,RSE-01,2,3,3,3,"]).encode())
    assert draft.preview["conflicts"] == []
    assert draft.totals["updated"] == 1


# --- confirmation


def test_confirmation_is_refused_when_it_would_write_something_else(
    grid, rapporteur: Client, bruno: User
) -> None:
    content = edited(export(rapporteur, "impact_scores"), "impact_scores", {("I1", "scale"): 1})
    draft = preview(rapporteur, "impact_scores.xlsx", content)
    history.change(ImpactScore.objects.get(impact__code="I1", assessor__code="RSE-01"), by=bruno, scale=5)
    answer = confirm(rapporteur, draft)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Les données ont changé depuis votre aperçu" in page and "Lignes à départager" in page
    assert given("I1") == (5, 3, 3, 3)
    draft.refresh_from_db()
    assert confirm(rapporteur, draft, **{"ligne-impact_scores-2": "fichier"}).status_code == 302
    assert given("I1") == (1, 3, 3, 3)


def test_second_confirmation_writes_nothing(grid, rapporteur: Client) -> None:
    content = edited(export(rapporteur, "impact_scores"), "impact_scores", {("I1", "scale"): 1})
    draft = preview(rapporteur, "impact_scores.xlsx", content)
    assert confirm(rapporteur, draft).status_code == confirm(rapporteur, draft).status_code == 302
    assert Change.objects.count() == 1
    assert actions() == ["cycle.exported", "cycle.imported"]
    assert "rien n’a été écrit une seconde fois" in rapporteur.get(LIST).content.decode()


def test_file_changed_on_the_disk_is_refused(grid, rapporteur: Client) -> None:
    content = edited(export(rapporteur, "impact_scores"), "impact_scores", {("I1", "scale"): 1})
    draft = preview(rapporteur, "impact_scores.xlsx", content)
    Path(draft.upload.path).write_bytes(content + b" ")
    assert confirm(rapporteur, draft).status_code == 409
    assert given("I1") == (3, 3, 3, 3)


def test_draft_is_its_owners_alone(grid, rapporteur: Client, manager: Client) -> None:
    draft = preview(rapporteur, "impact_scores.xlsx", export(rapporteur, "impact_scores"))
    for path, method in (("", "get"), ("confirmer/", "post"), ("oublier/", "post"), ("annuler/", "post")):
        assert getattr(manager, method)(f"/echanges/imports/{draft.pk}/{path}").status_code == 404
    assert str(draft.pk) not in manager.get(LIST).content.decode()


def test_discarded_draft_leaves_nothing(grid, rapporteur: Client, media: Path) -> None:
    draft = preview(rapporteur, "impact_scores.xlsx", export(rapporteur, "impact_scores"))
    assert draft.name in rapporteur.get(LIST).content.decode()
    rapporteur.post(f"/echanges/imports/{draft.pk}/oublier/")
    assert not ImportDraft.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_file_leaves_once_imported_and_after_a_day(
    grid, rapporteur: Client, media: Path, django_capture_on_commit_callbacks
) -> None:
    content = edited(export(rapporteur, "impact_scores"), "impact_scores", {("I1", "scale"): 1})
    draft = preview(rapporteur, "impact_scores.xlsx", content)
    with django_capture_on_commit_callbacks(execute=True):
        confirm(rapporteur, draft)
    assert not [path for path in media.rglob("*") if path.is_file()]
    forgotten = preview(rapporteur, "impact_scores.xlsx", export(rapporteur, "impact_scores"))
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        preview(rapporteur, "impact_scores.xlsx", export(rapporteur, "impact_scores"))
    assert not ImportDraft.objects.filter(pk=forgotten.pk).exists()
    assert len([path for path in media.rglob("*") if path.is_file()]) == 1


def test_import_into_a_closed_cycle_is_refused(grid, manager: Client, chloe: User) -> None:
    content = csv_of("criteria", ["6.7.8,time,1"]).encode()
    draft = preview(manager, "criteria.csv", content)
    AssessmentCycle.objects.update(state="closed", closed_on=timezone.localdate())
    assert send(manager, "criteria.csv", content).status_code == 409
    assert confirm(manager, draft).status_code == 409
    assert "est clos" in manager.get(f"{LIST}?exercice=2026").content.decode()


# --- whose rows


def test_rapporteur_brings_only_own_lines(grid, rapporteur: Client) -> None:
    before = picture()
    answer = send(
        rapporteur,
        "impact_scores.csv",
        csv_of("impact_scores", ["I2,RSE-01,1,,,,", "I2,RSE-02,1,,,,"]).encode(),
    )
    assert answer.status_code == 422
    assert "Ligne 3, colonne assessor" in answer.content.decode()
    assert "n’est pas votre code (RSE-01)" in answer.content.decode()
    answer = send(
        rapporteur,
        "impacts.csv",
        csv_of("impacts", ["I9,6.7.8,ADH,negative,actual,0,0,0,0,x,"]).encode(),
        spec="",
    )
    assert answer.status_code == 422
    assert "ne fait pas partie des fichiers que vous importez" in answer.content.decode()
    assert picture() == before


def test_rapporteur_brings_own_levels(cycle, rapporteur: Client, bruno: User) -> None:
    make_assessor("RSE-01", user=bruno)
    content = edited(
        export(rapporteur, "practices"),
        "practices",
        {
            ("6.7.8", "level"): 3,
            ("6.7.7", "level"): "nsp",
            ("6.7.6", "level"): "na",
            ("6.7.6", "reason"): "Sans objet",
        },
        key="domain",
    )
    assert bring(rapporteur, "practices.xlsx", content).totals["created"] == 3
    found = PracticeAssessment.objects.values_list("domain__code", "answer", "level")
    assert set(found) == {("6.7.8", "level", 3), ("6.7.7", "nsp", None), ("6.7.6", "na", None)}
    content = edited(export(rapporteur, "practices"), "practices", {("6.7.8", "level"): None}, key="domain")
    assert bring(rapporteur, "practices.xlsx", content).totals == {"created": 0, "updated": 0, "deleted": 1}


def test_rapporteur_without_a_seat_is_told_so(cycle, rapporteur: Client) -> None:
    assert "Vous n’avez pas encore de code" in rapporteur.get(LIST).content.decode()
    assert rapporteur.post("/echanges/impact_scores.xlsx").status_code == 409
    make_significance(cycle=cycle, stakeholder=make_stakeholder("ADH"))
    make_impact(cycle=cycle, code="I1")
    answer = send(rapporteur, "impact_scores.csv", csv_of("impact_scores", ["I1,RSE-01,1,,,,"]).encode())
    assert answer.status_code == 422
    assert "le panel ne vous compte pas encore" in answer.content.decode()


def test_responsable_with_a_seat_is_as_blind_as_the_others(grid, manager: Client, chloe: User) -> None:
    make_assessor("RSE-09", user=chloe)
    rows = table_of(export(manager, "impact_scores"), "impact_scores")
    assert {row["assessor"] for row in rows} == {"RSE-09"}
    assert all(row["scale"] is None for row in rows)
    answer = send(manager, "impact_scores.csv", csv_of("impact_scores", ["I1,RSE-02,1,,,,"]).encode())
    assert answer.status_code == 422
    make_practice(cycle=AssessmentCycle.objects.get(slug="2026"), assessor=make_assessor("RSE-08"))
    levels = table_of(export(manager, "practices"), "practices")
    assert {row["assessor"] for row in levels} == {"RSE-09"}
    assert all(row["level"] is None for row in levels)


def test_undo_needs_the_files_of_the_import(grid, manager: Client, chloe: User) -> None:
    draft = bring(manager, "criteria.csv", csv_of("criteria", ["6.7.8,ease,3"]).encode())
    chloe.role_assignments.update(role=Role.RAPPORTEUR)
    assert manager.post(f"/echanges/imports/{draft.pk}/annuler/").status_code == 403
    assert CriterionScore.objects.get().value == 3


def test_stakeholder_out_of_the_cycle_stays_out_of_it(cycle, manager: Client) -> None:
    make_significance(cycle=cycle, stakeholder=make_stakeholder("ADH"))
    make_stakeholder("VIEUX")
    draft = preview(manager, "stakeholders.xlsx", export(manager, "stakeholders"))
    assert draft.totals == {"created": 0, "updated": 0, "deleted": 0}
    draft = preview(
        manager,
        "stakeholders.xlsx",
        edited(export(manager, "stakeholders"), "stakeholders", {("VIEUX", "power"): 2}, key="code"),
    )
    assert draft.totals["created"] == 1


def test_every_file_comes_back_without_a_change(manager: Client, example_in_2026) -> None:
    for name in (
        "stakeholders",
        "territories",
        "impacts",
        "impact_scores",
        "importance",
        "practices",
        "evidence",
        "criteria",
        "feedback",
    ):
        for format in ("xlsx", "csv"):
            draft = preview(manager, f"{name}-2026.{format}", export(manager, name, format))
            counts = draft.preview["files"][0]
            assert counts["read"] == counts["unchanged"] > 0, (name, format, draft.preview)


@pytest.fixture
def example_in_2026(cycle, tmp_path) -> None:
    load(sound_folder(tmp_path / "in"))


def test_other_cycle_is_left_alone(grid, manager: Client) -> None:
    other = make_cycle("2027")
    bring(manager, "criteria.csv", csv_of("criteria", ["6.7.8,time,1"]).encode())
    assert not other.criteria.exists()
    assert the_domain("6.7.8").criteria.get().cycle.slug == "2026"


def test_same_workbook_may_come_back_each_evening(grid, rapporteur: Client, chloe: User) -> None:
    """What one's own imports wrote since is no clash; what somebody else wrote is."""
    monday = edited(
        export(rapporteur, "impact_scores"), "impact_scores", {("I1", "scale"): 1, ("I2", "scale"): 1}
    )
    bring(rapporteur, "impact_scores.xlsx", monday)
    tuesday = edited(monday, "impact_scores", {("I1", "scale"): 2, ("I2", "scale"): 2})
    draft = preview(rapporteur, "impact_scores.xlsx", tuesday)
    assert (draft.preview["conflicts"], draft.totals["updated"]) == ([], 2)
    history.change(ImpactScore.objects.get(impact__code="I1", assessor__code="RSE-01"), by=chloe, scale=5)
    draft = preview(rapporteur, "impact_scores.xlsx", tuesday)
    assert ([entry["key"] for entry in draft.preview["conflicts"]], draft.totals["updated"]) == (["I1"], 1)
    confirm(rapporteur, draft)
    assert (given("I1"), given("I2")) == ((5, 3, 3, 3), (2, None, None, None))
