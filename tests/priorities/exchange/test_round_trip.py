"""What is exported and imported again is the same, to the byte."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import User
from dialogue.models import Feedback
from iso26000.models import AssessmentCycle
from method.parameters import Parameters
from priorities.actions.ranking import compile_ranking
from priorities.exchange.files import EVIDENCE
from priorities.exchange.writing import export_data, render
from rse_portal.common.errors import Conflict, Unprocessable
from rse_portal.common.exchange import cells
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.tables import read_csv
from stakeholders.models import Impact, ImpactScore, Significance
from tests.factories.stakeholders import make_stakeholder
from tests.priorities.exchange.support import (
    EXAMPLE,
    SOUND,
    actions,
    bytes_of,
    load,
    sound_folder,
    wipe,
)

RICH = {
    "stakeholders": [
        *SOUND["stakeholders"],
        "COL-A,Salariés,internal,,,,,,1,COL",
        "=2+3,'-Nom,external,0,0,0,0,0,0,",
    ],
    "impact_scores": [*SOUND["impact_scores"], "A1,-x,5,,,,", 'A1,P3,1,2,3,,"=cmd|\' /C calc\'!A0"'],
    "practices": [*SOUND["practices"], "4.3,RSE-1,0,\"Deux\r\nlignes, et « plus »\"", "4.3,RSE-2,4, "],
    "evidence": [*SOUND["evidence"], "4.3,indicator,Delta,-5", "4.3,indicator,＝A1,+33 6 12 34 56 78"],
    "feedback": [*SOUND["feedback"], "FB3,01/02/26,FR,S1,COL-A,4.3,question,@moi,\"'=déjà protégé \""],
}  # fmt: skip


def ranking(cycle: str) -> str:
    run = compile_ranking(
        cycle=AssessmentCycle.objects.get(slug=cycle), by=None, parameters=Parameters(draws=50)
    )
    return json.dumps([run.inputs_sha256, run.result_json])


@pytest.mark.django_db
@pytest.mark.parametrize("rich", [False, True], ids=["example", "rich"])
def test_export_import_export_is_the_same_to_the_byte(tmp_path: Path, media: Path, rich: bool) -> None:
    load(sound_folder(tmp_path / "in", **RICH) if rich else EXAMPLE)
    report = export_data(cycle="2026", folder=tmp_path / "1", by=None)
    before = ranking("2026")
    AssessmentCycle.objects.get().runs.all().delete()
    wipe()
    load(tmp_path / "1")
    export_data(cycle="2026", folder=tmp_path / "2", by=None)
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")
    assert ranking("2026") == before
    assert report.notices == ()
    assert actions() == ["cycle.imported", "cycle.exported"] * 2


@pytest.mark.django_db
def test_export_data_has_nothing_that_a_spreadsheet_runs(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "in", **RICH))
    export_data(cycle="2026", folder=tmp_path / "out", by=None)
    text = b"".join(bytes_of(tmp_path / "out").values()).decode()
    assert "'=cmd|' /C calc'!A0" in text
    assert "'+33 6 12 34 56 78" in text
    assert "'＝A1" in text
    assert "\n'=2+3,'-Nom,external,0,0,0,0,0,0,\n" in text


@pytest.mark.django_db
def test_export_data_writes_the_codes_of_accounts_not_their_names(tmp_path: Path, amel: User) -> None:
    load(sound_folder(tmp_path / "in"))
    Feedback.objects.filter(reference="FB2").update(author=amel)
    export_data(cycle="2026", folder=tmp_path / "out", by=amel)
    text = (tmp_path / "out/feedback.csv").read_text()
    assert f"FB2,2026-03-12,R53,,,,idea,compte-{amel.pk},Une idée\n" in text
    assert "Amel" not in text


@pytest.mark.django_db
def test_export_data_leaves_out_what_import_refuses(tmp_path: Path) -> None:
    """Drafts without criterion, criteria that lost their meaning: no ranking reads them."""
    load(sound_folder(tmp_path / "in"))
    ImpactScore.objects.filter(impact__code="A1").update(likelihood=3)
    empty = ImpactScore.objects.get(impact__code="A2")
    ImpactScore.objects.create(impact=Impact.objects.get(code="A3"), assessor=empty.assessor, scale=3)
    ImpactScore.objects.filter(pk=empty.pk).update(scale=None, scope=None, likelihood=None)
    export_data(cycle="2026", folder=tmp_path / "out", by=None)
    assert (tmp_path / "out/impact_scores.csv").read_text().splitlines()[1:] == ["A1,RSE-1,4,3,2,,Constats"]
    load(tmp_path / "out")


@pytest.mark.django_db
def test_export_data_brings_the_groups_that_rows_refer_to(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "in"))
    Significance.objects.filter(stakeholder__code="COL").delete()
    resource = make_stakeholder("SH05", is_stakeholder=False)
    Feedback.objects.filter(reference="FB2").update(stakeholder=resource)
    report = export_data(cycle="2026", folder=tmp_path / "out", by=None)
    assert "COL,Collaborateurs,internal,,,,,,0,\n" in (tmp_path / "out/stakeholders.csv").read_text()
    assert len(report.notices) == 1
    load(tmp_path / "out")


@pytest.mark.django_db
def test_export_data_keeps_cycles_apart(tmp_path: Path) -> None:
    load(sound_folder(tmp_path / "in"), "2025")
    load(EXAMPLE, "2026")
    export_data(cycle="2025", folder=tmp_path / "2025", by=None)
    wipe()
    load(sound_folder(tmp_path / "in"), "2025")
    export_data(cycle="2025", folder=tmp_path / "alone", by=None)
    assert bytes_of(tmp_path / "2025") == bytes_of(tmp_path / "alone")


@pytest.mark.django_db
def test_export_data_replaces_its_own_files_only(tmp_path: Path) -> None:
    load(EXAMPLE)
    export_data(cycle="2026", folder=tmp_path / "out", by=None)
    export_data(cycle="2026", folder=tmp_path / "out", by=None)
    assert len(list((tmp_path / "out").iterdir())) == 9
    (tmp_path / "out/notes.txt").write_text("à moi")
    with pytest.raises(Conflict, match=r"notes\.txt"):
        export_data(cycle="2026", folder=tmp_path / "out", by=None)
    with pytest.raises(Conflict, match="est un fichier"):
        export_data(cycle="2026", folder=tmp_path / "out/notes.txt", by=None)


@pytest.mark.django_db
def test_export_data_refuses_an_unknown_cycle(tmp_path: Path) -> None:
    load(EXAMPLE)
    with pytest.raises(Unprocessable, match="Exercices connus : 2026"):
        export_data(cycle="1999", folder=tmp_path / "out", by=None)
    assert not (tmp_path / "out").exists()


# Everything that a database can hold, in the form in which it is stored.
TEXTS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40).map(
    cells.normal
)
NASTY = st.text("'\"=+-@\t\r\n,;| ＝＋a", max_size=8)


@given(st.lists(st.tuples(NASTY | TEXTS, NASTY | TEXTS), max_size=5))
@example([("'=", "''="), ("\t", "\r"), ("=1", "'＝"), ("\ufeff", ";\n"), ("'", "''")])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_text_cells_round_trip(pairs: list[tuple[str, str]]) -> None:
    rows: list[tuple[Any, ...]] = [("6.7.8", "document", *pair) for pair in pairs]
    faults = FaultLog()
    table = read_csv(render(EVIDENCE, rows), EVIDENCE, "evidence.csv", faults, [])
    assert not faults.kept
    parse = cells.text()
    assert [(parse(row[2]), parse(row[3])) for row in table.rows] == pairs


@given(NASTY | TEXTS)
def test_protection_makes_inert_and_comes_off(text: str) -> None:
    shown = cells.protected(text)
    assert not shown.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert cells.unprotected(shown) == text


@pytest.mark.parametrize("text", ["'ami", "l'ami", "'", "", "'5", "''ami"])
def test_a_quote_that_protects_nothing_stays(text: str) -> None:
    assert cells.protected(text) == text
    assert cells.unprotected(text) == text
