"""Answers, counted: by statement, domain and core subject, for everybody and for each level of responsibility.

Raw counts, never shown as they are: `campaign_results` tells what may be. JSON of the tally:

    {"whole": n, "participation": see campaign.participation_of,
     "statements": {code: {"all": [n0, n1, n2, n3, n4, unknown, not concerned, silent],
                           "levels": {pk or "": [people, sum]}}},
     "domains":    {code: {"people": n, "sum": s, "levels": {pk: [people, sum]}}},
     "subjects":   the same}

A person's level on a domain, or on a core subject, is the mean of what they answered 0..4 there.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from iso26000.models import AnonymousResponse, Campaign, Statement

SCALE = 5
UNKNOWN, NOT_CONCERNED, SILENT = range(SCALE, SCALE + 3)  # after the five levels
CLASSES = SCALE + 3


def class_of(answer: Any) -> int:
    """The class of an answer as it is stored; SILENT for none."""
    if answer is None:
        return SILENT
    if answer == "nsp":
        return UNKNOWN
    return NOT_CONCERNED if str(answer).startswith("na") else int(answer)


def means_of(answers: Mapping[str, Any], statements: Iterable[Statement], of: str) -> dict[str, float]:
    """One person's level 0..4 per domain or core subject (`of`: « domain », « subject »), where they gave one.

    statements: with their domain and its core subject.
    """
    levels: dict[str, list[int]] = defaultdict(list)
    for statement in statements:
        place = class_of(answers.get(statement.code))
        if place < SCALE:
            levels[_unit(statement, of)].append(place)
    return {unit: sum(found) / len(found) for unit, found in levels.items()}


def _unit(statement: Statement, of: str) -> str:
    return statement.domain.code if of == "domain" else statement.domain.core_subject.code


def statements_of(campaign: Campaign) -> list[Statement]:
    """In the order of the standard, with domain and core subject. 1 query."""
    return list(
        Statement.objects.filter(questionnaire=campaign.questionnaire_id)
        .select_related("domain__core_subject")
        .order_by("order")
    )


def count_answers(campaign: Campaign, rows: Sequence[AnonymousResponse]) -> dict[str, Any]:
    """The tally of these answers. 1 query."""
    statements = statements_of(campaign)
    tally: dict[str, Any] = {
        "whole": len(rows),
        "statements": {
            statement.code: {"all": [0] * CLASSES, "levels": defaultdict(lambda: [0, 0])}
            for statement in statements
        },
        "domains": defaultdict(_nothing),
        "subjects": defaultdict(_nothing),
    }
    for row in rows:
        level = str(row.level_id or "")
        for statement in statements:
            counted, place = tally["statements"][statement.code], class_of(row.answers.get(statement.code))
            counted["all"][place] += 1
            if place < SCALE:
                _add(counted["levels"][level], place)
        for of, units in (("domain", "domains"), ("subject", "subjects")):
            for unit, mean in means_of(row.answers, statements, of).items():
                counted = tally[units][unit]
                counted["people"] += 1
                counted["sum"] += mean
                _add(counted["levels"][level], mean)
    return tally


def subject_means(campaign: Campaign, answers: Iterable[Mapping[str, Any]]) -> dict[str, tuple[int, float]]:
    """Core subject → (people, sum of their levels). 1 query."""
    statements, found = statements_of(campaign), defaultdict(list)
    for given in answers:
        for subject, mean in means_of(given, statements, "subject").items():
            found[subject].append(mean)
    return {subject: (len(means), sum(means)) for subject, means in found.items()}


def _nothing() -> dict[str, Any]:
    return {"people": 0, "sum": 0.0, "levels": defaultdict(lambda: [0, 0.0])}


def _add(cell: list[Any], value: float) -> None:
    cell[0] += 1
    cell[1] += value
