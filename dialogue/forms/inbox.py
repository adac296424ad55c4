"""The filters of the inbox, as they stand in its address."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Territory
from dialogue.enums import FeedbackKind, FeedbackStatus
from dialogue.models import CodingContest, Feedback, FeedbackCoding
from dialogue.queries.deadlines import (
    parents_of,
    places_with_last_assembly,
    unanswered_too_long,
    unread_too_long,
)
from iso26000.models import AssessmentCycle
from rse_portal.common.folding import fold
from stakeholders.forms.choices import domain_filter, stakeholder_choices
from stakeholders.models import Stakeholder
from stakeholders.queries.tree import under

TO_READ = ("", _("à qualifier"))
STATES = [
    ("ouvertes", _("sans réponse encore")),
    *((status.value, status.label) for status in FeedbackStatus if status != FeedbackStatus.RECEIVED),
    ("toutes", _("toutes")),
]
ANY = ("", _("tous"))
EVERY = ("", _("toutes"))
NO_DOMAIN = "sans"
LATE_READING, LATE_ANSWER = "lecture", "reponse"
DELAYS = [(LATE_READING, _("lecture en retard")), (LATE_ANSWER, _("réponse en retard"))]
OLDEST, NEWEST = "", "recentes"
ORDERS: dict[str, tuple[str, ...]] = {
    OLDEST: ("received_on", "pk"),
    NEWEST: ("-received_on", "-pk"),
    "territoire": ("territory__code", "received_on", "pk"),
}
ORDER_LABELS = [
    (OLDEST, _("les plus anciennes")),
    (NEWEST, _("les plus récentes")),
    ("territoire", _("par territoire")),
]


class InboxSearchForm(forms.Form):
    """`InboxSearchForm(request.GET, cycle=…, today=…).filter(queryset)`.

    Addresses stay good: q, etat (without it: what nobody qualified), territoire (code, with all that it covers), nature,
    partie (code, sub-groups included), domaine (code of a domain or of a core subject, or « sans »), retard,
    contestee=on, tri. An unknown value filters nothing, and `errors` says so. 2 queries.
    """

    q = forms.CharField(label=_("Rechercher"), required=False, max_length=200)
    etat = forms.ChoiceField(label=_("État"), required=False, choices=[TO_READ, *STATES])
    territoire = forms.ChoiceField(label=_("Territoire"), required=False)
    nature = forms.ChoiceField(label=_("Nature"), required=False, choices=[EVERY, *FeedbackKind.choices])
    partie = forms.ChoiceField(label=_("Qui parle"), required=False)
    domaine = forms.ChoiceField(label=_("Domaine"), required=False)
    retard = forms.ChoiceField(label=_("Délai"), required=False, choices=[("", _("peu importe")), *DELAYS])
    contestee = forms.BooleanField(label=_("Codage contesté"), required=False)
    tri = forms.ChoiceField(label=_("Trier par"), required=False, choices=ORDER_LABELS)

    def __init__(self, data: Any, *, cycle: AssessmentCycle, today: date) -> None:
        super().__init__(data)
        self.cycle, self.today = cycle, today
        # The days of the assemblies come with the territories, where the answers that are late are asked for.
        late = data.get("retard") == LATE_ANSWER
        places = list(places_with_last_assembly(today) if late else Territory.objects.order_by("code"))
        self.places = places
        self.parents = parents_of(places)
        self._places = {place.code: place.pk for place in places}
        rows = list(Stakeholder.objects.current().values_list("pk", "code", "label_fr", "label_en", "parent"))
        self.groups = rows
        self._groups = {row[1]: row[0] for row in rows}
        self._branches = {row[0]: row[4] for row in rows}
        domains = domain_filter(cycle.standard)
        self._subjects = {options[0][0] for _subject, options in domains}
        fields: Any = self.fields
        fields["territoire"].choices = [ANY, *((place.code, place.label) for place in places)]
        fields["partie"].choices = [EVERY, *stakeholder_choices(rows, key="code")]
        fields["domaine"].choices = [ANY, (NO_DOMAIN, _("sans domaine")), *domains]

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that hold, by name: readable values only."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def filtered(self) -> bool:
        return bool(self.asked.keys() - {"tri"})

    @property
    def more(self) -> bool:
        """Whether one of the filters that stand apart holds."""
        return bool(self.asked.keys() & {"nature", "partie", "contestee", "tri"})

    @property
    def query(self) -> str:
        """The filters as they stand in an address, with the cycle."""
        asked = {name: "on" if value is True else value for name, value in self.asked.items()}
        return urlencode({"exercice": self.cycle.slug, **asked})

    @property
    def order(self) -> Sequence[str]:
        return ORDERS[self.asked.get("tri", OLDEST)]

    def filter(self, rows: "QuerySet[Feedback]") -> "QuerySet[Feedback]":
        """The remontées of the cycle that pass every filter, in the order asked."""
        asked = self.asked
        rows = self._in_state(rows.filter(cycle=self.cycle), asked.get("etat", ""))
        for word in asked.get("q", "").split():
            rows = rows.filter(Q(text__folded__contains=fold(word)) | Q(reference__iexact=word))
        if place := asked.get("territoire"):
            rows = rows.filter(territory__in=Territory.objects.within(frozenset({self._places[place]})))
        if kind := asked.get("nature"):
            rows = rows.filter(kind=kind)
        if group := asked.get("partie"):
            key = self._groups[group]
            rows = rows.filter(stakeholder__in={key, *under(key, self._branches)})
        if domain := asked.get("domaine"):
            rows = self._coded(rows, domain)
        if delay := asked.get("retard"):
            late = (
                unread_too_long(self.today)
                if delay == LATE_READING
                else unanswered_too_long(self.today, self.places)
            )
            rows = rows.filter(late)
        if asked.get("contestee"):
            waiting = CodingContest.objects.filter(feedback=OuterRef("pk"), answered_at=None).order_by()
            rows = rows.filter(Exists(waiting))
        return rows.order_by(*self.order)

    def _in_state(self, rows: Any, state: str) -> Any:
        match state:
            case "toutes":
                return rows
            case "ouvertes":
                return rows.waiting()
            case "":
                # What is looked for by its words, its delay or its contest may stand anywhere.
                elsewhere = self.asked.keys() & {"q", "retard", "contestee"}
                return rows if elsewhere else rows.filter(status=FeedbackStatus.RECEIVED)
        return rows.filter(status=state)

    def _coded(self, rows: Any, code: str) -> Any:
        codings = FeedbackCoding.objects.filter(feedback=OuterRef("pk")).order_by()
        if code == NO_DOMAIN:
            return rows.filter(~Exists(codings))
        path = "domain__core_subject__code" if code in self._subjects else "domain__code"
        return rows.filter(Exists(codings.filter(**{path: code})))
