from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from dialogue.enums import SessionState
from dialogue.models import Amendment, DialogueSession, Minutes
from dialogue.models.minutes import LONGEST_MINUTES, LONGEST_PARAGRAPH
from rse_portal.common.forms import LongTextField
from rse_portal.common.typography import jour

ACCEPT, REFUSE = "retenir", "ecarter"


class MinutesForm(TrackedForm):
    text = LongTextField(
        label=gettext_lazy("Texte"),
        longest=LONGEST_MINUTES,
        rows=22,
        help_text=gettext_lazy(
            "Une ligne vide sépare les paragraphes. N’écrivez ni santé ni opinion de personne."
        ),
        error_messages={"required": gettext_lazy("Écrivez le compte rendu, même court.")},
    )

    class Meta:
        model = Minutes
        fields = ("text",)


class SessionChoice(forms.ModelChoiceField):
    def label_from_instance(self, session: DialogueSession) -> str:  # type: ignore[override]
        return f"{jour(session.held_on)} – {session.subject}" if session.subject else jour(session.held_on)


class AdoptForm(forms.Form):
    adopted_in = SessionChoice(
        label=gettext_lazy("À quelle séance l’assemblée l’a-t-elle adopté ?"),
        queryset=DialogueSession.objects.none(),
        empty_label=gettext_lazy("choisir…"),
        error_messages={"required": gettext_lazy("Choisissez la séance de l’adoption.")},
    )

    def __init__(self, *args: Any, session: DialogueSession, **kwargs: Any) -> None:
        """Séances of the assembly held since, itself included. 1 query."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["adopted_in"]
        field.queryset = DialogueSession.objects.filter(
            assembly=session.assembly_id,
            held_on__gte=session.held_on,
            state__in=[SessionState.HELD, SessionState.CLOSED],
        ).order_by("held_on", "pk")


class AmendmentForm(forms.Form):
    """place, before: the paragraph that was read, hidden."""

    place = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000)
    before = forms.CharField(
        widget=forms.HiddenInput, required=False, max_length=LONGEST_MINUTES, strip=False
    )
    after = LongTextField(
        label=gettext_lazy("Le texte que vous proposez"),
        longest=LONGEST_PARAGRAPH,
        rows=8,
        required=False,
        help_text=gettext_lazy("Corrigez, complétez, ou videz pour proposer de retirer ce paragraphe."),
    )
    why = forms.CharField(label=gettext_lazy("Pourquoi (facultatif)"), max_length=300, required=False)

    def clean_before(self) -> str:
        return str(self.cleaned_data["before"]).replace("\r\n", "\n")


class DecideForm(forms.Form):
    """What becomes of an amendment. parts: the paragraphs of today, offered when the one it was about has changed."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Décision"),
        choices=[
            (ACCEPT, gettext_lazy("retenir : le texte proposé remplace l’ancien")),
            (REFUSE, gettext_lazy("écarter : l’ancien texte reste")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez : retenir ou écarter.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Obligatoire pour écarter : l’auteur·rice le lira."),
    )

    def __init__(
        self, *args: Any, amendment: Amendment, moved: list[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.amendment = amendment
        if moved is not None:
            self.fields["place"] = forms.TypedChoiceField(
                label=_("Où écrire ?"),
                choices=[("", _("choisir le paragraphe à remplacer…"))]
                + [(str(n), f"{n + 1}. {text[:80]}") for n, text in enumerate(moved)],
                coerce=int,
                empty_value=None,
                required=False,
                help_text=_(
                    "Ce paragraphe a changé depuis : aucun texte d’aujourd’hui n’est celui qui était amendé."
                ),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("decision") == REFUSE and not cleaned.get("reason"):
            self.add_error("reason", _("Dites pourquoi l’amendement est écarté."))
        if cleaned.get("decision") == ACCEPT and "place" in self.fields and cleaned.get("place") is None:
            self.add_error("place", _("Choisissez le paragraphe à remplacer, ou écartez."))
        return cleaned
