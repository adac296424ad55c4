from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.models import Stakeholder


class PairForm(forms.Form):
    """Two stakeholders to merge that no comparison would bring together, by their codes."""

    kept = forms.CharField(label=_("Code de la fiche à garder"), max_length=40)
    merged = forms.CharField(label=_("Code de la fiche à y fusionner"), max_length=40)

    def clean_kept(self) -> Stakeholder:
        return self._found("kept")

    def clean_merged(self) -> Stakeholder:
        return self._found("merged")

    def _found(self, name: str) -> Stakeholder:
        code = self.cleaned_data[name].strip()
        found = Stakeholder.objects.current().filter(code__iexact=code).first()
        if found is None:
            raise forms.ValidationError(
                _("Aucune fiche ne porte le code « %(code)s »."), params={"code": code}
            )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kept") is not None and cleaned.get("kept") == cleaned.get("merged"):
            raise forms.ValidationError(_("Ces deux codes désignent la même fiche."))
        return cleaned
