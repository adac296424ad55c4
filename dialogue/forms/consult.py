"""The form of one step of a consultation. Everything may be left for later, but what must be answered to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogue.consulting import LONGEST_OTHER, LONGEST_TEXT, checked, level_labels
from dialogue.enums import QuestionKind
from dialogue.models import ConsultationQuestion
from dialogue.models.consultation import OTHER
from rse_portal.common.forms import LongTextField


@dataclass(frozen=True)
class Asked:
    """A question as the page draws it. fields: one, or one select per rank; other: the text beside « autre »."""

    question: ConsultationQuestion
    fields: tuple[forms.BoundField, ...]
    other: forms.BoundField | None
    errors: tuple[str, ...]

    @property
    def id(self) -> str:
        return self.fields[0].auto_id

    @property
    def error_id(self) -> str:
        return f"{self.id}_error"


class ConsultForm(forms.Form):
    """Fields « effets » and « effets.autre », « risques.1 », « risques.2 »… per question.

    going_on: false when one goes back or stops: nothing is required then.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        questions: Sequence[ConsultationQuestion],
        answers: Mapping[str, Any],
        going_on: bool = True,
    ) -> None:
        self.questions, self.going_on = questions, going_on
        self.answers: dict[str, Any] = {}
        super().__init__(data)
        for question in questions:
            for name, (field, value) in _fields(question, answers.get(question.code)).items():
                self.fields[name] = field
                self.initial[name] = value

    def clean(self) -> dict[str, Any]:
        """Fills `answers`: question → what is kept, None where nothing is chosen. Those in error are left out."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for question in self.questions:
            if any(name in self.errors for name in _names(question)):
                continue
            try:
                answer = checked(question, self._raw(question, cleaned))
            except ValidationError as problem:
                self.add_error(_names(question)[0], problem)
                continue
            if answer is None and question.required and self.going_on:
                self.add_error(_names(question)[0], _("Répondez à cette question pour continuer."))
                continue
            self.answers[question.code] = answer
        return cleaned

    def _raw(self, question: ConsultationQuestion, cleaned: Mapping[str, Any]) -> Any:
        if question.kind == QuestionKind.RANKING:
            return [cleaned[name] for name in _names(question) if cleaned.get(name)]
        value = cleaned.get(question.code)
        if not question.has_choices:
            return value
        if question.kind == QuestionKind.SINGLE:
            value = [one for one in self.data.getlist(question.code) if one]  # type: ignore[attr-defined]
        return {"choices": value or [], "other": cleaned.get(f"{question.code}.{OTHER}", "")}

    def asked(self) -> list[Asked]:
        return [
            Asked(
                question,
                tuple(self[name] for name in _names(question)),
                self[f"{question.code}.{OTHER}"] if question.other and question.has_choices else None,
                tuple(str(error) for name in _names(question) for error in self.errors.get(name, ())),
            )
            for question in self.questions
        ]


def _names(question: ConsultationQuestion) -> list[str]:
    if question.kind != QuestionKind.RANKING:
        return [question.code]
    ranks = min(question.most or len(question.options), len(question.options))
    return [f"{question.code}.{rank}" for rank in range(1, ranks + 1)]


def _fields(question: ConsultationQuestion, answer: Any) -> dict[str, tuple[forms.Field, Any]]:
    label = question.text
    if question.kind == QuestionKind.TEXT:
        field: forms.Field = LongTextField(
            label=label, required=False, rows=4, longest=LONGEST_TEXT, help_text=question.help
        )
        field.widget.attrs["class"] = "form-control"
        return {question.code: (field, answer or "")}
    if question.kind == QuestionKind.SCALE:
        field = _radios(label, list(level_labels(question).items()))
        return {question.code: (field, "" if answer is None else str(answer))}
    if question.kind == QuestionKind.RANKING:
        options = [("", _("Choisissez")), *question.choices()]
        ranks = answer or []
        return {
            name: (
                forms.ChoiceField(
                    label=_("Rang %s") % place,
                    choices=options,
                    required=False,
                    widget=forms.Select(attrs={"class": "form-select"}),
                ),
                ranks[place - 1] if place <= len(ranks) else "",
            )
            for place, name in enumerate(_names(question), start=1)
        }
    chosen = answer["choices"] if answer else []
    if question.kind == QuestionKind.SINGLE:
        found: dict[str, tuple[forms.Field, Any]] = {
            question.code: (_radios(label, question.choices()), chosen[0] if chosen else "")
        }
    else:
        several = forms.MultipleChoiceField(
            label=label,
            choices=question.choices(),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("Choisissez une des réponses proposées.")},
        )
        found = {question.code: (several, chosen)}
    if question.other:
        beside = forms.CharField(
            label=_("Autre : précisez"),
            max_length=LONGEST_OTHER,
            required=False,
            widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
        )
        found[f"{question.code}.{OTHER}"] = (beside, answer["other"] if answer else "")
    return found


def _radios(label: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choisissez une des réponses proposées.")},
    )
