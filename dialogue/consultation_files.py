"""A consultation as files: one stable column per question, choices and texts apart, the same cells left out as on the page.

    line;label;people;imp-6.7.8;effets;effets.autre;…

line « mean »: a group of people (« all », or its code) and its mean 0..4; « adjusted »: the mean of all, each group at its
true weight; « rank »: an option and its mean rank; « answer »: an answer and how many gave it, « ^ » when they are counted
with the line above; « texts »: how many wrote something. « paper »: one answer on paper, its label being the code of the
letter. Empty: not told. The same file sent back changes nothing: figures are compared, papers are known by their code.
"""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dialogue.consulting import columns_of, level_labels
from dialogue.enums import QuestionKind
from dialogue.models import Consultation, ConsultationQuestion, Feedback
from dialogue.models.consultation import OTHER
from dialogue.queries.consultation_results import ConsultationResults, QuestionResult
from rse_portal.common.exchange import cells
from rse_portal.common.exchange.specs import Column, FileSpec
from rse_portal.common.xlsx import Workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "reponses"
HEAD = ("line", "label", "people")
PAPER, WITH_ABOVE = "paper", "^"
LINES = (PAPER, "mean", "adjusted", "rank", "answer", "texts")
NAMES = [*(str(level) for level in range(5)), *"abcdefghijkl", OTHER, "none"]


class Format(NamedTuple):
    media: str
    suffix: str


FORMATS = {
    "xlsx": Format(XLSX, "xlsx"),
    "csv": Format("text/csv; charset=utf-8", "csv"),
    "textes": Format("text/csv; charset=utf-8", "textes.csv"),
}


def spec_of(questions: Sequence[ConsultationQuestion]) -> FileSpec:
    """The columns of this consultation."""
    return FileSpec(
        SHEET,
        lambda *values: values,
        (
            Column("line", cells.choice(LINES), required=True),
            Column("label", cells.text(200), blank=""),
            Column("people", cells.text(20), blank=""),
            *(
                Column(name, cells.text(), blank="", verbatim=True)
                for question in questions
                for name in columns_of(question)
            ),
        ),
        key=("line", "label"),
    )


def head_of(questions: Sequence[ConsultationQuestion]) -> list[str]:
    return [*HEAD, *(name for question in questions for name in columns_of(question))]


def result_lines(results: ConsultationResults) -> Iterator[list[Any]]:
    """The header, then what may be told. A question that is not published keeps its column, empty, in the public file."""
    told = {result.question.code: result for result in results.questions}
    asked = [told.get(question.code, QuestionResult(question, None)) for question in results.asked_questions]
    yield head_of(results.asked_questions)
    if results.whole is None:
        return

    def line(kind: str, label: str, people: int | None, pick: Any) -> list[Any]:
        values: list[Any] = []
        for result in asked:
            values += [pick(result), *([None] * (len(columns_of(result.question)) - 1))]
        return [kind, label, people, *values]

    yield line("mean", "all", results.whole, lambda result: result.mean)
    for place, (group, _invited, answered) in enumerate(results.group_sizes):
        yield line(
            "mean",
            group.stakeholder.code,
            answered,
            lambda result, at=place: result.groups[at].mean if result.groups else None,
        )
    yield line("adjusted", "all", None, lambda result: result.adjusted)
    for name in NAMES:
        yield line("answer", name, None, lambda result, at=name: _cell(result, at))
    for name in NAMES[5:-2]:
        if any(name in result.ranks for result in asked):
            yield line("rank", name, None, lambda result, at=name: result.ranks.get(at))
    yield line("texts", "all", None, lambda result: result.texts)


def _cell(result: QuestionResult, name: str) -> Any:
    for told in result.lines:
        if told.key == name:
            return told.count
        if name in told.joined:
            return WITH_ABOVE
    return None


def text_lines(consultation: Consultation) -> Iterator[list[Any]]:
    """What was written, as it stands in the remontées, masked where they are; never in the public file. 1 query."""
    yield ["question", "reference", "kind", "text"]
    rows = Feedback.objects.filter(consultation=consultation).order_by("question", "reference")
    for question, reference, kind, text in rows.values_list("question", "reference", "kind", "text"):
        yield [question, reference, kind, text]


def question_lines(questions: Sequence[ConsultationQuestion]) -> Iterator[list[Any]]:
    """Each column, what it asks, and what its letters mean."""
    yield ["question", "kind", "domain", "text", "answers"]
    for question in questions:
        answers = (
            level_labels(question).items() if question.kind == QuestionKind.SCALE else question.choices()
        )
        yield [
            question.code,
            question.kind,
            question.domain.code if question.domain else "",
            question.text,
            "; ".join(f"{name} = {label}" for name, label in answers),
        ]


def paper_lines(questions: Sequence[ConsultationQuestion]) -> Iterator[list[Any]]:
    """What to fill in with the answers that came on paper."""
    yield head_of(questions)


def as_csv(lines: Iterator[list[Any]]) -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(
        [_written(cell) for cell in line] for line in lines
    )
    return stream.getvalue().encode("utf-8-sig")


def _written(cell: Any) -> str:
    return str(cell) if isinstance(cell, float) else cells.written(cell if cell != "" else None)


def as_xlsx(title: str, sheets: Sequence[tuple[str, Iterator[list[Any]], Sequence[int]]]) -> bytes:
    """(name, lines with their header, widths) of each sheet."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "consultation.xlsx"
        book = Workbook(path, title=title)
        for name, lines, widths in sheets:
            head = next(lines)
            book.table(name, [str(cell) for cell in head], lines, widths=widths)
        book.close()
        return path.read_bytes()


def written_results(consultation: Consultation, format: str, *, public: bool, texts: bool) -> bytes:
    """texts: whether whoever asks may read the remontées. Raises ConsultationTally.DoesNotExist before the close."""
    results = ConsultationResults.of(consultation, public=public)
    said = text_lines(consultation) if texts and not public else iter([next(text_lines(consultation))])
    if format == "textes":
        return as_csv(said)
    if format == "csv":
        return as_csv(result_lines(results))
    return as_xlsx(
        consultation.title,
        (
            (SHEET, result_lines(results), (10, 20, 10)),
            ("textes", said, (14, 14, 16, 90)),
            ("questions", question_lines(results.asked_questions), (14, 10, 10, 70, 90)),
        ),
    )


def written_papers(consultation: Consultation, questions: Sequence[ConsultationQuestion]) -> bytes:
    return as_xlsx(
        consultation.title,
        (
            (SHEET, paper_lines(questions), (10, 34, 10)),
            ("questions", question_lines(questions), (14, 10, 10, 70, 90)),
        ),
    )
