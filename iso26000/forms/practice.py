from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from iso26000.enums import PracticeAnswer
from iso26000.forms.search import DomainSearchForm
from iso26000.models import CoreSubject, PracticeAssessment
from iso26000.queries.practice import PracticeRow
from iso26000.scale import LEVELS


class PracticeForm(TrackedForm):
    """One's own answer on a domain: one question on the page, two columns in the table."""

    choice = forms.ChoiceField(
        label=_("Votre réponse"),
        choices=[
            *((str(level.number), level.name) for level in LEVELS),
            (PracticeAnswer.UNKNOWN.value, PracticeAnswer.UNKNOWN.label),
            (PracticeAnswer.NOT_APPLICABLE.value, PracticeAnswer.NOT_APPLICABLE.label),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choisissez un niveau, « ne sait pas » ou « non applicable »."),
            "invalid_choice": _("Choisissez un niveau, « ne sait pas » ou « non applicable »."),
        },
    )

    class Meta:
        model = PracticeAssessment
        fields = ["reason"]
        widgets = {"reason": forms.Textarea(attrs={"rows": 3, "class": "form-control"})}
        labels = {"reason": _("Pourquoi ce niveau")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answer = self.initial.get("answer", self.instance.answer if self.instance.pk else "")
        level = self.initial.get("level", self.instance.level)
        if answer:
            self.initial["choice"] = str(level) if answer == PracticeAnswer.LEVEL else answer

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if "choice" in cleaned:
            cleaned["level"] = int(cleaned["choice"]) if cleaned["choice"].isdecimal() else None
            cleaned["answer"] = PracticeAnswer.LEVEL if cleaned["level"] is not None else cleaned["choice"]
        if cleaned.get("answer") == PracticeAnswer.NOT_APPLICABLE and not cleaned.get("reason"):
            self.add_error(
                "reason", _("« Non applicable » demande un motif : il est listé avec le classement.")
            )
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("answer", "level", "reason")}


class PracticeSearchForm(DomainSearchForm):
    TO_ASSESS, CAPPED, WITHOUT_EVIDENCE = "a-evaluer", "plafonne", "sans-preuve"

    def __init__(self, data: Any, *, subjects: Iterable[CoreSubject], assesses: bool) -> None:
        states = [
            *([(self.TO_ASSESS, _("à évaluer par moi"))] if assesses else []),
            (self.CAPPED, _("plafonnés par les preuves")),
            (self.WITHOUT_EVIDENCE, _("sans preuve")),
        ]
        super().__init__(data, subjects=subjects, states=states)

    def filter(self, rows: Iterable[PracticeRow]) -> list[PracticeRow]:
        state = self.state
        return [
            row
            for row in rows
            if self.keeps(row.domain)
            and (state != self.TO_ASSESS or row.to_assess)
            and (state != self.CAPPED or row.capped)
            and (state != self.WITHOUT_EVIDENCE or not row.practice.proof.total)
        ]
