from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from dialogue.enums import EmergenceOutcome
from dialogue.models import EmergenceVerdict
from rse_portal.common.forms import LongTextField

LONGEST = 1000
OUTCOMES = (
    (EmergenceOutcome.FOLLOWED, _("Suivie : elle entre dans nos travaux")),
    (EmergenceOutcome.EXPLAINED, _("Expliquée : on sait pourquoi, rien de nouveau")),
    (EmergenceOutcome.DISMISSED, _("Écartée : elle ne dit pas ce qu’elle semble dire")),
)


class VerdictForm(TrackedForm):
    """What becomes of a theme that rises."""

    outcome = forms.ChoiceField(
        label=_("Que devient cette attente ?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une suite.")},
    )
    reason = LongTextField(
        label=_("Motif"),
        longest=LONGEST,
        rows=3,
        required=False,
        help_text=_("Obligatoire pour expliquer ou écarter. Aucun nom. 1\u202f000 signes au plus."),
    )

    class Meta:
        model = EmergenceVerdict
        fields = ("outcome", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        outcome = cleaned.get("outcome")
        if outcome and outcome != EmergenceOutcome.FOLLOWED and not cleaned.get("reason"):
            self.add_error("reason", _("Donnez le motif : on le relira dans six mois."))
        return cleaned
