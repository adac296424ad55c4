"""Answers to a consultation, counted once at its close. Raw counts, never shown: `consultation_results` tells what may be.

JSON of the tally:

    {"whole": n, "groups": {pk: [invited, answered]},
     "questions": {code: {"asked": n, …by kind}}}

    scale     "levels": [n0..n4, without a level], "groups": {pk: [people, sum]}
    single    "choices": {letter: n, "": n without}
    multiple  "choices": {letter: n}
    ranking   "first": {letter: n, "": n without}, "ranks": {letter: [people, sum of ranks]}
    text      "texts": n
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dialogue.consulting import LEVELS, asked
from dialogue.enums import QuestionKind
from dialogue.models import (
    Consultation,
    ConsultationInvitation,
    ConsultationQuestion,
    ConsultationResponse,
)

NONE = ""  # asked, and nothing chosen


def count_responses(
    consultation: Consultation,
    questions: Sequence[ConsultationQuestion],
    rows: Sequence[ConsultationResponse],
) -> dict[str, Any]:
    """The tally of these answers, with the groups they still bear. 1 query."""
    who_was_asked = {id(row): {question.code for question in asked(questions, row.answers)} for row in rows}
    return {
        "whole": len(rows),
        "groups": {
            str(pk): list(pair)
            for pk, pair in invited_and_answered(consultation, [row.group_id for row in rows]).items()
        },
        "questions": {
            question.code: count_question(
                question, [row for row in rows if question.code in who_was_asked[id(row)]]
            )
            for question in questions
        },
    }


def invited_and_answered(
    consultation: Consultation, groups: Iterable[int | None]
) -> dict[int, tuple[int, int]]:
    """Group → (invited, answered), before anything is hidden. groups: of each answer. 1 query."""
    issued = ConsultationInvitation.objects.filter(consultation=consultation, revoked_on=None)
    invited = Counter(issued.order_by().values_list("group", flat=True))
    answered = Counter(groups)
    known = sorted(pk for pk in invited.keys() | answered.keys() if pk is not None)
    return {pk: (invited[pk], answered[pk]) for pk in known}


def count_question(question: ConsultationQuestion, rows: Sequence[ConsultationResponse]) -> dict[str, Any]:
    """The counts of one question, among those who were asked it."""
    given = [(row.group_id, row.answers.get(question.code)) for row in rows]
    told: dict[str, Any] = {"asked": len(rows)}
    answers = [answer for _group, answer in given if answer is not None]
    if question.kind == QuestionKind.SCALE:
        return told | _levels(given)
    if question.kind == QuestionKind.TEXT:
        return told | {"texts": len(answers)}
    letters = [letter for letter, _label in question.choices()]
    if question.kind == QuestionKind.RANKING:
        first = Counter(answer[0] for answer in answers)
        ranks = {letter: [0, 0] for letter in letters}
        for answer in answers:
            for rank, letter in enumerate(answer, start=1):
                ranks[letter][0] += 1
                ranks[letter][1] += rank
        return told | {"first": _cells(letters, first, len(rows) - len(answers)), "ranks": ranks}
    chosen = Counter(letter for answer in answers for letter in answer["choices"])
    if question.kind == QuestionKind.SINGLE:
        return told | {"choices": _cells(letters, chosen, len(rows) - len(answers))}
    return told | {"choices": {letter: chosen[letter] for letter in letters}}


def _levels(given: Sequence[tuple[int | None, Any]]) -> dict[str, Any]:
    levels = [0] * (len(LEVELS) + 1)
    groups: dict[str, list[int]] = {}
    for group, answer in given:
        if not isinstance(answer, int):
            levels[-1] += 1
            continue
        levels[answer] += 1
        cell = groups.setdefault(str(group or ""), [0, 0])
        cell[0] += 1
        cell[1] += answer
    return {"levels": levels, "groups": groups}


def _cells(letters: Sequence[str], counts: Mapping[str, int], without: int) -> dict[str, int]:
    return {**{letter: counts.get(letter, 0) for letter in letters}, NONE: without}


def without_texts(questions: Sequence[ConsultationQuestion], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The choices alone: the texts are remontées by now, and nothing ties them to the rest."""
    texts = {question.code for question in questions if question.kind == QuestionKind.TEXT}
    return {
        code: {**answer, "other": ""} if isinstance(answer, Mapping) else answer
        for code, answer in answers.items()
        if code not in texts
    }
