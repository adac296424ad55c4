from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from iso26000.models import AssessmentCycle, Domain
from stakeholders.enums import Nature
from stakeholders.forms.choices import domain_choices, stakeholder_choices
from stakeholders.models import Impact, Stakeholder
from stakeholders.models.impact import FLAGS
from stakeholders.queries.groups import under_expected

YES_NO = {"oui": True, "non": False}


class ImpactBulkForm(forms.Form):
    """What many impacts become; what is left « inchangé » stays. Its names begin with « vers- » in the address."""

    domain = forms.ModelChoiceField(Domain.objects.none(), label=gettext_lazy("Domaine"), required=False)
    stakeholder = forms.ModelChoiceField(
        Stakeholder.objects.none(), label=gettext_lazy("Partie prenante"), required=False
    )

    def __init__(self, data: Any = None, *, cycle: AssessmentCycle) -> None:
        super().__init__(data, prefix="vers")
        unchanged = ("", _("inchangé"))
        fields: Any = self.fields
        fields["domain"].queryset = cycle.domains
        fields["domain"].choices = [unchanged, *domain_choices(cycle.domains)]
        groups = under_expected(cycle)
        fields["stakeholder"].queryset = Stakeholder.objects.filter(pk__in=[row[0] for row in groups])
        fields["stakeholder"].choices = [("", _("inchangée")), *stakeholder_choices(groups)]
        fields["nature"] = forms.ChoiceField(
            label=_("Nature"), required=False, choices=[("", _("inchangée")), *Nature.choices]
        )
        for name in FLAGS:
            label: Any = Impact._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            fields[name] = forms.ChoiceField(
                label=str(label).capitalize(),
                required=False,
                choices=[unchanged, ("oui", _("oui")), ("non", _("non"))],
            )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Div(*fields, css_class="impact-filters"))

    @property
    def values(self) -> Mapping[str, Any]:
        """What the action takes: only what changes."""
        if not self.is_valid():
            return {}
        return {
            name: YES_NO.get(value, value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if value not in ("", None)
        }
