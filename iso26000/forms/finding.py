from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from accounts.models import RoleAssignment, User
from iso26000.actions.panel import SEATED
from iso26000.enums import FindingKind
from iso26000.forms.search import DomainSearchForm
from iso26000.models import Evidence, Finding
from rse_portal.common.forms import LongTextField


class FindingForm(TrackedForm):
    """A finding. Its instance knows its cycle and domain: Finding(cycle=…, domain=…) for a new one. 2 queries."""

    text = LongTextField(label=_("Constat"), rows=3)
    root_cause = LongTextField(
        label=_("Cause première"),
        rows=2,
        required=False,
        help_text=_("Pourquoi, au fond. Obligatoire pour un écart."),
    )

    class Meta:
        model = Finding
        fields = ["kind", "text", "root_cause", "owner", "evidence"]
        labels = {"kind": _("Nature"), "owner": _("Suivi par"), "evidence": _("Preuve")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = RoleAssignment.objects.running(timezone.localdate()).filter(role__in=SEATED)
        fields: Any = self.fields
        fields["kind"].choices = [("", _("Choisissez")), *FindingKind.choices]
        fields["owner"].queryset = User.objects.filter(
            Q(is_active=True, pk__in=roles.values("user")) | Q(pk=self.instance.owner_id)
        )
        fields["owner"].empty_label = _("personne encore")
        fields["evidence"].queryset = Evidence.objects.filter(
            cycle=self.instance.cycle_id, domain=self.instance.domain_id
        )
        fields["evidence"].empty_label = _("aucune")
        for name in ("kind", "owner", "evidence"):
            fields[name].widget.attrs["class"] = "form-select"
        for name in ("text", "root_cause"):
            fields[name].widget.attrs["class"] = "form-control"

    def offer(self, pieces: Iterable[Evidence]) -> None:
        """The evidence of the domain, where the page read it already: one query less."""
        field: Any = self.fields["evidence"]
        field.choices = [("", field.empty_label), *((piece.pk, piece.label) for piece in pieces)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == FindingKind.GAP and not cleaned.get("root_cause"):
            self.add_error("root_cause", _("Un écart demande sa cause première."))
        return cleaned


class ReopenForm(forms.Form):
    reason = LongTextField(
        label=_("Motif de réouverture"),
        rows=2,
        error_messages={"required": _("Dites pourquoi le niveau est rouvert.")},
    )


class FindingSearchForm(DomainSearchForm):
    """The filters of the findings of a cycle: core subject, and kind."""

    def __init__(self, data: Any, *, subjects: Any) -> None:
        super().__init__(data, subjects=subjects, states=FindingKind.choices)
        self.fields["etat"].choices = [("", _("tous les constats")), *FindingKind.choices]  # type: ignore[attr-defined]
        self.fields["etat"].label = _("Nature")

    def filter(self, findings: Any) -> Any:
        """findings: a queryset."""
        self.is_valid()
        if subject := self.cleaned_data.get("question"):
            findings = findings.filter(domain__core_subject__code=subject)
        return findings.filter(kind=self.state) if self.state else findings
