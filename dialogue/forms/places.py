"""Fields that the forms on places and mandates share."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Territory
from accounts.models.territory import Level
from rse_portal.common.folding import fold
from rse_portal.common.forms import DayInput
from rse_portal.common.typography import jour

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


class DayField(forms.DateField):
    """A day between FIRST_DAY and LAST_DAY."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DayInput(), **options)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(
                _("La date doit être comprise entre le %(first)s et le %(last)s.")
                % {"first": jour(FIRST_DAY), "last": jour(LAST_DAY)}
            )
        return day


class AsOfForm(forms.Form):
    """`?au=2025-06-30`: a page as of that day, today when it says nothing."""

    au = DayField(label=gettext_lazy("À la date du"), required=False)

    @property
    def day(self) -> date:
        """Today also when what was asked is no day."""
        return (self.is_valid() and self.cleaned_data["au"]) or timezone.localdate()


def territory_choices() -> list[tuple[Any, Any]]:
    """The country, then each region with its departments, in groups. 1 query."""
    territories = sorted(Territory.objects.all(), key=lambda territory: fold(territory.label))
    top = [territory for territory in territories if territory.level == Level.NATIONAL]
    regions = [territory for territory in territories if territory.level == Level.REGION]
    groups: list[tuple[Any, Any]] = [(territory.pk, territory.label) for territory in top]
    for region in regions:
        inside = [
            (place.pk, f"{place.label} ({place.code})")
            for place in territories
            if place.parent_id == region.pk
        ]
        groups.append((region.label, [(region.pk, region.label), *inside]))
    return groups


class TerritoryField(forms.ModelChoiceField):
    """Any territory, under its region."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Territory.objects.all(), label=gettext_lazy("Territoire"), **options)

    def offer(self) -> None:
        """Read the choices: once per form, when it is made."""
        self.widget.choices = [("", _("choisir…")), *territory_choices()]
