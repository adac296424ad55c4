"""The scores and answers of a stakeholder in a cycle (docs/methode.md §2). The anchors of each level are ours."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from rse_portal.common.forms import DayInput
from stakeholders.models import Significance
from stakeholders.models.stakeholder import QUESTIONS, SCORES
from stakeholders.queries.significance import QUESTION_SENTENCES

ANCHORS = {
    "power": gettext_lazy(
        "0 aucun moyen d’agir sur nous · 1 un avis parmi d’autres · 2 peut gêner ou aider · 3 peut bloquer une décision "
        "· 4 décide avec nous ou à notre place"
    ),
    "legitimacy": gettext_lazy(
        "0 aucun titre · 1 un intérêt indirect · 2 un intérêt reconnu par l’usage · 3 un droit ou un contrat "
        "· 4 un droit au cœur de notre mission"
    ),
    "urgency": gettext_lazy(
        "0 rien ne presse · 1 peut attendre un an · 2 attend une réponse dans l’année · 3 dans le trimestre "
        "· 4 tout de suite"
    ),
    "dependency": gettext_lazy(
        "0 ne dépend pas de nous · 1 se passerait de nous sans peine · 2 en partie · 3 largement · 4 sans autre recours"
    ),
    "influence": gettext_lazy(
        "0 aucune · 1 sur quelques personnes · 2 sur un territoire ou un public · 3 sur le secteur "
        "· 4 sur l’opinion ou la loi"
    ),
}
NOT_ASSESSED = ("", gettext_lazy("non évalué"))
LEVELS = [(str(level), str(level)) for level in range(5)]
ANSWERS = [("oui", gettext_lazy("oui")), ("non", gettext_lazy("non"))]
NO_ANSWER = ("", gettext_lazy("pas de réponse"))


def _unbroken(anchors: str) -> str:
    """Each level stays on the line of its first word."""
    return re.sub(r"(?<=\d) ", "\u00a0", anchors)


def _yes_or_no(text: str) -> bool:
    return text == "oui"


class SignificanceForm(TrackedForm):
    """Five scores 0–4, eight answers, the reason and the day. A score may stay « non évalué »: it is then no zero."""

    class Meta:
        model = Significance
        fields = (*SCORES, *QUESTIONS, "reason", "assessed_on")
        widgets = {
            "reason": forms.Textarea(attrs={"rows": 3}),
            "assessed_on": DayInput(),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in SCORES:
            self.fields[name] = forms.TypedChoiceField(
                label=self._label(name),
                choices=[*LEVELS, NOT_ASSESSED],
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
                help_text=_unbroken(str(ANCHORS[name])),
            )
        for name in QUESTIONS:
            may_be_unknown = Significance._meta.get_field(name).null  # type: ignore[union-attr]
            self.fields[name] = forms.TypedChoiceField(
                label=QUESTION_SENTENCES[name],
                choices=[*ANSWERS, NO_ANSWER] if may_be_unknown else ANSWERS,
                coerce=_yes_or_no,
                empty_value=None,
                required=not may_be_unknown,
                widget=forms.RadioSelect,
            )
            self.initial[name] = self._answer(name)
        for name in SCORES:
            value = self.initial.get(name)
            self.initial[name] = "" if value is None else str(value)
        self.fields["assessed_on"].required = True
        self.fields["assessed_on"].help_text = _("Le jour où ces notes ont été arrêtées.")
        if "assessed_on" not in (kwargs.get("initial") or {}):
            self.initial["assessed_on"] = timezone.localdate()  # assessing again is assessing today
        self.helper = FormHelper()
        self.helper.form_tag = False

    def _label(self, name: str) -> str:
        label = str(Significance._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        return label[:1].upper() + label[1:]

    def _answer(self, name: str) -> str:
        value = self.initial.get(name)
        return "" if value is None else "oui" if value else "non"

    @property
    def score_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SCORES]

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in QUESTIONS]

    def preview(self) -> Significance:
        """A row as it would be, saved nowhere."""
        return Significance(cycle=self.instance.cycle, stakeholder=self.instance.stakeholder, **self.values)
