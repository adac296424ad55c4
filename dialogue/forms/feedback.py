"""The form of a remontée: on a phone, in the name of whoever heard it, and to correct it."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.forms import TrackedForm
from accounts.models import Territory
from dialogue.enums import FeedbackKind
from dialogue.models import DialogueSession, Feedback
from dialogue.models.feedback import LONGEST_SENTENCE
from dialogue.queries.capture import Ground, delegates_of, speaking_groups
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.forms import DayInput, LongTextField
from rse_portal.common.typography import jour, nombre
from stakeholders.forms.choices import domain_options
from stakeholders.models import Stakeholder

OLDEST = timedelta(days=366)
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"  # signs that show nothing: a text of these alone is empty
WRONG_CHOICE = {"invalid_choice": gettext_lazy("Sélectionnez un choix valide.")}


class SentenceField(LongTextField):
    """What was said. Counted in signs, as the page counts them: an emoji is one, a line end is one."""

    def __init__(self) -> None:
        super().__init__(
            longest=LONGEST_SENTENCE,
            rows=7,
            label=gettext_lazy("Ce qui a été dit"),
            help_text=gettext_lazy("Avec ses mots, sans nom de personne."),
        )
        del self.widget.attrs["data-counter"]
        self.widget.attrs.pop(
            "maxlength", None
        )  # browsers count an emoji twice, and would cut the text in silence
        self.validators = []

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return text if text.strip(INVISIBLE).strip() else ""

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > LONGEST_SENTENCE:
            raise ValidationError(
                _("Le texte doit comporter au plus %(most)s caractères (actuellement %(now)s).")
                % {"most": nombre(LONGEST_SENTENCE), "now": nombre(len(value))}
            )


class OneOf(forms.ModelChoiceField):
    """One of the rows offered. Whatever is wrong, the message is the same, and names nothing."""

    def __init__(self, *, queryset: Any = None, **options: Any) -> None:
        super().__init__(queryset=queryset, error_messages=WRONG_CHOICE, **options)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


class SessionChoice(OneOf):
    def label_from_instance(self, session: DialogueSession) -> str:  # type: ignore[override]
        return f"{session.assembly} · {jour(session.held_on)}"


def short_labels(groups: Sequence[Stakeholder]) -> list[tuple[Any, str]]:
    """Labels that fit under a thumb: « Entreprises adhérentes », not « Entreprises adhérentes : salariés et employeurs »;
    whole when two groups would read the same."""
    short = [re.split(r"\s*[:,(]", group.label, maxsplit=1)[0] for group in groups]
    return [
        (group.pk, label if short.count(label) == 1 else group.label)
        for group, label in zip(groups, short, strict=True)
    ]


class FeedbackForm(TrackedForm):
    """What a person heard. ground: where they may have heard it. 4 queries."""

    session = SessionChoice(
        label=gettext_lazy("Séance"),
        required=False,
        empty_label=gettext_lazy("hors séance"),
    )
    received_on = forms.DateField(
        label=gettext_lazy("Entendue le"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Hors séance seulement."),
    )
    territory = OneOf(
        label=gettext_lazy("Territoire"),
        required=False,
        empty_label=gettext_lazy("choisir…"),
    )
    text = SentenceField()
    stakeholder = OneOf(
        label=gettext_lazy("Qui parle ?"),
        required=False,
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("C’est…"),
        choices=FeedbackKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Dites ce que c’est : une attente, une question…")}
        | WRONG_CHOICE,
    )
    suggested_domain = OneOf(
        label=gettext_lazy("À quel sujet ? (facultatif)"),
        required=False,
    )

    class Meta:
        model = Feedback
        fields = (
            "session",
            "received_on",
            "territory",
            "text",
            "stakeholder",
            "kind",
            "suggested_domain",
        )

    def __init__(
        self, data: Any = None, *, ground: Ground, cycle: AssessmentCycle | None, **kwargs: Any
    ) -> None:
        self.ground, self.cycle = ground, cycle
        super().__init__(data, **kwargs)
        fields: Any = self.fields
        # Choices are read when they are shown: what was sent is checked against the querysets.
        fields["session"].queryset = ground.sessions
        fields["session"].choices = self._session_choices
        if ground.national or len(ground.territories) > 1:
            fields["territory"].queryset = Territory.objects.filter(
                pk__in=[one.pk for one in ground.territories]
            )
            fields["territory"].choices = [
                ("", fields["territory"].empty_label),
                *((one.pk, str(one)) for one in ground.territories),
            ]
        else:
            del fields["territory"]
        groups = speaking_groups(cycle)
        fields["stakeholder"].queryset = groups
        fields["stakeholder"].choices = lambda: [*short_labels(list(groups)), ("", _("je ne sais pas"))]
        fields["suggested_domain"].queryset = cycle.domains if cycle else Domain.objects.none()
        offered_domains = domain_options(cycle.standard) if cycle else []
        fields["suggested_domain"].choices = [("", _("je laisse la RSE choisir")), *offered_domains]
        fields["received_on"].widget.attrs |= {"max": ground.today.isoformat(), "class": "form-control"}
        for name in ("territory", "suggested_domain"):
            if name in fields:
                fields[name].widget.attrs["class"] = "form-select"
        self.initial.setdefault("received_on", ground.today)
        self.use_required_attribute = False  # what is missing is said in words, in the page

    def _session_choices(self) -> list[tuple[Any, Any]]:
        field: Any = self.fields["session"]
        kept = self.instance.session
        offered = (
            self.ground.offered if kept in (None, *self.ground.offered) else [kept, *self.ground.offered]
        )
        return [("", field.empty_label), *((one.pk, field.label_from_instance(one)) for one in offered)]

    def options(self) -> dict[str, Any]:
        return {"ground": self.ground, "cycle": self.cycle}

    def clean_received_on(self) -> Any:
        """The phone of somebody may be a day ahead: the portal decides what day it is."""
        day, today = self.cleaned_data["received_on"], self.ground.today
        if day is None or day == today + timedelta(days=1):
            return today
        if not today - OLDEST <= day <= today:
            raise ValidationError(
                _("La date doit être comprise entre %(first)s et %(last)s.")
                % {"first": jour(today - OLDEST), "last": jour(today)}
            )
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        session = cleaned.get("session")
        if session is not None:
            cleaned["received_on"] = session.held_on
            self.errors.pop("received_on", None)
        if "session" not in self.errors:
            self._settle_territory(cleaned, session)
        return cleaned

    def _settle_territory(self, cleaned: dict[str, Any], session: DialogueSession | None) -> None:
        """That of the mandate under which this was heard: asked only where it could be another one (S6)."""
        known = self.ground.territory_of(session) if session else None
        if known is None and not cleaned.get("territory") and len(self.ground.territories) == 1:
            known = self.ground.territories[0]
        cleaned["territory"] = cleaned.get("territory") or known
        if cleaned["territory"] is None and "territory" not in self.errors:
            self.add_error("territory", _("Dites pour quel territoire."))

    @property
    def values(self) -> dict[str, Any]:
        return super().values | {"territory": self.cleaned_data.get("territory")}


class FeedbackCreateForm(FeedbackForm):
    """A new remontée. Its key comes from the sender, so that sending it twice is sending it once (ADR 0020)."""

    id = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": WRONG_CHOICE["invalid_choice"]})

    @property
    def key(self) -> UUID:
        found: UUID = self.cleaned_data["id"]
        return found


class FeedbackEditForm(FeedbackForm):
    """One's own words, corrected. The territory stays the one under which they were heard."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("territory", None)

    def _settle_territory(self, cleaned: dict[str, Any], session: DialogueSession | None) -> None:
        cleaned["territory"] = self.instance.territory


