"""A grid goes to LibreOffice and comes back: exactly what was typed there changes, and texts stay texts."""

import pytest
from django.test import Client

from accounts.models import Change, User
from iso26000.models import AssessmentCycle
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore
from tests.factories.iso26000 import make_assessor
from tests.factories.stakeholders import (
    make_impact,
    make_score,
    make_significance,
    make_stakeholder,
)
from tests.priorities.exchange.support import load, picture, sound_folder
from tests.priorities.exchange.web import (
    bring,
    confirm,
    export,
    preview,
    sheet_of,
    table_of,
)
from tests.support.spreadsheet import edit_in_libreoffice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

FORMULA, PHONE, MENTION, MINUS = "=1+1", "+33 6 12 34 56 78", "@x", "-5 % en un an"


@pytest.fixture
def scorer(cycle: AssessmentCycle, bruno: User, client_of) -> Client:
    """Bruno, whose four scores of this cycle hold texts that a spreadsheet would run, and two impacts left to score."""
    me, other = make_assessor("RSE-01", user=bruno), make_assessor("RSE-02")
    group = make_stakeholder("ADH")
    make_significance(cycle=cycle, stakeholder=group)
    for number, text in enumerate((FORMULA, PHONE, MENTION, "'=déjà protégé\r\nsur deux lignes")):
        impact = make_impact(
            cycle=cycle, code=f"I{number}", stakeholder=group, nature=Nature.POTENTIAL, description=text
        )
        make_score(impact=impact, assessor=me, rationale=text)
        make_score(impact=impact, assessor=other, rationale="CANARI")
    make_impact(cycle=cycle, code="I4", stakeholder=group)
    make_impact(cycle=cycle, code="I5", stakeholder=group, polarity=Polarity.POSITIVE)
    return client_of(bruno)


def typed(content: bytes, cells: dict[tuple[str, str], str | int | None]) -> bytes:
    """The workbook once LibreOffice typed in these cells: (impact, column) → what."""
    sheet = sheet_of(content, "impact_scores")
    head = [cell.value for cell in sheet[1]]
    codes = [row[0].value for row in sheet.iter_rows()]
    places = {(codes.index(impact), head.index(column)): value for (impact, column), value in cells.items()}
    return edit_in_libreoffice(content, "impact_scores", places)


def test_grid_through_libreoffice_gives_exactly_what_was_typed(scorer: Client) -> None:
    content = export(scorer, "impact_scores")
    back = typed(
        content,
        {
            ("I0", "scale"): 5,
            ("I1", "rationale"): MINUS,
            ("I2", "likelihood"): None,
            ("I4", "scale"): 2,
            ("I4", "rationale"): FORMULA,
        },
    )
    draft = preview(scorer, "impact_scores-2026-RSE-01.xlsx", back)
    changes = {entry["key"]: (entry["kind"], entry["columns"]) for entry in draft.preview["changes"]}
    assert changes == {
        "I0": ("updated", [["ampleur", "3", "5"]]),
        "I1": ("updated", [["justification", PHONE, MINUS]]),
        "I2": ("updated", [["probabilité", "3", ""]]),
        "I4": ("created", [["ampleur", "", "2"], ["justification", "", FORMULA]]),
    }
    assert draft.preview["files"][0]["unchanged"] == 2
    assert draft.preview["conflicts"] == []
    before = picture()["stakeholders.Impact"]
    assert confirm(scorer, draft).status_code == 302
    own = ImpactScore.objects.filter(assessor__code="RSE-01").order_by("impact__code")
    assert list(own.values_list("impact__code", "scale", "likelihood", "rationale")) == [
        ("I0", 5, 3, FORMULA),
        ("I1", 3, 3, MINUS),
        ("I2", 3, None, MENTION),
        ("I3", 3, 3, "'=déjà protégé\r\nsur deux lignes"),
        ("I4", 2, None, FORMULA),
    ]
    assert Change.objects.count() == 4
    assert picture()["stakeholders.Impact"] == before
    assert set(ImpactScore.objects.filter(assessor__code="RSE-02").values_list("rationale", flat=True)) == {
        "CANARI"
    }


def test_workbook_that_libreoffice_only_saved_changes_nothing(scorer: Client) -> None:
    content = export(scorer, "impact_scores")
    saved = typed(content, {})
    assert saved != content
    assert [row["rationale"] for row in table_of(saved, "impact_scores")][:3] == [FORMULA, PHONE, MENTION]
    draft = bring(scorer, "impact_scores.xlsx", saved)
    assert draft.totals == {"created": 0, "updated": 0, "deleted": 0}


def test_libreoffice_keeps_codes_and_meaningless_criteria_locked(scorer: Client) -> None:
    content = export(scorer, "impact_scores")
    for cell in (("I0", "(version)"), ("I4", "likelihood")):
        with pytest.raises(AssertionError, match="is locked"):
            typed(content, {cell: 1})
    assert Impact.objects.count() == 6


def test_all_files_of_the_responsable_survive_libreoffice(
    cycle: AssessmentCycle, chloe: User, client_of, tmp_path
) -> None:
    load(sound_folder(tmp_path / "in"))
    manager = client_of(chloe)
    for name in ("stakeholders", "impacts", "evidence", "feedback"):
        saved = edit_in_libreoffice(export(manager, name), name, {})
        counts = preview(manager, f"{name}.xlsx", saved).preview["files"][0]
        assert counts["read"] == counts["unchanged"] > 0, name
