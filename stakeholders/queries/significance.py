"""What a group weighs in a cycle, with its arithmetic, and how that changed (docs/methode.md §2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Change, ChangeKind, User
from iso26000.models import AssessmentCycle
from method.inputs import Group
from method.weights import FLOOR, quadrant, raw_weight, salience_class
from stakeholders.enums import Quadrant, Salience
from stakeholders.models import Significance, Stakeholder
from stakeholders.models.stakeholder import QUESTIONS, SCORES, WEIGHING

SALIENCE_SENTENCES = {
    Salience.DEFINITIVE: _("Elle a du pouvoir, de la légitimité et presse d’agir : elle vient en premier."),
    Salience.DOMINANT: _(
        "Elle a du pouvoir et de la légitimité, sans que rien ne presse : on l’écoute déjà."
    ),
    Salience.DANGEROUS: _(
        "Elle a du pouvoir et presse d’agir, sans légitimité reconnue : la tension peut monter vite."
    ),
    Salience.DEPENDENT: _(
        "Elle est légitime et presse d’agir, mais n’a pas de pouvoir : d’autres doivent porter sa voix."
    ),
    Salience.DORMANT: _("Elle a du pouvoir mais ne s’en sert pas, faute de légitimité ou d’urgence."),
    Salience.DISCRETIONARY: _(
        "Elle est légitime, mais n’a ni pouvoir ni urgence : l’écouter dépend de nous."
    ),
    Salience.DEMANDING: _("Elle presse d’agir, sans pouvoir ni légitimité reconnue."),
    Salience.NON_STAKEHOLDER: _("Aucun des trois attributs n’atteint 2 sur 4."),
}
POSTURES = {
    Quadrant.COLLABORATE: _("Elle pèse sur nous et dépend de nous : construire les décisions avec elle."),
    Quadrant.INVOLVE: _("Elle dépend de nous sans pouvoir peser : aller vers elle et la protéger."),
    Quadrant.NEGOTIATE: _("Elle pèse sur nous sans en dépendre : négocier et entretenir la relation."),
    Quadrant.INFORM: _("Elle pèse peu et dépend peu de nous : l’informer et rester en veille."),
}


QUESTION_SENTENCES = {
    "legal_duty": _("Avons-nous une obligation légale envers elle ?"),
    "affected": _("Nos décisions peuvent-elles la toucher, en bien ou en mal ?"),
    "voices_concern": _("Est-elle susceptible d’exprimer des préoccupations ?"),
    "involved_before": _("A-t-elle déjà été associée sur des sujets proches ?"),
    "can_help": _("Peut-elle nous aider à traiter un impact ?"),
    "affects_duties": _("Peut-elle peser sur notre capacité à tenir nos responsabilités ?"),
    "disadvantaged": _("Serait-elle désavantagée si elle était exclue du dialogue ?"),
    "in_value_chain": _("Est-elle touchée dans notre chaîne de valeur ?"),
}


@dataclass(frozen=True)
class CycleWeights:
    """The raw weights r of the groups that a cycle expects, by primary key; None: to qualify."""

    raw: Mapping[int, float | None]

    @property
    def total(self) -> float:
        """Σ r of the groups that weigh."""
        return sum(weight for weight in self.raw.values() if weight is not None)

    @property
    def weighing(self) -> int:
        """How many groups share the weight."""
        return sum(weight is not None for weight in self.raw.values())

    def expects(self, stakeholder: int) -> bool:
        return stakeholder in self.raw

    def share(self, stakeholder: int) -> float | None:
        """w = r / Σ r, 0–1; None for a group to qualify and for whoever the cycle does not expect."""
        raw = self.raw.get(stakeholder)
        return None if raw is None else raw / self.total if self.total else 0.0

    def shares(self) -> dict[int, float | None]:
        """The same for every expected group at once."""
        total = self.total
        return {pk: None if raw is None else raw / total if total else 0.0 for pk, raw in self.raw.items()}

    def with_group(self, stakeholder: int, significance: Significance) -> "CycleWeights":
        """As if that group had these scores."""
        return CycleWeights({**self.raw, stakeholder: raw_weight(as_group(significance))})


def cycle_weights(cycle: AssessmentCycle | None) -> CycleWeights:
    """One query, of six small columns. The groups are those that the ranking counts (priorities.queries.inputs)."""
    rows = (
        Significance.objects.filter(
            cycle=cycle, stakeholder__is_stakeholder=True, stakeholder__parent=None
        ).values_list("stakeholder", *WEIGHING, "disadvantaged")
        if cycle
        else ()
    )
    return CycleWeights({pk: raw_weight(Group("", *scores)) for pk, *scores in rows})


def as_group(significance: Significance) -> Group:
    """The scores as `method` reads them; the code of a group has no part in the arithmetic."""
    scores = {name: getattr(significance, name) for name in WEIGHING}
    return Group(code="", disadvantaged=significance.disadvantaged, **scores)


def salience_of(row: Any) -> Salience | None:
    """row: anything with the attributes of Significance. None while a score is unknown."""
    found = salience_class(row.power, row.legitimacy, row.urgency)
    return Salience(found) if found else None


@dataclass(frozen=True)
class Standing:
    """What the scores of a stakeholder mean in their cycle. weights: those of the whole cycle."""

    significance: Significance
    weights: CycleWeights

    @property
    def salience(self) -> Salience | None:
        return salience_of(self.significance)

    @property
    def salience_sentence(self) -> Any:
        return SALIENCE_SENTENCES[self.salience] if self.salience else ""

    @property
    def quadrant(self) -> Quadrant | None:
        found = quadrant(self.significance.influence, self.significance.dependency)
        return Quadrant(found) if found else None

    @property
    def posture(self) -> Any:
        return POSTURES[self.quadrant] if self.quadrant else ""

    @property
    def has_scores(self) -> bool:
        return any(getattr(self.significance, name) is not None for name in SCORES)

    @property
    def answers(self) -> list[tuple[Any, bool | None]]:
        """The eight questions and what was answered; None: nothing."""
        return [(QUESTION_SENTENCES[name], getattr(self.significance, name)) for name in QUESTIONS]

    @property
    def has_answers(self) -> bool:
        """Being disadvantaged is « no » before anybody answers: that alone is no answer."""
        row = self.significance
        return row.disadvantaged or any(
            getattr(row, name) is not None for name in QUESTIONS if name != "disadvantaged"
        )

    @property
    def is_expected(self) -> bool:
        return self.weights.expects(self.significance.stakeholder_id)

    @property
    def raw(self) -> float | None:
        """r, after the floor."""
        return raw_weight(as_group(self.significance))

    @property
    def floored(self) -> bool:
        """Whether the floor of disadvantaged groups raised r."""
        return self.raw == FLOOR and self.before_floor != FLOOR

    @property
    def before_floor(self) -> float | None:
        return raw_weight(replace(as_group(self.significance), disadvantaged=False))

    @property
    def share(self) -> float | None:
        return self.weights.share(self.significance.stakeholder_id)

    @property
    def percent(self) -> float | None:
        return None if self.share is None else 100 * self.share

    @property
    def missing(self) -> list[str]:
        """The names of the scores without which the group does not weigh."""
        return [
            str(Significance._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            for name in WEIGHING
            if getattr(self.significance, name) is None
        ]


# --- how it changed


@dataclass(frozen=True)
class Assessment:
    """The scores that a stakeholder had from one day on. `by`, `at` are unknown for what was imported."""

    cycle: AssessmentCycle
    assessed_on: date | None
    scores: Mapping[str, int | None]
    disadvantaged: bool
    reason: str
    by: User | None
    at: datetime | None
    changed: frozenset[str]
    current: bool

    @property
    def salience(self) -> Salience | None:
        found = salience_class(self.scores["power"], self.scores["legitimacy"], self.scores["urgency"])
        return Salience(found) if found else None

    @property
    def cells(self) -> list[tuple[int | None, bool]]:
        """(score, whether this assessment changed it) in the order of SCORES."""
        return [(self.scores[name], name in self.changed) for name in SCORES]


KEPT = (*SCORES, "disadvantaged", "reason", "assessed_on")


def assessments_of(significances: Sequence[Significance]) -> list[Assessment]:
    """Every dated assessment of one stakeholder over its cycles, newest first; without any score there is none. 1 query.

    significances: its rows with their cycle, newest cycle first. What a row holds now is walked back through its
    changes; a cycle is compared with the one before it.
    """
    changes: dict[str, list[Change]] = {str(row.pk): [] for row in significances}
    for told in (
        Change.objects.filter(target_type=Significance._meta.label_lower, target_id__in=changes)
        .select_related("by")
        .order_by("-pk")
    ):
        changes[told.target_id].append(told)
    states = [
        state
        for row in significances
        for state in _states(row, changes[str(row.pk)])
        if any(state.values[name] is not None for name in SCORES)
    ]
    return [
        _assessment(state, states[position + 1] if position + 1 < len(states) else None)
        for position, state in enumerate(states)
    ]


@dataclass(frozen=True)
class _State:
    row: Significance
    values: Mapping[str, Any]
    told: Change | None
    current: bool


def _states(row: Significance, changes: Iterable[Change]) -> Iterable[_State]:
    """What a row held after each of the changes that matter here, newest first; then what it held before them."""
    values = {name: getattr(row, name) for name in KEPT}
    current = True
    for told in changes:
        if not set(told.after) & set(KEPT):
            continue
        yield _State(row, dict(values), told, current)
        current = False
        if told.kind == ChangeKind.CREATED:
            return
        values |= {name: value for name, value in told.before.items() if name in KEPT}
    yield _State(row, values, None, current)


def _assessment(state: _State, before: _State | None) -> Assessment:
    scores = {name: state.values[name] for name in SCORES}
    day = state.values["assessed_on"]
    return Assessment(
        cycle=state.row.cycle,
        assessed_on=date.fromisoformat(day) if isinstance(day, str) else day,
        scores=scores,
        disadvantaged=state.values["disadvantaged"],
        reason=state.values["reason"],
        by=state.told.by if state.told else None,
        at=timezone.localtime(state.told.at) if state.told else None,
        changed=frozenset(name for name in SCORES if before and before.values[name] != scores[name]),
        current=state.current,
    )


def significances_of(stakeholder: Stakeholder) -> list[Significance]:
    """One per cycle, newest cycle first. 1 query."""
    return list(stakeholder.significances.select_related("cycle").order_by("-cycle__opened_on", "-cycle__pk"))
