from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError

from accounts.actions.history import Stale
from accounts.queries.history import Meeting, meet


class TrackedForm(forms.ModelForm):
    """The form of a tracked row. It carries the version that was read, so that nobody overwrites anybody.

        form = ImpactEditForm(posted(request), instance=impact)
        if form.is_valid():
            try:
                actions.change_impact(impact=impact, by=…, version=form.read_version, **form.values)
            except Stale as stale:
                form = form.met(stale)           # shown with status 409: both texts, nothing lost
            except ValidationError as problem:
                form.refuse(problem)             # shown with status 422

    It leaves the instance alone: the action checks the whole row and writes it.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    meeting: Meeting | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)

    def _post_clean(self) -> None:
        """Django would write into the instance here, and check it: both are the action's."""

    @property
    def read_version(self) -> int | None:
        return self.cleaned_data.get("version")

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes: the fields of the model, by name."""
        return {
            name: self.cleaned_data[name] for name in self._meta.fields or () if name in self.cleaned_data
        }

    def refuse(self, problem: ValidationError) -> None:
        """Show each message at its field, or above the form when the field is not in it."""
        if not hasattr(problem, "error_dict"):
            self.add_error(None, problem)
            return
        for name, errors in problem.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def options(self) -> dict[str, Any]:
        """What a subclass passes to its own constructor, to be made again by `met`."""
        return {}

    def met(self, stale: Stale) -> Self:
        """A form on the row as it stands now, with what I wrote where I wrote, and the meeting to tell about."""
        row: Any = stale.row
        columns = {type(row)._meta.get_field(name).attname: self._column(name) for name in self.values}  # type: ignore[union-attr]
        meeting = meet(row, self.read_version or 0, columns)
        names = {type(row)._meta.get_field(name).attname: name for name in self.values}  # type: ignore[union-attr]
        proposed = {names[column]: value for column, value in meeting.merged.items()}
        initial = {**proposed, "version": row.version}
        again = type(self)(instance=row, initial=initial, prefix=self.prefix, **self.options())
        again.meeting = meeting
        return again

    def _column(self, name: str) -> Any:
        value = self.cleaned_data[name]
        return value.pk if hasattr(value, "pk") else value
