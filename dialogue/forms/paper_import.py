"""Answers on paper: the file is looked at, then sent again by the page itself. The portal keeps it at no moment."""

import base64
import binascii
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from dialogue.forms.delegate_import import DelegateImportForm

MAX_BYTES = 1_500_000  # it comes back in the page, a third longer


class PaperUploadForm(DelegateImportForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].help_text = _("CSV ou XLSX, 1,5 Mo au plus.")

    def clean_upload(self) -> UploadedFile:
        upload = super().clean_upload()
        if (upload.size or 0) > MAX_BYTES:
            self.too_large = True
            raise ValidationError(_("Ce fichier dépasse 1,5 Mo : coupez-le en deux."))
        return upload


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
