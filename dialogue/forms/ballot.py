"""Opening a ballot and filling a slip."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogue.enums import BallotWay
from dialogue.queries.vote import SCALE
from iso26000.models import AssessmentCycle, Domain
from stakeholders.models import Stakeholder

NO_OPINION = "sans-avis"
MOST_DOMAINS = 15  # a slip is filled on a phone, in a hall


class BallotOpenForm(forms.Form):
    stakeholder = forms.ModelChoiceField(
        label=gettext_lazy("Au nom de qui votent-elles et votent-ils ?"),
        queryset=Stakeholder.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("choisir…"),
        help_text=gettext_lazy("La partie prenante à laquelle ces votes comptent dans le classement."),
    )
    way = forms.ChoiceField(
        label=gettext_lazy("Comment vote-t-on ?"),
        choices=BallotWay.choices,
        initial=BallotWay.PHONE,
        widget=forms.RadioSelect,
    )
    domains = forms.MultipleChoiceField(
        label=gettext_lazy("Domaines soumis au vote"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins un domaine.")},
    )

    def __init__(self, *args: Any, cycle: AssessmentCycle, domains: Sequence[Domain], **kwargs: Any) -> None:
        """domains: of the cycle, with their core subject, in order. 1 query for the groups, when drawn."""
        super().__init__(*args, **kwargs)
        self.by_code = {domain.code: domain for domain in domains}
        group: Any = self.fields["stakeholder"]
        group.queryset = Stakeholder.objects.current().expected_in(cycle).order_by("code")
        field: Any = self.fields["domains"]
        field.choices = [(code, f"{code} {domain.label}") for code, domain in self.by_code.items()]

    def clean_domains(self) -> list[Domain]:
        codes: list[str] = self.cleaned_data["domains"]
        if len(codes) > MOST_DOMAINS:
            raise forms.ValidationError(
                _("Quinze domaines au plus : un bulletin se remplit debout, sur un téléphone.")
            )
        return [self.by_code[code] for code in codes]

    def groups(self) -> Iterator[dict[str, Any]]:
        """The boxes to tick under their core subject."""
        chosen = set(self["domains"].value() or ())
        for subject, domains in groupby(self.by_code.values(), key=lambda domain: domain.core_subject):
            yield {
                "subject": subject,
                "domains": [{"domain": domain, "checked": domain.code in chosen} for domain in domains],
            }


class SlipForm(forms.Form):
    """One radio group per domain: 0–4 or « sans avis », none ticked beforehand."""

    def __init__(self, *args: Any, domains: Sequence[Domain], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.domains = domains
        choices = [*((str(level), str(level)) for level in SCALE), (NO_OPINION, _("sans avis"))]
        for domain in domains:
            self.fields[domain.code] = forms.ChoiceField(
                label=f"{domain.code} {domain.label}",
                choices=choices,
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choisissez de 0 à 4, ou « sans avis »."),
                    "invalid_choice": _("Choisissez de 0 à 4, ou « sans avis »."),
                },
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        for domain in self.domains:
            yield {"domain": domain, "field": self[domain.code]}

    @property
    def answers(self) -> dict[str, int]:
        """Without those who have no opinion: a missing vote is not a zero."""
        return {
            domain.code: int(self.cleaned_data[domain.code])
            for domain in self.domains
            if self.cleaned_data[domain.code] != NO_OPINION
        }
