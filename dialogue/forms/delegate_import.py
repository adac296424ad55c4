from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from rse_portal.common.exchange.archives import UNSUPPORTED
from rse_portal.common.exchange.reading import READ
from rse_portal.common.exchange.tables import MAX_BYTES, TOO_LARGE


class DelegateImportForm(forms.Form):
    """A file to bring in. `too_large` after a refusal: the answer is a 413."""

    upload = forms.FileField(
        label=_("Fichier"),
        help_text=_("CSV ou XLSX, 20 Mo et 100 000 lignes au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": _("Ce fichier est vide.")},
        allow_empty_file=False,
    )
    too_large = False

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > MAX_BYTES:
            self.too_large = True
            raise ValidationError(TOO_LARGE)
        if not str(upload.name).lower().endswith(READ):
            raise ValidationError(UNSUPPORTED)
        return upload

    @property
    def sent(self) -> dict[str, Any]:
        """Name and content of the file. Valid forms only."""
        upload = self.cleaned_data["upload"]
        return {"name": str(upload.name), "content": upload.read()}
