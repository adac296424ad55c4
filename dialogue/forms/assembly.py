from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from accounts.models import Mandate, Territory
from accounts.models.territory import Level
from dialogue.enums import AssemblyKind
from dialogue.forms.places import DayField, TerritoryField
from dialogue.models import Assembly, Membership
from rse_portal.common.folding import fold
from rse_portal.common.forms import LongTextField, WholeNumberField

MOST_SEATS = 999
CLOSED, ALL = "supprimees", "toutes"
CODE = RegexValidator(
    r"^[A-Z0-9][A-Z0-9._-]*\Z",
    gettext_lazy("Des capitales sans accent, des chiffres, - . ou _ : par exemple COM-ETHIQUE."),
)


class AssemblySearchForm(forms.Form):
    """The filters of the list, as they stand in its address: q, nature (AssemblyKind), territoire (code of a region or
    of the country), etat (« supprimees », « toutes »; those that are open otherwise)."""

    q = forms.CharField(label=gettext_lazy("Nom ou code"), required=False, max_length=100)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), required=False)
    territoire = forms.ChoiceField(label=gettext_lazy("Territoire"), required=False)
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)

    def __init__(self, *args: Any, territories: QuerySet[Territory], **kwargs: Any) -> None:
        """1 query: the territories that one may filter by."""
        super().__init__(*args, **kwargs)
        places = territories.exclude(level=Level.DEPARTMENT).order_by("level", "label__folded")
        for name, options in (
            ("nature", [("", _("toutes")), *AssemblyKind.choices]),
            ("territoire", [("", _("tous")), *places.values_list("code", "label")]),
            ("etat", [("", _("en activité")), (CLOSED, _("supprimées")), (ALL, _("toutes"))]),
        ):
            field: Any = self.fields[name]
            field.choices = options

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def filter(self, rows: QuerySet[Assembly]) -> QuerySet[Assembly]:
        """`rows` narrowed; none when a filter means nothing. No query."""
        if not self.is_valid():
            return rows.none()
        wanted, today = self.cleaned_data, timezone.localdate()
        for word in fold(wanted["q"]).split():
            rows = rows.filter(Q(label__folded__contains=word) | Q(code__folded__contains=word))
        exact = {"kind": wanted["nature"], "territory__code": wanted["territoire"]}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if wanted["etat"] == CLOSED:
            return rows.filter(closed_on__lt=today)
        return rows if wanted["etat"] == ALL else rows.filter(Q(closed_on=None) | Q(closed_on__gte=today))


class AssemblyForm(TrackedForm):
    """A body. Its nature and its code are settled at its creation: pages and files refer to them."""

    territory = TerritoryField()
    purpose = LongTextField(
        label=gettext_lazy("Rôle"),
        longest=500,
        rows=3,
        required=False,
        help_text=gettext_lazy("Ce dont elle s’occupe, en une phrase ou deux."),
    )
    seats = WholeNumberField(
        label=gettext_lazy("Sièges"),
        required=False,
        min_value=1,
        max_value=MOST_SEATS,
        help_text=gettext_lazy("Vide : nombre non fixé."),
    )
    opened_on = DayField(label=gettext_lazy("Créée le"), required=False)
    closed_on = DayField(label=gettext_lazy("Supprimée le"), required=False)

    class Meta:
        model = Assembly
        fields: tuple[str, ...] = ("label", "territory", "purpose", "seats", "opened_on", "closed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territory: Any = self.fields["territory"]
        territory.offer()


class NewAssemblyForm(AssemblyForm):
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=AssemblyKind.choices)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        validators=[CODE],
        help_text=gettext_lazy("Court et définitif : il figure dans les adresses et dans les fichiers."),
    )

    class Meta(AssemblyForm.Meta):
        fields = ("kind", "code", *AssemblyForm.Meta.fields)


class SeatForm(TrackedForm):
    """A seat of a commission: by which mandate, since when, until when and why."""

    starts_on = DayField(label=gettext_lazy("Depuis le"))
    ends_on = DayField(label=gettext_lazy("Jusqu’au"), required=False)

    class Meta:
        model = Membership
        fields: tuple[str, ...] = ("function", "designation", "starts_on", "ends_on", "end_reason")


class NewSeatForm(SeatForm):
    """Chosen among the mandates in force today."""

    mandate = forms.ModelChoiceField(
        queryset=Mandate.objects.none(), label=gettext_lazy("Personne"), empty_label=gettext_lazy("choisir…")
    )

    class Meta(SeatForm.Meta):
        fields = ("mandate", "function", "designation", "starts_on")

    def __init__(self, *args: Any, assembly: Assembly, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["ends_on"]
        self.assembly = assembly
        mandate: Any = self.fields["mandate"]
        mandate.queryset = Mandate.objects.running(timezone.localdate()).within(assembly.territory).named()
        mandate.label_from_instance = lambda row: f"{row.user} – {row.get_role_display()}, {row.territory}"
