"""Identify an impact and change it."""

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from iso26000.models import AssessmentCycle
from rse_portal.common.forms import LONG_TEXT, LongTextField
from stakeholders.enums import Nature, Polarity
from stakeholders.forms.choices import domain_choices, stakeholder_choices
from stakeholders.models import Impact, Stakeholder
from stakeholders.models.impact import FLAGS
from stakeholders.queries.groups import under_expected
from stakeholders.queries.impact_effects import Effect

IDENTIFIED = [choice for choice in Polarity.choices if choice[0] != Polarity.NONE]


class ImpactForm(TrackedForm):
    """What an identified impact is made of. Its instance knows its cycle: Impact(cycle=…) for a new one. 3 queries."""

    polarity = forms.ChoiceField(label=gettext_lazy("Sens"), choices=IDENTIFIED, widget=forms.RadioSelect)
    nature = forms.ChoiceField(
        label=gettext_lazy("Nature"),
        choices=Nature.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Réel\u00a0: il se produit. Potentiel\u00a0: il pourrait se produire."),
    )
    description = LongTextField(
        label=gettext_lazy("Description"),
        help_text=gettext_lazy(
            "Ce qui arrive, à qui, à cause de quoi, sans nom de personne. 2\u202f000 signes au plus."
        ),
    )

    class Meta:
        model = Impact
        fields = ("domain", "stakeholder", "polarity", "nature", *FLAGS, "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cycle: AssessmentCycle = self.instance.cycle
        self.domains = list(cycle.domains)
        self.groups = under_expected(cycle, self.instance.stakeholder_id)
        fields: Any = self.fields
        fields["domain"].queryset = cycle.domains
        fields["domain"].choices = [("", _("Choisissez")), *domain_choices(self.domains)]
        fields["stakeholder"].queryset = Stakeholder.objects.filter(pk__in=[row[0] for row in self.groups])
        fields["stakeholder"].choices = [("", _("Choisissez")), *stakeholder_choices(self.groups)]
        fields["stakeholder"].help_text = _(
            "Le groupe le plus précis\u00a0; il comptera pour celui du dessus."
        )
        fields["life_health"].help_text = _("Une mort, une blessure, une maladie grave sont en jeu.")
        fields["environmental_harm"].help_text = _("Une atteinte grave, pas tout effet sur l’environnement.")
        fields["non_compliance"].help_text = _(
            "Contraire à la loi ou aux normes internationales\u00a0: un point critique, sans attendre de note."
        )
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            "version",
            Div("domain", "stakeholder", css_class="impact-pair"),
            Div("polarity", "nature", css_class="impact-pair"),
            "description",
            Fieldset(_("Drapeaux"), *FLAGS),
        )


class ImpactCreateForm(ImpactForm):
    """A new impact. prefill: what the address says (domaine, partie: codes; sens); the unknown is left out."""

    human_rights: Any = forms.TypedChoiceField(
        label=gettext_lazy("Droits humains"),
        required=False,
        choices=[],
        coerce=lambda answer: answer == "oui",
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, prefill: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = next((row for row in self.domains if row.code == prefill.get("domaine")), None)
        group = next((row[0] for row in self.groups if row[1] == prefill.get("partie")), None)
        polarity = prefill.get("sens")
        self.initial = {
            **self.initial,
            "domain": chosen and chosen.pk,
            "stakeholder": group,
            "polarity": polarity if polarity in dict(IDENTIFIED) else None,
            "human_rights": "",
        }
        as_usual = _("Comme le domaine le prévoit")
        if chosen is not None:
            answer = _("oui") if chosen.human_rights_default else _("non")
            as_usual = _("Comme le domaine %(code)s le prévoit\u00a0: %(answer)s") % {
                "code": chosen.code,
                "answer": answer,
            }
        fields: Any = self.fields
        fields["human_rights"].choices = [("", as_usual), ("oui", _("Oui")), ("non", _("Non"))]
        concerned = ", ".join(row.code for row in self.domains if row.human_rights_default)
        fields["human_rights"].help_text = _(
            "D’office pour %(codes)s. Si un impact négatif potentiel touche les droits humains, sa sévérité passe"
            " avant sa probabilité (ESRS\u00a01, §\u00a045)."
        ) % {"codes": concerned or _("aucun domaine")}

    @property
    def values(self) -> dict[str, Any]:
        values = super().values
        if values.get("human_rights") is None and values.get("domain"):
            values["human_rights"] = values["domain"].human_rights_default
        return values


class ImpactEditForm(ImpactForm):
    """An identified impact. `accept_effect` shows once the change would break scores: `ask(effect)`."""

    accept_effect = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = max(
            LONG_TEXT, len(self.instance.description)
        )  # an imported text may be longer: it can be kept
        self.fields["description"] = LongTextField(
            label=self.fields["description"].label,
            help_text=self.fields["description"].help_text,
            longest=longest,
        )
        self.fields["human_rights"].help_text = _(
            "Sa sévérité passe alors avant sa probabilité, s’il est négatif et potentiel (ESRS\u00a01, §\u00a045)."
        )
        self.helper.layout.append("accept_effect")

    def ask(self, effect: Effect) -> None:
        """Refuse with what the scores would lose, and offer to go on in the same operation."""
        fields: Any = self.fields
        fields["accept_effect"].widget = forms.CheckboxInput()
        fields["accept_effect"].label = (
            _("Effacer ces notes dans la même opération, annulable d’un clic")
            if effect.lost
            else _("Laisser ces cotations à compléter")
        )
        self.add_error("accept_effect", str(effect))


class NoneEditForm(TrackedForm):
    """« Aucun impact identifié »: only its reason changes; anything else would be another statement."""

    description = LongTextField(label=gettext_lazy("Motif"), rows=3)

    class Meta:
        model = Impact
        fields = ("description",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("version", "description")
