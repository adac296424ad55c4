from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from rse_portal.common.forms import DayInput, WholeNumberField
from stakeholders.models import Acquaintance, Contact, ContactRole, Stakeholder
from stakeholders.queries.contact import colleagues
from stakeholders.queries.owners import possible_owners

DAYS = ("collected_on", "informed_on", "verified_on")


class StakeholderChoice(forms.ModelChoiceField):
    """« Fournisseurs (SH09) », by name: those that were not merged into another."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Stakeholder.objects.current().order_by("label_fr", "code"),
            label=_("Partie prenante"),
            empty_label=_("choisir…"),
            **options,
        )

    def label_from_instance(self, stakeholder: Stakeholder) -> str:  # type: ignore[override]
        return f"{stakeholder.label} ({stakeholder.code})"


class ContactForm(TrackedForm):
    verify_every = WholeNumberField(label=_("À revérifier tous les (mois)"), min_value=1, max_value=60)

    class Meta:
        model = Contact
        fields = (
            "name",
            "function",
            "email",
            "phone",
            "note",
            "lawful_basis",
            "source",
            "collected_on",
            "informed_on",
            "owner",
            "verified_on",
            "verify_every",
        )
        widgets = {name: DayInput() for name in DAYS} | {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner: Any = self.fields["owner"]
        owner.queryset = possible_owners(self.instance.owner_id)
        owner.empty_label = _("personne pour l’instant")
        self.initial.setdefault("verify_every", Contact._meta.get_field("verify_every").default)
        # Browsers would offer the address and the name of whoever types.
        for name in ("name", "email", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        today = timezone.localdate()
        for name in DAYS:
            if (cleaned.get(name) or today) > today:
                self.add_error(name, _("Cette date est à venir. Indiquez une date passée, ou aujourd’hui."))
        return cleaned


class NewContactForm(ContactForm):
    """The same, with what the contact is to a first stakeholder."""

    stakeholder = StakeholderChoice(required=False)
    role = forms.CharField(
        label=_("À quel titre"),
        max_length=120,
        required=False,
        help_text=_("Par exemple : secrétaire générale, interlocuteur commercial."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("stakeholder") and not cleaned.get("role"):
            self.add_error("role", _("Dites à quel titre ce contact est lié à cette partie prenante."))
        if cleaned.get("role") and not cleaned.get("stakeholder") and "stakeholder" not in self.errors:
            self.add_error("stakeholder", _("Choisissez la partie prenante, ou videz « À quel titre »."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {name: self.cleaned_data[name] for name in ("stakeholder", "role")}


class RoleForm(TrackedForm):
    stakeholder = StakeholderChoice()

    class Meta:
        model = ContactRole
        fields = ("stakeholder", "role")


class AcquaintanceForm(TrackedForm):
    class Meta:
        model = Acquaintance
        fields = ("user", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = colleagues()
        user.empty_label = _("choisir…")
