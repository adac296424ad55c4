from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Mandate, Territory, Training
from accounts.models.territory import Level
from accounts.models.training import Topic, TrainingState
from accounts.roles import ELECTED
from dialogue.forms.mandate import with_name
from dialogue.forms.places import DayField

LEFT = "a-faire"


class TrainingSearchForm(forms.Form):
    """The filters of the follow-up, as they stand in its address: q (words of a name), formation (Topic), etat
    (TrainingState, or « a-faire »), qualite (Role), territoire (code of a region)."""

    q = forms.CharField(label=gettext_lazy("Nom"), required=False, max_length=100)
    formation = forms.ChoiceField(label=gettext_lazy("Formation"), required=False)
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)
    qualite = forms.ChoiceField(label=gettext_lazy("Qualité"), required=False)
    territoire = forms.ChoiceField(label=gettext_lazy("Territoire"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """1 query: the regions."""
        super().__init__(*args, **kwargs)
        self.places = list(
            Territory.objects.exclude(level=Level.DEPARTMENT).order_by("level", "label__folded")
        )
        for name, options in (
            ("formation", [("", _("toutes")), *Topic.choices]),
            ("etat", [("", _("tous")), (LEFT, _("ce qui reste")), *TrainingState.choices]),
            ("qualite", [("", _("toutes")), *((role.value, role.label) for role in sorted(ELECTED))]),
            ("territoire", [("", _("tous")), *((place.code, place.label) for place in self.places)]),
        ):
            field: Any = self.fields[name]
            field.choices = options

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def filter(self, rows: Any) -> Any:
        """`rows` of people in function, narrowed; none when a filter means nothing. No query."""
        if not self.is_valid():
            return rows.none()
        wanted, today = self.cleaned_data, timezone.localdate()
        mandates: QuerySet[Mandate] = Mandate.objects.running(today).filter(user=OuterRef("user"))
        if wanted["qualite"]:
            mandates = mandates.filter(role=wanted["qualite"])
        if wanted["territoire"]:
            place = next(place for place in self.places if place.code == wanted["territoire"])
            mandates = mandates.within(place)  # type: ignore[attr-defined]
        rows = with_name(rows.filter(Exists(mandates.order_by())), wanted["q"])
        if wanted["formation"]:
            rows = rows.filter(topic=wanted["formation"])
        if wanted["etat"] == LEFT:
            return rows.left()
        return rows.in_state(TrainingState(wanted["etat"]), today) if wanted["etat"] else rows


class TrainingMarkForm(forms.Form):
    """« Proposée » or « suivie », on a day that is not to come, for the lines that are ticked."""

    on = DayField(label=gettext_lazy("Le"))
    state = forms.ChoiceField(
        choices=[(state.value, state.label) for state in (TrainingState.OFFERED, TrainingState.ATTENDED)]
    )

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise forms.ValidationError(
                _("Cette date est à venir. Indiquez une date passée, ou aujourd’hui.")
            )
        return self.cleaned_data["on"]


class TrainingForm(forms.ModelForm):
    due_on = DayField(label=gettext_lazy("À suivre avant le"))

    class Meta:
        model = Training
        fields = ("topic", "due_on")
