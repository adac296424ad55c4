from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iso26000.models import CoreSubject, Domain


class DomainSearchForm(forms.Form):
    """The filters of a list of domains, which live in its address. What is not one of them filters nothing.

    states: value → what is left to see, in words; the form of each list says what each means.
    """

    question = forms.ChoiceField(label=_("Question centrale"), required=False)
    etat = forms.ChoiceField(label=_("À voir"), required=False)

    def __init__(
        self, data: Any, *, subjects: Iterable[CoreSubject], states: Sequence[tuple[str, Any]]
    ) -> None:
        super().__init__(data)
        choices: dict[str, list[tuple[str, Any]]] = {
            "question": [("", _("toutes")), *((item.code, str(item)) for item in subjects)],
            "etat": [("", _("tous les domaines")), *states],
        }
        for name, options in choices.items():
            field: Any = self.fields[name]
            field.choices = options
            field.widget.attrs["class"] = "form-select"

    @property
    def state(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("etat") or ""

    def keeps(self, domain: Domain) -> bool:
        """Whether the domain belongs to the core subject asked for."""
        self.is_valid()
        subject = self.cleaned_data.get("question")
        return not subject or domain.core_subject.code == subject
