from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MAX_BYTES = 1_000_000
TOO_LARGE = _("Ce fichier dépasse 1 Mo.")


class StandardLoadForm(forms.Form):
    """A version of the standard to load. `too_large` after a refusal: the answer is a 413."""

    upload = forms.FileField(
        label=_("Fichier"),
        help_text=_(
            "YAML, 1 Mo au plus : une norme entière, ou une autre lecture d’une version déjà chargée."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
        error_messages={"empty": _("Ce fichier est vide.")},
    )
    too_large = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("upload")

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > MAX_BYTES:
            self.too_large = True
            raise ValidationError(TOO_LARGE)
        if not str(upload.name).lower().endswith((".yaml", ".yml")):
            raise ValidationError(_("Un fichier YAML est attendu (.yaml)."))
        return upload
