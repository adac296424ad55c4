from datetime import timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from api.actions.token import LONGEST
from api.enums import Event, Scope
from rse_portal.common.forms import DayInput


class TokenForm(forms.Form):
    name = forms.CharField(
        label=_("Nom"), max_length=80, help_text=_("Ce qui s’en sert : un tableur, un site, un script.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce qu’il peut faire"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )
    expires_on = forms.DateField(label=_("Dernier jour"), widget=DayInput(), help_text=_("Un an au plus."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.initial.setdefault("expires_on", today + timedelta(days=90))
        field: Any = self.fields["expires_on"]
        field.widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("name", "scopes", "expires_on")


class WebhookForm(forms.Form):
    url = forms.CharField(
        label=_("Adresse"),
        max_length=500,
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("En https, chez un hôte admis par la plateforme."),
    )
    events = forms.MultipleChoiceField(
        label=_("Prévenir quand"),
        choices=Event.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Rien n’est dit de ce que vous ne pouvez pas lire."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("url", "events")
