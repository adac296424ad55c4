"""Looking for séances, planning one, its files."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from dialogue.enums import MinutesPhase, SessionState
from dialogue.models import Assembly, DialogueSession
from dialogue.queries.members import possible_officers
from rse_portal.common.forms import DayInput, LongTextField
from rse_portal.common.typography import jour
from rse_portal.common.uploads import ACCEPT, check_document

COMING, PAST, ALL = "a-venir", "passees", "toutes"
NO_MINUTES = "aucun"
BACK, AHEAD = timedelta(days=366), timedelta(days=3 * 366)  # of the day of a séance, from today


class SessionSearchForm(forms.Form):
    """The filters of the list, as they stand in its address.

    GET parameters, all optional: quand (a-venir|passees|toutes), q (words), assemblee (code), etat (a SessionState),
    compte_rendu (a MinutesPhase, or « aucun »).
    """

    quand = forms.ChoiceField(
        label=gettext_lazy("Quand"),
        required=False,
        choices=[
            (COMING, gettext_lazy("à venir")),
            (PAST, gettext_lazy("passées")),
            (ALL, gettext_lazy("toutes")),
        ],
    )
    q = forms.CharField(label=gettext_lazy("Mots"), required=False, max_length=100)
    assemblee = forms.ChoiceField(label=gettext_lazy("Assemblée"), required=False)
    etat = forms.ChoiceField(label=gettext_lazy("État"), required=False)
    compte_rendu = forms.ChoiceField(label=gettext_lazy("Compte rendu"), required=False)

    def __init__(self, *args: Any, assemblies: Any, **kwargs: Any) -> None:
        """assemblies: those whose séances the person may see. 1 query."""
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "assemblee": (_("toutes"), [(row.code, row.label) for row in assemblies]),
            "etat": (_("tous"), SessionState.choices),
            "compte_rendu": (_("tous"), [(NO_MINUTES, _("aucun")), *MinutesPhase.choices]),
        }
        for name, (blank, choices) in offered.items():
            field: Any = self.fields[name]
            field.choices = [("", blank), *choices]

    @property
    def is_used(self) -> bool:
        return any(self.data.get(name) for name in self.fields if name != "quand")

    @property
    def when(self) -> str:
        return (self.cleaned_data.get("quand") if self.is_valid() else "") or COMING

    def filter(self, rows: Any) -> Any:
        """What is refused does not filter: the form says it."""
        if not self.is_valid():
            self.cleaned_data = getattr(self, "cleaned_data", {})
        chosen, today = self.cleaned_data, timezone.localdate()
        if self.when == COMING:
            rows = rows.filter(held_on__gte=today).order_by("held_on", "starts_at", "pk")
        elif self.when == PAST:
            rows = rows.past(today)
        else:
            rows = rows.order_by("-held_on", "pk")
        if chosen.get("q"):
            rows = rows.saying(chosen["q"])
        if chosen.get("assemblee"):
            rows = rows.filter(assembly__code=chosen["assemblee"])
        if chosen.get("etat"):
            rows = rows.filter(state=chosen["etat"])
        if chosen.get("compte_rendu") == NO_MINUTES:
            rows = rows.filter(minutes=None)
        elif chosen.get("compte_rendu"):
            rows = rows.filter(minutes__phase=chosen["compte_rendu"])
        return rows


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class SessionForm(TrackedForm):
    held_on = forms.DateField(
        label=gettext_lazy("Date"),
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"],
        error_messages={
            "required": gettext_lazy("Donnez une date."),
            "invalid": gettext_lazy("Saisissez une date valide (jj/mm/aaaa)."),
        },
    )
    link = forms.URLField(
        label=gettext_lazy("Lien de visioconférence"),
        max_length=300,
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["http", "https"])],
        error_messages={
            "invalid": gettext_lazy("Saisissez une adresse valide, comme https://visio.example/salle.")
        },
    )
    purpose = LongTextField(
        label=gettext_lazy("Ce qu’on en attend"),
        longest=1000,
        rows=3,
        required=False,
        help_text=gettext_lazy("Une phrase : à quoi cette séance doit servir."),
    )
    agenda = LongTextField(
        label=gettext_lazy("Ordre du jour"),
        longest=4000,
        rows=6,
        required=False,
        help_text=gettext_lazy("Un point par ligne."),
    )

    class Meta:
        model = DialogueSession
        fields = (
            "held_on",
            "starts_at",
            "ends_at",
            "place",
            "link",
            "subject",
            "purpose",
            "agenda",
            "moderator",
            "secretary",
        )
        labels = {
            "starts_at": gettext_lazy("Début"),
            "ends_at": gettext_lazy("Fin"),
            "place": gettext_lazy("Lieu"),
            "subject": gettext_lazy("Objet"),
            "moderator": gettext_lazy("Animation"),
            "secretary": gettext_lazy("Secrétariat"),
        }
        help_texts = {
            "starts_at": gettext_lazy("Heure de Paris."),
            "secretary": gettext_lazy("Qui tient les présences et le compte rendu."),
        }
        widgets = {"starts_at": TimeInput(), "ends_at": TimeInput()}
        error_messages = {
            name: {"invalid": gettext_lazy("Saisissez une heure valide (18:30).")}
            for name in ("starts_at", "ends_at")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """instance: with its assembly, saved or not. 2 queries, one per list of people, when it is drawn."""
        super().__init__(*args, **kwargs)
        session = self.instance
        people = possible_officers(
            session.assembly,
            session.held_on or timezone.localdate(),
            [session.moderator_id, session.secretary_id],
        )
        for name in ("moderator", "secretary"):
            field: Any = self.fields[name]
            field.queryset = people
            field.empty_label = _("à désigner")
        self.fields["held_on"].widget.attrs |= {"autocomplete": "off"}

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        today = timezone.localdate()
        unchanged = self.instance.pk and day == self.instance.held_on
        if not unchanged and not today - BACK <= day <= today + AHEAD:
            raise ValidationError(
                _("La date doit être comprise entre le %(first)s et le %(last)s.")
                % {"first": jour(today - BACK), "last": jour(today + AHEAD)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if ends and not starts and "starts_at" not in self.errors:
            self.add_error("starts_at", _("Donnez aussi l’heure du début."))
        elif starts and ends and ends <= starts:
            self.add_error("starts_at", _("Le début doit venir avant la fin."))
            self.add_error("ends_at", _("La fin doit venir après le début."))
        return cleaned


class AssemblyChoiceForm(forms.Form):
    """Which assembly meets: asked before the rest, which depends on it."""

    assemblee = forms.ModelChoiceField(
        label=gettext_lazy("Assemblée"),
        queryset=Assembly.objects.none(),
        to_field_name="code",
        empty_label=gettext_lazy("choisir…"),
    )

    def __init__(self, *args: Any, assemblies: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assemblee"]
        field.queryset = assemblies


class SessionCancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        max_length=200,
        help_text=gettext_lazy("Les personnes convoquées liront cette phrase."),
        error_messages={"required": gettext_lazy("Dites pourquoi, en une phrase.")},
    )


class DocumentForm(forms.Form):
    label = forms.CharField(
        label=gettext_lazy("Intitulé"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Vide : le nom du fichier."),
    )
    file = forms.FileField(
        label=gettext_lazy("Fichier"),
        max_length=160,
        help_text=gettext_lazy("PDF ou document bureautique, 10 Mo au plus."),
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        validators=[check_document],
        error_messages={
            "required": gettext_lazy("Choisissez un fichier."),
            "empty": gettext_lazy("Ce fichier est vide."),
        },
    )
