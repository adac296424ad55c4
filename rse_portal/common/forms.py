"""Fields and forms without a domain noun: numbers, long texts and days; sheets of many small numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rse_portal.common.errors import Conflict

Values = Mapping[str, int | None]
LONG_TEXT = 2000  # signs, unless a field says otherwise
LONGEST = 18  # digits that any database holds in a whole number


def whole(text: str, otherwise: int) -> int:
    """The whole number that `text` writes with the ten usual digits; `otherwise` for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else otherwise


class WholeNumberField(forms.IntegerField):
    """A whole number written with the ten usual digits. Django alone also takes « ٣ », which nobody can read back."""

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str) and not value.isascii():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class LongTextField(forms.CharField):
    """A text with its counter. Lines end as the browser counts them: one sign, not the two that it sends."""

    def __init__(self, *, longest: int = LONG_TEXT, rows: int = 5, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "data-counter": ""})
        super().__init__(max_length=longest, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


class DayInput(forms.DateInput):
    """The calendar of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ScaleField(WholeNumberField):
    """A whole number low..high, typed in a cell; empty is no answer. Whatever is wrong, the message is the same."""

    def __init__(self, low: int, high: int, **options: Any) -> None:
        self.low, self.high = low, high
        cell = {"class": "cell", "inputmode": "numeric", "autocomplete": "off", "maxlength": len(str(high))}
        widget = forms.TextInput(attrs=cell)
        super().__init__(**{"required": False, "widget": widget, **options})

    def to_python(self, value: Any) -> int | None:
        try:
            number = super().to_python(value)
        except ValidationError:
            number = self.low - 1
        if number is not None and not self.low <= number <= self.high:
            raise ValidationError(
                _("Saisissez un nombre entier de %(low)s à %(high)s.") % {"low": self.low, "high": self.high}
            )
        return number


@dataclass(frozen=True)
class Clash:
    """A cell that two people filled differently."""

    mine: int | None
    theirs: int | None


class SheetChanged(Conflict):
    """Somebody filled some of the same cells since the sheet was read. `now` is the sheet as it stands."""

    def __init__(self, now: Values) -> None:
        self.now = now
        super().__init__()


def settled(*, read: Values, mine: Values, now: Values) -> dict[str, int | None]:
    """What to write: the cells of mine that differ from now. Raises SheetChanged when one would overwrite somebody.

    read: what stood in the cells when the sheet was opened; a cell that I left as I read it is not mine to write.
    """
    wanted = {name: value for name, value in mine.items() if value != read.get(name)}
    writes = {name: value for name, value in wanted.items() if value != now.get(name)}
    if any(now.get(name) != read.get(name) for name in writes):
        raise SheetChanged(now)
    return writes


class SheetForm(forms.Form):
    """A sheet of many cells saved at once, each a small whole number or nothing.

        form = SheetForm(posted(request), cells={"12-ease": "Facilité – 6.7.8"}, now={"12-ease": 3}, high=4)
        action(values=form.values, read=form.read_values)     raises SheetChanged
        form = form.met(problem.now)                          mine where I wrote, theirs elsewhere; form.clashes

    It carries the values that were read, so that nobody overwrites anybody (`settled`). Cells that were not sent (a
    filter hid them) are not values.
    """

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=50_000)

    def __init__(
        self,
        data: Any = None,
        *,
        cells: Mapping[str, str],
        now: Values,
        low: int = 0,
        high: int,
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.cells, self.now, self.low, self.high = cells, now, low, high
        self.clashes: dict[str, Clash] = {}
        token = json.dumps({name: now[name] for name in cells if now.get(name) is not None})
        super().__init__(data, initial={**now, **(initial or {}), "read": token})
        for name, label in cells.items():
            field = ScaleField(low, high, label=label)
            field.widget.attrs["aria-label"] = label  # its row and its column, in one sentence
            self.fields[name] = field

    def clean_read(self) -> dict[str, int]:
        try:
            found = json.loads(self.cleaned_data["read"] or "{}")
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict) or any(type(value) is not int for value in found.values()):
            raise ValidationError(_("Cette page a été altérée : rechargez-la avant d’enregistrer."))
        return found

    @property
    def values(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in self.cells if name in self.data}

    @property
    def read_values(self) -> dict[str, int]:
        read: dict[str, int] = self.cleaned_data["read"]
        return read

    def options(self) -> dict[str, Any]:
        """What a subclass passes to its own constructor, to be made again by `met`."""
        return {"cells": self.cells, "low": self.low, "high": self.high}

    def met(self, now: Values) -> Self:
        """The sheet as it stands now, with what I wrote where I wrote."""
        read, mine = self.read_values, self.values
        wrote = {name: value for name, value in mine.items() if value != read.get(name)}
        others = {name: self.cleaned_data[name] for name in self.cleaned_data if name not in self.cells}
        others.pop("read")
        again = type(self)(**self.options(), now=now, initial={**others, **wrote})
        again.clashes = {
            name: Clash(value, now.get(name))
            for name, value in wrote.items()
            if now.get(name) != read.get(name) and now.get(name) != value
        }
        return again
