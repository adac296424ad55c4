"""From the database to `method`: everything a ranking reads of one cycle, in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from django.db.models import Count, F
from django.db.models.functions import Coalesce

from dialogue.models import FeedbackCoding, ImportanceVote
from iso26000.enums import PracticeAnswer
from iso26000.models import AssessmentCycle, Assessor, Evidence, PracticeAssessment
from iso26000.models import Domain as DomainRow
from iso26000.queries.correspondence import Route, agreed
from method.inputs import (
    CRITERIA,
    CRITERION_DTYPE,
    EVIDENCE_DTYPE,
    EVIDENCE_KINDS,
    IMPACT_DTYPE,
    NEGATIVE,
    NONE,
    NOT_APPLICABLE,
    POSITIVE,
    PRACTICE_DTYPE,
    SCORE_DTYPE,
    UNKNOWN,
    VOTE_DTYPE,
    Domain,
    RankingInputs,
)
from priorities.models import CriterionScore
from rse_portal.common.database import consistent_reads, whole_numbers
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore
from stakeholders.queries.groups import expected_groups

Index = Mapping[Any, int]
POLARITIES = {Polarity.NONE: NONE, Polarity.NEGATIVE: NEGATIVE, Polarity.POSITIVE: POSITIVE}
CRITERION_FIELDS = ("scale", "scope", "irremediability", "likelihood")


def read_inputs(cycle: AssessmentCycle, route: Route | None = None) -> RankingInputs:
    """What the ranking of `cycle` is computed from. 11 queries whatever the size; a million scores take some 100 MB.

    Impacts and votes of a sub-group count for its top-level group; those of a group that the cycle does not expect
    are left out (docs/methode.md §2).
    route: the same as it would stand on another version of the standard, were the cycle upgraded (docs/adr/0037).
    """
    with consistent_reads():
        standard = route.new.pk if route else cycle.standard_id
        domains = list(
            DomainRow.objects.filter(standard=standard).values_list("pk", "code", "core_subject__code")
        )
        domain = whole = _index(pk for pk, _code, _subject in domains)
        if route:
            whole = {old: domain[new] for old, new in route.whole.items()}
        expected = expected_groups(cycle)
        group = expected.counts_for
        assessors = list(Assessor.objects.values_list("pk", "code"))
        person = _index(pk for pk, _code in assessors)
        impacts, impact_codes, impact_ids = _read_impacts(cycle, domain, group, route)
        votes, respondents = _read_votes(cycle, domain, group, route)
        return RankingInputs(
            domains=tuple(Domain(code, subject) for _pk, code, subject in domains),
            groups=expected.rows,
            people=tuple(code for _pk, code in assessors),
            impacts=impacts,
            impact_codes=impact_codes,
            scores=_read_scores(impact_ids, [pk for pk, _code in assessors]),
            votes=votes,
            respondents=respondents,
            practices=_read_practices(cycle, whole, person),
            evidence=_read_evidence(cycle, whole),
            criteria=_read_criteria(cycle, domain, route),
            feedback=np.zeros(len(domain), "<i4") if route else _read_feedback(cycle, domain),
        )


def _index(keys: Iterable[Any]) -> dict[Any, int]:
    return {key: position for position, key in enumerate(keys)}


def _rows(dtype: np.dtype[Any], rows: Iterable[tuple[Any, ...]]) -> np.ndarray[Any, Any]:
    return np.array(list(rows), dtype=dtype)


def _read_impacts(
    cycle: AssessmentCycle, domain: Index, group: Index, route: Route | None
) -> tuple[np.ndarray[Any, Any], tuple[str, ...], list[int]]:
    """Rows, codes and primary keys of the impacts, the keys in ascending order."""
    fields = ("human_rights", "life_health", "environmental_harm", "non_compliance")
    rows = [
        row
        for row in Impact.objects.filter(cycle=cycle)
        .order_by("pk")
        .values_list("pk", "code", "domain", "stakeholder", "polarity", "nature", *fields)
        if row[3] in group and (route is None or impact_moves(route, row[2], row[4]))
    ]
    if route:
        domain = {old: domain[new] for old, new in route.target.items()}
    array = _rows(
        IMPACT_DTYPE,
        (
            (domain[domain_id], group[stakeholder], POLARITIES[polarity], nature == Nature.POTENTIAL, *flags)
            for _pk, _code, domain_id, stakeholder, polarity, nature, *flags in rows
        ),
    )
    return array, tuple(row[1] for row in rows), [row[0] for row in rows]


def impact_moves(route: Route, domain: int, polarity: str) -> bool:
    """« Aucun impact identifié » on a part says nothing of the whole; every other impact on a part is one on the whole."""
    return domain in (route.whole if polarity == Polarity.NONE else route.target)


def _read_scores(impact_ids: list[int], assessor_ids: list[int]) -> np.ndarray[Any, Any]:
    """Two columns instead of six to carry for a million rows: assessor and criteria travel as one number, a base 8 digit
    for each criterion (0 = missing). A range of keys, sorted out here, costs the database less than a join."""
    if not impact_ids:
        return np.zeros(0, SCORE_DTYPE)
    packed: Any = F("assessor_id")
    for name in CRITERION_FIELDS:
        packed = packed * 8 + Coalesce(F(name), 0)
    span = ImpactScore.objects.filter(impact_id__gte=impact_ids[0], impact_id__lte=impact_ids[-1])
    rows = whole_numbers(span.values_list("impact_id", packed))
    impacts, assessors = np.array(impact_ids, np.int64), np.array(assessor_ids, np.int64)
    position = np.searchsorted(impacts, rows[:, 0])
    # Not expected: of another cycle in the same range, or of a group that this cycle does not expect.
    expected = np.append(impacts, 0)[position] == rows[:, 0]
    if not expected.all():
        rows, position = rows[expected], position[expected]
    people, people_order = rows[:, 1] >> 3 * len(CRITERION_FIELDS), np.argsort(assessors)
    scores = np.zeros(len(rows), SCORE_DTYPE)
    scores["impact"] = position
    scores["assessor"] = (
        people_order[np.searchsorted(assessors, people, sorter=people_order)] if len(rows) else 0
    )
    for shift, name in zip((9, 6, 3, 0), CRITERION_FIELDS, strict=True):
        scores[name] = rows[:, 1] >> shift & 7
    return scores


def _read_votes(
    cycle: AssessmentCycle, domain: Index, group: Index, route: Route | None
) -> tuple[np.ndarray[Any, Any], tuple[str, ...]]:
    cast: Iterable[tuple[Any, ...]] = (
        ImportanceVote.objects.filter(cycle=cycle)
        .order_by()
        .values_list("domain", "stakeholder", "respondent", "importance")
        .iterator(20_000)
    )
    rows = [row for row in (agreed(cast, route).rows if route else cast) if row[1] in group]
    respondent = _index(sorted({row[2] for row in rows}))
    votes = _rows(VOTE_DTYPE, ((domain[d], group[g], respondent[code], value) for d, g, code, value in rows))
    return votes, tuple(respondent)


def _read_practices(cycle: AssessmentCycle, domain: Index, person: Index) -> np.ndarray[Any, Any]:
    words = {PracticeAnswer.UNKNOWN: UNKNOWN, PracticeAnswer.NOT_APPLICABLE: NOT_APPLICABLE}
    rows = PracticeAssessment.objects.filter(cycle=cycle).values_list(
        "domain", "assessor", "answer", "level", "reason"
    )
    return _rows(
        PRACTICE_DTYPE,
        (
            (
                domain[d],
                person[a],
                level if answer == PracticeAnswer.LEVEL else words[PracticeAnswer(answer)],
                bool(reason.strip()),
            )
            for d, a, answer, level, reason in rows
            if d in domain
        ),
    )


def _read_evidence(cycle: AssessmentCycle, domain: Index) -> np.ndarray[Any, Any]:
    kinds = _index(EVIDENCE_KINDS)
    rows = Evidence.objects.counting_in(cycle).values_list("domain", "kind", "value")
    return _rows(
        EVIDENCE_DTYPE,
        ((domain[d], kinds[kind], bool(value.strip())) for d, kind, value in rows if d in domain),
    )


def _read_criteria(cycle: AssessmentCycle, domain: Index, route: Route | None) -> np.ndarray[Any, Any]:
    criteria = _index(CRITERIA)
    rows: Iterable[tuple[Any, ...]] = CriterionScore.objects.filter(cycle=cycle).values_list(
        "domain", "criterion", "value"
    )
    rows = agreed(rows, route).rows if route else rows
    return _rows(CRITERION_DTYPE, ((domain[d], criteria[name], value) for d, name, value in rows))


def _read_feedback(cycle: AssessmentCycle, domain: Index) -> np.ndarray[Any, Any]:
    rows = (
        FeedbackCoding.objects.filter(feedback__cycle=cycle)
        .order_by()
        .values_list("domain")
        .annotate(n=Count("pk"))
    )
    counts = Counter({domain[d]: n for d, n in rows})
    return np.array([counts[position] for position in range(len(domain))], dtype="<i4")
