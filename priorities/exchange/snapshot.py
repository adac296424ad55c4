"""The rows of a cycle as its files hold them, in an order that depends on nothing but the data.

Left out, because no file can say them and no ranking reads them: impacts and votes of internal resources,
scores of « aucun impact identifié », scores without any criterion, criteria without meaning for their impact, evidence
that has expired.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import Territory
from dialogue.models import Feedback, FeedbackCoding, ImportanceVote
from iso26000.enums import PracticeAnswer
from iso26000.models import AssessmentCycle, Evidence, PracticeAssessment
from priorities.enums import Criterion
from priorities.exchange.files import (
    CRITERIA,
    EVIDENCE,
    FEEDBACK,
    IMPACT_SCORES,
    IMPACTS,
    IMPORTANCE,
    PRACTICES,
    STAKEHOLDERS,
    TERRITORIES,
)
from priorities.models import CriterionScore
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact, ImpactScore, Significance, Stakeholder
from stakeholders.models.impact import CRITERIA as SCORED
from stakeholders.models.impact import FLAGS
from stakeholders.models.stakeholder import SCORES

Row = tuple[Any, ...]


def rows_of(cycle: AssessmentCycle) -> tuple[dict[str, list[Row]], list[str]]:
    """The rows of every file by its name, and remarks in French. As many queries whatever the size."""
    clause = dict(cycle.domains.order_by().values_list("code", "order"))
    impacts = _impacts(cycle)
    votes = _votes(cycle, clause)
    feedback = _feedback(cycle, clause)
    spoken_of = {row[2] for row in impacts} | {row[1] for row in votes} | {row[4] for row in feedback}
    stakeholders, notices = _stakeholders(cycle, spoken_of - {""})
    return {
        STAKEHOLDERS.name: stakeholders,
        TERRITORIES.name: _territories({row[2] for row in feedback}),
        IMPACTS.name: impacts,
        IMPACT_SCORES.name: _scores(cycle),
        IMPORTANCE.name: votes,
        PRACTICES.name: _practices(cycle, clause),
        EVIDENCE.name: _evidence(cycle, clause),
        CRITERIA.name: _criteria(cycle, clause),
        FEEDBACK.name: feedback,
    }, notices


def _with_ancestors(codes: Iterable[str], parents: dict[str, str]) -> set[str]:
    found: set[str] = set()
    for code in codes:
        while code and code not in found:
            found.add(code)
            code = parents.get(code, "")
    return found


def _stakeholders(cycle: AssessmentCycle, spoken_of: set[str]) -> tuple[list[Row], list[str]]:
    """Those assessed in the cycle; and those without which the other rows would refer to nobody."""
    registry = {
        code: (label, scope, parent or "")
        for code, label, scope, parent in Stakeholder.objects.filter(is_stakeholder=True)
        .order_by()
        .values_list("code", "label_fr", "scope", "parent__code")
    }
    parents = {
        code: parent if parent in registry else "" for code, (_label, _scope, parent) in registry.items()
    }
    significances = Significance.objects.filter(cycle=cycle, stakeholder__is_stakeholder=True).order_by()
    assessed = {
        code: tuple(rest)
        for code, *rest in significances.values_list("stakeholder__code", *SCORES, "disadvantaged")
    }
    unknown = (None,) * len(SCORES) + (False,)
    codes = sorted(_with_ancestors({*assessed, *spoken_of}, parents))
    rows = [(code, *registry[code][:2], *assessed.get(code, unknown), parents[code]) for code in codes]
    added = [code for code in codes if code not in assessed and not parents[code]]
    notices = [
        f"{code} n’est pas évaluée dans l’exercice : le fichier la donne « à qualifier »" for code in added
    ]
    return rows, notices


def _territories(codes: set[str]) -> list[Row]:
    known = {
        code: (label, level, parent or "")
        for code, label, level, parent in Territory.objects.order_by().values_list(
            "code", "label", "level", "parent__code"
        )
    }
    needed = _with_ancestors(codes, {code: parent for code, (_label, _level, parent) in known.items()})
    return [(code, *known[code]) for code in sorted(needed)]


def _impacts(cycle: AssessmentCycle) -> list[Row]:
    rows = (
        Impact.objects.filter(cycle=cycle, stakeholder__is_stakeholder=True)
        .order_by()
        .values_list(
            "code",
            "domain__code",
            "stakeholder__code",
            "polarity",
            "nature",
            *FLAGS,
            "description",
            "declared_by__code",
        )
    )
    return sorted(
        # Flags are written out, 0 or 1: an empty cell may mean « as the domain says ».
        (*row[:5], *((None,) * len(FLAGS) if row[3] == Polarity.NONE else row[5:9]), row[9], row[10] or "")
        for row in rows.iterator()
    )


def _scores(cycle: AssessmentCycle) -> list[Row]:
    scores = ImpactScore.objects.filter(
        impact__cycle=cycle, impact__stakeholder__is_stakeholder=True
    ).order_by()
    rows = scores.exclude(impact__polarity=Polarity.NONE).values_list(
        "impact__code", "assessor__code", *SCORED, "rationale", "impact__polarity", "impact__nature"
    )
    return sorted(_meaningful_scores(rows.iterator()))


def _meaningful_scores(rows: Iterable[Any]) -> Iterator[Row]:
    for impact, assessor, scale, scope, irremediability, likelihood, rationale, polarity, nature in rows:
        if polarity == Polarity.POSITIVE:
            irremediability = None
        if nature == Nature.ACTUAL:
            likelihood = None
        if not scale is scope is irremediability is likelihood is None:
            yield impact, assessor, scale, scope, irremediability, likelihood, rationale


def _votes(cycle: AssessmentCycle, clause: dict[str, int]) -> list[Row]:
    votes = ImportanceVote.objects.filter(cycle=cycle, stakeholder__is_stakeholder=True).order_by()
    rows = votes.values_list("domain__code", "stakeholder__code", "respondent", "importance")
    return sorted(rows.iterator(), key=lambda row: (clause[row[0]], row))


def _practices(cycle: AssessmentCycle, clause: dict[str, int]) -> list[Row]:
    rows = PracticeAssessment.objects.filter(cycle=cycle).order_by()
    found = rows.values_list("domain__code", "assessor__code", "answer", "level", "reason")
    return sorted(
        (
            (domain, assessor, level if answer == PracticeAnswer.LEVEL else answer, reason)
            for domain, assessor, answer, level, reason in found
        ),
        key=lambda row: (clause[row[0]], row[1]),
    )


def _evidence(cycle: AssessmentCycle, clause: dict[str, int]) -> list[Row]:
    rows = (
        Evidence.objects.counting_in(cycle).order_by().values_list("domain__code", "kind", "label", "value")
    )
    return sorted(rows, key=lambda row: (clause[row[0]], row))


def _criteria(cycle: AssessmentCycle, clause: dict[str, int]) -> list[Row]:
    rows = (
        CriterionScore.objects.filter(cycle=cycle)
        .order_by()
        .values_list("domain__code", "criterion", "value")
    )
    return sorted(rows, key=lambda row: (clause[row[0]], Criterion.values.index(row[1])))


def _feedback(cycle: AssessmentCycle, clause: dict[str, int]) -> list[Row]:
    """The author is a code: the one imported, else an opaque one for the account that typed it in."""
    domains: dict[Any, list[tuple[int, int, str]]] = {}
    codings = FeedbackCoding.objects.filter(feedback__cycle=cycle).order_by()
    for feedback, position, code in codings.values_list("feedback_id", "position", "domain__code").iterator():
        domains.setdefault(feedback, []).append((position, clause[code], code))
    rows = (
        Feedback.objects.filter(cycle=cycle)
        .order_by()
        .values_list(
            "pk",
            "reference",
            "received_on",
            "territory__code",
            "session__reference",
            "stakeholder__code",
            "stakeholder__is_stakeholder",
            "kind",
            "author_code",
            "author_id",
            "text",
        )
    )
    return sorted(
        (
            reference,
            day,
            territory,
            session or "",
            stakeholder if proper else "",
            tuple(code for _position, _clause, code in sorted(domains.get(pk, ()))),
            kind,
            author_code or (f"compte-{author}" if author else ""),
            text,
        )
        for (
            pk,
            reference,
            day,
            territory,
            session,
            stakeholder,
            proper,
            kind,
            author_code,
            author,
            text,
        ) in rows.iterator()
    )
