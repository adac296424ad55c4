from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from iso26000.actions.campaign import Site
from iso26000.actions.campaign_invitation import MOST_CODES
from iso26000.enums import CommentState, RefusalReason
from iso26000.models import Campaign, CampaignLevel, CampaignSite
from rse_portal.common.email_list import EmailListField, ReturnedField
from rse_portal.common.forms import DayInput, LongTextField, WholeNumberField, whole

MOST_SITES, MOST_LEVELS = 60, 10
LABEL, HEADCOUNT = 80, 1_000_000


class CampaignForm(TrackedForm):
    class Meta:
        model = Campaign
        fields = ["title", "starts_on", "ends_on", "access", "k_internal", "k_public"]
        labels = {
            "title": gettext_lazy("Intitulé"),
            "starts_on": gettext_lazy("Premier jour"),
            "ends_on": gettext_lazy("Dernier jour"),
            "access": gettext_lazy("Comment on répond"),
            "k_internal": gettext_lazy("Seuil interne"),
            "k_public": gettext_lazy("Seuil public"),
        }
        help_texts = {
            "title": gettext_lazy("Ce que les salarié·es liront en haut de la page."),
            "access": gettext_lazy(
                "Un code par personne garantit une réponse chacun ; un lien par site est plus simple et ne le garantit pas."
            ),
            "k_internal": gettext_lazy(
                "Aucun chiffre ne concerne moins de personnes, dans la maison. Cinq au moins."
            ),
            "k_public": gettext_lazy("De même pour ce qui sort de la maison. Onze au moins."),
        }
        widgets = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "access": forms.RadioSelect,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if name not in ("version", "access"):
                field.widget.attrs.setdefault("class", "form-control")
        self.fields["title"].error_messages["required"] = _("Donnez un intitulé à la campagne.")
        access: Any = self.fields["access"]
        access.choices = [choice for choice in access.choices if choice[0]]
        if self.instance.pk and not self.instance.in_preparation:
            for name in ("starts_on", "access", "k_internal", "k_public"):
                del self.fields[name]


class PerimeterForm(forms.Form):
    """One line per site and per level: what one would write on a sheet of paper."""

    sites = LongTextField(
        label=gettext_lazy("Sites"),
        rows=6,
        longest=6000,
        help_text=gettext_lazy(
            "Un par ligne, avec l’effectif si vous le connaissez : « Rennes – siège ; 120 »."
        ),
        error_messages={"required": gettext_lazy("Donnez au moins un site.")},
    )
    levels = LongTextField(
        label=gettext_lazy("Niveaux de responsabilité"),
        rows=5,
        longest=1000,
        help_text=gettext_lazy("Un par ligne, du terrain à la direction. Trois ou quatre suffisent."),
        error_messages={"required": gettext_lazy("Donnez au moins un niveau.")},
    )

    def clean_sites(self) -> list[Site]:
        sites = []
        for number, line in _lines(self.cleaned_data["sites"]):
            label, _mark, people = line.rpartition(";") if ";" in line else (line, "", "")
            people = people.strip()
            if (
                people
                and not 0
                < whole(people.replace(" ", "").replace("\u202f", "").replace("\u00a0", ""), 0)
                <= HEADCOUNT
            ):
                raise ValidationError(
                    _("Ligne %(n)s : l’effectif « %(text)s » n’est pas un nombre de personnes.")
                    % {"n": number, "text": people[:20]}
                )
            digits = "".join(people.split())
            sites.append(Site(_label(label, number), int(digits) if digits else None))
        _distinct([site.label for site in sites], MOST_SITES)
        return sites

    def clean_levels(self) -> list[str]:
        levels = [_label(line, number) for number, line in _lines(self.cleaned_data["levels"])]
        _distinct(levels, MOST_LEVELS)
        return levels


def perimeter_text(campaign: Campaign) -> dict[str, str]:
    """The perimeter as it is typed; usual levels for a campaign that has none. 2 queries."""
    sites = [
        f"{site.label} ; {site.headcount}" if site.headcount else site.label for site in campaign.sites.all()
    ]
    levels = [level.label for level in campaign.levels.all()] or [
        _("Employé·es"),
        _("Agents de maîtrise et technicien·nes"),
        _("Cadres"),
        _("Direction"),
    ]
    return {"sites": "\n".join(sites), "levels": "\n".join(levels)}


def _lines(text: str) -> list[tuple[int, str]]:
    return [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]


def _label(text: str, number: int) -> str:
    text = " ".join(text.split())
    if not text or len(text) > LABEL:
        raise ValidationError(
            _("Ligne %(n)s : un intitulé a de 1 à %(most)s signes.") % {"n": number, "most": LABEL}
        )
    return text


def _distinct(labels: list[str], most: int) -> None:
    if len(labels) > most:
        raise ValidationError(_("%(most)s lignes au plus.") % {"most": most})
    seen = set()
    for label in labels:
        if label.casefold() in seen:
            raise ValidationError(_("« %s » est écrit deux fois.") % label)
        seen.add(label.casefold())


class Groups:
    """The sites and levels of a campaign, read once for all the forms of a page. 2 queries."""

    def __init__(self, campaign: Campaign) -> None:
        self.querysets: dict[str, Any] = {"site": campaign.sites.all(), "level": campaign.levels.all()}
        self.sites, self.levels = list(self.querysets["site"]), list(self.querysets["level"])


class _GroupForm(forms.Form):
    """Which site and which level the invitations are for."""

    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"), queryset=CampaignSite.objects.none(), empty_label=None
    )
    level = forms.ModelChoiceField(
        label=gettext_lazy("Niveau de responsabilité"),
        queryset=CampaignLevel.objects.none(),
        empty_label=None,
    )

    def __init__(self, *args: Any, groups: Groups, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("site", groups.sites), ("level", groups.levels)):
            field: Any = self.fields[name]
            field.queryset = groups.querysets[name]
            field.choices = [(row.pk, row.label) for row in rows]
            field.widget.attrs["class"] = "form-select"


class CodesForm(_GroupForm):
    prefix = "codes"
    people = WholeNumberField(
        label=gettext_lazy("Nombre de codes"),
        min_value=1,
        max_value=MOST_CODES,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
        error_messages={"required": gettext_lazy("Combien de personnes ?")},
    )
    batch = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("batch", uuid4())

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("site", "level", "people", "batch")}


class AddressesForm(_GroupForm):
    prefix = "adresses"
    emails = EmailListField(help_text=gettext_lazy("Une par ligne. Elles sont effacées à la clôture."))

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("site", "level", "emails")}


class ReturnedForm(forms.Form):
    prefix = "revenus"
    emails = ReturnedField()


class ModerationForm(forms.Form):
    decision = forms.ChoiceField(
        choices=[choice for choice in CommentState.choices if choice[0] != "waiting"]
    )
    text = LongTextField(required=False, longest=1000)
    reason = forms.ChoiceField(choices=[("", ""), *RefusalReason.choices], required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == CommentState.REFUSED and not cleaned.get("reason"):
            self.add_error("reason", _("Un refus a un motif : choisissez-le."))
        return cleaned
