"""Answers to the questions of a consultation: what one may be, which questions are asked, how a file writes them.

An answer as it is kept, by the kind of its question; none at all is no answer:

    scale     0..4, or « nsp »
    single    {"choices": ["a"], "other": ""}
    multiple  {"choices": ["a", "autre"], "other": "ce qui est écrit"}
    ranking   ["b", "a"]: the first one first, as far as one went
    text      "…"
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogue.enums import QuestionKind
from dialogue.models.consultation import OTHER, ConsultationQuestion
from iso26000.enums import Answer
from rse_portal.common.exchange.cells import normal

LEVELS = range(5)
UNKNOWN = "nsp"
LONGEST_TEXT, LONGEST_OTHER = 2000, 120
Answers = Mapping[str, Any]


def checked(question: ConsultationQuestion, raw: Any) -> Any | None:
    """The answer as it is kept; None for none. Raises ValidationError with a sentence about this question."""
    if raw in (None, "", [], {}):
        return None
    if question.kind == QuestionKind.SCALE:
        return _level(raw)
    if question.kind == QuestionKind.TEXT:
        return _text(raw, LONGEST_TEXT) or None
    letters = [letter for letter, _label in question.choices()]
    if question.kind == QuestionKind.RANKING:
        return _distinct(raw, letters) or None
    return _choices(question, raw, letters)


def _level(raw: Any) -> int | str:
    if raw == UNKNOWN:
        return UNKNOWN
    if str(raw) in {str(level) for level in LEVELS}:
        return int(raw)
    raise ValidationError(_("Choisissez une des réponses proposées."))


def _text(raw: Any, longest: int) -> str:
    if not isinstance(raw, str) or "\x00" in raw:
        raise ValidationError(_("Ce texte n’est pas lisible."))
    text = normal(raw.replace("\r\n", "\n")).strip()
    if len(text) > longest:
        raise ValidationError(
            _("Au plus %(most)s signes (actuellement %(n)s).") % {"most": longest, "n": len(text)}
        )
    return text


def _distinct(raw: Any, letters: Sequence[str]) -> list[str]:
    if not isinstance(raw, list | tuple) or any(letter not in letters for letter in raw):
        raise ValidationError(_("Choisissez une des réponses proposées."))
    if len(set(raw)) < len(raw):
        raise ValidationError(_("Chaque rang ne sert qu’une fois."))
    return list(raw)


def _choices(question: ConsultationQuestion, raw: Any, letters: Sequence[str]) -> dict[str, Any] | None:
    if not isinstance(raw, Mapping):
        raise ValidationError(_("Choisissez une des réponses proposées."))
    chosen = _distinct(raw.get("choices") or [], letters)
    other = " ".join(_text(raw.get("other") or "", LONGEST_OTHER).split())
    if question.kind == QuestionKind.SINGLE and len(chosen) > 1:
        raise ValidationError(_("Une seule réponse est possible."))
    if question.most and len(chosen) > question.most:
        raise ValidationError(_("%s réponses au plus.") % question.most)
    if OTHER in chosen and not other:
        raise ValidationError(_("Précisez « autre »."))
    if not chosen:
        return None
    ordered = sorted(chosen, key=list(letters).index)
    return {"choices": ordered, "other": other if OTHER in chosen else ""}


def asked(questions: Iterable[ConsultationQuestion], answers: Answers) -> list[ConsultationQuestion]:
    """Those that somebody who answers so is asked, in order: a question hangs on an earlier one that was asked."""
    found: list[ConsultationQuestion] = []
    codes: set[str] = set()
    for question in questions:
        parent = question.shown_if.get("question")
        if parent and not (
            parent in codes and meets(answers.get(parent), question.shown_if.get("values", []))
        ):
            continue
        found.append(question)
        codes.add(question.code)
    return found


def meets(answer: Any, values: Iterable[str]) -> bool:
    """Whether the answer to the earlier question is one of those that open the later one."""
    if answer is None:
        return False
    given = answer["choices"] if isinstance(answer, Mapping) else [str(answer)]
    return not set(given).isdisjoint(values)


def settled(questions: Sequence[ConsultationQuestion], answers: Answers) -> dict[str, Any]:
    """What is worth keeping: right answers to questions that were asked. A hidden branch leaves nothing behind."""
    right: dict[str, Any] = {}
    for question in questions:
        try:
            value = checked(question, answers.get(question.code))
        except ValidationError:
            continue
        if value is not None:
            right[question.code] = value
    kept = {question.code for question in asked(questions, right)}
    return {code: value for code, value in right.items() if code in kept}


def lacking(questions: Sequence[ConsultationQuestion], answers: Answers) -> list[ConsultationQuestion]:
    """Questions that must be answered, are asked, and are not."""
    return [
        question
        for question in asked(questions, answers)
        if question.required and question.code not in answers
    ]


# --- as a file writes them


def columns_of(question: ConsultationQuestion) -> list[str]:
    """Its column, and that of what is written beside « autre »: choices and texts stay apart."""
    return [question.code, f"{question.code}.{OTHER}"] if question.other else [question.code]


def to_cells(question: ConsultationQuestion, answer: Any) -> list[str]:
    """« 3 », « nsp », « a|c », « b>a », or the text; then what is beside « autre »."""
    if answer is None:
        return ["" for _column in columns_of(question)]
    if question.has_choices:
        return ["|".join(answer["choices"]), *([answer["other"]] if question.other else [])]
    if question.kind == QuestionKind.RANKING:
        return [">".join(answer)]
    return [str(answer)]


def from_cells(question: ConsultationQuestion, cells: Sequence[str]) -> Any | None:
    """The answer in these cells. Raises ValidationError."""
    first, other = cells[0].strip(), cells[1] if len(cells) > 1 else ""
    if question.has_choices:
        chosen = [part.strip().lower() for part in first.split("|")] if first else []
        return checked(question, {"choices": chosen, "other": other}) if chosen else None
    if question.kind == QuestionKind.RANKING:
        return checked(question, [part.strip().lower() for part in first.split(">")] if first else [])
    return checked(question, cells[0] if question.kind == QuestionKind.TEXT else first.lower())


# --- in words


def level_labels(question: ConsultationQuestion) -> dict[str, str]:
    """« 0 » → its words, « nsp » last: how important a domain is, or how true a sentence."""
    if not question.is_importance:
        return {answer.value: str(answer.label) for answer in list(Answer)[: len(LEVELS) + 1]}
    return {
        "0": _("Pas important"),
        "1": _("Peu important"),
        "2": _("Assez important"),
        "3": _("Important"),
        "4": _("Essentiel"),
        UNKNOWN: str(Answer.UNKNOWN.label),
    }


def words_of(question: ConsultationQuestion, answer: Any) -> list[str]:
    """The answer as whoever gave it reads it again, in the language of the page."""
    if answer is None:
        return []
    if question.kind == QuestionKind.TEXT:
        return [str(answer)]
    if question.kind == QuestionKind.SCALE:
        return [level_labels(question)[str(answer)]]
    labels = dict(question.choices())
    if question.kind == QuestionKind.RANKING:
        return [f"{place}. {labels[letter]}" for place, letter in enumerate(answer, start=1)]
    return [
        f"{labels[letter]} – {answer['other']}" if letter == OTHER else str(labels[letter])
        for letter in answer["choices"]
    ]


def words_beside(question: ConsultationQuestion, answer: Any) -> str:
    """What is written beside « autre », after the question it answers; « » for none."""
    other = answer.get("other", "") if isinstance(answer, Mapping) else ""
    return f"{question.text_fr} – {other}" if other else ""
