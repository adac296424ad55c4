from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from priorities.exchange.files import BY_NAME
from priorities.exchange.reach import Reach
from priorities.exchange.reading import guess
from priorities.exchange.words import TITLES
from rse_portal.common.exchange.archives import UNSUPPORTED
from rse_portal.common.exchange.reading import READ
from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import MAX_BYTES, TOO_LARGE
from rse_portal.common.exchange.workbooks import names_its_files


class ImportForm(forms.Form):
    """A file to bring in, and which one it is. `too_large` after a refusal: the answer is a 413."""

    upload = forms.FileField(
        label=_("Fichier"),
        help_text=_("CSV ou XLSX, 20 Mo et 100 000 lignes au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"empty": _("Ce fichier est vide.")},
        allow_empty_file=False,
    )
    spec = forms.ChoiceField(label=_("Ce qu’il contient"), required=False)
    too_large = False

    def __init__(self, *args: Any, reach: Reach, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["spec"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("Deviner d’après le fichier")),
            *((name, f"{TITLES[name]} ({name})") for name in reach.files),
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("upload", "spec")

    def clean_upload(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["upload"]
        if (upload.size or 0) > MAX_BYTES:
            self.too_large = True
            raise ValidationError(TOO_LARGE)
        if not str(upload.name).lower().endswith(READ):
            raise ValidationError(UNSUPPORTED)
        return upload

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "upload" in cleaned and "spec" in cleaned:
            cleaned["content"] = content = cleaned["upload"].read()
            cleaned["found"] = self._which(cleaned["upload"].name, content, cleaned["spec"])
        return cleaned

    def _which(self, name: str, content: bytes, chosen: str) -> FileSpec | None:
        """The file it is; None for a workbook whose sheets bear the names of files."""
        if chosen:
            return BY_NAME[chosen]
        found = guess(name, content)
        is_workbook = content.startswith(b"PK\x03\x04")
        if is_workbook and names_its_files(content, BY_NAME):
            return None
        if found is None and not is_workbook:
            self.add_error(
                "spec", _("Le portail ne reconnaît pas ce fichier : choisissez ce qu’il contient.")
            )
        if found is None and is_workbook:
            self.add_error(
                "spec", _("Aucune feuille ne porte le nom d’un fichier connu : choisissez ce qu’il contient.")
            )
        return found
