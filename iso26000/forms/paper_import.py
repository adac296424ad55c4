"""Answers on paper: the file is looked at, then sent again by the page itself. The portal keeps it at no moment."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from rse_portal.common.exchange.archives import UNSUPPORTED
from rse_portal.common.exchange.reading import READ

MAX_BYTES = 1_500_000  # it comes back in the page, a third longer


class PaperUploadForm(forms.Form):
    """A file to look at. `too_large` after a refusal: the answer is a 413."""

    upload = forms.FileField(
        label=_("Fichier"),
        help_text=_("CSV ou XLSX, 1,5 Mo au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": _("Ce fichier est vide.")},
    )
    too_large = False

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > MAX_BYTES:
            self.too_large = True
            raise ValidationError(_("Ce fichier dépasse 1,5 Mo : coupez-le en deux."))
        if not str(upload.name).lower().endswith(READ):
            raise ValidationError(UNSUPPORTED)
        return upload

    @property
    def sent(self) -> dict[str, Any]:
        """Name and content of the file. Valid forms only."""
        upload = self.cleaned_data["upload"]
        return {"name": str(upload.name), "content": upload.read()}


class PaperConfirmForm(forms.Form):
    """name, content: those of the file; expected: how many new answers the preview showed."""

    name = forms.CharField(max_length=200, widget=forms.HiddenInput)
    content = forms.CharField(widget=forms.HiddenInput)
    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, *, name: str, content: bytes, expected: int) -> "PaperConfirmForm":
        kept = base64.b64encode(content).decode()
        return cls(initial={"name": name[-200:], "content": kept, "expected": expected})

    def clean_content(self) -> bytes:
        try:
            return base64.b64decode(self.cleaned_data["content"], validate=True)
        except (binascii.Error, ValueError) as problem:
            raise ValidationError(
                _("Le fichier n’est pas revenu entier : envoyez-le de nouveau.")
            ) from problem
