"""Take the judgements of the last cycle as a baseline, then confirm them one by one or together (ADR 0028)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import Tracked, User
from iso26000.actions.evidence import add_evidence
from iso26000.actions.open_cycle import hold_open
from iso26000.actions.practice import assess_practice
from iso26000.enums import CarriedKind
from iso26000.models import AssessmentCycle, Carried, Evidence, EvidenceFile, PracticeAssessment
from rse_portal.common.errors import Conflict
from stakeholders.actions.impact import identify_impact, next_reference
from stakeholders.actions.significance import assess_significance
from stakeholders.models import Impact, Significance
from stakeholders.models.impact import FLAGS
from stakeholders.models.stakeholder import QUESTIONS, SCORES
from stakeholders.queries.carried import Line, candidates, lines_of


class SourceStillOpen(Conflict):
    default = _("On ne reprend que d’un exercice clos : celui-ci peut encore changer.")


class ConfirmedMeanwhile(Conflict):
    default = _("Cette reprise a été confirmée ou écartée entre-temps.")


class CannotConfirm(Conflict):
    """`message`: what stands in the way."""


@transaction.atomic
def copy_cycle(
    *, source: AssessmentCycle, cycle: AssessmentCycle, kinds: Collection[str], by: User
) -> tuple[uuid.UUID, int]:
    """Propose to `cycle` what it does not hold yet of the judgements of `source`. Nothing counts until it is confirmed.

    Returns the operation and how many. Twice is once. Raises SourceStillOpen, CycleIsClosed. 2 queries per kind and per
    500 rows.
    """
    hold_open(cycle)
    if source.is_open:
        raise SourceStillOpen
    domains = dict(cycle.domains.order_by().values_list("code", "pk"))
    operation = history.new_operation()
    counts: dict[str, int] = {}
    for kind in CarriedKind:
        if kind not in kinds:
            continue
        rows = candidates(kind, source, cycle)
        found = (
            [(pk, None) for pk in rows.values_list("pk", flat=True)]
            if kind == CarriedKind.SIGNIFICANCE
            else [(pk, domains[code]) for pk, code in rows.values_list("pk", "domain__code")]
        )
        carried = [
            Carried(cycle=cycle, source=source, kind=kind, origin=pk, domain_id=domain)
            for pk, domain in found
        ]
        history.create_many(carried, by=by, operation=operation)
        counts[kind.value] = len(carried)
    record(action="baseline.copied", by=by, target=cycle, cycle=cycle.slug, source=source.slug, **counts)
    return operation, sum(counts.values())


@transaction.atomic
def confirm_carried(
    *, cycle: AssessmentCycle, versions: dict[int, int], by: User
) -> tuple[uuid.UUID, int, list[Line]]:
    """Make these judgements those of the cycle. versions: key → version read.

    Returns the operation, how many were confirmed, and the lines that could not be: they still wait. Raises
    ConfirmedMeanwhile, CycleIsClosed. Some 6 queries per kind, and 2 per 500 rows.
    """
    hold_open(cycle)
    carried = _hold(cycle, versions)
    lines = lines_of(cycle, carried, by)
    kept = _without_twins([line for line in lines if not line.problem])
    operation = history.new_operation()
    by_kind: dict[str, list[Line]] = defaultdict(list)
    for line in kept:
        by_kind[line.carried.kind].append(line)
    try:
        for kind, some in by_kind.items():
            _WRITERS[CarriedKind(kind)](cycle, some, by, operation)
    except IntegrityError:  # an import wrote the same judgement between our look and our writing
        raise ConfirmedMeanwhile from None
    history.delete_many([line.carried for line in kept], by=by, operation=operation)
    counts = {kind: len(some) for kind, some in by_kind.items()}
    record(action="baseline.confirmed", by=by, target=cycle, cycle=cycle.slug, **counts)
    done = {line.carried.pk for line in kept}
    return operation, len(kept), [line for line in lines if line.carried.pk not in done]


@transaction.atomic
def dismiss_carried(*, cycle: AssessmentCycle, versions: dict[int, int], by: User) -> tuple[uuid.UUID, int]:
    """Set them aside: the cycle does not take them. Raises ConfirmedMeanwhile, CycleIsClosed."""
    hold_open(cycle)
    carried = _hold(cycle, versions)
    operation = history.new_operation()
    history.delete_many(carried, by=by, operation=operation)
    record(action="baseline.dismissed", by=by, target=cycle, cycle=cycle.slug, rows=len(carried))
    return operation, len(carried)


@transaction.atomic
def confirm_changed(*, line: Line, by: User, **values: Any) -> uuid.UUID:
    """Confirm one judgement with other values: those of its own form.

    Raises CannotConfirm, ConfirmedMeanwhile, and what the action of its kind raises (ValidationError, CycleIsClosed…).
    """
    carried, cycle = line.carried, line.carried.cycle
    hold_open(cycle)
    [held] = _hold(cycle, {carried.pk: carried.version})
    if line.problem:
        raise CannotConfirm(line.problem)
    operation = history.new_operation()
    domain: Any = carried.domain  # only a significance has none
    if carried.kind == CarriedKind.PRACTICE:
        assess_practice(
            cycle=cycle, domain=domain, by=by, seat=line.row.assessor, operation=operation, **values
        )
    elif carried.kind == CarriedKind.EVIDENCE:
        add_evidence(cycle=cycle, domain=domain, by=by, operation=operation, **values)
    elif carried.kind == CarriedKind.SIGNIFICANCE:
        assess_significance(
            stakeholder=line.row.stakeholder, cycle=cycle, by=by, version=None, operation=operation, **values
        )
    else:
        identify_impact(cycle=cycle, by=by, operation=operation, **values)
    history.delete(held, by=by, operation=operation)
    record(action="baseline.confirmed", by=by, target=cycle, cycle=cycle.slug, **{carried.kind: 1})
    return operation


def _hold(cycle: AssessmentCycle, versions: dict[int, int]) -> list[Carried]:
    found = list(
        Carried.objects.select_for_update(of=("self",))
        .filter(cycle=cycle, pk__in=versions)
        .select_related("source", "domain")
        .order_by("pk")
    )
    if len(found) != len(versions) or any(each.version != versions[each.pk] for each in found):
        raise ConfirmedMeanwhile
    return found


def _without_twins(lines: Sequence[Line]) -> list[Line]:
    """Two cycles may have proposed the same judgement: the first one is written, the other still waits."""
    kept: dict[Any, Line] = {}
    for line in lines:
        row, kind = line.row, line.carried.kind
        key: tuple[Any, ...] = (kind, line.carried.domain_id)
        if kind == CarriedKind.PRACTICE:
            key += (row.assessor_id,)
        elif kind == CarriedKind.EVIDENCE:
            key += (row.kind, row.label)
        elif kind == CarriedKind.SIGNIFICANCE:
            key += (row.stakeholder_id,)
        else:
            key += (row.stakeholder_id, row.polarity, row.nature, row.description)
        kept.setdefault(key, line)
    return list(kept.values())


def _write_practices(cycle: AssessmentCycle, lines: Sequence[Line], by: User, operation: uuid.UUID) -> None:
    _create(
        [
            PracticeAssessment(
                cycle=cycle,
                domain=line.carried.domain,
                assessor=line.row.assessor,
                answer=line.row.answer,
                level=line.row.level,
                reason=line.row.reason,
            )
            for line in lines
        ],
        by,
        operation,
    )


def _write_evidence(cycle: AssessmentCycle, lines: Sequence[Line], by: User, operation: uuid.UUID) -> None:
    """With the versions of their documents: the same files, which nobody changes."""
    pieces = [
        Evidence(
            cycle=cycle,
            domain=line.carried.domain,
            kind=line.row.kind,
            label=line.row.label,
            value=line.row.value,
            expires_on=line.row.expires_on,
        )
        for line in lines
    ]
    _create(pieces, by, operation)
    taken = {line.row.pk: piece for line, piece in zip(lines, pieces, strict=True)}
    names = ("number", "file", "name", "size", "sha256", "added_at", "added_by_id")
    files = EvidenceFile.objects.filter(evidence__in=list(taken)).order_by("evidence", "number")
    _create(
        [
            EvidenceFile(evidence=taken[file.evidence_id], **{name: getattr(file, name) for name in names})
            for file in files
        ],
        by,
        operation,
    )


def _write_significances(
    cycle: AssessmentCycle, lines: Sequence[Line], by: User, operation: uuid.UUID
) -> None:
    """Confirming is assessing today."""
    names = (*SCORES, *QUESTIONS, "reason")
    _create(
        [
            Significance(
                cycle=cycle,
                stakeholder=line.row.stakeholder,
                assessed_on=timezone.localdate(),
                **{name: getattr(line.row, name) for name in names},
            )
            for line in lines
        ],
        by,
        operation,
    )


def _write_impacts(cycle: AssessmentCycle, lines: Sequence[Line], by: User, operation: uuid.UUID) -> None:
    """Under new references, without scores: those are given anew, blind (ADR 0013)."""
    prefix, digits, number = next_reference(cycle)
    names = ("polarity", "nature", *FLAGS, "description", "declared_by_id")
    _create(
        [
            Impact(
                cycle=cycle,
                code=f"{prefix}{number + rank:0{digits}d}",
                domain=line.carried.domain,
                stakeholder=line.row.stakeholder,
                **{name: getattr(line.row, name) for name in names},
            )
            for rank, line in enumerate(lines)
        ],
        by,
        operation,
    )


def _create(rows: Sequence[Tracked], by: User, operation: uuid.UUID) -> None:
    history.create_many(rows, by=by, operation=operation)


_WRITERS = {
    CarriedKind.PRACTICE: _write_practices,
    CarriedKind.EVIDENCE: _write_evidence,
    CarriedKind.SIGNIFICANCE: _write_significances,
    CarriedKind.IMPACT: _write_impacts,
}
