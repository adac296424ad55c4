from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from method.parameters import MOST_DRAWS, Parameters
from rse_portal.common.forms import WholeNumberField

DEFAULTS = Parameters()


class RankingCompileForm(forms.Form):
    """The two settings one may change without touching the method."""

    draws = WholeNumberField(
        label=_("Nombre de tirages"),
        min_value=0,
        max_value=MOST_DRAWS,
        initial=DEFAULTS.draws,
        help_text=_(
            "2 000 suffisent : l’erreur sur une probabilité reste sous un point. 0 : sans intervalles."
        ),
    )
    seed = WholeNumberField(
        label=_("Graine"),
        min_value=0,
        max_value=2_147_483_647,
        initial=DEFAULTS.seed,
        help_text=_("La même graine redonne le même classement, à l’octet près."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("draws", "seed")

    def parameters(self) -> Parameters:
        return Parameters(draws=self.cleaned_data["draws"], seed=self.cleaned_data["seed"])
