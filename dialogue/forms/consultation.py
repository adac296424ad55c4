"""Preparing a consultation: its model and its days, whom it asks, who is invited, what is published."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from dialogue.actions.consultation_invitation import MOST_LETTERS
from dialogue.enums import Language
from dialogue.models import Consultation, ConsultationGroup, ConsultationQuestion
from dialogue.questionnaires import templates
from rse_portal.common.email_list import EmailListField, ReturnedField
from rse_portal.common.forms import DayInput, LongTextField, WholeNumberField
from stakeholders.models import Stakeholder

MOST_PEOPLE, LONGEST_NAME = 10_000_000, 200


class ConsultationCreateForm(forms.Form):
    template = forms.ChoiceField(
        label=gettext_lazy("À qui s’adresse-t-elle ?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Le modèle apporte les questions, que vous pourrez changer."),
        error_messages={"required": gettext_lazy("Choisissez un modèle.")},
    )
    title_fr = forms.CharField(
        label=gettext_lazy("Intitulé"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Vide : celui du modèle."),
        widget=forms.TextInput(attrs={"class": "form-control"}),
    )
    starts_on = forms.DateField(label=gettext_lazy("Premier jour"), widget=DayInput())
    ends_on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template: Any = self.fields["template"]
        template.choices = [(code, model.title) for code, model in templates().items()]
        for name in ("starts_on", "ends_on"):
            self.fields[name].widget.attrs["class"] = "form-control"


class ConsultationForm(TrackedForm):
    class Meta:
        model = Consultation
        fields = [
            "title_fr",
            "title_en",
            "intro_fr",
            "intro_en",
            "starts_on",
            "ends_on",
            "k_internal",
            "k_public",
        ]
        labels = {
            "title_fr": gettext_lazy("Intitulé"),
            "title_en": gettext_lazy("Intitulé en anglais"),
            "intro_fr": gettext_lazy("Présentation"),
            "intro_en": gettext_lazy("Présentation en anglais"),
            "starts_on": gettext_lazy("Premier jour"),
            "ends_on": gettext_lazy("Dernier jour"),
            "k_internal": gettext_lazy("Seuil interne"),
            "k_public": gettext_lazy("Seuil public"),
        }
        help_texts = {
            "intro_fr": gettext_lazy("Deux phrases, en haut de la première page et dans le message."),
            "k_internal": gettext_lazy(
                "Aucun chiffre ne concerne moins de personnes, dans la maison. Cinq au moins."
            ),
            "k_public": gettext_lazy("De même pour ce qui sort de la maison. Onze au moins."),
        }
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "intro_fr": forms.Textarea(attrs={"rows": 3}),
            "intro_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs.setdefault("class", "form-control")
        if not self.instance.in_preparation:
            for name in ("starts_on", "k_internal", "k_public"):
                del self.fields[name]


class GroupsForm(forms.Form):
    """Which groups are asked, « g12 », and how many people each counts, « n12 »."""

    def __init__(
        self, data: Any = None, *, offered: list[Stakeholder], groups: list[ConsultationGroup]
    ) -> None:
        chosen = {group.stakeholder_id: group.population for group in groups}
        self.offered = offered
        super().__init__(data)
        for row in offered:
            self.fields[f"g{row.pk}"] = forms.BooleanField(
                label=row.label, required=False, initial=row.pk in chosen
            )
            self.fields[f"n{row.pk}"] = WholeNumberField(
                label=_("Population : %s") % row.label,
                required=False,
                min_value=1,
                max_value=MOST_PEOPLE,
                initial=chosen.get(row.pk),
                widget=forms.TextInput(
                    attrs={"class": "form-control form-control-sm", "inputmode": "numeric", "size": 8}
                ),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not any(cleaned.get(f"g{row.pk}") for row in self.offered):
            raise ValidationError(_("Choisissez au moins un groupe."))
        return cleaned

    @property
    def groups(self) -> dict[Stakeholder, int | None]:
        return {
            row: self.cleaned_data.get(f"n{row.pk}")
            for row in self.offered
            if self.cleaned_data.get(f"g{row.pk}")
        }

    def rows(self) -> list[tuple[Stakeholder, forms.BoundField, forms.BoundField]]:
        return [(row, self[f"g{row.pk}"], self[f"n{row.pk}"]) for row in self.offered]


class _ToGroupForm(forms.Form):
    """Which group the invitations are for, and their language."""

    group = forms.ModelChoiceField(
        label=gettext_lazy("Groupe consulté"), queryset=ConsultationGroup.objects.none(), empty_label=None
    )
    language = forms.ChoiceField(label=gettext_lazy("Langue"), choices=Language.choices)

    def __init__(self, *args: Any, groups: list[ConsultationGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["group"]
        field.queryset = ConsultationGroup.objects.filter(pk__in=[group.pk for group in groups])
        field.choices = [(group.pk, group.stakeholder.label) for group in groups]
        for name in ("group", "language"):
            self.fields[name].widget.attrs["class"] = "form-select"


class MessagesForm(_ToGroupForm):
    prefix = "adresses"
    emails = EmailListField(help_text=gettext_lazy("Une par ligne. Elles sont effacées à la clôture."))

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("group", "language", "emails")}


class ReturnedForm(forms.Form):
    prefix = "revenus"
    emails = ReturnedField()


class LettersForm(_ToGroupForm):
    """One addressee per line, or a number of letters without a name."""

    prefix = "lettres"
    names = LongTextField(
        label=gettext_lazy("Destinataires"),
        rows=5,
        longest=60_000,
        required=False,
        help_text=gettext_lazy(
            "Un par ligne : nom, puis adresse séparée par des virgules. Effacés à la clôture."
        ),
    )
    people = WholeNumberField(
        label=gettext_lazy("Ou nombre de lettres sans nom"),
        required=False,
        min_value=1,
        max_value=MOST_LETTERS,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("batch", uuid4())

    def clean_names(self) -> list[str]:
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if len(names) > MOST_LETTERS:
            raise ValidationError(_("%(most)s lettres au plus à la fois.") % {"most": MOST_LETTERS})
        for number, name in enumerate(names, start=1):
            if len(name) > LONGEST_NAME:
                raise ValidationError(
                    _("Ligne %(n)s : %(most)s signes au plus.") % {"n": number, "most": LONGEST_NAME}
                )
        return names

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(cleaned.get("names")) == bool(cleaned.get("people")):
            self.add_error("names", _("Donnez les destinataires, ou un nombre de lettres : l’un ou l’autre."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        found = {name: self.cleaned_data[name] for name in ("group", "language", "batch")}
        return {**found, "names": self.cleaned_data["names"] or [""] * self.cleaned_data["people"]}


class PublishForm(forms.Form):
    """Which questions everybody may read."""

    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions publiées"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choisissez au moins une question à publier.")},
    )

    def __init__(self, data: Any = None, *, questions: list[ConsultationQuestion]) -> None:
        super().__init__(data)
        field: Any = self.fields["questions"]
        field.choices = [(question.code, question.text) for question in questions]
        self.initial["questions"] = [question.code for question in questions if question.published]
