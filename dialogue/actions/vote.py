"""Votes of importance entered by the responsable: one ballot at a time, or the counts of a show of hands."""

import hashlib
import secrets
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.models import ImportanceVote
from dialogue.queries.vote import BATCH, MARK, SCALE, hand_counts, in_batch
from iso26000.actions.open_cycle import hold_open
from iso26000.cells import cell_name, domain_of
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.errors import Conflict
from rse_portal.common.forms import Values, settled
from stakeholders.models import Stakeholder

DIGITS = "23456789"
ALPHABET = DIGITS + "ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, O, 1, I: codes are copied by hand
MOST_HANDS = 999  # of one level, on one domain


class BallotExists(Conflict):
    default = _("Un bulletin porte déjà ce code : ouvrez-le pour le modifier, ou gardez le code proposé.")


class NothingToRemove(Conflict):
    default = _("Ces votes ont déjà été retirés.")


def drawn(length: int) -> str:
    """Signs that say nothing of anybody, a digit first: with a digit, no word nor name."""
    return secrets.choice(DIGITS) + "".join(secrets.choice(ALPHABET) for _each in range(length - 1))


def drawn_codes(prefix: str, people: int) -> list[str]:
    """Respondents « <prefix>-7K3QX »: the prefix says where their votes come from, nothing says who they are."""
    found: set[str] = set()
    while len(found) < people:
        found.add(f"{prefix}-{drawn(5)}")
    return sorted(found)


def propose_code() -> str:
    """« P-7K3QX2 »: a digit and five drawn from 32, some two hundred million codes."""
    return f"P-{drawn(6)}"


@transaction.atomic
def enter_ballot(
    *,
    cycle: AssessmentCycle,
    stakeholder: Stakeholder,
    respondent: str,
    values: Values,
    read: Values,
    new: bool,
    by: User,
) -> uuid.UUID | None:
    """Write one ballot: domain code → 0–4, None for no answer. Returns the operation, None when nothing changes.

    read: what the ballot held when it was opened. Raises SheetChanged when somebody changed one of the same votes
    meanwhile, BallotExists for a new ballot whose code is taken in the group, CycleIsClosed. Some 10 queries.
    """
    hold_open(cycle)
    rows = {
        row.domain.code: row
        for row in ImportanceVote.objects.filter(
            cycle=cycle, stakeholder=stakeholder, respondent=respondent
        ).select_related("domain")
    }
    if new and rows:
        raise BallotExists
    now = {code: row.importance for code, row in rows.items()}
    writes = settled(read=read, mine=values, now=now)
    domains = _domains(cycle)
    added = [
        _vote(cycle, stakeholder, domains[code], respondent, value)
        for code, value in writes.items()
        if code not in rows and value is not None
    ]
    changed = [
        (rows[code], {"importance": value})
        for code, value in writes.items()
        if code in rows and value is not None
    ]
    gone = [rows[code] for code, value in writes.items() if code in rows and value is None]
    return _write(cycle, stakeholder, added, changed, gone, by)


@transaction.atomic
def enter_hands(
    *,
    cycle: AssessmentCycle,
    stakeholder: Stakeholder,
    batch: str,
    values: Values,
    read: Values,
    by: User,
) -> uuid.UUID | None:
    """Write the counts of a show of hands: « <domain code>/<level> » → how many. Entering the batch again replaces them.

    Each hand becomes a vote of an opaque respondent of the batch, so that the ranking reads it like any other. Returns
    the operation, None when nothing changes. Raises SheetChanged, CycleIsClosed. Some 12 queries, and 2 per 500 votes.
    """
    hold_open(cycle)
    now = hand_counts(cycle, stakeholder, batch)
    writes = settled(read=read, mine=_without_zeros(values), now=now)
    touched = {domain_of(key) for key in writes}
    wanted = now | writes
    rows = defaultdict(dict)  # type: dict[str, dict[str, ImportanceVote]]
    for row in ImportanceVote.objects.filter(
        in_batch(batch), cycle=cycle, stakeholder=stakeholder, domain__code__in=touched
    ).select_related("domain"):
        rows[row.domain.code][row.respondent] = row
    domains = _domains(cycle)
    added, changed, gone = [], [], []
    for code in sorted(touched):
        hands = hands_as_votes(batch, code, [wanted.get(cell_name(code, level)) or 0 for level in SCALE])
        for respondent, value in hands.items():
            if respondent not in rows[code]:
                added.append(_vote(cycle, stakeholder, domains[code], respondent, value))
            elif rows[code][respondent].importance != value:
                changed.append((rows[code][respondent], {"importance": value}))
        gone += [row for respondent, row in rows[code].items() if respondent not in hands]
    return _write(cycle, stakeholder, added, changed, gone, by, batch=batch)


