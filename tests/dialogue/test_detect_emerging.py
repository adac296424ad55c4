"""The command `detect_emerging`, and the demo file: exactly three themes rise, with the figures of the method."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command

from accounts.models import User
from dialogue.actions.emergence import watch_theme
from iso26000.models import AssessmentCycle
from priorities.exchange.loading import import_data
from tests.factories.accounts import make_territory
from tests.factories.dialogue import make_feedback, make_session
from tests.factories.emergence import AS_OF, REGIONS, hear
from tests.factories.iso26000 import make_cycle, the_domain

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).parents[2]


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / f"fixtures/{name}").read_text("utf-8"))


def detect(capsys: pytest.CaptureFixture[str], cycle: str, as_of: date = AS_OF, format: str = "json") -> Any:
    call_command("detect_emerging", cycle=cycle, as_of=as_of, format=format)
    printed = capsys.readouterr().out
    return json.loads(printed) if format == "json" else printed


def theme_of(found: dict[str, Any], theme: str) -> dict[str, Any]:
    return next(row for row in found["themes"] if row["theme"] == theme)


# --- the demo file


def write_demo(folder: Path, *, departments: bool) -> Path:
    """fixtures/demo_feedback_fr.yaml as the files of `import_data`."""
    folder.mkdir()

    def write(name: str, rows: list[dict[str, Any]]) -> None:
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)

    territories = [{"code": "FR", "label": "France", "level": "national", "parent": ""}]
    for region in read("territories.yaml")["regions"]:
        territories.append(
            {"code": region["code"], "label": region["name"], "level": "region", "parent": "FR"}
        )
        territories += (
            {"code": row["code"], "label": row["name"], "level": "department", "parent": region["code"]}
            for row in region["departements"]
        )
    write("territories.csv", territories)
    write(
        "stakeholders.csv",
        [
            {
                **dict.fromkeys(("power", "legitimacy", "urgency", "dependency", "influence", "parent"), ""),
                "code": row["code"],
                "label": row["label_fr"],
                "scope": row["scope"],
                "disadvantaged": 0,
            }
            for row in read("stakeholders.yaml")["stakeholders"]
        ],
    )
    write(
        "feedback.csv",
        [
            {
                "reference": row["id"],
                "date": row["date"].isoformat(),
                "territory": row.get("departement", row["territory"]) if departments else row["territory"],
                "session": "",
                "stakeholder": row["stakeholder"],
                "domains": "|".join(row["domains"]),
                "kind": row["kind"],
                "author": "",
                "text": row["text"],
            }
            for row in read("demo_feedback_fr.yaml")["feedback"]
        ],
    )
    return folder


@pytest.mark.parametrize("departments", [False, True], ids=["regions", "departments"])
def test_demo_file_gives_exactly_the_three_themes_with_their_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], departments: bool
) -> None:
    import_data(source=write_demo(tmp_path / "demo", departments=departments), cycle="essai", by=None)
    found = detect(capsys, "essai", date(2026, 9, 30))
    assert {name: found[name] for name in ("schema", "as_of", "window", "totals")} == {
        "schema": "rse-emerging/1",
        "as_of": "2026-09-30",
        "window": ["2026-04-01", "2026-09-30"],
        "totals": {"window": 36, "baseline": 84},
    }
    assert len(found["themes"]) == 45
    rising = [row for row in found["themes"] if row["verdict"] == "emerging"]
    assert [(row["theme"], row["window"], row["baseline"], row["g2"], row["p"]) for row in rising] == [
        ("6.5.3", 8, 2, 10.682, 0.0005),
        ("6.8.6", 7, 2, 8.748, 0.0016),
        ("6.4.4", 7, 3, 6.778, 0.0046),
    ]
    assert rising[0] == {
        "theme": "6.5.3",
        "kind": "domain",
        "window": 8,
        "baseline": 2,
        "territories": 5,
        "ratio": 7.871,
        "g2": 10.682,
        "p": 0.0005,
        "verdict": "emerging",
    }
    assert not [row for row in found["themes"] if row["verdict"] == "weak"]


def test_demo_file_needs_nothing_of_the_cycles_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], cycle: AssessmentCycle
) -> None:
    hear(cycle, "6.5.3", window=3, before=20)
    import_data(source=write_demo(tmp_path / "demo", departments=False), cycle="essai", by=None)
    assert detect(capsys, "essai", date(2026, 9, 30))["totals"] == {"window": 36, "baseline": 84}


def test_table_says_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import_data(source=write_demo(tmp_path / "demo", departments=False), cycle="essai", by=None)
    printed = detect(capsys, "essai", date(2026, 9, 30), "table")
    assert "Émergentes\u00a0: 3\u202f; signaux faibles\u00a0: 0." in printed
    [line] = [line for line in printed.splitlines() if line.startswith("6.5.3")]
    assert line.split() == ["6.5.3", "8", "2", "5", "7,87", "10,682", "0,0005", "0,0009", "émergente"]


# --- which remontées count


def test_later_entries_are_ignored(capsys: pytest.CaptureFixture[str], cycle: AssessmentCycle) -> None:
    hear(cycle, "6.5.3", window=6, before=8)
    before = detect(capsys, cycle.slug)
    make_feedback(cycle=cycle, received_on=date(2026, 7, 1), domains=(the_domain("6.5.3"),))
    assert detect(capsys, cycle.slug) == before
    assert (
        detect(capsys, cycle.slug, date(2026, 6, 11))["totals"]["window"] == 5
    )  # the last one is of the 12th


def test_one_delegate_counts_once_per_theme_and_session(
    capsys: pytest.CaptureFixture[str], cycle: AssessmentCycle, amel: User, david: User
) -> None:
    hear(cycle, "6.7.8", before=8)
    session, domain = make_session(held_on=date(2026, 3, 12)), the_domain("6.5.3")
    common: dict[str, Any] = {"cycle": cycle, "received_on": date(2026, 3, 12), "domains": (domain,)}
    for _again in range(3):
        make_feedback(author=amel, session=session, **common)  # one person, one séance: once
        make_feedback(author_code="D-01", session=session, **common)  # by her code: once
    make_feedback(author=david, session=session, **common)  # somebody else
    make_feedback(author=amel, **common)  # no séance known: as many as there are
    make_feedback(author=amel, **common)
    make_feedback(session=session, **common)  # nobody known: the same
    make_feedback(session=session, **common)
    found = detect(capsys, cycle.slug)
    assert found["totals"]["window"] == 11
    assert theme_of(found, "6.5.3")["window"] == 7


def test_departments_of_a_region_are_one_territory(
    capsys: pytest.CaptureFixture[str], cycle: AssessmentCycle
) -> None:
    hear(cycle, "6.7.8", before=8)
    region = make_territory("R53")
    for code in ("D22", "D29", "D35"):
        department = make_territory(code, level="department", parent=region)
        make_feedback(cycle=cycle, territory=department, domains=(the_domain("6.5.3"),))
    assert theme_of(detect(capsys, cycle.slug), "6.5.3")["territories"] == 1


def test_cycle_of_one_year_reads_those_before_it(capsys: pytest.CaptureFixture[str]) -> None:
    past = make_cycle("2025", opened_on=date(2025, 1, 6), closed_on=date(2025, 12, 19))
    now = make_cycle("2026", opened_on=date(2026, 1, 5))
    later = make_cycle("2027", opened_on=date(2027, 1, 5))
    hear(past, "6.5.3", before=8)
    hear(now, "6.5.3", window=3)
    hear(later, "6.5.3", window=50)
    assert detect(capsys, "2026")["totals"] == {"window": 3, "baseline": 8}


def test_watched_theme_takes_part_beside_the_domains(
    capsys: pytest.CaptureFixture[str], cycle: AssessmentCycle, chloe: User
) -> None:
    hear(cycle, "6.7.8", window=20, before=80, text="Rien de neuf.")
    before = detect(capsys, cycle.slug)
    watch_theme(stems="teleconsult", label="téléconsultation", by=chloe)
    watch_theme(stems="tier-pai", label="tiers payant", by=chloe)
    for n in range(8):
        hear(
            cycle,
            "",
            window=1,
            text="Les téléconsultations et le tiers payant.",
            regions=(REGIONS[n % len(REGIONS)],),
        )
    found = detect(capsys, cycle.slug)
    for stems in ("teleconsult", "tier-pai"):
        row = theme_of(found, stems)
        assert (row["kind"], row["window"], row["baseline"], row["verdict"]) == ("term", 8, 0, "emerging")
    assert len(found["themes"]) == len(before["themes"]) + 2


# --- refusals


def test_short_baseline_is_refused(cycle: AssessmentCycle) -> None:
    hear(cycle, "6.5.3", window=3, before=3)  # three quarters
    with pytest.raises(
        CommandError, match="3 trimestres avec des remontées avant le 1er janvier 2026"
    ) as refusal:
        call_command("detect_emerging", cycle=cycle.slug, as_of=AS_OF, format="json")
    assert refusal.value.returncode == 1


def test_unknown_cycle_is_refused_with_those_there_are(cycle: AssessmentCycle) -> None:
    with pytest.raises(CommandError, match="Exercices connus : 2026"):
        call_command("detect_emerging", cycle="2031")


@pytest.mark.parametrize("words", [["--as-of=31/12/2026"], ["--as-of=2026-13-01"], ["--format=xml"], []])
def test_misuse_is_told(cycle: AssessmentCycle, words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("detect_emerging", *words, *(["--cycle=2026"] if words else []))
