from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 200


class EntrySearchForm(forms.Form):
    """What is looked for, which lives in the address."""

    q = forms.CharField(label=_("Mots à chercher"), max_length=LONGEST, required=False)

    @property
    def asked(self) -> str:
        """« » for nothing, or for more than anybody would type."""
        return self.cleaned_data["q"] if self.is_valid() else ""
