from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogue.actions.vote import MOST_HANDS
from dialogue.queries.vote import SCALE
from iso26000.forms.sheet import DomainSheet
from iso26000.models import Domain
from rse_portal.common.forms import Values

opaque = RegexValidator(
    r"\A(?=[^\d]*\d)[A-Za-z0-9-]{2,40}\Z",
    gettext_lazy(
        "Des lettres, des chiffres et des tirets, avec au moins un chiffre : « P-7K3QX2 ». Jamais un nom."
    ),
)


def _code(label: Any, help_text: Any, missing: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        validators=[opaque],
        max_length=40,
        error_messages={"required": missing},
        widget=forms.TextInput(
            attrs={"class": "form-control", "autocomplete": "off", "autocapitalize": "characters"}
        ),
    )


class VoteSheet(DomainSheet):
    """Votes entered under a code, asked in the field `code`. opened: the code of votes that are there already.

    asked: the columns, and the highest number of a cell.
    """

    code: ClassVar[str]
    asked: ClassVar[Callable[[], tuple[dict[str, str], int]]]

    def __init__(
        self,
        data: Any = None,
        *,
        domains: Sequence[Domain],
        now: Values,
        opened: str = "",
        initial: dict[str, Any] | None = None,
    ) -> None:
        self.opened = opened
        columns, high = type(self).asked()
        super().__init__(data, domains=domains, columns=columns, now=now, high=high, initial=initial)
        if opened:
            del self.fields[self.code]

    def options(self) -> dict[str, Any]:
        return {"domains": self.domains, "opened": self.opened}


class BallotForm(VoteSheet):
    """One respondent, one answer 0–4 or nothing per domain."""

    code = "respondent"
    respondent = _code(
        gettext_lazy("Code du bulletin"),
        gettext_lazy(
            "Proposé au hasard ; reportez-le sur le papier. Il ne dit rien de la personne, jamais son nom."
        ),
        gettext_lazy("Donnez un code à ce bulletin."),
    )

    @staticmethod
    def asked() -> tuple[dict[str, str], int]:
        return {"": _("importance, de 0 à 4")}, max(SCALE)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.opened and not self.errors and not any(v is not None for v in self.values.values()):
            self.add_error(None, _("Ce bulletin est vide : notez au moins un domaine."))
        return cleaned


class HandsForm(VoteSheet):
    """How many hands for each level, domain by domain."""

    code = "batch"
    batch = _code(
        gettext_lazy("Nom du vote"),
        gettext_lazy(
            "Par exemple « AG-2026-03-12 ». Le reprendre corrige ce vote, sans le compter deux fois."
        ),
        gettext_lazy("Donnez un nom à ce vote à main levée."),
    )

    @staticmethod
    def asked() -> tuple[dict[str, str], int]:
        return {str(level): _("mains pour %s") % level for level in SCALE}, MOST_HANDS
