from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from commitments.forms.fields import DayField, dress
from commitments.models import GoodPractice
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.forms import LongTextField
from stakeholders.forms.choices import domain_options, stakeholder_choices
from stakeholders.models import Stakeholder


class PracticeForm(TrackedForm):
    text = LongTextField(label=_("Ce que l’on fait, et ce que cela change"), rows=5)

    class Meta:
        model = GoodPractice
        fields = ["title", "text", "commitment", "domain", "origin"]
        labels = {
            "title": _("Bonne pratique"),
            "commitment": _("Engagement"),
            "domain": _("Domaine d’action"),
            "origin": _("D’où elle vient"),
        }
        help_texts = {"origin": _("Un service, un territoire, une partie prenante.")}

    def __init__(self, *args: Any, cycle: AssessmentCycle | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        fields: Any = self.fields
        fields["commitment"].empty_label = _("Choisissez")
        if cycle is not None:
            fields["domain"].queryset = Domain.objects.filter(standard=cycle.standard_id)
            fields["domain"].choices = [("", _("aucun en particulier")), *domain_options(cycle.standard)]
        dress(self)

    def options(self) -> dict[str, Any]:
        return {"cycle": self.cycle}


class ShareForm(forms.Form):
    """With whom a good practice was shared. 1 query."""

    stakeholder = forms.ModelChoiceField(label=_("Partie prenante"), queryset=Stakeholder.objects.none())
    shared_on = DayField(label=_("Partagée le"))
    how = forms.CharField(
        label=_("Comment"),
        max_length=200,
        required=False,
        help_text=_("Une réunion, un courrier, une visite."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"shared_on": timezone.localdate()})
        field: Any = self.fields["stakeholder"]
        field.queryset = Stakeholder.objects.current()
        rows = field.queryset.values_list("pk", "code", "label_fr", "label_en", "parent")
        field.choices = [("", _("Choisissez")), *stakeholder_choices(rows)]
        dress(self)
