"""From checked rows to the database, file by file, in the order in which they refer to each other."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from accounts.models import Territory
from dialogue.models import ImportanceVote
from iso26000.enums import PracticeAnswer
from iso26000.models import Assessor, Evidence, PracticeAssessment
from priorities.exchange.checking import Checked
from priorities.exchange.consistency import human_rights
from priorities.exchange.feedback import save_feedback
from priorities.exchange.files import (
    CRITERIA,
    EVIDENCE,
    FEEDBACK,
    FILES,
    IMPACT_SCORES,
    IMPACTS,
    IMPORTANCE,
    PRACTICES,
    STAKEHOLDERS,
    TERRITORIES,
    CriterionRow,
    EvidenceRow,
    ImpactRow,
    PracticeRow,
    ScoreRow,
    StakeholderRow,
    TerritoryRow,
    VoteRow,
)
from priorities.exchange.known import Known
from priorities.exchange.upsert import Written, upsert
from priorities.models import CriterionScore
from stakeholders.models import Impact, ImpactScore, Significance, Stakeholder
from stakeholders.models.impact import CRITERIA as SCORED
from stakeholders.models.impact import FLAGS
from stakeholders.models.stakeholder import SCORES


def save_files(files: Mapping[str, Checked], known: Known) -> dict[str, Written]:
    """Write every file; what was created and updated in each. Call it in a transaction."""
    _save_assessors(files)
    written = {}
    for spec in FILES:
        if spec.name in files:
            written[spec.name] = _SAVERS[spec.name](files[spec.name].rows, known)
    return written


def _save_assessors(files: Mapping[str, Checked]) -> None:
    """Opaque codes become assessors without account."""
    codes = {row.declared_by for row in _rows(files, IMPACTS.name)} - {""}
    codes |= {row.assessor for name in (IMPACT_SCORES.name, PRACTICES.name) for row in _rows(files, name)}
    if codes:
        new = codes - set(Assessor.objects.values_list("code", flat=True))
        Assessor.objects.bulk_create([Assessor(code=code) for code in sorted(new)], ignore_conflicts=True)


def _rows(files: Mapping[str, Checked], name: str) -> Sequence[Any]:
    return files[name].rows if name in files else ()


def _assessors() -> dict[str, int]:
    return dict(Assessor.objects.order_by().values_list("code", "pk"))


def _save_stakeholders(rows: Sequence[StakeholderRow], known: Known) -> Written:
    registry = _save_tree(Stakeholder, rows, ("label_fr", "scope"), [(row.label, row.scope) for row in rows])
    pks = _keys(Stakeholder)
    assessed = upsert(
        Significance.objects.filter(cycle=known.cycle),
        {(pks[row.code],): (*row[3:8], row.disadvantaged) for row in rows},
        fixed={"cycle_id": known.cycle.pk},
        key=("stakeholder_id",),
        values=(*SCORES, "disadvantaged"),
    )
    codes = {pk: code for code, pk in pks.items()}
    created = {(codes[pk],) for (pk,) in assessed.created}
    updated = {(codes[pk],) for (pk,) in assessed.updated} | registry.updated
    return Written(created | registry.created, updated - created - registry.created)


def _save_territories(rows: Sequence[TerritoryRow], known: Known) -> Written:
    return _save_tree(Territory, rows, ("label", "level"), [(row.label, row.level) for row in rows])


def _save_tree(
    model: Any, rows: Sequence[Any], fields: tuple[str, ...], values: Iterable[tuple[Any, ...]]
) -> Written:
    """Rows first, then their parents: a child may come before its parent in the file."""
    plain = dict(zip(((row.code,) for row in rows), values, strict=True))
    written = upsert(model.objects.all(), plain, key=("code",), values=fields)
    pks = _keys(model)
    whole = {(row.code,): (*plain[(row.code,)], pks[row.parent] if row.parent else None) for row in rows}
    attached = upsert(model.objects.all(), whole, key=("code",), values=(*fields, "parent_id"))
    return Written(written.created, (written.updated | attached.updated) - written.created)


def _keys(model: Any, field: str = "code") -> dict[str, Any]:
    return dict(model.objects.order_by().values_list(field, "pk"))


def _save_impacts(rows: Sequence[ImpactRow], known: Known) -> Written:
    people, groups = _assessors(), _keys(Stakeholder)
    return upsert(
        Impact.objects.filter(cycle=known.cycle),
        {
            (row.impact,): (
                known.domains[row.domain].pk,
                groups[row.stakeholder],
                row.polarity,
                row.nature,
                human_rights(row, known),
                row.life_health,
                row.environmental_harm,
                row.non_compliance,
                row.description,
                people[row.declared_by] if row.declared_by else None,
            )
            for row in rows
        },
        fixed={"cycle_id": known.cycle.pk},
        key=("code",),
        values=("domain_id", "stakeholder_id", "polarity", "nature", *FLAGS, "description", "declared_by_id"),
    )


def _save_scores(rows: Sequence[ScoreRow], known: Known) -> Written:
    people = _assessors()
    impacts = dict(Impact.objects.filter(cycle=known.cycle).order_by().values_list("code", "pk"))
    return upsert(
        ImpactScore.objects.filter(impact__cycle=known.cycle),
        {(impacts[row[0]], people[row[1]]): row[2:] for row in rows},
        key=("impact_id", "assessor_id"),
        values=(*SCORED, "rationale"),
    )


def _save_votes(rows: Sequence[VoteRow], known: Known) -> Written:
    groups, domains = _keys(Stakeholder), known.domains
    return upsert(
        ImportanceVote.objects.filter(cycle=known.cycle),
        {
            (domains[row.domain].pk, groups[row.stakeholder], row.respondent): (row.importance,)
            for row in rows
        },
        fixed={"cycle_id": known.cycle.pk},
        key=("domain_id", "stakeholder_id", "respondent"),
        values=("importance",),
    )


def _save_practices(rows: Sequence[PracticeRow], known: Known) -> Written:
    people = _assessors()
    return upsert(
        PracticeAssessment.objects.filter(cycle=known.cycle),
        {
            (known.domains[row.domain].pk, people[row.assessor]): (*_answer(row.level), row.reason)
            for row in rows
        },
        fixed={"cycle_id": known.cycle.pk},
        key=("domain_id", "assessor_id"),
        values=("answer", "level", "reason"),
    )


def _answer(level: str) -> tuple[str, int | None]:
    """The column `level` holds a level or a word; the database keeps them apart."""
    return (PracticeAnswer.LEVEL.value, int(level)) if level.isdecimal() else (level, None)


def _save_evidence(rows: Sequence[EvidenceRow], known: Known) -> Written:
    return upsert(
        Evidence.objects.filter(cycle=known.cycle),
        {(known.domains[row.domain].pk, row.kind, row.label): (row.value,) for row in rows},
        fixed={"cycle_id": known.cycle.pk},
        key=("domain_id", "kind", "label"),
        values=("value",),
    )


def _save_criteria(rows: Sequence[CriterionRow], known: Known) -> Written:
    return upsert(
        CriterionScore.objects.filter(cycle=known.cycle),
        {(known.domains[row.domain].pk, row.criterion): (row.value,) for row in rows},
        fixed={"cycle_id": known.cycle.pk},
        key=("domain_id", "criterion"),
        values=("value",),
    )


_SAVERS: dict[str, Callable[[Sequence[Any], Known], Written]] = {
    STAKEHOLDERS.name: _save_stakeholders,
    TERRITORIES.name: _save_territories,
    IMPACTS.name: _save_impacts,
    IMPACT_SCORES.name: _save_scores,
    IMPORTANCE.name: _save_votes,
    PRACTICES.name: _save_practices,
    EVIDENCE.name: _save_evidence,
    CRITERIA.name: _save_criteria,
    FEEDBACK.name: save_feedback,
}
