from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions.history import Stale
from accounts.forms import TrackedForm
from commitments.enums import Direction, Periodicity
from commitments.forms.action import axis_choices, people
from commitments.forms.fields import DayField, FigureField, dress
from commitments.models import Commitment, Indicator, IndicatorDefinition, Sample
from rse_portal.common.exchange.archives import UNSUPPORTED
from rse_portal.common.exchange.reading import READ
from rse_portal.common.exchange.tables import MAX_BYTES, TOO_LARGE
from rse_portal.common.folding import fold
from rse_portal.common.forms import LongTextField, WholeNumberField

STALE, NEVER, MISSED, REACHED = "anciens", "jamais-releves", "non-atteinte", "atteinte"


class IndicatorForm(TrackedForm):
    """An indicator with its definition, on one page. 4 queries."""

    label = forms.CharField(
        label=_("Indicateur"),
        max_length=IndicatorDefinition._meta.get_field("label").max_length,
        help_text=_("Ce qui est compté : « Part des réclamations closes en quinze jours »."),
    )
    method = LongTextField(label=_("Comment il se calcule"), longest=1000, rows=2, required=False)
    unit = forms.CharField(
        label=_("Unité"),
        max_length=30,
        required=False,
        help_text=_("« % », « kg », « jours »… Vide : un nombre."),
    )
    direction = forms.ChoiceField(label=_("Sens"), choices=Direction.choices)
    periodicity = forms.ChoiceField(
        label=_("Relevé"),
        choices=Periodicity.choices,
        help_text=_("Passé ce délai sans relevé, l’indicateur est signalé comme ancien."),
    )
    baseline = FigureField(label=_("Valeur de départ"), required=False)
    baseline_on = DayField(label=_("Valeur de départ au"), required=False)
    target = FigureField(label=_("Cible"), required=False)
    target_on = DayField(label=_("Cible à atteindre le"), required=False)
    defined_version = WholeNumberField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Indicator
        fields = ["commitment", "axis", "owner", "baseline", "baseline_on", "target", "target_on"]
        labels = {"commitment": _("Engagement"), "axis": _("Axe d’amélioration"), "owner": _("Relevé par")}

    field_order = [
        "label",
        "method",
        "unit",
        "direction",
        "periodicity",
        "commitment",
        "axis",
        "owner",
        "baseline",
        "baseline_on",
        "target",
        "target_on",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if self.instance.pk:
            definition = self.instance.definition
            for name in self.defined:
                self.initial.setdefault(name, getattr(definition, name))
            self.initial.setdefault("defined_version", definition.version)
        fields["commitment"].empty_label = _("Choisissez")
        fields["axis"].choices = [("", _("l’engagement entier")), *axis_choices()]
        fields["owner"].queryset = people(self.instance.owner_id)
        fields["owner"].empty_label = _("personne encore")
        dress(self)

    defined = ("label", "method", "unit", "direction", "periodicity")

    @property
    def everything(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.defined} | self.values

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        axis, commitment = cleaned.get("axis"), cleaned.get("commitment")
        if axis is not None and commitment is not None and axis.commitment_id != commitment.pk:
            self.add_error("axis", _("Cet axe appartient à un autre engagement."))
        for value, day, message in (
            ("baseline", "baseline_on", _("La valeur de départ va avec sa date.")),
            ("target", "target_on", _("La cible va avec sa date.")),
        ):
            known = [cleaned.get(value) is not None, cleaned.get(day) is not None]
            if any(known) and not all(known) and not {value, day} & set(self.errors):
                self.add_error(day if known[0] else value, message)
        return cleaned

    def met(self, stale: Stale) -> "IndicatorForm":
        """Whichever of the two rows somebody saved: what I wrote stays in the fields, on what stands now."""
        row = Indicator.objects.select_related("definition").get(pk=self.instance.pk)
        if isinstance(stale.row, Indicator):
            again = super().met(Stale(row))
        else:
            again = type(self)(instance=row, initial=dict(self.values), prefix=self.prefix)
        again.initial.update({name: self.cleaned_data[name] for name in self.defined})
        again.initial["defined_version"] = row.definition.version
        return again


class SampleForm(forms.Form):
    on = DayField(label=_("Date"))
    value = FigureField(label=_("Valeur"))
    note = forms.CharField(
        label=_("Remarque"), max_length=Sample._meta.get_field("note").max_length, required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()})
        dress(self)

    def clean_on(self) -> Any:
        if self.cleaned_data["on"] > timezone.localdate():
            raise ValidationError(_("Un relevé n’est pas daté de demain."))
        return self.cleaned_data["on"]


class SampleImportForm(forms.Form):
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


class IndicatorSearchForm(forms.Form):
    """The filters of the list of indicators, as they stand in its address. 1 query."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=100)
    engagement = forms.ChoiceField(label=_("Engagement"), required=False)
    etat = forms.ChoiceField(
        label=_("À voir"),
        required=False,
        choices=[
            ("", _("tous")),
            (STALE, _("relevés anciens")),
            (NEVER, _("jamais relevés")),
            (MISSED, _("cible non atteinte")),
            (REACHED, _("cible atteinte")),
        ],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        commitments = Commitment.objects.select_related("core_subject").order_by("core_subject__order")
        field: Any = self.fields["engagement"]
        field.choices = [("", _("tous")), *((row.code, row.label) for row in commitments)]

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def filter(self, rows: Any) -> Any:
        """`rows`, indicators, narrowed by what the database knows. No query."""
        self.is_valid()
        for word in fold(self.cleaned_data.get("q", "")).split():
            rows = rows.filter(definition__label__folded__contains=word) | rows.filter(
                definition__code__iexact=word
            )
        code = self.cleaned_data.get("engagement")
        return rows.filter(commitment__code=code) if code else rows

    def keep(self, lines: list[Any]) -> list[Any]:
        """Those in the state asked for, which takes their samples."""
        self.is_valid()
        wanted = {
            STALE: lambda line: line.is_stale,
            NEVER: lambda line: not line.points,
            MISSED: lambda line: line.reached is False,
            REACHED: lambda line: line.reached is True,
        }.get(self.cleaned_data.get("etat", ""))
        return [line for line in lines if wanted(line)] if wanted else lines
