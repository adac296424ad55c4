from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rse_portal.common.forms import LongTextField
from stakeholders.queries.groups import ExpectedGroup


class NoneDeclareForm(forms.Form):
    """« Aucun impact identifié » in one domain, for the groups that are ticked, with one reason."""

    parties = forms.MultipleChoiceField(
        label=_("Parties prenantes"),
        error_messages={"required": _("Cochez au moins une partie prenante.")},
    )
    reason = LongTextField(
        label=_("Motif"),
        rows=3,
        help_text=_(
            "Ce qui a été regardé, et pourquoi rien n’y touche ces personnes. 2\u202f000 signes au plus."
        ),
    )

    def __init__(self, data: Any = None, *, groups: Sequence[ExpectedGroup], chosen: str = "") -> None:
        super().__init__(data, initial={"parties": [chosen]})
        field: Any = self.fields["parties"]
        field.choices = [(group.code, group.label) for group in groups]
        self._keys = {group.code: group.pk for group in groups}

    @property
    def ticked(self) -> list[str]:
        """Codes, as posted or as proposed: what the page shows ticked."""
        return list(self["parties"].value() or [])

    @property
    def keys(self) -> list[int]:
        """Primary keys of the groups. Valid forms only."""
        return [self._keys[code] for code in self.cleaned_data["parties"]]