class FeedbackTranscribeForm(FeedbackCreateForm):
    """A sentence copied from paper: who heard it is an account, or the code written on the paper. 1 query more.

    The place is given: a séance, or a territory.
    """

    author = OneOf(
        label=gettext_lazy("Recueillie par"),
        required=False,
        empty_label=gettext_lazy("quelqu’un sans compte"),
    )
    author_code = forms.CharField(
        label=gettext_lazy("Ou son code"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Pour une personne sans compte : « R53-D02 ». Jamais un nom."),
    )

    def __init__(self, *args: Any, place: Territory, session: DialogueSession | None, **kwargs: Any) -> None:
        self.place, self.heard_in = place, session
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["author"].queryset = delegates_of(place, self.ground.today)
        for name in ("session", "territory"):
            fields.pop(name, None)
        fields["received_on"].help_text = ""
        if session is not None:
            del fields["received_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("author") and not cleaned.get("author_code") and "author" not in self.errors:
            self.add_error("author", _("Dites qui l’a recueillie : une personne, ou son code."))
        if cleaned.get("author") and cleaned.get("author_code"):
            self.add_error("author_code", _("Une personne ou un code, pas les deux."))
        return cleaned

    def _settle_territory(self, cleaned: dict[str, Any], session: DialogueSession | None) -> None:
        cleaned["territory"], cleaned["session"] = self.place, self.heard_in
        if self.heard_in is not None:
            cleaned["received_on"] = self.heard_in.held_on

    @property
    def values(self) -> dict[str, Any]:
        names = ("session", "received_on", "author", "author_code")
        return super().values | {name: self.cleaned_data.get(name) for name in names}
