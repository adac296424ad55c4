from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from priorities.actions.decision import meets_quorum
from priorities.deciding import RANKED
from priorities.enums import Standing
from priorities.models import DecidedDomain
from priorities.models.decision import HALF, LONGEST_REASON, LONGEST_TEXT, MOST_MEMBERS
from rse_portal.common.forms import DayInput, LongTextField, WholeNumberField
from rse_portal.common.typography import jour


class DecisionSubmitForm(forms.Form):
    note = LongTextField(
        label=gettext_lazy("Ce que vous proposez (facultatif)"),
        longest=LONGEST_TEXT,
        required=False,
        help_text=gettext_lazy("Quelques lignes pour la séance : ce qui est sûr, ce qui se discute."),
    )
    quorum = WholeNumberField(
        label=gettext_lazy("Quorum, en % des membres"),
        min_value=1,
        max_value=100,
        initial=HALF,
        help_text=gettext_lazy("50 % sauf règle contraire de vos statuts."),
    )


class DecidedDomainForm(TrackedForm):
    """What the administrators decide of one domain. A reason where it is not what was computed."""

    standing = forms.ChoiceField(label=gettext_lazy("Décision"), choices=Standing, widget=forms.RadioSelect)
    asked_rank = WholeNumberField(
        label=gettext_lazy("Rang demandé"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=gettext_lazy(
            "Vide : l’ordre calculé. Les autres domaines se décalent, sans être des écarts."
        ),
    )
    reason = LongTextField(
        label=gettext_lazy("Motif de l’écart"),
        longest=LONGEST_REASON,
        rows=4,
        required=False,
        help_text=gettext_lazy("Il sera public, avec votre nom, dans la liste adoptée."),
    )

    class Meta:
        model = DecidedDomain
        fields = ("standing", "asked_rank", "reason")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "standing" not in cleaned or "asked_rank" not in cleaned:
            return cleaned
        standing, rank = cleaned["standing"], cleaned["asked_rank"]
        if rank and standing not in RANKED:
            self.add_error("asked_rank", _("Un domaine à instruire ou écarté n’a pas de rang."))
        differs = rank is not None or standing != self.instance.computed_standing
        if differs and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Dites pourquoi vous vous écartez du calcul."))
        return cleaned


def _count(label: Any, *, lowest: int = 0) -> WholeNumberField:
    return WholeNumberField(label=label, min_value=lowest, max_value=MOST_MEMBERS)


class DomainVoteForm(forms.Form):
    votes_for = _count(gettext_lazy("Pour"))
    votes_against = _count(gettext_lazy("Contre"))
    abstentions = _count(gettext_lazy("Abstentions"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(
            cleaned[name] for name in ("votes_for", "votes_against", "abstentions")
        ):
            self.add_error("votes_for", _("Comptez au moins une voix."))
        return cleaned


class DecisionAdoptForm(forms.Form):
    """The sitting that adopts. quorum: percent of the members. first_day: nothing is adopted before it was submitted."""

    held_on = forms.DateField(label=gettext_lazy("Date de la séance"), widget=DayInput)
    text = LongTextField(
        label=gettext_lazy("Texte de la décision (facultatif)"), longest=LONGEST_TEXT, required=False
    )
    members = _count(gettext_lazy("Membres du conseil"), lowest=1)
    present = _count(gettext_lazy("Présent·es ou représenté·es"), lowest=1)
    votes_for = _count(gettext_lazy("Pour"))
    votes_against = _count(gettext_lazy("Contre"))
    abstentions = _count(gettext_lazy("Abstentions"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, quorum: int, first_day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.quorum, self.first_day = quorum, first_day

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        today = timezone.localdate()
        if not self.first_day <= day <= today:
            raise ValidationError(
                _("La date doit être comprise entre le %(first)s et le %(last)s.")
                % {"first": jour(self.first_day), "last": jour(today)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        members, present = cleaned["members"], cleaned["present"]
        votes_for, votes_against = cleaned["votes_for"], cleaned["votes_against"]
        if present > members:
            self.add_error("present", _("Il y a plus de présent·es que de membres."))
        elif not meets_quorum(present=present, members=members, quorum=self.quorum):
            needed = -(-self.quorum * members // 100)
            self.add_error(
                "present", _("Le quorum est de %(needed)s : il n’est pas atteint.") % {"needed": needed}
            )
        elif votes_for + votes_against + cleaned["abstentions"] > present:
            self.add_error("votes_for", _("Les voix dépassent le nombre de présent·es."))
        elif votes_for <= votes_against:
            self.add_error("votes_for", _("Il faut plus de voix pour que contre."))
        return cleaned
