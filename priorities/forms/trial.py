"""« Et si » : what one moves, and the variation that it makes. Sent by GET, so that an address is a trial."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from method.parameters import Parameters
from method.variation import Variation
from priorities.queries.reading import GroupReading
from rse_portal.common.forms import WholeNumberField

DROPPED = "sans"
AS_IT_IS = "1"
LISTS = (("significance", _("les domaines prioritaires")), ("priority", _("les axes d’amélioration")))
AGGREGATIONS = (
    ("median", _("la médiane : une note isolée ne pèse pas")),
    ("mean", _("la moyenne : chaque note pèse")),
    ("trimmed_mean", _("la moyenne sans les extrêmes")),
)
FACTORS = (
    (DROPPED, _("rien : écartée")),
    ("0.5", _("moitié moins")),
    (AS_IT_IS, _("comme évalué")),
    ("1.5", _("moitié plus")),
    ("2", _("le double")),
    ("3", _("le triple")),
)
# form field → setting of method.Parameters, all shares shown in percent
SHARES = {
    "impact": "weight_impact",
    "positif": "positive_discount",
    "plancher": "gap_floor",
    "faisabilite": "feasibility_span",
}
SETTINGS = (*SHARES, "agregation", "premiers", "liste")
SELECT = {"class": "form-select"}
GROUP = "g-"  # group « ADH » is the field « g-ADH »


class Slider(forms.NumberInput):
    input_type = "range"


class ShareField(WholeNumberField):
    """A share in percent, on a slider."""

    def __init__(self, label: Any, help_text: Any) -> None:
        widget = Slider(attrs={"step": "1"})
        super().__init__(label=label, help_text=help_text, min_value=0, max_value=100, widget=widget)


class TrialForm(forms.Form):
    """The settings of a variation. What the address leaves out is as the run was compiled."""

    impact = ShareField(_("Part de l’impact"), _("Le reste va à l’importance pour les parties prenantes."))
    positif = ShareField(_("Valeur d’un impact positif"), _("À côté d’un impact négatif de même ampleur."))
    plancher = ShareField(
        _("Priorité gardée par une pratique mûre"), _("Pour les axes d’amélioration seulement.")
    )
    faisabilite = ShareField(_("Effet de la faisabilité"), _("Pour les axes d’amélioration seulement."))
    agregation = forms.ChoiceField(
        label=_("Plusieurs évaluateurs comptent par"), choices=AGGREGATIONS, widget=forms.Select(attrs=SELECT)
    )
    premiers = WholeNumberField(
        label=_("La ligne passe après le rang"),
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={"class": "form-control"}),
    )
    liste = forms.ChoiceField(label=_("Ce qu’on classe"), choices=LISTS, widget=forms.Select(attrs=SELECT))

    def __init__(
        self,
        query: QueryDict | None,
        *,
        start: Variation,
        groups: Iterable[GroupReading],
    ) -> None:
        """query: of the address. start: what is not in it, and what a share left alone keeps to the last decimal."""
        self.start = start
        self.groups = list(groups)
        sent = query.dict() if query else {}
        asked = {
            name: value
            for name, value in sent.items()
            if (name in SETTINGS or name.startswith(GROUP)) and str(value).strip()
        }
        self.initial_values = self._values_of(start)
        self.is_tried = any(self.initial_values.get(name) != value for name, value in asked.items())
        super().__init__({**self.initial_values, **asked})
        for group in self.groups:
            self.fields[GROUP + group.code] = forms.ChoiceField(
                label=group.label,
                choices=self._choices(group),
                disabled=group.weight is None,
                initial=AS_IT_IS,
                widget=forms.Select(attrs=SELECT),
            )

    def _choices(self, group: GroupReading) -> list[tuple[str, Any]]:
        """Those offered, and the factor of a scenario that holds another one."""
        factor = _written(self.start.factors.get(group.code, 1))
        known = {value for value, _label in FACTORS}
        return [*FACTORS, *([] if factor in known else [(factor, f"× {factor}")])]

    def _values_of(self, variation: Variation) -> dict[str, str]:
        settings = variation.parameters
        values = {name: str(round(100 * getattr(settings, field))) for name, field in SHARES.items()}
        values |= {
            "agregation": settings.aggregation,
            "premiers": str(settings.top),
            "liste": "significance",
        }
        for group in self.groups:
            factor = _written(variation.factors.get(group.code, 1))
            values[GROUP + group.code] = DROPPED if group.code in variation.dropped else factor
        return values

    def variation(self) -> Variation:
        """What the cleaned form says. A share that shows what it showed at first keeps the decimals that it had."""
        values, settings = self.cleaned_data, self.start.parameters
        shares = {
            field: getattr(settings, field)
            if str(values[name]) == self.initial_values[name]
            else values[name] / 100
            for name, field in SHARES.items()
        }
        if shares["weight_impact"] == settings.weight_impact:
            shares["weight_importance"] = settings.weight_importance
        else:
            shares["weight_importance"] = (100 - values["impact"]) / 100
        said = {group.code: values[GROUP + group.code] for group in self.groups if group.weight is not None}
        parameters = Parameters(
            draws=0,
            seed=settings.seed,
            concentration=settings.concentration,
            top=values["premiers"],
            aggregation=values["agregation"],
            **shares,
        )
        return Variation(
            parameters,
            frozenset(code for code, choice in said.items() if choice == DROPPED),
            {code: float(choice) for code, choice in said.items() if choice not in (DROPPED, AS_IT_IS)},
        )

    @property
    def ranking(self) -> str:
        return str(self.cleaned_data["liste"])

    def share_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SHARES]

    def group_fields(self) -> list[forms.BoundField]:
        return [self[GROUP + group.code] for group in self.groups]

    def to_query(self) -> str:
        """The address of this trial, whole: it says the same whatever the run is compared with."""
        query = QueryDict(mutable=True)
        query.update({name: str(self.data.get(name, "")) for name in self.fields})
        return query.urlencode()


class ScenarioForm(forms.Form):
    """The name of a scenario, and the trial that it keeps, as the address of the page says it."""

    name = forms.CharField(
        label=_("Nom du scénario"),
        max_length=80,
        error_messages={"required": _("Donnez-lui un nom, pour le retrouver.")},
    )
    trial = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)


def _written(factor: float) -> str:
    """« 2 », « 0.5 »: as the choices write it."""
    return f"{factor:g}"
