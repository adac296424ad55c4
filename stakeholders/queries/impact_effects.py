"""What a change of an impact does to the scores that it has: told before anything is written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import ngettext

from rse_portal.common.typography import joined
from stakeholders.models import Impact, ImpactScore
from stakeholders.models.impact import CRITERIA, criteria_of, criterion_label, required_of

Held = frozenset[str]


@dataclass(frozen=True)
class Effect:
    """lost: criterion → scores that hold it and may no longer. drafts: complete scores that would become drafts, for
    want of the criteria `missing`. Falsy when the change leaves every score as it is."""

    lost: Mapping[str, int] = field(default_factory=dict)
    drafts: int = 0
    missing: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.lost) or bool(self.drafts)

    @property
    def sentences(self) -> list[str]:
        said = [
            ngettext(
                "%(n)s cotation porte une note (%(criterion)s) qui n’aurait plus de sens.",
                "%(n)s cotations portent une note (%(criterion)s) qui n’aurait plus de sens.",
                count,
            )
            % {"n": count, "criterion": criterion_label(name)}
            for name, count in self.lost.items()
        ]
        if self.drafts:
            said.append(
                ngettext(
                    "%(n)s cotation complète redeviendrait un brouillon (il manquerait\u00a0: %(criteria)s).",
                    "%(n)s cotations complètes redeviendraient des brouillons (il manquerait\u00a0: %(criteria)s).",
                    self.drafts,
                )
                % {
                    "n": self.drafts,
                    "criteria": joined(criterion_label(name) for name in sorted(self.missing)),
                }
            )
        return said

    def __str__(self) -> str:
        return " ".join(self.sentences)


def held_criteria(impacts: Iterable[Impact]) -> Mapping[int, Counter[Held]]:
    """Impact pk → how many of its scores hold which criteria. 1 query, at most 16 rows per impact."""
    given: dict[str, Any] = {f"has_{name}": Q(**{f"{name}__isnull": False}) for name in CRITERIA}
    rows = (
        ImpactScore.objects.filter(impact__in=[impact.pk for impact in impacts])
        .order_by()
        .values_list("impact", *given.values())
        .annotate(n=Count("pk"))
    )
    found: dict[int, Counter[Held]] = defaultdict(Counter)
    for pk, *has, n in rows:
        found[pk][frozenset(name for name, holds in zip(CRITERIA, has, strict=True) if holds)] += n
    return found


def effect_on_scores(impact: Impact, values: Mapping[str, Any], held: Counter[Held]) -> Effect:
    """What the scores of `impact` become if it takes these values. held: held_criteria(…) of it. No query."""
    now = {name: getattr(impact, name) for name in ("polarity", "nature", "human_rights")}
    then = now | {name: values[name] for name in now if name in values}
    if then == now:
        return Effect()
    gone = set(criteria_of(now["polarity"], now["nature"])) - set(
        criteria_of(then["polarity"], then["nature"])
    )
    before, after = set(required_of(**now)), set(required_of(**then))
    lost: Counter[str] = Counter()
    drafts, missing = 0, set()
    for criteria, count in held.items():
        for name in gone & criteria:
            lost[name] += count
        if before <= criteria and not after <= criteria:
            drafts += count
            missing |= after - criteria
    return Effect({name: lost[name] for name in CRITERIA if lost[name]}, drafts, frozenset(missing))


def lost_to(impact: Impact, criteria: Iterable[str]) -> list[tuple[ImpactScore, dict[str, None]]]:
    """The scores to clear, and of what. 1 query."""
    names = list(criteria)
    holding = Q()
    for name in names:
        holding |= Q(**{f"{name}__isnull": False})
    return (
        [(score, dict.fromkeys(names)) for score in ImpactScore.objects.filter(holding, impact=impact)]
        if names
        else []
    )
