"""The sheet of those who came, and the last screen of a séance, which holds it."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogue.actions.attendance import NUMBERS, count_cell, person_cell
from dialogue.enums import Presence
from dialogue.models import DialogueSession
from dialogue.models.minutes import LONGEST_MINUTES
from dialogue.models.session import MOST_PEOPLE
from dialogue.queries.members import Member
from rse_portal.common.forms import LongTextField, ScaleField, Values, WholeNumberField
from stakeholders.models import Stakeholder

YES_NO = [("", gettext_lazy("non noté")), ("True", gettext_lazy("oui")), ("False", gettext_lazy("non"))]


class AttendanceForm(forms.Form):
    """One radio group per person expected, one number per category. It carries what was read, so that nobody
    overwrites anybody (rse_portal.common.forms.settled)."""

    read = forms.CharField(widget=forms.HiddenInput, required=False, max_length=50_000)
    speakers = WholeNumberField(
        label=gettext_lazy("Combien de personnes ont pris la parole ?"),
        required=False,
        min_value=0,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "cell"}),
    )
    follow_up_shown = forms.TypedChoiceField(
        label=gettext_lazy("Les suites de la séance précédente ont-elles été présentées ?"),
        required=False,
        choices=YES_NO,
        coerce=lambda value: value == "True",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        session: DialogueSession,
        members: Sequence[Member],
        categories: Sequence[Stakeholder],
        now: Values,
        initial: dict[str, Any] | None = None,
    ) -> None:
        """now: what stands in the database (dialogue.actions.attendance.attendance_values)."""
        self.session, self.members, self.categories, self.now = session, members, categories, now
        self.clashes: dict[str, Any] = {}
        self.people = {person_cell(member.person.pk): member for member in members}
        self.kinds = {count_cell(row.code): row for row in categories}
        standing = {
            "speakers": session.speakers,
            "follow_up_shown": "" if session.follow_up_shown is None else str(session.follow_up_shown),
        }
        token = json.dumps({name: value for name, value in now.items() if value is not None})
        super().__init__(data, initial={**standing, **now, **(initial or {}), "read": token})
        choices = [("", _("non noté")), *((str(NUMBERS[value]), label) for value, label in Presence.choices)]
        for name, member in self.people.items():
            self.fields[name] = forms.TypedChoiceField(
                label=str(member.person),
                required=False,
                choices=choices,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
            )
            if self.initial.get(name) is None:
                self.initial[name] = ""
        for name, category in self.kinds.items():
            self.fields[name] = ScaleField(0, MOST_PEOPLE, label=category.label)

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
        """The cells that were sent."""
        return {
            name: self.cleaned_data.get(name) for name in (*self.people, *self.kinds) if name in self.data
        }

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("speakers", "follow_up_shown")}

    def person_rows(self) -> Iterator[dict[str, Any]]:
        for name, member in self.people.items():
            yield {"field": self[name], "member": member, "clash": self.clashes.get(name)}

    def count_rows(self) -> Iterator[dict[str, Any]]:
        for name, category in self.kinds.items():
            yield {"field": self[name], "category": category, "clash": self.clashes.get(name)}

    def options(self) -> dict[str, Any]:
        return {"session": self.session, "members": self.members, "categories": self.categories}

    def met(self, now: Values) -> Self:
        """The sheet as it stands now, with what I wrote where I wrote."""
        read, mine = self.cleaned_data["read"], self.values
        wrote = {name: value for name, value in mine.items() if value != read.get(name)}
        others = {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in self.people and name not in self.kinds and name != "read"
        }
        if "follow_up_shown" in others:
            answer = others["follow_up_shown"]
            others["follow_up_shown"] = "" if answer is None else str(answer)
        again = type(self)(**self.options(), now=now, initial={**others, **wrote})
        again.clashes = {
            name: self._words(name, now.get(name))
            for name, value in wrote.items()
            if now.get(name) != read.get(name) and now.get(name) != value
        }
        return again

    def _words(self, name: str, value: int | None) -> str:
        if value is None:
            return _("non noté")
        by_number = {number: str(Presence(status).label) for status, number in NUMBERS.items()}
        return by_number[value] if name in self.people else str(value)


class SessionCloseForm(AttendanceForm):
    """Everything that a séance leaves, in one screen."""

    minutes_version = WholeNumberField(widget=forms.HiddenInput, required=False)
    minutes = LongTextField(
        label=gettext_lazy("Compte rendu"),
        longest=LONGEST_MINUTES,
        rows=14,
        help_text=gettext_lazy(
            "Une ligne vide sépare les paragraphes. N’écrivez ni santé ni opinion de personne."
        ),
        error_messages={"required": gettext_lazy("Écrivez le compte rendu, même court, avant de clore.")},
    )
    minutes_theirs = ""

    def __init__(self, *args: Any, minutes_open: bool = True, **kwargs: Any) -> None:
        """minutes_open: whether the text may still be written here; once amendments are open it only shows."""
        super().__init__(*args, **kwargs)
        self.minutes_open = minutes_open
        if not minutes_open:
            self.fields["minutes"].disabled = True

    def options(self) -> dict[str, Any]:
        return super().options() | {"minutes_open": self.minutes_open}
