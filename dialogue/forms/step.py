"""What each step of the circuit asks."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogue.enums import MaskReason
from dialogue.models import Feedback
from dialogue.models.step import LONGEST
from dialogue.phases import ANSWER, ANSWERS, REOPEN, REPORT, REVIEW, Move
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.forms import LongTextField, WholeNumberField
from stakeholders.forms.choices import domain_options, stakeholder_choices
from stakeholders.models import Stakeholder

ASKS = {
    ANSWER: (
        _("Votre réponse"),
        _(
            "Elle sera lue par la personne qui a parlé, et en assemblée. Dites ce qui est fait, par qui, quand."
        ),
    ),
    REOPEN: (_("Pourquoi reprendre"), _("Ce qui ne tient pas dans la réponse donnée.")),
    REPORT: (_("Ce qui a été dit"), _("Facultatif : la réponse elle-même est déjà gardée.")),
    REVIEW: (_("Qui s’en charge"), _("Facultatif : le service saisi, ce qui est vérifié.")),
}
NOTE = (_("Note"), _("Facultative."))
NEEDED = (ANSWER, REOPEN)
OUTCOMES = [(outcome.value, outcome.label) for outcome in ANSWERS]


class StepForm(forms.Form):
    """The words of one step; for an answer, what it decides. A refusal, like any answer, says why."""

    version = WholeNumberField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, move: Move, feedback: Feedback | None = None) -> None:
        super().__init__(data, initial={"version": feedback.version if feedback else None})
        self.move = move
        label, help_text = ASKS.get(move, NOTE)
        fields: Any = self.fields
        if move is ANSWER:
            fields["outcome"] = forms.ChoiceField(
                label=_("La demande est"),
                choices=OUTCOMES,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Dites si la demande est acceptée, acceptée en partie ou refusée.")
                },
            )
        fields["text"] = LongTextField(
            label=label,
            help_text=help_text,
            required=move in NEEDED,
            longest=LONGEST,
            error_messages={"required": _("Dites pourquoi : la personne qui a parlé le lira.")},
        )

    @property
    def values(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {"text": found["text"], "outcome": found.get("outcome", "")}


class CodingForm(forms.Form):
    """A domain, the passage (two numbers, filled by the selection; empty for the whole text), a stakeholder."""

    domain = forms.ModelChoiceField(
        Domain.objects.none(),
        label=_("Domaine d’action"),
        error_messages={"required": _("Choisissez un domaine.")},
    )
    stakeholder = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=_("Partie prenante concernée"), required=False
    )
    start = WholeNumberField(required=False, min_value=0, widget=forms.HiddenInput)
    end = WholeNumberField(required=False, min_value=0, widget=forms.HiddenInput)
    length = WholeNumberField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        cycle: AssessmentCycle,
        groups: Sequence[tuple[Any, ...]] | None = None,
        length: int | None = None,
    ) -> None:
        """groups: rows of current stakeholders, when the page has read them already. No query, 1 without groups."""
        super().__init__(data, auto_id="codage_%s", initial={"length": length})
        fields: Any = self.fields
        fields["domain"].queryset = cycle.domains
        fields["domain"].choices = [("", _("Choisissez")), *domain_options(cycle.standard)]
        current = Stakeholder.objects.current()
        rows = (
            current.values_list("pk", "code", "label_fr", "label_en", "parent") if groups is None else groups
        )
        fields["stakeholder"].queryset = current
        fields["stakeholder"].choices = [("", _("celle qui parle")), *stakeholder_choices(rows)]
        for name in ("domain", "stakeholder"):
            fields[name].widget.attrs["class"] = "form-select"


class MaskForm(forms.Form):
    """The words to hide, as they are in the text, and why."""

    passage = forms.CharField(
        label=_("Mots à masquer"),
        max_length=500,
        strip=False,
        help_text=_(
            "Choisissez-les dans le texte ci-dessus, ou recopiez-les. Ils seront masqués partout où ils sont."
        ),
        error_messages={"required": _("Choisissez un mot entier au moins.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.ChoiceField(label=_("Motif"), choices=MaskReason.choices, widget=forms.RadioSelect)
    version = WholeNumberField(widget=forms.HiddenInput, required=False)


class MergeForm(forms.Form):
    """The other remontée, by its reference."""

    reference = forms.CharField(
        label=_("Une autre référence"),
        max_length=60,
        error_messages={"required": _("Donnez la référence de l’autre remontée.")},
    )


class BulkForm(forms.Form):
    """What many remontées become together."""

    act = forms.ChoiceField(label=_("Que faire"), required=True)
    domain = forms.ModelChoiceField(Domain.objects.none(), label=_("Domaine d’action"), required=False)
    outcome = forms.ChoiceField(
        label=_("La demande est"), required=False, choices=[("", _("Choisissez")), *OUTCOMES]
    )
    text = LongTextField(label=_("Texte"), required=False, longest=LONGEST, rows=3)

    def __init__(self, data: Any = None, *, cycle: AssessmentCycle, acts: Sequence[tuple[str, Any]]) -> None:
        super().__init__(data)
        fields: Any = self.fields
        fields["act"].choices = acts
        fields["domain"].queryset = cycle.domains
        fields["domain"].choices = [("", _("Choisissez")), *domain_options(cycle.standard)]
