"""The questions of a consultation, as long as nobody began to answer them."""

import re
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.consultation import NotOpen, hold_consultation
from dialogue.models import Consultation, ConsultationQuestion
from dialogue.queries.consultation_answer import questions_of
from rse_portal.common.errors import Conflict

MOST = 60  # questions: nobody answers more


class QuestionsFrozen(Conflict):
    default = _("Quelqu’un a commencé à répondre : les questions ne changent plus.")


class OthersHang(Conflict):
    default = _("Une autre question dépend de celle-ci : changez d’abord sa condition.")


class TooMany(Conflict):
    default = _("Une consultation compte 60 questions au plus.")


@transaction.atomic
def add_question(*, consultation: Consultation, by: User, **values: Any) -> ConsultationQuestion:
    """After the last one of its section, or at the end. Raises QuestionsFrozen, TooMany, ValidationError, CycleIsClosed."""
    _hold(consultation)
    rows = questions_of(consultation)
    if len(rows) >= MOST:
        raise TooMany
    operation = history.new_operation()
    place = next(
        (n for n in range(len(rows), 0, -1) if rows[n - 1].section_fr == values.get("section_fr")), len(rows)
    )
    question = history.create(
        ConsultationQuestion,
        by=by,
        operation=operation,
        consultation=consultation,
        code=_new_code(rows),
        order=place + 1,
        **values,
    )
    _number([*rows[:place], question, *rows[place:]], by, operation)
    record(action="consultation.question_added", by=by, target=consultation, question=question.code)
    return question


def _new_code(rows: list[ConsultationQuestion]) -> str:
    """« q1 »: the first number that none bears."""
    taken = {int(found[1]) for row in rows if (found := re.fullmatch(r"q([0-9]{1,4})", row.code))}
    return f"q{next(n for n in range(1, len(rows) + 2) if n not in taken)}"


@transaction.atomic
def change_question(
    *, question: ConsultationQuestion, by: User, version: int | None, **values: Any
) -> uuid.UUID | None:
    """Returns the operation, None when nothing changes. Raises QuestionsFrozen, OthersHang when an answer on which another
    question hangs goes, Stale, ValidationError, CycleIsClosed."""
    _hold(question.consultation)
    fewer = len(values.get("options", question.options)) < len(question.options)
    if (fewer or values.get("kind", question.kind) != question.kind) and _hanging(question):
        raise OthersHang
    operation = history.new_operation()
    if not history.change(question, by=by, version=version, operation=operation, **values):
        return None
    record(
        action="consultation.question_changed", by=by, target=question.consultation, question=question.code
    )
    return operation


@transaction.atomic
def remove_question(*, question: ConsultationQuestion, by: User) -> uuid.UUID:
    """Returns the operation, whose undo brings it back. Raises QuestionsFrozen, OthersHang, CycleIsClosed."""
    _hold(question.consultation)
    if _hanging(question):
        raise OthersHang
    operation = history.new_operation()
    record(
        action="consultation.question_removed", by=by, target=question.consultation, question=question.code
    )
    history.delete(question, by=by, operation=operation)
    return operation


@transaction.atomic
def move_question(*, question: ConsultationQuestion, up: bool, by: User) -> uuid.UUID | None:
    """One place up or down, into the neighbouring section at its end. None when it is there already.

    Raises QuestionsFrozen, OthersHang when it would come before what it hangs on, CycleIsClosed.
    """
    _hold(question.consultation)
    rows = questions_of(question.consultation)
    place = next(n for n, row in enumerate(rows) if row.pk == question.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return None
    operation = history.new_operation()
    neighbour, moved = rows[other], rows[place]
    if neighbour.section_fr != moved.section_fr:
        history.change(
            moved,
            by=by,
            operation=operation,
            section_fr=neighbour.section_fr,
            section_en=neighbour.section_en,
        )
    else:
        rows[place], rows[other] = neighbour, moved
        first, second = (moved, neighbour) if up else (neighbour, moved)
        if second.code == first.shown_if.get("question"):
            raise OthersHang
        _number(rows, by, operation)
    record(
        action="consultation.question_changed", by=by, target=question.consultation, question=question.code
    )
    return operation


def _number(rows: list[ConsultationQuestion], by: User, operation: uuid.UUID) -> None:
    history.change_many(
        [(row, {"order": order}) for order, row in enumerate(rows, start=1) if row.order != order],
        by=by,
        operation=operation,
    )


def _hanging(question: ConsultationQuestion) -> bool:
    return question.consultation.questions.filter(shown_if__question=question.code).exists()


def _hold(consultation: Consultation) -> None:
    """Whoever begins to answer waits for us, or froze the questions before."""
    held = hold_consultation(consultation)
    if held.is_over:
        raise NotOpen
    if held.frozen:
        raise QuestionsFrozen
