"""The filters of the list of remontées, as they stand in its address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from dialogue.enums import FeedbackKind, FeedbackStatus
from rse_portal.common.folding import fold

MINE, EVERYONES = "moi", "tous"


class FeedbackSearchForm(forms.Form):
    """`FeedbackSearchForm(request.GET, user=…).filter(queryset)`. Addresses stay good: de (moi, tous), etat, nature, q.

    An unknown value filters nothing, and `errors` says so. Without « de », a délégué·e sees their own.
    """

    q = forms.CharField(label=_("Rechercher"), required=False, max_length=200)
    de = forms.ChoiceField(
        label=_("De qui"),
        required=False,
        choices=[(MINE, _("les miennes")), (EVERYONES, _("toutes celles que je peux lire"))],
    )
    etat = forms.ChoiceField(
        label=_("État"), required=False, choices=[("", _("tous")), *FeedbackStatus.choices]
    )
    nature = forms.ChoiceField(
        label=_("Nature"), required=False, choices=[("", _("toutes")), *FeedbackKind.choices]
    )

    def __init__(self, data: Any = None, *, user: User, own_first: bool) -> None:
        """own_first: whether this person's own come first, and alone unless they ask for the others."""
        self.user = user
        given = data.copy() if data is not None else {}
        if not given.get("de"):
            given["de"] = MINE if own_first else EVERYONES
        super().__init__(given)

    def filter(self, queryset: Any) -> Any:
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("de") == MINE:
            queryset = queryset.of_author(self.user)
        if asked.get("etat"):
            queryset = queryset.filter(status=asked["etat"])
        if asked.get("nature"):
            queryset = queryset.filter(kind=asked["nature"])
        if asked.get("q", "").strip():
            queryset = queryset.filter(text__folded__contains=fold(asked["q"].strip()))
        return queryset

    @property
    def narrows(self) -> bool:
        """Whether anything but « de » filters."""
        self.is_valid()
        return any(self.cleaned_data.get(name) for name in ("q", "etat", "nature"))
