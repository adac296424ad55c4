"""What a cycle may take from an earlier one, and what waits there « à confirmer » (ADR 0028)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from iso26000.enums import CarriedKind, PracticeAnswer, ValidationState
from iso26000.models import (
    AssessmentCycle,
    Carried,
    Evidence,
    PracticeAssessment,
    PracticeValidation,
    seat_held_by,
)
from rse_portal.common.typography import jour
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, Significance
from stakeholders.models.stakeholder import WEIGHING

MODELS: dict[str, Any] = {
    CarriedKind.PRACTICE: PracticeAssessment,
    CarriedKind.EVIDENCE: Evidence,
    CarriedKind.SIGNIFICANCE: Significance,
    CarriedKind.IMPACT: Impact,
}
RELATED = {
    CarriedKind.PRACTICE: ("assessor__user",),
    CarriedKind.EVIDENCE: (),
    CarriedKind.SIGNIFICANCE: ("stakeholder",),
    CarriedKind.IMPACT: ("stakeholder",),
}
# What makes two judgements of two cycles the same one; a domain is found by its code, its standard may have moved.
SAME = {
    CarriedKind.PRACTICE: ("domain__code", "assessor"),
    CarriedKind.EVIDENCE: ("domain__code", "kind", "label"),
    CarriedKind.SIGNIFICANCE: ("stakeholder",),
    CarriedKind.IMPACT: ("domain__code", "stakeholder"),
}


def sources_for(cycle: AssessmentCycle) -> "QuerySet[AssessmentCycle]":
    """The closed cycles that came before, newest first: they change no more."""
    return AssessmentCycle.objects.filter(
        opened_on__lt=cycle.opened_on, closed_on__isnull=False
    ).newest_first()


def candidates(kind: str, source: AssessmentCycle, cycle: AssessmentCycle) -> "QuerySet[Any]":
    """The judgements of `source` that `cycle` does not hold, nor has waiting. Evidence: only what is valid today."""
    given = MODELS[kind].objects.filter(
        cycle=cycle, **{name: OuterRef(name) for name in SAME[CarriedKind(kind)]}
    )
    if kind == CarriedKind.IMPACT:
        given = _against(given)
    waiting = Carried.objects.filter(cycle=cycle, kind=kind, origin=OuterRef("pk"))
    rows = MODELS[kind].objects.filter(~Exists(given.order_by()), ~Exists(waiting.order_by()), cycle=source)
    if kind == CarriedKind.EVIDENCE:
        rows = rows.filter(Q(expires_on=None) | Q(expires_on__gte=timezone.localdate()))
    if kind in (CarriedKind.SIGNIFICANCE, CarriedKind.IMPACT):
        rows = rows.filter(stakeholder__merged_into=None, stakeholder__is_stakeholder=True)
    if kind != CarriedKind.SIGNIFICANCE:
        rows = rows.filter(domain__code__in=cycle.domains.order_by().values("code"))
    return rows.order_by("pk")


def _against(there: "QuerySet[Impact]") -> "QuerySet[Impact]":
    """Impacts of the cycle on the same domain and group that leave no place to the one at hand: anything beside « aucun
    impact identifié », such a statement or the same impact beside an identified one."""
    the_same = Q(
        polarity=OuterRef("polarity"), nature=OuterRef("nature"), description=OuterRef("description")
    )
    return there.annotate(at_hand=ExpressionWrapper(OuterRef("polarity"), CharField())).filter(
        Q(at_hand=Polarity.NONE) | Q(polarity=Polarity.NONE) | the_same
    )


@dataclass(frozen=True)
class Offer:
    """How many judgements of a kind the last cycle holds, and how many of them this one may take."""

    kind: str
    label: str
    total: int
    fresh: int

    @property
    def aside(self) -> int:
        """There already, waiting already, expired, or without a place in this cycle."""
        return self.total - self.fresh


def offers(source: AssessmentCycle, cycle: AssessmentCycle) -> list[Offer]:
    """8 queries."""
    return [
        Offer(
            kind.value,
            str(kind.label),
            MODELS[kind].objects.filter(cycle=source).count(),
            candidates(kind, source, cycle).count(),
        )
        for kind in CarriedKind
    ]


def waiting_in(cycle: AssessmentCycle) -> dict[str, int]:
    """Kind → how many wait, zeros included. 1 query."""
    found = dict(Carried.objects.filter(cycle=cycle).order_by().values_list("kind").annotate(n=Count("pk")))
    return {kind.value: found.get(kind.value, 0) for kind in CarriedKind}


def waiting(cycle: AssessmentCycle, kind: str, subject: str = "") -> "QuerySet[Carried]":
    """Those of one kind, in the order of the standard. subject: code of a core subject."""
    rows = Carried.objects.filter(cycle=cycle, kind=kind).select_related("source", "domain__core_subject")
    if subject:
        rows = rows.filter(domain__core_subject__code=subject)
    return rows.order_by(F("domain__order").asc(nulls_first=True), "origin")


@dataclass(frozen=True)
class Line:
    """One judgement to confirm, in words. row: the judgement itself, None when it is gone since; problem: why this person
    cannot confirm it, empty when they can."""

    carried: Carried
    row: Any
    label: str
    detail: str
    problem: str

    @property
    def key(self) -> str:
        return f"{self.carried.pk}-{self.carried.version}"

    @property
    def may_edit(self) -> bool:
        """« Aucun impact identifié » is confirmed or set aside: there is nothing in it to change."""
        return not self.problem and getattr(self.row, "polarity", "") != Polarity.NONE


def lines_of(cycle: AssessmentCycle, carried: Sequence[Carried], user: User) -> list[Line]:
    """In the same order. 3 queries per kind that is among them, rights apart."""
    by_kind: dict[str, list[Carried]] = defaultdict(list)
    for each in carried:
        by_kind[each.kind].append(each)
    found: dict[int, Line] = {}
    for kind, rows in by_kind.items():
        reader = _Reader(cycle, CarriedKind(kind), rows, user)
        found |= {each.pk: reader.line(each) for each in rows}
    return [found[each.pk] for each in carried]


class _Reader:
    """The judgements of one kind, and what stands in the way of each."""

    def __init__(
        self, cycle: AssessmentCycle, kind: CarriedKind, carried: Collection[Carried], user: User
    ) -> None:
        self.cycle, self.kind, self.user = cycle, kind, user
        model = MODELS[kind]
        keys = [each.origin for each in carried]
        self.rows = model.objects.select_related(*RELATED[kind]).in_bulk(keys)
        there = model.objects.filter(cycle=cycle).order_by()
        self.validated: set[int] = set()
        if kind == CarriedKind.PRACTICE:
            self.given: set[Any] = set(there.values_list("domain", "assessor"))
        elif kind == CarriedKind.EVIDENCE:
            self.given = set(there.values_list("domain", "kind", "label"))
        elif kind == CarriedKind.SIGNIFICANCE:
            self.given = set(there.values_list("stakeholder", flat=True))
        else:
            self.given = set(there.values_list("domain", "stakeholder", "polarity").distinct())
        if kind in (CarriedKind.PRACTICE, CarriedKind.EVIDENCE):
            holding = PracticeValidation.objects.filter(cycle=cycle, state=ValidationState.VALIDATED)
            self.validated = set(holding.order_by().values_list("domain", flat=True))

    def line(self, carried: Carried) -> Line:
        row = self.rows.get(carried.origin)
        if row is None:
            return Line(carried, None, "–", "", _("La cotation d’origine n’est plus là."))
        label, detail = _words(self.kind, row)
        return Line(carried, row, label, detail, self._problem(carried, row))

    def _problem(self, carried: Carried, row: Any) -> str:
        if not self.cycle.is_open:
            return _("Cet exercice est clos.")
        if carried.domain_id in self.validated:
            return _("Le niveau de ce domaine est déjà validé.")
        problems: dict[CarriedKind, Callable[[Carried, Any], str]] = {
            CarriedKind.PRACTICE: self._practice,
            CarriedKind.EVIDENCE: self._evidence,
            CarriedKind.SIGNIFICANCE: self._significance,
            CarriedKind.IMPACT: self._impact,
        }
        return problems[self.kind](carried, row)

    def _practice(self, carried: Carried, row: PracticeAssessment) -> str:
        seat = seat_held_by(self.user)
        own = seat is not None and row.assessor_id == seat.pk
        for_a_code = row.assessor.user_id is None and self.user.has_perm("iso26000.run_cycle")
        if not (own or for_a_code):
            return _("Seule la personne qui l’a donné peut le confirmer.")
        if (carried.domain_id, row.assessor_id) in self.given:
            return _("Un niveau a été donné depuis.")
        return ""

    def _evidence(self, carried: Carried, row: Evidence) -> str:
        if not self.user.has_perm("iso26000.change_evidence"):
            return _("Vous n’avez pas ce droit.")
        if row.expires_on is not None and row.expires_on < timezone.localdate():
            return _("Cette preuve a expiré le %s.") % jour(row.expires_on)
        return _("Cette preuve y est déjà.") if (carried.domain_id, row.kind, row.label) in self.given else ""

    def _significance(self, carried: Carried, row: Significance) -> str:
        if not self.user.has_perm("stakeholders.assess_significance"):
            return _("La ou le responsable RSE les confirme.")
        if row.stakeholder.merged_into_id is not None or not row.stakeholder.is_stakeholder:
            return _("Cette partie prenante n’est plus évaluée.")
        return _("Elle a été évaluée depuis.") if row.stakeholder_id in self.given else ""

    def _impact(self, carried: Carried, row: Impact) -> str:
        if not self.user.has_perm("stakeholders.change_impact"):
            return _("Vous n’avez pas ce droit.")
        if row.stakeholder.merged_into_id is not None or not row.stakeholder.is_stakeholder:
            return _("Cette partie prenante n’est plus évaluée.")
        place = (carried.domain_id, row.stakeholder_id)
        none_said = (*place, Polarity.NONE.value) in self.given
        identified = any((*place, sense) in self.given for sense in (Polarity.NEGATIVE, Polarity.POSITIVE))
        if row.polarity == Polarity.NONE:
            if identified:
                return _("Un impact y a été identifié depuis.")
            return _("« Aucun impact identifié » y est déjà déclaré.") if none_said else ""
        return _("« Aucun impact identifié » y a été déclaré depuis.") if none_said else ""


def _words(kind: CarriedKind, row: Any) -> tuple[str, str]:
    """(what it is about, what was judged)."""
    if kind == CarriedKind.PRACTICE:
        given = (
            _("niveau %s sur 4") % row.level
            if row.answer == PracticeAnswer.LEVEL
            else str(row.get_answer_display())
        )
        return row.assessor.code, f"{given} – {row.reason}" if row.reason else given
    if kind == CarriedKind.EVIDENCE:
        return row.label, " – ".join(filter(None, (str(row.get_kind_display()), row.value)))
    if kind == CarriedKind.SIGNIFICANCE:
        fields = row._meta
        scores = ", ".join(
            f"{fields.get_field(name).verbose_name} {value}"
            for name in WEIGHING
            if (value := getattr(row, name)) is not None
        )
        return row.stakeholder.label, scores or _("à qualifier")
    if row.polarity == Polarity.NONE:
        return row.stakeholder.label, row.description or str(Polarity.NONE.label)
    kind_of_impact = f"{Polarity(row.polarity).label}, {Nature(row.nature).label}"
    return row.stakeholder.label, f"{kind_of_impact} – {row.description}"
