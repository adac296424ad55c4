from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from iso26000.enums import EvidenceKind
from iso26000.models import Evidence


class EvidenceForm(TrackedForm):
    class Meta:
        model = Evidence
        fields = ["kind", "label", "value"]
        labels = {"kind": _("Nature"), "label": _("Intitulé"), "value": _("Valeur")}
        help_texts = {
            "label": _("Ce qu’un tiers demanderait à voir : « Charte des achats, 2025 »."),
            "value": _(
                "Avec son unité : « 71 % ». Sans valeur, un indicateur ne compte pas dans le plafond."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs["class"] = "form-select" if name == "kind" else "form-control"
        self.fields["kind"].choices = [("", _("Choisissez")), *EvidenceKind.choices]  # type: ignore[attr-defined]
        self.fields["label"].error_messages["required"] = _("Donnez un intitulé à cette preuve.")
