from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import TrackedForm
from accounts.models import Mandate, User
from accounts.roles import Role
from commitments.forms.fields import DayField, dress
from commitments.models import Commitment, ImprovementAxis, ReferentialVersion
from commitments.models.commitment import LONGEST_STATEMENT
from commitments.models.version import LONGEST_DECISION
from commitments.queries.priorities import Priority
from iso26000.models import Domain
from rse_portal.common.forms import LongTextField


class CommitmentForm(TrackedForm):
    statement = LongTextField(label=_("Engagement"), longest=LONGEST_STATEMENT, rows=4)

    class Meta:
        model = Commitment
        fields = ["label", "statement", "is_illustrative"]
        labels = {"label": _("Intitulé"), "is_illustrative": _("Texte illustratif")}
        help_texts = {
            "label": _("En une ligne, un verbe d’abord."),
            "is_illustrative": _(
                "Décochez une fois que ces mots sont les vôtres : le portail cesse de le signaler."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class AxisForm(TrackedForm):
    """An axis that is there already."""

    aim = LongTextField(
        label=_("Ce que nous voulons améliorer"), longest=LONGEST_STATEMENT, rows=3, required=False
    )

    class Meta:
        model = ImprovementAxis
        fields = ["commitment", "title", "aim", "reason"]
        labels = {"commitment": _("Engagement"), "title": _("Axe d’amélioration"), "reason": _("Motif")}
        help_texts = {
            "title": _("Ce qui sera mieux, en une ligne."),
            "reason": _("Obligatoire si le domaine n’est pas dans la liste des priorités."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["commitment"].empty_label = _("Choisissez")
        dress(self)


class NewAxisForm(AxisForm):
    """An axis from a priority: those of the list first, then the other domains. 2 queries.

    Its commitment is that of the core subject unless another is chosen.
    """

    domain = forms.ModelChoiceField(label=_("Domaine d’action"), queryset=Domain.objects.none())

    field_order = ["domain", "title", "aim", "commitment", "reason"]

    def __init__(
        self, *args: Any, priorities: list[Priority], version: ReferentialVersion, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.priorities, self.draft = priorities, version
        taken = set(ImprovementAxis.objects.values_list("domain__code", flat=True))
        domains = {row.code: row for row in version.cycle.domains if row.code not in taken}
        self.listed = listed = [row for row in priorities if row.domain in domains]
        outside = [row for code, row in domains.items() if code not in {one.domain for one in listed}]
        fields: Any = self.fields
        fields["domain"].queryset = Domain.objects.filter(pk__in=[row.pk for row in domains.values()])
        fields["domain"].choices = [
            ("", _("Choisissez")),
            (
                _("Priorités"),
                [(domains[row.domain].pk, f"{row.rank}. {row.domain} {row.label}") for row in listed],
            ),
            (_("Autres domaines, avec un motif"), [(row.pk, str(row)) for row in outside]),
        ]
        fields["commitment"].required = False
        fields["commitment"].empty_label = _("celui de la question centrale")
        dress(self)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        domain = cleaned.get("domain")
        if domain is None:
            return cleaned
        if domain.code not in {row.domain for row in self.priorities} and not cleaned.get("reason"):
            self.add_error("reason", _("Ce domaine n’est pas dans la liste des priorités : dites pourquoi."))
        if cleaned.get("commitment") is None:
            # By its code: the commitments outlive the version of the standard under which they were taken.
            code = domain.core_subject.code
            cleaned["commitment"] = Commitment.objects.filter(core_subject__code=code).first()
            if cleaned["commitment"] is None:
                self.add_error("commitment", _("Choisissez l’engagement que cet axe sert."))
        return cleaned

    def options(self) -> dict[str, Any]:
        return {"priorities": self.priorities, "version": self.draft}


class AdoptionForm(forms.Form):
    """The decision of the administrators. read: the fingerprint of the text that was on the screen."""

    decision = LongTextField(
        label=_("Décision"),
        longest=LONGEST_DECISION,
        rows=6,
        help_text=_("Le texte de la délibération, tel qu’il a été voté."),
        error_messages={"required": _("Écrivez la décision telle qu’elle a été prise.")},
    )
    on = DayField(label=_("Date de la décision"))
    deciders = forms.ModelMultipleChoiceField(
        label=_("Ont adopté"),
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Nommez les administrateurs et administratrices en mandat qui ont décidé.")
        },
    )
    read = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, data: Any = None, *, version: ReferentialVersion, user: User) -> None:
        today = timezone.localdate()
        initial = {"on": today, "deciders": [user.pk], "read": version.fingerprint}
        super().__init__(data, initial=initial)
        mandates = Mandate.objects.running(today).filter(role=Role.ADMINISTRATOR)
        fields: Any = self.fields
        fields["deciders"].queryset = User.objects.filter(is_active=True, pk__in=mandates.values("user"))
        dress(self)
