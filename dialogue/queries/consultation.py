"""Consultations as a whole: who was asked and how many answered, the lots of invitations."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from dialogue.models import Consultation, ConsultationInvitation, ConsultationTally
from dialogue.queries.consultation_tally import invited_and_answered
from dialogue.queries.vote import voting_groups
from iso26000.models import AssessmentCycle
from iso26000.queries.campaign import Part, Participation, told_failures, told_whole
from method.disclosure import hidden_cells
from stakeholders.enums import StakeholderScope
from stakeholders.models import Stakeholder


def offered_groups(consultation: Consultation) -> list[Stakeholder]:
    """The groups outside that the cycle expects, their sub-groups, and those chosen already. 2 queries."""
    chosen = {
        group.stakeholder_id: group.stakeholder for group in consultation.groups.select_related("stakeholder")
    }
    outside = _outside(consultation.cycle)
    known = {row.pk for row in outside}
    return sorted(
        [*outside, *(row for pk, row in chosen.items() if pk not in known)], key=lambda row: row.code
    )


def _outside(cycle: AssessmentCycle) -> list[Stakeholder]:
    return list(voting_groups(cycle).filter(scope=StakeholderScope.EXTERNAL, merged_into=None))


def speakers_of(consultation: Consultation) -> dict[int | None, int]:
    """group → stakeholder in whose name it speaks: the one that stays, when its row was merged meanwhile. 1 query."""
    groups = consultation.groups.select_related("stakeholder")
    return {group.pk: group.stakeholder.merged_into_id or group.stakeholder_id for group in groups}


def participation_board(consultation: Consultation) -> Participation:
    """Who was asked and how many answered, by group; groups too small are left untold. `levels` is empty. 3 queries."""
    if consultation.is_over:
        counted = ConsultationTally.objects.get(consultation=consultation).counts["groups"]
        pairs = {int(pk): (invited, answered) for pk, (invited, answered) in counted.items()}
    else:
        pairs = invited_and_answered(
            consultation, consultation.responses.order_by().values_list("group", flat=True)
        )
    groups = list(consultation.groups.select_related("stakeholder"))
    cells = [pairs.get(group.pk, (0, 0)) for group in groups]
    hidden = (
        hidden_cells([answered for _invited, answered in cells], consultation.k_internal) if cells else ()
    )
    parts = tuple(
        Part(group.stakeholder.label, invited or None, None if place in hidden else answered)
        for place, (group, (invited, answered)) in enumerate(zip(groups, cells, strict=True))
    )
    k = consultation.k_internal
    whole = told_whole(sum(n for n, _m in cells) or None, sum(m for _n, m in cells), k)
    return Participation(whole, parts, (), k)


@dataclass(frozen=True)
class Batch:
    """Invitations made together. unsent: those with an address whose message has not left, or came back."""

    batch: uuid.UUID
    group: str
    created_on: date
    people: int
    revoked: int
    by_mail: int
    unsent: int
    failures: tuple[str, ...]


def batches_of(consultation: Consultation) -> list[Batch]:
    """In the order they were made. Never who used theirs. 1 query."""
    rows = (
        ConsultationInvitation.objects.filter(consultation=consultation)
        .select_related("group__stakeholder")
        .order_by("created_on", "group__stakeholder__code", "batch", "pk")
    )
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.batch, []).append(row)
    return [
        Batch(
            batch=batch,
            group=lot[0].group.stakeholder.label,
            created_on=lot[0].created_on,
            people=len(lot),
            revoked=sum(row.revoked_on is not None for row in lot),
            by_mail=sum(bool(row.email) for row in lot),
            unsent=sum(bool(row.email) and row.issued_on is None and row.revoked_on is None for row in lot),
            failures=told_failures((row.email, row.failure, row.returned_on) for row in lot),
        )
        for batch, lot in found.items()
    ]
