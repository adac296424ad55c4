from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from iso26000.enums import EvidenceKind
from iso26000.forms.search import DomainSearchForm
from iso26000.models import AssessmentCycle, Evidence
from rse_portal.common.forms import DayInput
from rse_portal.common.uploads import ACCEPT, check_document


class EvidenceForm(TrackedForm):
    """A piece of evidence, and a version of its document."""

    document = forms.FileField(
        label=_("Fichier"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF ou bureautique, 10\u00a0Mo au plus. Les versions précédentes restent."),
        error_messages={"empty": _("Ce fichier est vide.")},
    )

    class Meta:
        model = Evidence
        fields = ["kind", "label", "value", "expires_on"]
        labels = {
            "kind": _("Nature"),
            "label": _("Intitulé"),
            "value": _("Valeur"),
            "expires_on": _("Valable jusqu’au"),
        }
        help_texts = {
            "label": _("Ce qu’un tiers demanderait à voir : « Charte des achats, 2025 »."),
            "value": _(
                "Avec son unité : « 71 % ». Sans valeur, un indicateur ne compte pas dans le plafond."
            ),
            "expires_on": _(
                "Passé ce jour, la preuve reste affichée et ne compte plus. Vide : sans échéance."
            ),
        }
        widgets = {"expires_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs["class"] = "form-select" if name == "kind" else "form-control"
        self.fields["kind"].choices = [("", _("Choisissez")), *EvidenceKind.choices]  # type: ignore[attr-defined]
        self.fields["label"].error_messages["required"] = _("Donnez un intitulé à cette preuve.")

    def clean_document(self) -> Any:
        upload = self.cleaned_data.get("document")
        if upload:
            check_document(upload)
        return upload or None


class EvidenceSearchForm(DomainSearchForm):
    """The filters of the evidence of a cycle."""

    EXPIRED, EXPIRING = "expirees", "expire-30-jours"
    WITHOUT_FILE, WITHOUT_VALUE = "sans-fichier", "sans-valeur"

    def __init__(self, data: Any, *, subjects: Any) -> None:
        states = [
            (self.EXPIRING, _("expire dans 30 jours")),
            (self.EXPIRED, _("expirées")),
            (self.WITHOUT_FILE, _("documents sans fichier")),
            (self.WITHOUT_VALUE, _("indicateurs sans valeur")),
        ]
        super().__init__(data, subjects=subjects, states=states)
        self.fields["etat"].choices = [("", _("toutes les preuves")), *states]  # type: ignore[attr-defined]

    def filter(self, cycle: AssessmentCycle) -> Any:
        """A queryset."""
        pieces = Evidence.objects.filter(cycle=cycle)
        found = {
            self.EXPIRED: lambda: pieces.expired_in(cycle).order_by("expires_on", "pk"),
            self.EXPIRING: lambda: pieces.expiring_in(cycle).order_by("expires_on", "pk"),
            self.WITHOUT_FILE: pieces.without_file,
            self.WITHOUT_VALUE: pieces.without_value,
        }
        pieces = found[self.state]() if self.state else pieces.order_by("domain__order", "pk")
        self.is_valid()
        subject = self.cleaned_data.get("question")
        return pieces.filter(domain__core_subject__code=subject) if subject else pieces
