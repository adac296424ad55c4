from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iso26000.forms.sheet import DomainSheet
from iso26000.models import CoreSubject, Domain
from priorities.enums import Criterion
from rse_portal.common.forms import Values


class CriteriaForm(DomainSheet):
    """The criteria b) to f) of each domain shown, 0–4 or nothing."""

    def __init__(
        self,
        data: Any = None,
        *,
        domains: Sequence[Domain],
        now: Values,
        initial: dict[str, Any] | None = None,
    ) -> None:
        columns = {criterion.value: str(criterion.label) for criterion in Criterion}
        super().__init__(data, domains=domains, columns=columns, now=now, high=4, initial=initial)

    def options(self) -> dict[str, Any]:
        return {"domains": self.domains}


class CriterionSearchForm(forms.Form):
    """The filters of the sheet, which live in its address. What is not one of them filters nothing."""

    WITHOUT = "sans-critere"

    question = forms.ChoiceField(
        label=_("Question centrale"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    etat = forms.ChoiceField(
        label=_("À voir"),
        required=False,
        choices=[("", _("tous les domaines")), (WITHOUT, _("sans critère"))],
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, data: Any, *, subjects: Sequence[CoreSubject]) -> None:
        super().__init__(data)
        self.fields["question"].choices = [("", _("toutes")), *((item.code, str(item)) for item in subjects)]  # type: ignore[attr-defined]

    def filter(self, domains: Sequence[Domain], answered: set[str]) -> list[Domain]:
        """answered: the codes of the domains that hold a criterion."""
        self.is_valid()
        subject, state = self.cleaned_data.get("question"), self.cleaned_data.get("etat")
        return [
            domain
            for domain in domains
            if (not subject or domain.core_subject.code == subject)
            and (state != self.WITHOUT or domain.code not in answered)
        ]
