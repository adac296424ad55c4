from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from iso26000.enums import CarriedKind
from iso26000.forms.evidence import EvidenceForm
from iso26000.forms.practice import PracticeForm
from iso26000.models import AssessmentCycle, CoreSubject
from stakeholders.forms.impact import ImpactForm
from stakeholders.forms.significance import SignificanceForm
from stakeholders.models import Impact, Significance
from stakeholders.queries.carried import Line


class CarriedCopyForm(forms.Form):
    """From which cycle, and which kinds of judgements."""

    source = forms.ModelChoiceField(
        label=_("Exercice d’origine"),
        queryset=AssessmentCycle.objects.none(),
        to_field_name="slug",
        empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Ce qui est repris"),
        choices=CarriedKind.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins une sorte de cotation.")},
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]


class CarriedSearchForm(forms.Form):
    """The filters of what waits: its kind, a core subject. What is not one of them filters nothing."""

    nature = forms.ChoiceField(label=_("Nature"), choices=CarriedKind.choices)
    question = forms.ChoiceField(label=_("Question centrale"), required=False)

    def __init__(self, data: Any, *, subjects: Sequence[CoreSubject], kind: str) -> None:
        super().__init__({**data.dict(), "nature": data.get("nature") or kind})
        fields: Any = self.fields
        fields["question"].choices = [("", _("toutes")), *((item.code, str(item)) for item in subjects)]
        self.is_valid()
        self.kind = self.cleaned_data.get("nature") or kind
        self.subject = self.cleaned_data.get("question") or ""


def form_of(line: Line, data: Any = None, files: Any = None) -> Any:
    """The form of its kind, filled with what was judged. 3 queries for an impact."""
    row, cycle = line.row, line.carried.cycle
    kind = line.carried.kind
    if kind == CarriedKind.PRACTICE:
        return PracticeForm(data, initial={"answer": row.answer, "level": row.level, "reason": row.reason})
    if kind == CarriedKind.EVIDENCE:
        return EvidenceForm(data, files, initial=_initial(row, EvidenceForm))
    if kind == CarriedKind.SIGNIFICANCE:
        again = Significance(cycle=cycle, stakeholder=row.stakeholder)
        initial = _initial(row, SignificanceForm)
        initial.pop("assessed_on", None)
        return SignificanceForm(data, instance=again, initial=initial)
    impact = Impact(cycle=cycle, stakeholder=row.stakeholder)
    return ImpactForm(
        data, instance=impact, initial={**_initial(row, ImpactForm), "domain": line.carried.domain_id}
    )


def _initial(row: Any, form: Any) -> dict[str, Any]:
    names = form._meta.fields
    return {name: getattr(row, row._meta.get_field(name).attname) for name in names}


def values_of(line: Line, form: Any) -> dict[str, Any]:
    """What `confirm_changed` takes of it."""
    values: dict[str, Any] = form.values
    if line.carried.kind == CarriedKind.EVIDENCE:
        values = {**values, "document": form.cleaned_data["document"]}
    return values
