from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from accounts.models import RoleAssignment, User
from accounts.roles import Role
from commitments.enums import ActionState
from commitments.forms.fields import DayField, FigureField, dress
from commitments.models import (
    Action,
    ActionDependency,
    ActionDocument,
    Commitment,
    ImprovementAxis,
)
from commitments.models.action import LONGEST_COST
from rse_portal.common.folding import fold
from rse_portal.common.forms import LongTextField, WholeNumberField
from rse_portal.common.uploads import ACCEPT, check_document
from stakeholders.forms.choices import stakeholder_choices
from stakeholders.models import Stakeholder

NOBODY, ME = "personne", "moi"
LATE, SOON, LEFT = "en-retard", "30-jours", "en-cours-ou-a-faire"


def people(also: int | None = None) -> "QuerySet[User]":
    """Who may answer for an action: open accounts with a role of the house, and whoever does already."""
    house = RoleAssignment.objects.running(timezone.localdate()).exclude(role=Role.DELEGATE)
    return User.objects.filter(Q(is_active=True, pk__in=house.values("user")) | Q(pk=also))


def axis_choices() -> list[tuple[Any, Any]]:
    """Axes under their commitment. 1 query."""
    groups: dict[str, list[tuple[Any, Any]]] = {}
    axes = ImprovementAxis.objects.select_related("commitment__core_subject", "domain")
    for axis in axes.order_by("commitment__core_subject__order", "domain__order"):
        groups.setdefault(axis.commitment.label, []).append((axis.pk, f"{axis.domain.code} {axis.title}"))
    return list(groups.items())


