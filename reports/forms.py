from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import RoleAssignment, User
from iso26000.actions.panel import SEATED
from iso26000.models import CoreSubject
from reports.documents.word.template import TemplateUnreadable, emptied
from reports.queries.crosswalk import ESRS
from rse_portal.common.uploads import check_document, ending_of


class SeatForm(forms.Form):
    """Who may sit on the panel. It offers those who do not sit yet, and takes the others too: a second click is no
    mistake."""

    user = forms.ModelChoiceField(
        label=_("Compte"),
        queryset=User.objects.none(),
        help_text=_("Les comptes de rapporteur·e et de responsable RSE qui ne siègent pas encore."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        roles = RoleAssignment.objects.running(timezone.localdate()).filter(role__in=SEATED)
        people = User.objects.filter(is_active=True, pk__in=roles.values("user"))
        field: Any = self.fields["user"]
        field.queryset = people
        field.choices = [
            ("", _("choisir une personne")),
            *((person.pk, f"{person} · {person.email}") for person in people.filter(assessor=None)),
        ]


class ReportCompileForm(forms.Form):
    """proof: may this person ask for the proof pack?"""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[
            ("pdf", _("PDF : à lire et à imprimer")),
            ("docx", _("DOCX : à reprendre dans un traitement de texte")),
            ("xlsx", _("XLSX : à retravailler")),
        ],
        initial="pdf",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, proof: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["format"]
        if proof:
            field.choices = [*field.choices, ("zip", _("Dossier de preuves : à remettre à un tiers"))]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("format")


class TemplateForm(forms.Form):
    """A DOCX to take styles from: a sound file, without macros, that opens."""

    document = forms.FileField(
        label=_("Modèle DOCX"),
        widget=forms.FileInput(attrs={"accept": ".docx", "class": "form-control"}),
        help_text=_(
            "Ses styles, ses marges, son en-tête et son pied de page sont repris ; son texte est laissé de côté."
        ),
        error_messages={"empty": _("Ce fichier est vide.")},
    )

    def clean_document(self) -> Any:
        upload = self.cleaned_data["document"]
        if ending_of(upload.name or "") != "docx":
            raise forms.ValidationError(_("Le modèle est un fichier DOCX."))
        check_document(upload)
        try:
            emptied(upload)
        except TemplateUnreadable as problem:
            raise forms.ValidationError(
                _("Ce DOCX ne s’ouvre pas : enregistrez-le de nouveau dans ce format.")
            ) from problem
        upload.seek(0)
        return upload


class ProofCheckForm(forms.Form):
    empreinte = forms.RegexField(
        label=_("Empreinte du manifeste"),
        regex=r"^\s*[0-9a-fA-F]{64}\s*$",
        help_text=_("Les 64 signes que rejouer.py affiche, ou ceux du SHA-256 de MANIFESTE.json."),
        error_messages={"invalid": _("Une empreinte SHA-256 compte 64 signes, de 0 à 9 et de a à f.")},
    )


class GapSearchForm(forms.Form):
    """The core subject to look at, which lives in the address. What is not one filters nothing."""

    question = forms.ChoiceField(label=_("Question centrale"), required=False)

    def __init__(self, data: Any, *, subjects: Iterable[CoreSubject]) -> None:
        super().__init__(data)
        field: Any = self.fields["question"]
        field.choices = [("", _("toutes")), *((item.code, str(item)) for item in subjects)]

    @property
    def subject(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("question") or ""


class CrosswalkSearchForm(forms.Form):
    """Which domains, and one topical standard; both live in the address. What is not one filters nothing."""

    domaines = forms.ChoiceField(
        label=_("Domaines"), required=False, choices=[("", _("les priorités")), ("tous", _("tous"))]
    )
    norme = forms.ChoiceField(
        label="ESRS",
        required=False,
        choices=[("", _("toutes")), *((code, f"{code}") for code in ESRS)],
    )

    @property
    def everything(self) -> bool:
        return self._chosen("domaines") == "tous"

    @property
    def esrs(self) -> str:
        return self._chosen("norme")

    @property
    def address(self) -> dict[str, str]:
        return {name: value for name in self.fields if (value := self._chosen(name))}

    def _chosen(self, name: str) -> str:
        self.is_valid()
        return self.cleaned_data.get(name) or ""
