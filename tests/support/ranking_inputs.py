"""Build `RankingInputs` from rows, or from the CSV files of `import_data`, without Django."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from method.inputs import (
    CRITERIA,
    CRITERION_DTYPE,
    EVIDENCE_DTYPE,
    EVIDENCE_KINDS,
    FEEDBACK_DTYPE,
    IMPACT_DTYPE,
    NOT_APPLICABLE,
    PRACTICE_DTYPE,
    SCORE_DTYPE,
    UNKNOWN,
    VOTE_DTYPE,
    Domain,
    Group,
    RankingInputs,
)

EXAMPLE = Path(__file__).parents[2] / "fixtures" / "method" / "example"
POLARITIES = ("none", "negative", "positive")
LEVELS = {"nsp": UNKNOWN, "na": NOT_APPLICABLE}
FLAGS = ("human_rights", "life_health", "environmental_harm", "non_compliance")
CRITERION_NAMES = ("scale", "scope", "irremediability", "likelihood")
FILES = (
    "stakeholders",
    "impacts",
    "impact_scores",
    "importance",
    "practices",
    "evidence",
    "criteria",
    "feedback",
)

Row = Mapping[str, Any]  # one line of a file: column → text or number, empty or absent = missing


def example_tables() -> dict[str, list[dict[str, str]]]:
    """The worked example of docs/methode.md §6, file by file."""
    tables = {}
    for name in FILES:
        path = EXAMPLE / f"{name}.csv"
        tables[name] = list(csv.DictReader(path.read_text().splitlines())) if path.exists() else []
    return tables


def build(tables: Mapping[str, Iterable[Row]], domains: Iterable[str]) -> RankingInputs:
    """`RankingInputs` of the rows of each file, over the given domain codes in clause order."""
    rows = {name: list(tables.get(name, ())) for name in FILES}
    codes = list(domains)
    domain = {code: index for index, code in enumerate(codes)}
    groups = [_group(row) for row in rows["stakeholders"]]
    group = {entry.code: index for index, entry in enumerate(groups)}
    impact = {row["impact"]: index for index, row in enumerate(rows["impacts"])}
    people = _positions(row["assessor"] for row in [*rows["impact_scores"], *rows["practices"]])
    respondents = _positions(row["respondent"] for row in rows["importance"])
    feedback = np.zeros(len(codes), FEEDBACK_DTYPE)
    for row in rows["feedback"]:
        for code in row["domains"].split("|"):
            feedback[domain[code]] += 1
    return RankingInputs(
        domains=tuple(Domain(code, code.rsplit(".", 1)[0]) for code in codes),
        groups=tuple(groups),
        people=tuple(people),
        impacts=np.array(
            [
                (
                    domain[row["domain"]],
                    group[row["stakeholder"]],
                    POLARITIES.index(row["polarity"]),
                    row["nature"] == "potential",
                    *(_number(row.get(flag)) == 1 for flag in FLAGS),
                )
                for row in rows["impacts"]
            ],
            IMPACT_DTYPE,
        ),
        impact_codes=tuple(row["impact"] for row in rows["impacts"]),
        scores=np.array(
            [
                (
                    impact[row["impact"]],
                    people[row["assessor"]],
                    *(_number(row.get(criterion)) or 0 for criterion in CRITERION_NAMES),
                )
                for row in rows["impact_scores"]
            ],
            SCORE_DTYPE,
        ),
        votes=np.array(
            [
                (
                    domain[row["domain"]],
                    group[row["stakeholder"]],
                    respondents[row["respondent"]],
                    int(row["importance"]),
                )
                for row in rows["importance"]
            ],
            VOTE_DTYPE,
        ),
        respondents=tuple(respondents),
        practices=np.array(
            [
                (
                    domain[row["domain"]],
                    people[row["assessor"]],
                    _level(row["level"]),
                    bool(row.get("reason")),
                )
                for row in rows["practices"]
            ],
            PRACTICE_DTYPE,
        ),
        evidence=np.array(
            [
                (domain[row["domain"]], EVIDENCE_KINDS.index(row["kind"]), bool(row.get("value")))
                for row in rows["evidence"]
            ],
            EVIDENCE_DTYPE,
        ),
        criteria=np.array(
            [
                (domain[row["domain"]], CRITERIA.index(row["criterion"]), int(row["value"]))
                for row in rows["criteria"]
            ],
            CRITERION_DTYPE,
        ),
        feedback=feedback,
    )


def example() -> RankingInputs:
    """The worked example over its two domains, in clause order."""
    return build(example_tables(), ["6.7.7", "6.7.8"])


def _group(row: Row) -> Group:
    power, legitimacy, urgency, dependency = (
        _number(row.get(name)) for name in ("power", "legitimacy", "urgency", "dependency")
    )
    disadvantaged = _number(row.get("disadvantaged")) == 1
    return Group(row["code"], power, legitimacy, urgency, dependency, disadvantaged)


def _number(text: Any) -> int | None:
    return None if text in ("", None) else int(text)


def _level(text: Any) -> int:
    return LEVELS[text] if text in LEVELS else int(text)


def _positions(codes: Iterable[str]) -> dict[str, int]:
    return {code: index for index, code in enumerate(dict.fromkeys(codes))}
