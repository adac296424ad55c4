"""One change for many impacts: what each becomes, and what forbids it, before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.queries.history import Line
from iso26000.models import AssessmentCycle
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact
from stakeholders.queries.impact_effects import effect_on_scores, held_criteria

Crossing = tuple[int, int]  # domain pk, stakeholder pk


@dataclass(frozen=True)
class BulkLine:
    """One impact: its columns before → after, only those that change; `problem` forbids it, in words."""

    impact: Impact
    changes: Sequence[Line]
    problem: str

    @property
    def changed(self) -> bool:
        return bool(self.changes)

    @property
    def key(self) -> str:
        """What the form sends back: the row and the version that was shown."""
        return f"{self.impact.pk}-{self.impact.version}"


def preview(cycle: AssessmentCycle, impacts: Sequence[Impact], values: Mapping[str, Any]) -> list[BulkLine]:
    """impacts: of the cycle, with domain and stakeholder. values: as ImpactBulkForm gives them. At most 3 queries."""
    held = held_criteria(impacts) if values.keys() & {"nature", "human_rights"} else {}
    moving = bool(values.keys() & {"domain", "stakeholder"})
    taken = (
        _crossings(cycle, with_impacts=any(row.polarity == Polarity.NONE for row in impacts))
        if moving
        else {}
    )
    return [
        BulkLine(impact, _changes(impact, values), _problem(impact, values, held, taken))
        for impact in impacts
    ]


def _crossings(cycle: AssessmentCycle, *, with_impacts: bool) -> dict[Crossing, str]:
    """Crossings where something stands that another statement would contradict: « none » or « impacts »."""
    rows = Impact.objects.filter(cycle=cycle).order_by()
    if not with_impacts:
        rows = rows.none_declared()
    found = rows.values_list("domain", "stakeholder", "polarity").distinct()
    return {(d, s): "none" if polarity == Polarity.NONE else "impacts" for d, s, polarity in found}


def _changes(impact: Impact, values: Mapping[str, Any]) -> list[Line]:
    return [
        Line(str(Impact._meta.get_field(name).verbose_name), _words(name, before), _words(name, value))  # type: ignore[union-attr]
        for name, value in values.items()
        if (before := getattr(impact, name)) != value
    ]


def _words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if name == "nature":
        return str(dict(Nature.choices).get(value, "–"))
    return str(value)


def _problem(
    impact: Impact,
    values: Mapping[str, Any],
    held: Mapping[int, Counter[frozenset[str]]],
    taken: Mapping[Crossing, str],
) -> str:
    """Empty when nothing forbids it."""
    declared_none = impact.polarity == Polarity.NONE
    if declared_none and values.keys() - {"domain", "stakeholder"}:
        return _("« Aucun impact identifié » n’a ni nature ni drapeau.")
    here = (impact.domain_id, impact.stakeholder_id)
    there = (
        values["domain"].pk if "domain" in values else here[0],
        values["stakeholder"].pk if "stakeholder" in values else here[1],
    )
    if there != here and there in taken:
        if declared_none:
            return _("Ce croisement est déjà vu\u00a0: « aucun impact » n’y a pas sa place.")
        if taken[there] == "none":
            return _("« Aucun impact identifié » y est déclaré\u00a0: retirez d’abord cette déclaration.")
    return str(effect_on_scores(impact, values, held.get(impact.pk, Counter())))
