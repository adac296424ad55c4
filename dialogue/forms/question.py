"""A question of a consultation, in both languages: its options one per line, its condition among the answers before it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from dialogue.consulting import level_labels
from dialogue.enums import QuestionKind
from dialogue.models import Consultation, ConsultationQuestion
from rse_portal.common.forms import LongTextField

LONGEST_OPTION = 120


class QuestionForm(TrackedForm):
    shown_if = forms.MultipleChoiceField(
        label=gettext_lazy("Posée seulement si"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Une ou plusieurs réponses à une même question d’avant. Rien : posée à tout le monde."
        ),
    )

    class Meta:
        model = ConsultationQuestion
        fields = [
            "kind",
            "section_fr",
            "section_en",
            "text_fr",
            "text_en",
            "help_fr",
            "help_en",
            "options",
            "other",
            "most",
            "required",
            "domain",
            "kind_of_feedback",
            "shown_if",
        ]
        labels = {
            "kind": gettext_lazy("Nature"),
            "section_fr": gettext_lazy("Étape"),
            "section_en": gettext_lazy("Étape en anglais"),
            "text_fr": gettext_lazy("Question"),
            "text_en": gettext_lazy("Question en anglais"),
            "help_fr": gettext_lazy("Aide"),
            "help_en": gettext_lazy("Aide en anglais"),
            "other": gettext_lazy("Proposer « autre », avec un texte"),
            "most": gettext_lazy("Choix au plus"),
            "required": gettext_lazy("Réponse obligatoire"),
            "domain": gettext_lazy("Domaine d’action"),
            "kind_of_feedback": gettext_lazy("Les textes deviennent"),
        }
        help_texts = {
            "domain": gettext_lazy(
                "D’une échelle : la réponse dit son importance et compte dans le classement. D’un texte : le sujet proposé."
            ),
            "kind_of_feedback": gettext_lazy(
                "À la clôture, chaque texte arrive dans la boîte des remontées."
            ),
        }

    def __init__(
        self, *args: Any, consultation: Consultation, before: list[ConsultationQuestion], **kwargs: Any
    ) -> None:
        """before: the questions that come earlier, on whose answers this one may hang."""
        self.consultation, self.before = consultation, before
        super().__init__(*args, **kwargs)
        self.fields["options"] = LongTextField(
            label=_("Choix"),
            rows=5,
            longest=3200,
            required=False,
            help_text=_("Un par ligne, l’anglais après une barre : « Le coût | The cost »."),
        )
        for name in ("options", "shown_if"):
            stored = self.initial.get(name, getattr(self.instance, name))
            self.initial[name] = _typed(name, stored)
        domain: Any = self.fields["domain"]
        domain.queryset = consultation.cycle.domains
        shown_if: Any = self.fields["shown_if"]
        shown_if.choices = [
            (f"{question.code}:{value}", f"{question.text} – {label}")
            for question in before
            for value, label in _answers(question)
        ]
        if not shown_if.choices:
            del self.fields["shown_if"]
        for name, field in self.fields.items():
            if name in ("version", "other", "required", "shown_if"):
                continue
            select = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if select else "form-control")

    def options(self) -> dict[str, Any]:  # the field of this name lives in `fields`
        return {"consultation": self.consultation, "before": self.before}

    def clean_options(self) -> list[dict[str, str]]:
        found = []
        for number, line in enumerate(self.cleaned_data["options"].splitlines(), start=1):
            if not line.strip():
                continue
            french, _bar, english = (part.strip() for part in line.partition("|"))
            if not french or max(len(french), len(english)) > LONGEST_OPTION:
                raise ValidationError(
                    _("Ligne %(n)s : de 1 à %(most)s signes dans chaque langue.")
                    % {"n": number, "most": LONGEST_OPTION}
                )
            found.append({"fr": french, "en": english})
        return found

    def clean_shown_if(self) -> dict[str, Any]:
        pairs = [value.split(":", 1) for value in self.cleaned_data["shown_if"]]
        parents = {code for code, _value in pairs}
        if len(parents) > 1:
            raise ValidationError(_("Une condition porte sur une seule question d’avant."))
        if not pairs:
            return {}
        parent = next(question for question in self.before if question.code in parents)
        if parent.kind == QuestionKind.MULTIPLE and len(pairs) > 1:
            raise ValidationError(_("D’une question à plusieurs choix, prenez une seule réponse."))
        return {"question": parent.code, "values": [value for _code, value in pairs]}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        kind = cleaned.get("kind")
        if kind == QuestionKind.TEXT and not cleaned.get("kind_of_feedback"):
            self.add_error("kind_of_feedback", _("Dites ce que les textes deviennent."))
        if cleaned.get("other") and kind not in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
            self.add_error("other", _("« Autre » ne va qu’avec un ou plusieurs choix."))
        return cleaned


def _answers(question: ConsultationQuestion) -> list[tuple[str, Any]]:
    """What one may answer, as a condition names it; nothing for a text or a ranking."""
    if question.kind == QuestionKind.SCALE:
        return list(level_labels(question).items())[:5]
    return question.choices() if question.has_choices else []


def _typed(name: str, stored: Any) -> Any:
    """The stored options or condition, as the form shows them."""
    if name == "options" and isinstance(stored, list):
        return "\n".join(
            " | ".join(part for part in (row["fr"], row.get("en", "")) if part) for row in stored
        )
    if name == "shown_if" and isinstance(stored, dict):
        return [f"{stored['question']}:{value}" for value in stored.get("values", [])] if stored else []
    return stored
