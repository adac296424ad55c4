"""The form of one step: statements with their seven answers, and a word to add. Everything may be left for later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iso26000.actions.campaign_answer import LONGEST_COMMENT
from iso26000.enums import Answer, WhyNotConcerned
from iso26000.models import CampaignLevel, CampaignSite, Statement
from rse_portal.common.codes import LONGEST
from rse_portal.common.forms import LongTextField

COMMENT = "commentaire"


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Votre code"),
        max_length=LONGEST,
        help_text=gettext_lazy("Les majuscules, les tirets et les espaces n’ont pas d’importance."),
        error_messages={"required": gettext_lazy("Saisissez le code qui vous a été remis.")},
        widget=forms.TextInput(
            attrs={
                "class": "form-control",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class LevelForm(forms.Form):
    """Asked from whoever comes by the link of a site."""

    level = forms.ModelChoiceField(
        label=gettext_lazy("Votre niveau de responsabilité"),
        queryset=CampaignLevel.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez le niveau le plus proche du vôtre.")},
    )

    def __init__(self, *args: Any, site: CampaignSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].queryset = CampaignLevel.objects.filter(campaign=site.campaign_id)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Question:
    """A statement as the page draws it: its two fields, and the answer that stands there."""

    statement: Statement
    answer: forms.BoundField
    why: forms.BoundField


class StepForm(forms.Form):
    """Fields « 6.7.8-a » and « 6.7.8-a/why » per statement. Nothing is required but the reason of « pas concerné »."""

    def __init__(
        self,
        data: Any = None,
        *,
        statements: Sequence[Statement],
        answers: Mapping[str, str],
        comment: str,
    ) -> None:
        self.statements = statements
        initial: dict[str, str] = {COMMENT: comment}
        for statement in statements:
            answer, _mark, why = answers.get(statement.code, "").partition(":")
            initial |= {statement.code: answer, _why(statement): why}
        super().__init__(data, initial=initial)
        for statement in statements:
            self.fields[statement.code] = forms.ChoiceField(
                label=statement.text, choices=Answer.choices, required=False, widget=forms.RadioSelect
            )
            self.fields[_why(statement)] = forms.ChoiceField(
                label=_("Pourquoi ?"),
                choices=[("", _("Choisissez")), *WhyNotConcerned.choices],
                required=False,
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        self.fields[COMMENT] = LongTextField(
            label=_("Un mot à ajouter ? (facultatif)"),
            required=False,
            rows=3,
            longest=LONGEST_COMMENT,
            help_text=_(
                "N’écrivez aucun nom, ni rien qui vous désigne. Ce texte est relu avant d’être lu par d’autres."
            ),
        )
        self.fields[COMMENT].widget.attrs["class"] = "form-control"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for statement in self.statements:
            if cleaned.get(statement.code) == Answer.NOT_CONCERNED and not cleaned.get(_why(statement)):
                self.add_error(_why(statement), _("Dites pourquoi vous n’êtes pas concerné·e."))
        return cleaned

    @property
    def answers(self) -> dict[str, str | None]:
        """Statement → what is stored; None where nothing is chosen. Those in error are left out."""
        found: dict[str, str | None] = {}
        for statement in self.statements:
            answer, why = self.cleaned_data.get(statement.code), self.cleaned_data.get(_why(statement))
            if answer is None or (answer == Answer.NOT_CONCERNED and not why):
                continue
            found[statement.code] = (f"{answer}:{why}" if answer == Answer.NOT_CONCERNED else answer) or None
        return found

    @property
    def comment(self) -> str:
        return str(self.cleaned_data.get(COMMENT, ""))

    def questions(self) -> list[Question]:
        return [
            Question(statement, self[statement.code], self[_why(statement)]) for statement in self.statements
        ]


def _why(statement: Statement) -> str:
    return f"{statement.code}/why"
