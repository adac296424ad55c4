"""Answers that came on paper, brought in by a file; and the file of results sent back, which changes nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.consultation import NotOpen, hold_consultation
from dialogue.actions.consultation_answer import NothingAnswered, OtherAnswers, SomeLacking, send_paper
from dialogue.consultation_files import PAPER, result_lines, spec_of
from dialogue.consulting import columns_of, from_cells
from dialogue.models import Consultation, ConsultationQuestion
from dialogue.queries.consultation_answer import key_of, questions_of, response_of
from dialogue.queries.consultation_results import ConsultationResults
from iso26000.actions.campaign_paper import Brought, PapersChanged
from rse_portal.common.codes import NoSuchCode, read_code
from rse_portal.common.exchange.checking import Checked, check_table
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.reading import read_content


@transaction.atomic
def preview_papers(*, consultation: Consultation, name: str, content: bytes, by: User) -> Brought:
    """The import itself, taken back (docs/adr/0014). Nothing of it stays, not even a file that waits: its lines join a code
    to what was answered. Raises what `bring_papers` raises."""
    with transaction.atomic():
        brought = bring_papers(consultation=consultation, name=name, content=content, by=by)
        transaction.set_rollback(True)
    return brought


@transaction.atomic
def bring_papers(
    *, consultation: Consultation, name: str, content: bytes, by: User, expected: int | None = None
) -> Brought:
    """Send each « paper » line under the code of its letter, all or nothing; the other lines must say what the portal says.

    The same file again writes nothing. expected: how many new ones the preview showed. Raises NotOpen in preparation,
    CycleIsClosed, RefusedData with line and column, PapersChanged. Some 15 queries per new paper.
    """
    held = hold_consultation(consultation)
    if held.in_preparation:
        raise NotOpen
    questions, faults, notices = questions_of(held), FaultLog(), list[str]()
    tables = read_content(content, name, spec_of(questions), faults, notices)
    checked = [check_table(table, {}, faults) for table in tables]
    faults.stop_if_any()
    brought = _Bringing(held, questions, faults).read(checked[0])
    faults.stop_if_any()
    if expected is not None and brought.new != expected:
        raise PapersChanged(brought)
    if brought.new:
        record(action="consultation.paper", by=by, target=consultation, answers=brought.new)
    return brought


class _Bringing:
    """One reading of a file: what its lines share."""

    def __init__(
        self, consultation: Consultation, questions: list[ConsultationQuestion], faults: FaultLog
    ) -> None:
        self.consultation, self.questions, self.faults = consultation, questions, faults
        self.new = self.known = 0

    def read(self, checked: Checked) -> Brought:
        figures = self._figures()
        for line, row in zip(checked.lines, checked.rows, strict=True):
            if row[0] == PAPER:
                self._paper(checked.table.place, line, row)
            elif tuple(_plain(cell) for cell in row) in figures:
                self.known += 1
            else:
                self._fault(
                    checked, line, "label", _("ce chiffre n’est pas celui du portail, et ne s’y saisit pas")
                )
        return Brought(self.new, self.known)

    def _fault(self, checked: Checked, line: int, column: str, why: str) -> None:
        self.faults.add(checked.table.place, line, column, why)

    def _figures(self) -> set[tuple[str, ...]]:
        """Every line of the two versions that the portal gives. None before the close."""
        if not self.consultation.is_over:
            return set()
        return {
            tuple(_plain(cell) for cell in line)
            for public in (False, True)
            for line in result_lines(ConsultationResults.of(self.consultation, public=public))
        }

    def _paper(self, place: str, line: int, row: tuple[Any, ...]) -> None:
        if self.consultation.is_over:
            self.faults.add(
                place, line, "line", _("la consultation est close : elle ne reçoit plus de réponse")
            )
            return
        code = read_code(row[1])
        answers, right = self._answers(place, line, row[3:])
        if not right:
            return
        opened = (key_of(code) or response_of(code)) if code else None
        if opened is None or opened.consultation_id != self.consultation.pk:
            self.faults.add(place, line, "label", _("ce code n’ouvre pas cette consultation"))
            return
        try:
            if send_paper(code=code, answers=answers):
                self.new += 1
            else:
                self.known += 1
        except NoSuchCode:
            self.faults.add(place, line, "label", _("ce code n’ouvre pas cette consultation"))
        except SomeLacking as problem:
            for question in problem.questions:
                self.faults.add(place, line, question.code, _("une réponse est attendue"))
        except (NothingAnswered, OtherAnswers) as problem:
            self.faults.add(place, line, "label", str(problem))

    def _answers(self, place: str, line: int, row: tuple[str, ...]) -> tuple[dict[str, Any], bool]:
        answers: dict[str, Any] = {}
        right, at = True, 0
        for question in self.questions:
            width = len(columns_of(question))
            try:
                answers[question.code] = from_cells(question, row[at : at + width])
            except ValidationError as problem:
                self.faults.add(place, line, question.code, problem.messages[0])
                right = False
            at += width
        return answers, right


def _plain(cell: Any) -> str:
    """A figure as any spreadsheet gives it back: 3.0 is « 3 »."""
    text = "" if cell is None else str(cell).strip()
    return text.removesuffix(".0")
