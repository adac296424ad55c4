from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleAssignment, User
from iso26000.actions.panel import SEATED


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return f"{person} · {person.email}"


class SeatForm(forms.Form):
    """Who may sit on the panel and does not yet."""

    user = PersonField(
        label=_("Compte"),
        queryset=User.objects.none(),
        empty_label=_("choisir une personne"),
        help_text=_("Les comptes de rapporteur·e et de responsable RSE qui ne siègent pas encore."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        roles = RoleAssignment.objects.running(timezone.localdate()).filter(role__in=SEATED)
        self.fields["user"].queryset = User.objects.filter(  # type: ignore[attr-defined]
            is_active=True, assessor=None, pk__in=roles.values("user")
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("user")


class ReportCompileForm(forms.Form):
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[("pdf", _("PDF : à lire et à imprimer")), ("xlsx", _("XLSX : à retravailler"))],
        initial="pdf",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("format")