def _without_zeros(values: Values) -> dict[str, int | None]:
    """Nobody raised a hand, or the cell is empty: the same count."""
    return {name: value or None for name, value in values.items()}


def hands_as_votes(batch: str, code: str, counts: Sequence[int]) -> dict[str, int]:
    """Respondent → vote, of one domain.

    A show of hands does not say who gave what from one domain to the next. Numbering the hands from 0 to 4 would give
    every low vote to the same people, and the ranking, which draws people at random, would see a camp that nobody saw:
    the order is shuffled for each domain, always in the same way.
    """
    votes = [level for level, count in enumerate(counts) for _hand in range(count)]
    order = sorted(range(len(votes)), key=lambda n: hashlib.sha256(f"{batch}/{code}/{n}".encode()).digest())
    return {
        f"{BATCH}{batch}{MARK}{place:03d}": votes[position] for place, position in enumerate(order, start=1)
    }


@transaction.atomic
def remove_votes(
    *, cycle: AssessmentCycle, stakeholder: Stakeholder, by: User, respondent: str = "", batch: str = ""
) -> uuid.UUID:
    """Remove one ballot, or one batch. Returns the operation, whose undo brings them back.

    Raises NothingToRemove when they are gone already, CycleIsClosed.
    """
    hold_open(cycle)
    which = in_batch(batch) if batch else Q(respondent=respondent)
    rows = list(ImportanceVote.objects.filter(which, cycle=cycle, stakeholder=stakeholder))
    if not rows:
        raise NothingToRemove
    operation = history.new_operation()
    history.delete_many(rows, by=by, operation=operation)
    record(
        action="vote.removed",
        by=by,
        target=stakeholder,
        cycle=cycle.slug,
        stakeholder=stakeholder.code,
        votes=len(rows),
    )
    return operation


def _domains(cycle: AssessmentCycle) -> dict[str, Domain]:
    return {domain.code: domain for domain in cycle.domains}


def _vote(
    cycle: AssessmentCycle, stakeholder: Stakeholder, domain: Domain, respondent: str, value: int
) -> ImportanceVote:
    return ImportanceVote(
        cycle=cycle, domain=domain, stakeholder=stakeholder, respondent=respondent, importance=value
    )


def _write(
    cycle: AssessmentCycle,
    stakeholder: Stakeholder,
    added: list[ImportanceVote],
    changed: Sequence[tuple[ImportanceVote, Mapping[str, int]]],
    gone: list[ImportanceVote],
    by: User,
    batch: str = "",
) -> uuid.UUID | None:
    if not (added or changed or gone):
        return None
    operation = history.new_operation()
    try:
        with transaction.atomic():
            history.create_many(added, by=by, operation=operation)
    except IntegrityError as problem:
        raise BallotExists from problem
    history.change_many(changed, by=by, operation=operation)
    history.delete_many(gone, by=by, operation=operation)
    record(
        action="vote.entered",
        by=by,
        target=stakeholder,
        cycle=cycle.slug,
        stakeholder=stakeholder.code,
        batch=batch,
        added=len(added),
        changed=len(changed),
        removed=len(gone),
    )
    return operation
