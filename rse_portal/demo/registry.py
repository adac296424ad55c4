"""The stakeholders, and what each group weighs in each cycle."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from iso26000.models import AssessmentCycle
from rse_portal.demo.bank import french, read_fixture
from stakeholders.models import Significance, Stakeholder
from stakeholders.models.stakeholder import QUESTIONS, SCORES

# Answers to the eight questions of 5.3.2 in the order of QUESTIONS, one letter each: o(ui) or n(on).
ANSWERS = {
    "SH01": "oooooono",
    "SH02": "oooooonn",
    "SH03": "oooooonn",
    "SH04": "oooooono",
    "SH06": "nonoonno",
    "SH07": "noooonoo",
    "SH08": "oooooonn",
    "SH09": "oonnoono",
    "SH10": "onoooonn",
    "SH11": "nnoooonn",
}
FRAGILE = {"SH02-F", "SH07", "SH07-A"}
# Where a cycle differs from the scores of stakeholders.yaml. None: not settled yet, the group is to qualify.
CHANGES: dict[int, dict[str, dict[str, int | None]]] = {
    2024: {
        "SH01": {"urgency": 1},
        "SH03": {"power": 3},
        "SH06": {"urgency": 1},
        "SH07": {"urgency": 2, "dependency": 2},
        "SH10": {"urgency": 0},
    },
    2025: {"SH06": {"urgency": 1}, "SH07": {"dependency": 2}, "SH09": {"dependency": 3}},
    2026: {"SH11": {"urgency": None}},
}
MEETINGS = {2024: date(2024, 2, 6), 2025: date(2025, 2, 4), 2026: date(2026, 2, 10)}
REVIEWED_LATER = {"SH03", "SH09", "SH10"}


def load_stakeholders() -> dict[str, Stakeholder]:
    """The 11 entries and their sub-groups, by code."""
    rows = read_fixture("stakeholders.yaml")["stakeholders"]
    groups = {row["code"]: _stakeholder(row, row) for row in rows}
    Stakeholder.objects.bulk_create(groups.values())
    parts = {
        child["code"]: _stakeholder(child, row, parent=groups[row["code"]])
        for row in rows
        for child in row["subgroups"]
    }
    Stakeholder.objects.bulk_create(parts.values())
    return groups | parts


def _stakeholder(
    row: dict[str, Any], group: dict[str, Any], parent: Stakeholder | None = None
) -> Stakeholder:
    return Stakeholder(
        code=row["code"],
        label_fr=french(row["label_fr"]),
        label_en=french(row["label_en"]),
        scope=group["scope"],
        is_stakeholder=group["is_stakeholder"],
        parent=parent,
        contribution=french(row.get("contribution_fr", "")),
    )


def assess_significance(
    cycle: AssessmentCycle, year: int, stakeholders: dict[str, Stakeholder]
) -> list[Significance]:
    """One row per group and sub-group; the internal resource (SH05) is in no cycle."""
    salience = {
        row["code"]: row["demo_salience"] for row in read_fixture("stakeholders.yaml")["stakeholders"]
    }
    return Significance.objects.bulk_create(
        Significance(
            cycle=cycle,
            stakeholder=stakeholder,
            assessed_on=_assessed_on(year, stakeholder),
            **_answers(stakeholder),
            **(
                {}
                if stakeholder.parent_id
                else dict(_scores(salience[stakeholder.code], year, stakeholder.code))
            ),
        )
        for stakeholder in stakeholders.values()
        if stakeholder.is_stakeholder
    )


def _scores(salience: dict[str, int], year: int, code: str) -> Iterator[tuple[str, int | None]]:
    changed = CHANGES[year].get(code, {})
    return ((name, changed.get(name, salience[name])) for name in SCORES)


def _answers(stakeholder: Stakeholder) -> dict[str, bool | None]:
    letters = ANSWERS.get(stakeholder.code)
    answers: dict[str, bool | None] = (
        {name: letter == "o" for name, letter in zip(QUESTIONS, letters, strict=True)} if letters else {}
    )
    return answers | {"disadvantaged": stakeholder.code in FRAGILE}


def _assessed_on(year: int, stakeholder: Stakeholder) -> date | None:
    if stakeholder.parent_id:
        return None
    day = MEETINGS[year]
    return day.replace(month=day.month + 1) if stakeholder.code in REVIEWED_LATER else day
