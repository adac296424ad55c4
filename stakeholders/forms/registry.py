"""Looking for stakeholders, writing one, changing many."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from iso26000.models import AssessmentCycle
from rse_portal.common.folding import fold
from rse_portal.common.forms import WholeNumberField
from rse_portal.common.models import french_or_english
from stakeholders.actions.registry import code_is_used, propose_code
from stakeholders.enums import Salience, StakeholderKind, StakeholderScope
from stakeholders.models import Stakeholder
from stakeholders.queries.owners import owners_of, possible_owners
from stakeholders.queries.registry import (
    of_salience,
    parent_groups,
    possible_parents,
    to_qualify,
    with_significance,
)

NOBODY, NONE = "personne", "aucun"
CODE = RegexValidator(
    r"^[A-Z0-9][A-Z0-9._-]*\Z",
    gettext_lazy("Des capitales sans accent, des chiffres, - . ou _ : par exemple SH12-A."),
)


def _offer(field: Any, blank: str, options: Iterable[tuple[Any, Any]]) -> None:
    """The choices of a field that may be left alone, `blank` then."""
    field.choices = [("", blank), *options]


class StakeholderSearchForm(forms.Form):
    """The filters of the registry, as they stand in its address. The figures are those of one cycle.

        form = StakeholderSearchForm(request.GET, cycle=cycle)
        rows = form.filter(Stakeholder.objects.visible_to(user).current())

    GET parameters, all optional: q (words), perimetre (internal|external), nature (group|organisation), classe
    (a Salience), qualifier (on), groupe (code of the parent), suivi (key of a person, or « personne »).
    """

    q = forms.CharField(
        label=gettext_lazy("Nom ou code"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    perimetre = forms.ChoiceField(label=gettext_lazy("Périmètre"), required=False)
    nature = forms.ChoiceField(label=gettext_lazy("Nature"), required=False)
    classe = forms.ChoiceField(label=gettext_lazy("Classe"), required=False)
    groupe = forms.ChoiceField(label=gettext_lazy("Dans le groupe"), required=False)
    suivi = forms.ChoiceField(label=gettext_lazy("Suivie par"), required=False)
    qualifier = forms.BooleanField(label=gettext_lazy("À qualifier seulement"), required=False)

    def __init__(self, *args: Any, cycle: AssessmentCycle | None, **kwargs: Any) -> None:
        """2 queries: the groups that hold others, the people who follow somebody."""
        super().__init__(*args, **kwargs)
        self.cycle = cycle
        people = owners_of(Stakeholder.objects.current())
        choices: dict[str, Iterable[tuple[Any, Any]]] = {
            "perimetre": StakeholderScope.choices,
            "nature": StakeholderKind.choices,
            "classe": Salience.choices,
            "groupe": [
                (code, f"{french_or_english(french, english)} ({code})")
                for code, french, english in parent_groups().values_list("code", "label_fr", "label_en")
            ],
            "suivi": [(NOBODY, _("personne")), *((str(user.pk), str(user)) for user in people)],
        }
        for name, options in choices.items():
            _offer(self.fields[name], _("indifférent"), options)

    @property
    def is_used(self) -> bool:
        """Whether anything narrows the list."""
        return any(self.data.get(name) for name in self.fields)

    def filter(self, rows: "QuerySet[Stakeholder]") -> "QuerySet[Stakeholder]":
        """`rows` narrowed, with the significance of the cycle joined; none when a filter means nothing. No query."""
        rows = with_significance(rows, self.cycle)
        if not self.is_valid():
            return rows.none()
        wanted = self.cleaned_data
        for word in fold(wanted["q"]).split():
            rows = rows.filter(
                Q(label_fr__folded__contains=word)
                | Q(label_en__folded__contains=word)
                | Q(code__folded__contains=word)
            )
        exact = {"scope": wanted["perimetre"], "kind": wanted["nature"], "parent__code": wanted["groupe"]}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if wanted["suivi"]:
            rows = rows.filter(owner=None if wanted["suivi"] == NOBODY else int(wanted["suivi"]))
        if wanted["classe"]:
            rows = rows.filter(of_salience(Salience(wanted["classe"])))
        return rows.filter(to_qualify()) if wanted["qualifier"] else rows


class StakeholderForm(TrackedForm):
    """One stakeholder. The code is proposed, then locked as soon as other data refer to it."""

    class Meta:
        model = Stakeholder
        fields = (
            "label_fr",
            "label_en",
            "kind",
            "scope",
            "parent",
            "code",
            "is_stakeholder",
            "contribution",
            "owner",
            "verify_every",
        )
        widgets = {"contribution": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields  # type: ignore[assignment]
        fields["contribution"].help_text = _(
            "Ce que cette partie prenante apporte à la démarche, en une phrase."
        )
        fields["label_en"].help_text = _("Pour la version anglaise du portail.")
        self._prepare_parent(fields["parent"])
        owner = fields["owner"]
        owner.queryset = possible_owners(self.instance.owner_id)
        owner.empty_label = _("personne")
        self._prepare_code(fields["code"])
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("version", *StakeholderForm.Meta.fields)

    def _prepare_parent(self, parent: Any) -> None:
        parent.queryset = possible_parents().exclude(pk=self.instance.pk)
        if self.instance.parent_id:
            parent.queryset |= Stakeholder.objects.filter(pk=self.instance.parent_id)
        parent.empty_label = _("aucun : elle est au premier niveau")
        parent.label_from_instance = lambda group: f"{group.code} – {group.label}"
        parent.help_text = _("Ses impacts et ses votes compteront pour ce groupe.")

    def _prepare_code(self, code: Any) -> None:
        if self.instance.pk is None:
            code.required = False
            code.validators.append(CODE)
            code.help_text = _("Laissez vide : le portail donnera %(code)s.") % {
                "code": propose_code(self._parent_proposed())
            }
        elif code_is_used(self.instance):
            code.disabled = True
            code.help_text = _("Verrouillé : des données s’y réfèrent.")
        else:
            code.validators.append(CODE)

    def _parent_proposed(self) -> Stakeholder | None:
        parent = self.initial.get("parent")
        return parent if isinstance(parent, Stakeholder) else None

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip()


class StakeholderBulkForm(forms.Form):
    """What to change on many stakeholders at once; a field left alone changes nothing."""

    owner = forms.ChoiceField(label=gettext_lazy("Suivi par"), required=False)
    verify_every = WholeNumberField(
        label=gettext_lazy("À revérifier tous les (mois)"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=gettext_lazy("Vide : ne pas changer."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("Périmètre"), required=False)
    parent = forms.ChoiceField(label=gettext_lazy("Groupe parent"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """2 queries: the people, the groups."""
        super().__init__(*args, **kwargs)
        self.people = {str(user.pk): user for user in possible_owners()}
        self.groups = {group.code: group for group in possible_parents()}
        choices: dict[str, Iterable[tuple[Any, Any]]] = {
            "owner": [(NOBODY, _("personne")), *((key, str(user)) for key, user in self.people.items())],
            "scope": StakeholderScope.choices,
            "parent": [
                (NONE, _("aucun : au premier niveau")),
                *((code, f"{code} – {group.label}") for code, group in self.groups.items()),
            ],
        }
        for name, options in choices.items():
            _offer(self.fields[name], _("ne pas changer"), options)
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.values:
            raise forms.ValidationError(_("Choisissez au moins une chose à changer."))
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes: only what changes."""
        wanted = self.cleaned_data
        values: dict[str, Any] = {}
        if wanted.get("owner"):
            values["owner"] = self.people.get(wanted["owner"])
        if wanted.get("verify_every"):
            values["verify_every"] = wanted["verify_every"]
        if wanted.get("scope"):
            values["scope"] = StakeholderScope(wanted["scope"])
        if wanted.get("parent"):
            values["parent"] = self.groups.get(wanted["parent"])
        return values
