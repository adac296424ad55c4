"""From checked rows to the database, file by file, in the order in which they refer to each other."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from accounts.models import Territory
from dialogue.models import ImportanceVote
from iso26000.enums import PracticeAnswer
from iso26000.models import Assessor, Evidence, PracticeAssessment
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
from priorities.exchange.trail import Trail
from priorities.exchange.upsert import Written, upsert
from priorities.models import CriterionScore
from rse_portal.common.exchange.checking import Checked
from stakeholders.models import Impact, ImpactScore, Significance, Stakeholder
from stakeholders.models.impact import CRITERIA as SCORED
from stakeholders.models.impact import FLAGS
from stakeholders.models.stakeholder import SCORES


def save_files(files: Mapping[str, Checked], known: Known, trail: Trail) -> dict[str, Written]:
    """Write every file; what was created, updated and deleted in each. Call it in a transaction."""
    _save_assessors(files)
    written = {}
    for spec in FILES:
        if spec.name in files:
            trail.file = spec.name
            written[spec.name] = _SAVERS[spec.name](files[spec.name], known, trail)
    trail.keep()
    return written


def _save_assessors(files: Mapping[str, Checked]) -> None:
    """Opaque codes become assessors without account."""
    codes = {row.declared_by for row in _rows(files, IMPACTS.name)} - {""}
    codes |= {
        row.assessor
        for name in (IMPACT_SCORES.name, PRACTICES.name)
        for row in _rows(files, name)
        if not row.says_nothing
    }
    if codes:
        new = codes - set(Assessor.objects.values_list("code", flat=True))
        Assessor.objects.bulk_create([Assessor(code=code) for code in sorted(new)], ignore_conflicts=True)


def _rows(files: Mapping[str, Checked], name: str) -> Sequence[Any]:
    return files[name].rows if name in files else ()


def _assessors() -> dict[str, int]:
    return dict(Assessor.objects.order_by().values_list("code", "pk"))


def _save_stakeholders(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[StakeholderRow] = file.rows
    registry = _save_tree(
        Stakeholder, rows, ("label_fr", "scope"), [(row.label, row.scope) for row in rows], trail
    )
    pks = _keys(Stakeholder)
    assessed = upsert(
        Significance.objects.filter(cycle=known.cycle),
        {
            (pks[row.code],): None if stays_out else (*row[3:8], row.disadvantaged)
            for row, stays_out in zip(rows, _out_of_cycle(file, known), strict=True)
        },
        fixed={"cycle_id": known.cycle.pk},
        key=("stakeholder_id",),
        values=(*SCORES, "disadvantaged"),
        trail=trail,
    )
    codes = {pk: code for code, pk in pks.items()}
    created = {(codes[pk],) for (pk,) in assessed.created}
    updated = {(codes[pk],) for (pk,) in assessed.updated} | registry.updated
    return Written(created | registry.created, updated - created - registry.created)


def _out_of_cycle(file: Checked, known: Known) -> Iterator[bool]:
    """Which rows are of a group that the cycle does not assess, as the portal itself wrote them: they stay out of it.

    A row without version is typed by somebody, or is an archive to restore: it brings its group into the cycle.
    """
    versions = file.versions or [None] * len(file.rows)
    for row, version in zip(file.rows, versions, strict=True):
        silent = all(score is None for score in row[3:8]) and not row.disadvantaged
        yield version is not None and silent and row.code not in known.in_cycle


def _save_territories(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[TerritoryRow] = file.rows
    return _save_tree(Territory, rows, ("label", "level"), [(row.label, row.level) for row in rows], trail)


def _save_tree(
    model: Any,
    rows: Sequence[Any],
    fields: tuple[str, ...],
    values: Iterable[tuple[Any, ...]],
    trail: Trail,
) -> Written:
    """Rows first, then their parents: a child may come before its parent in the file."""
    plain = dict(zip(((row.code,) for row in rows), values, strict=True))
    written = upsert(model.objects.all(), plain, key=("code",), values=fields, trail=trail)
    pks = _keys(model)
    whole = {(row.code,): (*plain[(row.code,)], pks[row.parent] if row.parent else None) for row in rows}
    attached = upsert(model.objects.all(), whole, key=("code",), values=(*fields, "parent_id"), trail=trail)
    return Written(written.created, (written.updated | attached.updated) - written.created)


def _keys(model: Any, field: str = "code") -> dict[str, Any]:
    return dict(model.objects.order_by().values_list(field, "pk"))


def _save_impacts(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[ImpactRow] = file.rows
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
        trail=trail,
    )


def _save_scores(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[ScoreRow] = file.rows
    people = _assessors()
    impacts = dict(Impact.objects.filter(cycle=known.cycle).order_by().values_list("code", "pk"))
    return upsert(
        ImpactScore.objects.filter(impact__cycle=known.cycle),
        # A row that says nothing may name somebody who never scored: it is there for its place in the file.
        {
            (impacts[row[0]], people.get(row[1], row[1])): None if row.says_nothing else row[2:]
            for row in rows
        },
        key=("impact_id", "assessor_id"),
        values=(*SCORED, "rationale"),
        trail=trail,
    )


def _save_votes(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[VoteRow] = file.rows
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
        trail=trail,
    )


def _save_practices(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[PracticeRow] = file.rows
    people = _assessors()
    return upsert(
        PracticeAssessment.objects.filter(cycle=known.cycle),
        {
            (known.domains[row.domain].pk, people.get(row.assessor, row.assessor)): (
                None if row.says_nothing else (*_answer(row.level), row.reason)
            )
            for row in rows
        },
        fixed={"cycle_id": known.cycle.pk},
        key=("domain_id", "assessor_id"),
        values=("answer", "level", "reason"),
        trail=trail,
    )


def _answer(level: str) -> tuple[str, int | None]:
    """The column `level` holds a level or a word; the database keeps them apart."""
    return (PracticeAnswer.LEVEL.value, int(level)) if level.isdecimal() else (level, None)


def _save_evidence(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[EvidenceRow] = file.rows
    return upsert(
        Evidence.objects.filter(cycle=known.cycle),
        {(known.domains[row.domain].pk, row.kind, row.label): (row.value,) for row in rows},
        fixed={"cycle_id": known.cycle.pk},
        key=("domain_id", "kind", "label"),
        values=("value",),
        trail=trail,
    )


def _save_criteria(file: Checked, known: Known, trail: Trail) -> Written:
    rows: Sequence[CriterionRow] = file.rows
    return upsert(
        CriterionScore.objects.filter(cycle=known.cycle),
        {(known.domains[row.domain].pk, row.criterion): (row.value,) for row in rows},
        fixed={"cycle_id": known.cycle.pk},
        key=("domain_id", "criterion"),
        values=("value",),
        trail=trail,
    )


_SAVERS: dict[str, Callable[[Checked, Known, Trail], Written]] = {
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
