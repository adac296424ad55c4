"""What the author says back, and what the team asks or answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogue.enums import Felt
from dialogue.models.voice import BEST, LONGEST
from rse_portal.common.forms import LongTextField, WholeNumberField

MARKS = [
    (0, _("pas du tout")),
    (1, _("plutôt pas")),
    (2, _("moyennement")),
    (3, _("plutôt")),
    (BEST, _("tout à fait")),
]


class ContestForm(forms.Form):
    text = LongTextField(
        label=_("Ce que vous vouliez dire"),
        help_text=_("Une phrase suffit. L’équipe RSE vous répondra."),
        longest=LONGEST,
        rows=4,
        error_messages={"required": _("Quelques mots sont nécessaires.")},
    )


class ContestAnswerForm(forms.Form):
    answer = LongTextField(
        label=_("Votre réponse"),
        help_text=_("Ce que vous avez changé, ou pourquoi le codage reste."),
        longest=LONGEST,
        rows=4,
        error_messages={"required": _("Quelques mots sont nécessaires.")},
    )
    version = WholeNumberField(widget=forms.HiddenInput, required=False)


class RatingForm(forms.Form):
    value = forms.TypedChoiceField(
        label=_("Cette réponse vous satisfait-elle ?"),
        choices=MARKS,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une des cinq réponses.")},
    )
    text = LongTextField(label=_("En quelques mots"), required=False, longest=LONGEST, rows=3)


class EffectAskForm(forms.Form):
    question = forms.CharField(
        label=_("Question"),
        max_length=300,
        help_text=_("Elle est posée à la personne qui a parlé, une seule fois."),
        error_messages={"required": _("Quelques mots sont nécessaires.")},
    )


class EffectAnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Le sentez-vous sur place ?"),
        choices=Felt.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choisissez une des trois réponses.")},
    )
    text = LongTextField(label=_("En quelques mots"), required=False, longest=LONGEST, rows=3)


class DigestForm(forms.Form):
    wanted = forms.BooleanField(
        label=_("Me dire par courriel ce que deviennent mes remontées"),
        help_text=_("Un courriel par jour au plus, et seulement quand quelque chose a avancé."),
        required=False,
    )
