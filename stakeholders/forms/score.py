from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from iso26000.models import AssessmentCycle
from rse_portal.common.forms import WholeNumberField
from stakeholders.actions.score import VALUES
from stakeholders.forms.choices import domain_filter
from stakeholders.models import ImpactScore
from stakeholders.models.impact import CRITERIA
from stakeholders.queries.score import Selection, groups_with_impacts

LONGEST = 5000  # characters of a rationale
OUT_OF_SCALE = {
    "invalid": _("Saisissez un nombre entier de 1 à 5."),
    "min_value": _("Saisissez un nombre entier de 1 à 5."),
    "max_value": _("Saisissez un nombre entier de 1 à 5."),
}


class ScoreForm(TrackedForm):
    """One row of the grid. All four criteria are read, so that the action can refuse one that the impact does not have."""

    class Meta:
        model = ImpactScore
        fields = VALUES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CRITERIA:
            self.fields[name] = WholeNumberField(
                label=self.fields[name].label,
                min_value=1,
                max_value=5,
                required=False,
                error_messages=OUT_OF_SCALE,
            )
        self.fields["rationale"] = forms.CharField(
            label=self.fields["rationale"].label, max_length=LONGEST, required=False
        )

    def clean_rationale(self) -> str:
        """Forms send CRLF, scripts LF: the same text must not look changed."""
        return str(self.cleaned_data["rationale"]).replace("\r\n", "\n")

    @property
    def read_version(self) -> int:
        return self.cleaned_data.get("version") or 0


class SelectionForm(forms.Form):
    """The filters above the grid, showing what is selected; the address is read by `Selection.of`. 2 queries at most."""

    q = forms.CharField(label=_("Chercher"), max_length=100)
    domaine = forms.ChoiceField(label=_("Question ou domaine"))
    partie = forms.ChoiceField(label=_("Partie prenante"))

    def __init__(self, selection: Selection, *, cycle: AssessmentCycle) -> None:
        chosen = {"q": selection.search, "domaine": selection.domain, "partie": selection.stakeholder}
        super().__init__(initial=chosen, auto_id="%s")
        fields: Any = self.fields
        groups = groups_with_impacts(cycle, selection.stakeholder)
        fields["domaine"].choices = [("", _("tous")), *domain_filter(cycle.standard)]
        fields["partie"].choices = [("", _("toutes")), *groups]
