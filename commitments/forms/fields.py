"""Fields that the forms of the référentiel share."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from commitments.imports.spec import figure
from rse_portal.common.exchange.cells import FIRST_DAY, LAST_DAY
from rse_portal.common.forms import DayInput
from rse_portal.common.typography import jour


class DayField(forms.DateField):
    """A day that the portal can hold."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=DayInput(), **options)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(
                _("La date doit être comprise entre le %(first)s et le %(last)s.")
                % {"first": jour(FIRST_DAY), "last": jour(LAST_DAY)}
            )
        return day


class FigureField(forms.CharField):
    """A decimal number as one writes it: « 1 234,5 », « 12.5 ». Three decimals at most."""

    def __init__(self, *, low: int | None = None, decimals: int = 3, **options: Any) -> None:
        self.low, self.decimals = low, decimals
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = figure(text)
        except ValueError:
            number = None
        too_fine = number is not None and round(number, self.decimals) != number
        if number is None or too_fine or (self.low is not None and number < self.low):
            raise ValidationError(
                _("Saisissez un nombre, par exemple 12,5.")
                if self.low is None
                else _("Saisissez un nombre positif, par exemple 12,5.")
            )
        return number


def dress(form: forms.BaseForm) -> None:
    """The classes of Bootstrap, for the forms that crispy draws without a layout."""
    for field in form.fields.values():
        widget = field.widget
        if isinstance(widget, forms.HiddenInput | forms.CheckboxInput | forms.CheckboxSelectMultiple):
            continue
        widget.attrs["class"] = "form-select" if isinstance(widget, forms.Select) else "form-control"
