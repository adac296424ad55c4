from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from priorities.models import FinancialView
from priorities.models.financial import LONGEST_RATIONALE
from rse_portal.common.forms import LongTextField, WholeNumberField

LEVELS = [("", _("pas encore")), *((str(level), str(level)) for level in range(1, 6))]


def _level(value: str) -> int | None:
    return int(value) if value else None


class FinancialViewForm(TrackedForm):
    """One domain: how much, how likely, what the mutual depends on, and why."""

    magnitude = forms.TypedChoiceField(
        label=_("Ampleur financière"),
        choices=LEVELS,
        coerce=_level,
        empty_value=None,
        required=False,
        help_text=_("De 1 (négligeable) à 5 (menace ou change l’équilibre de la mutuelle)."),
    )
    likelihood = forms.TypedChoiceField(
        label=_("Probabilité"),
        choices=LEVELS,
        coerce=_level,
        empty_value=None,
        required=False,
        help_text=_("De 1 (très improbable) à 5 (certain, ou déjà là)."),
    )
    dependencies = WholeNumberField(
        label=_("Dépendances"),
        min_value=0,
        max_value=99,
        required=False,
        help_text=_(
            "Combien de ressources ou de relations sans lesquelles la mutuelle ne peut pas agir ici."
        ),
    )
    rationale = LongTextField(label=_("Pourquoi"), longest=LONGEST_RATIONALE, rows=4)

    class Meta:
        model = FinancialView
        fields = ["magnitude", "likelihood", "dependencies", "rationale"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.Meta.fields:
            kind = "form-select" if name in ("magnitude", "likelihood") else "form-control"
            self.fields[name].widget.attrs["class"] = kind
