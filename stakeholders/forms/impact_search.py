"""The filters of the list of impacts, as they stand in its address."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from iso26000.models import AssessmentCycle, Assessor
from rse_portal.common.folding import fold
from stakeholders.enums import Nature, Polarity
from stakeholders.forms.choices import domain_filter, stakeholder_choices
from stakeholders.models import Impact, Stakeholder
from stakeholders.models.impact import BY_DOMAIN, FLAGS
from stakeholders.queries.tree import branch_of, under

IDENTIFIED = ("", _("identifiés"))
STATES = [
    ("a-coter", _("à coter, par personne encore")),
    ("a-coter-par-moi", _("à coter par moi")),
    ("cote-par-moi", _("coté par moi")),
    ("cote", _("coté")),
    ("aucun", _("aucun impact identifié")),
    ("tout", _("identifiés, et absences déclarées")),
]
SORTS = {
    "domaine": BY_DOMAIN,
    "partie": ("stakeholder__label_fr", *BY_DOMAIN),
    "sens": ("polarity", "nature", *BY_DOMAIN),
    "recent": ("-pk",),
    "reference": ("code",),
}
SORT_LABELS = [
    ("domaine", _("domaine")),
    ("partie", _("partie prenante")),
    ("sens", _("sens et nature")),
    ("recent", _("les plus récents")),
    ("reference", _("référence")),
]
ANY = ("", _("tous"))
ANY_FLAG = "tous"


class ImpactSearchForm(forms.Form):
    """`ImpactSearchForm(request.GET, cycle=…, assessor=…).filter(queryset)`: list, grid and export filter alike.

    Addresses stay good: domaine (code of a domain or of a core subject), partie (code, its sub-groups included), sens,
    nature, drapeau, etat (without it: what is identified), q, tri. An unknown value filters nothing, and `errors` says
    so. 2 queries at most.
    """

    q = forms.CharField(label=_("Rechercher"), required=False, max_length=200)
    domaine = forms.ChoiceField(label=_("Domaine"), required=False)
    partie = forms.ChoiceField(label=_("Partie prenante"), required=False)
    sens = forms.ChoiceField(label=_("Sens"), required=False, choices=[ANY, *Polarity.choices[:2]])
    nature = forms.ChoiceField(label=_("Nature"), required=False, choices=[ANY, *Nature.choices])
    drapeau = forms.ChoiceField(label=_("Drapeau"), required=False)
    etat = forms.ChoiceField(label=_("État"), required=False, choices=[IDENTIFIED, *STATES])
    tri = forms.ChoiceField(label=_("Trier par"), required=False, choices=SORT_LABELS)

    def __init__(
        self, data: Any = None, *, cycle: AssessmentCycle, assessor: Assessor | None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.cycle, self.assessor = cycle, assessor
        domains = domain_filter(cycle.standard)
        self._subjects = {options[0][0] for _subject, options in domains}
        self._groups: dict[str, int] = {}
        choices: Any = self.fields
        choices["domaine"].choices = [ANY, *domains]
        choices["partie"].choices = [("", _("toutes")), *self._stakeholders()]
        choices["drapeau"].choices = [
            ("", _("peu importe")),
            (ANY_FLAG, _("au moins un")),
            *((name, Impact._meta.get_field(name).verbose_name) for name in FLAGS),  # type: ignore[union-attr]
        ]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Div(*self.fields, css_class="impact-filters"))

    def _stakeholders(self) -> list[tuple[Any, Any]]:
        """Those that have an impact in the cycle, and the groups above them."""
        used = Exists(Impact.objects.filter(cycle=self.cycle, stakeholder=OuterRef("pk")).order_by())
        holds_others = Exists(Stakeholder.objects.filter(parent=OuterRef("pk")).order_by())
        rows = list(
            Stakeholder.objects.annotate(used=used)
            .filter(Q(used=True) | holds_others)
            .values_list("pk", "code", "label_fr", "label_en", "parent", "used")
        )
        self._parents = parents = {row[0]: row[4] for row in rows}
        kept = {above for row in rows if row[5] for above in branch_of(row[0], parents)}
        shown = [row[:5] for row in rows if row[0] in kept]
        self._groups = {row[1]: row[0] for row in shown}
        return stakeholder_choices(shown, key="code")

    @property
    def asked(self) -> dict[str, str]:
        """The filters that hold, by name: readable values only, without the order."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "tri"}

    @property
    def order(self) -> tuple[str, ...]:
        self.is_valid()
        return SORTS[self.cleaned_data.get("tri") or "domaine"]

    def filter(self, impacts: QuerySet[Impact]) -> QuerySet[Impact]:
        """The impacts of the cycle that pass every filter, in the order asked."""
        asked = self.asked
        rows: Any = impacts.filter(cycle=self.cycle)
        for word in asked.get("q", "").split():
            rows = rows.filter(Q(description__folded__contains=fold(word)) | Q(code__iexact=word))
        if domain := asked.get("domaine"):
            path = "domain__core_subject__code" if domain in self._subjects else "domain__code"
            rows = rows.filter(**{path: domain})
        if group := asked.get("partie"):
            key = self._groups[group]
            rows = rows.filter(stakeholder__in={key, *under(key, self._parents)})
        if polarity := asked.get("sens"):
            rows = rows.filter(polarity=polarity)
        if nature := asked.get("nature"):
            rows = rows.filter(nature=nature)
        if flag := asked.get("drapeau"):
            raised = Q()
            for name in FLAGS if flag == ANY_FLAG else (flag,):
                raised |= Q(**{name: True})
            rows = rows.filter(raised)
        return self._in_state(rows, asked.get("etat", "")).order_by(*self.order)

    def _in_state(self, rows: Any, state: str) -> Any:
        match state:
            case "a-coter":
                return rows.unscored()
            case "a-coter-par-moi":
                return rows.left_for(self.assessor)
            case "cote-par-moi":
                return rows.scored_by(self.assessor)
            case "cote":
                return rows.scored()
            case "aucun":
                return rows.none_declared()
            case "tout":
                return rows
        return rows.to_score()
