from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from accounts.models import Mandate, Territory, User
from accounts.models.mandate import EndReason, MemberCategory
from accounts.models.territory import Level
from accounts.models.user import normal_email
from accounts.roles import ELECTED, Role
from dialogue.forms.places import DayField, TerritoryField
from rse_portal.common.folding import fold

ENDED, COMING, ALL = "termines", "a-venir", "tous"
SORTS = {
    "nom": ("user__last_name__folded", "user__first_name__folded", "pk"),
    "-nom": ("-user__last_name__folded", "-user__first_name__folded", "-pk"),
    "debut": ("starts_on", "user__last_name__folded", "pk"),
    "-debut": ("-starts_on", "user__last_name__folded", "pk"),
    "fin": ("ends_on", "user__last_name__folded", "pk"),
    "-fin": ("-ends_on", "user__last_name__folded", "pk"),
}


class MandateSearchForm(forms.Form):
    """The filters of the list, as they stand in its address: q (words of a name), qualite (Role), territoire (code of a
    region), etat (« termines », « a-venir », « tous »; in force otherwise), tri (SORTS)."""

    q = forms.CharField(label=gettext_lazy("Nom"), required=False, max_length=100)
    qualite = forms.ChoiceField(label=gettext_lazy("Qualité"), required=False)
    territoire = forms.ChoiceField(label=gettext_lazy("Territoire"), required=False)
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """1 query: the regions."""
        super().__init__(*args, **kwargs)
        self.places = list(
            Territory.objects.exclude(level=Level.DEPARTMENT).order_by("level", "label__folded")
        )
        for name, options in (
            ("qualite", [("", _("toutes")), *_roles(ELECTED)]),
            ("territoire", [("", _("tous")), *((place.code, place.label) for place in self.places)]),
            (
                "etat",
                [("", _("en cours")), (ENDED, _("terminés")), (COMING, _("à venir")), (ALL, _("tous"))],
            ),
        ):
            field: Any = self.fields[name]
            field.choices = options

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def filter(self, rows: Any) -> Any:
        """`rows` narrowed; none when a filter means nothing. No query."""
        if not self.is_valid():
            return rows.none()
        wanted, today = self.cleaned_data, timezone.localdate()
        rows = with_name(rows, wanted["q"])
        if wanted["qualite"]:
            rows = rows.filter(role=wanted["qualite"])
        if wanted["territoire"]:
            rows = rows.within(next(place for place in self.places if place.code == wanted["territoire"]))
        states = {ENDED: rows.ended, COMING: rows.coming, ALL: lambda _on: rows}
        return states.get(wanted["etat"], rows.running)(today)


def with_name(rows: QuerySet[Any], words: str) -> Any:
    """Rows whose person has these words in their name or address."""
    for word in fold(words).split():
        rows = rows.filter(
            Q(user__last_name__folded__contains=word)
            | Q(user__first_name__folded__contains=word)
            | Q(user__email__folded__contains=word)
        )
    return rows


def _roles(roles: Any) -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in sorted(roles)]


class MandateForm(TrackedForm):
    """A mandate as it should have been written. The person and the quality are not corrected: they are other mandates."""

    territory = TerritoryField()
    starts_on = DayField(label=gettext_lazy("Depuis le"))
    ends_on = DayField(label=gettext_lazy("Jusqu’au"), required=False)

    class Meta:
        model = Mandate
        fields: tuple[str, ...] = ("territory", "designation", "starts_on", "ends_on", "category")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        territory: Any = self.fields["territory"]
        territory.offer()
        category: Any = self.fields["category"]
        category.choices = [("", _("non renseigné")), *MemberCategory.choices]


class NewMandateForm(MandateForm):
    """A mandate for somebody who has an account, found by their address, or for whom one is opened."""

    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        max_length=254,
        help_text=gettext_lazy("Si elle a déjà un compte, le mandat s’ajoute aux siens."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    first_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=100, required=False)
    last_name = forms.CharField(label=gettext_lazy("Nom"), max_length=100, required=False)
    role = forms.ChoiceField(label=gettext_lazy("Qualité"))

    class Meta(MandateForm.Meta):
        fields = ("role", *MandateForm.Meta.fields)

    def __init__(self, *args: Any, roles: frozenset[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = _roles(roles)
        for name in ("first_name", "last_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean_email(self) -> str:
        return normal_email(self.cleaned_data["email"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person = User.objects.filter(email=cleaned.get("email", "")).first()
        if person is not None and not person.is_active:
            self.add_error(
                "email", _("Ce compte est fermé. L’administration de la plateforme peut le rouvrir.")
            )
        if person is None and "email" in cleaned:
            for name in ("first_name", "last_name"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(
                        name, _("Cette adresse n’a pas encore de compte : écrivez le nom en entier.")
                    )
        cleaned["user"] = person
        return cleaned


class MandateEndForm(TrackedForm):
    ends_on = DayField(label=gettext_lazy("Dernier jour"))
    end_reason = forms.ChoiceField(
        label=gettext_lazy("Motif"), choices=[("", gettext_lazy("choisir…")), *EndReason.choices]
    )

    class Meta:
        model = Mandate
        fields = ("ends_on", "end_reason")