class ActionForm(TrackedForm):
    """An action. 3 queries."""

    description = LongTextField(label=_("En quoi elle consiste"), rows=4, required=False)
    starts_on = DayField(label=_("Commence le"), required=False)
    due_on = DayField(
        label=_("Échéance"),
        required=False,
        help_text=_("Rappels 30, 7 et 1 jours avant à la personne responsable."),
    )
    cost_eur = WholeNumberField(
        label=_("Coût prévu, en euros"),
        required=False,
        min_value=0,
        max_value=LONGEST_COST,
        help_text=_("Vide : pas encore connu."),
    )
    effort_days = FigureField(
        label=_("Effort prévu, en jours"),
        required=False,
        low=0,
        decimals=1,
        help_text=_("Jours de travail, « 12,5 »."),
    )

    class Meta:
        model = Action
        fields = ["axis", "title", "description", "owner", "starts_on", "due_on", "cost_eur", "effort_days"]
        labels = {
            "axis": _("Axe d’amélioration"),
            "title": _("Action"),
            "owner": _("Responsable de l’action"),
        }
        help_texts = {"title": _("Un verbe, et ce qui sera fait : « Mesurer les trajets domicile-travail ».")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["axis"].choices = [("", _("Choisissez")), *axis_choices()]
        fields["owner"].queryset = people(self.instance.owner_id)
        fields["owner"].empty_label = _("personne encore")
        fields["title"].error_messages["required"] = _("Dites ce qui sera fait.")
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        start, due = cleaned.get("starts_on"), cleaned.get("due_on")
        if start and due and due < start:
            self.add_error("due_on", _("L’échéance précède le début."))
        return cleaned


class ProgressForm(forms.Form):
    """How far an action is."""

    state = forms.ChoiceField(label=_("État"), choices=ActionState.choices)
    progress = WholeNumberField(
        label=_("Avancement, en %"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_("De 0 à 100. Vide : inchangé."),
    )
    note = LongTextField(
        label=_("Ce qui a avancé"),
        longest=1000,
        rows=3,
        required=False,
        help_text=_("Obligatoire pour une action bloquée ou abandonnée."),
    )
    version = WholeNumberField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, action: Action, state: str = "") -> None:
        """state: the one to propose, that of the action unless it is one."""
        state = state if state in ActionState.values else action.state
        super().__init__(
            data, initial={"state": state, "progress": action.progress, "version": action.version}
        )
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        stopped = cleaned.get("state") in (ActionState.BLOCKED, ActionState.DROPPED)
        if stopped and not cleaned.get("note", "").strip():
            self.add_error("note", _("Dites pourquoi l’action s’arrête."))
        return cleaned


class MoveForm(forms.Form):
    """A card put in another column of the board. retour: where the board was read, to come back there."""

    state = forms.ChoiceField(choices=ActionState.choices)
    version = WholeNumberField()
    note = forms.CharField(max_length=1000, required=False)


class PartnerForm(forms.Form):
    """A stakeholder that joins an action. 2 queries."""

    stakeholder = forms.ModelChoiceField(label=_("Partie prenante"), queryset=Stakeholder.objects.none())
    part = forms.CharField(label=_("Ce qu’elle y fait"), max_length=200, required=False)

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field: Any = self.fields["stakeholder"]
        field.queryset = Stakeholder.objects.current()
        rows = field.queryset.values_list("pk", "code", "label_fr", "label_en", "parent")
        field.choices = [("", _("Choisissez")), *stakeholder_choices(rows)]
        dress(self)


class DependencyForm(forms.Form):
    """An action to wait for."""

    needs = forms.ModelChoiceField(
        label=_("Attend d’abord"), queryset=Action.objects.none(), empty_label=_("Choisissez")
    )

    def __init__(self, data: Any = None, *, action: Action, **options: Any) -> None:
        super().__init__(data, **options)
        known = ActionDependency.objects.filter(action=action).values("needs")
        field: Any = self.fields["needs"]
        field.queryset = Action.objects.exclude(pk=action.pk).exclude(pk__in=known).order_by("code")
        dress(self)


class DocumentForm(forms.Form):
    label = forms.CharField(
        label=_("Intitulé"),
        max_length=ActionDocument._meta.get_field("label").max_length,
        help_text=_("Ce qu’un tiers demanderait à voir : « Bilan carbone 2025 »."),
    )
    document = forms.FileField(
        label=_("Fichier"),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("PDF ou bureautique, 10\u00a0Mo au plus."),
        error_messages={"empty": _("Ce fichier est vide.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        dress(self)

    def clean_document(self) -> Any:
        upload = self.cleaned_data["document"]
        check_document(upload)
        return upload


class ActionSearchForm(forms.Form):
    """The filters of every page of actions, as they stand in its address. 2 queries."""

    q = forms.CharField(label=_("Chercher"), required=False, max_length=100)
    engagement = forms.ChoiceField(label=_("Engagement"), required=False)
    etat = forms.ChoiceField(label=_("État"), required=False)
    responsable = forms.ChoiceField(label=_("Responsable"), required=False)
    conjointe = forms.BooleanField(label=_("Avec une partie prenante"), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        commitments = Commitment.objects.select_related("core_subject").order_by("core_subject__order")
        owners = User.objects.filter(Exists(Action.objects.visible_to(user).filter(owner=OuterRef("pk"))))
        for name, options in (
            ("engagement", [("", _("tous")), *((row.code, row.label) for row in commitments)]),
            (
                "etat",
                [
                    ("", _("tous")),
                    (LEFT, _("à faire ou en cours")),
                    (LATE, _("en retard")),
                    (SOON, _("échéance dans 30 jours")),
                    *ActionState.choices,
                ],
            ),
            (
                "responsable",
                [
                    ("", _("tout le monde")),
                    (ME, _("moi")),
                    (NOBODY, _("personne encore")),
                    *((str(row.pk), str(row)) for row in owners),
                ],
            ),
        ):
            field: Any = self.fields[name]
            field.choices = options

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def filter(self, rows: Any) -> Any:
        """`rows`, actions, narrowed by the filters that mean something. No query."""
        self.is_valid()
        asked, today = self.cleaned_data, timezone.localdate()
        for word in fold(asked.get("q", "")).split():
            rows = rows.filter(Q(title__folded__contains=word) | Q(code__iexact=word))
        if code := asked.get("engagement"):
            rows = rows.filter(axis__commitment__code=code)
        if owner := asked.get("responsable"):
            rows = {
                ME: lambda: rows.filter(owner=self.user),
                NOBODY: lambda: rows.filter(owner=None),
            }.get(owner, lambda: rows.filter(owner=owner))()
        if asked.get("conjointe"):
            rows = rows.joint()
        state = asked.get("etat")
        if state == LATE:
            return rows.late(today)
        if state == SOON:
            return rows.left().filter(due_on__range=(today, today + timedelta(days=30)))
        if state == LEFT:
            return rows.left()
        return rows.filter(state=state) if state else rows
