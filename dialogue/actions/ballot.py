"""Secret ballots in a séance (docs/adr/0019): opened, filled, poured into the votes of the cycle when they close."""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.session import hold_session
from dialogue.actions.vote import drawn, drawn_codes, enter_hands
from dialogue.enums import BallotWay
from dialogue.models import Ballot, BallotDomain, BallotVoter, DialogueSession, ImportanceVote, UrnSlip
from dialogue.queries.ballot import may_vote_in
from dialogue.queries.vote import SCALE, hand_counts
from iso26000.actions.open_cycle import hold_open
from iso26000.cells import cell_name
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.errors import Conflict
from rse_portal.common.forms import Values
from stakeholders.models import Stakeholder


class BallotIsClosed(Conflict):
    default = _("Ce scrutin est clos.")


class NotAVoter(Conflict):
    default = _("Seuls les membres de l’assemblée votent dans ce scrutin.")


class AnotherIsOpen(Conflict):
    default = _("Un scrutin est déjà ouvert dans cette séance : fermez-le d’abord.")


@transaction.atomic
def open_ballot(
    *,
    session: DialogueSession,
    cycle: AssessmentCycle,
    stakeholder: Stakeholder,
    domains: Sequence[Domain],
    way: BallotWay,
    by: User,
) -> Ballot:
    """Put domains to the vote, one ballot at a time. Raises SessionIsOver, CycleIsClosed, AnotherIsOpen."""
    hold_open(cycle)
    hold_session(session)
    if session.ballots.filter(closed_at=None).exists():
        raise AnotherIsOpen
    ballot = Ballot.objects.create(
        code=_new_code(), session=session, cycle=cycle, stakeholder=stakeholder, way=way, opened_by=by
    )
    BallotDomain.objects.bulk_create(BallotDomain(ballot=ballot, domain=domain) for domain in domains)
    record(
        action="ballot.opened",
        by=by,
        target=ballot,
        session=str(session.pk),
        cycle=cycle.slug,
        stakeholder=stakeholder.code,
        domains=[domain.code for domain in domains],
    )
    return ballot


def _new_code() -> str:
    code = f"V-{drawn(6)}"
    while Ballot.objects.filter(code=code).exists():
        code = f"V-{drawn(6)}"
    return code


@transaction.atomic
def cast_vote(*, ballot: Ballot, answers: Mapping[str, int], by: User) -> bool:
    """One slip in the urn, and the name on the list; False, and nothing is written, for who voted already.

    answers: domain code → 0–4; « sans avis » is absent. Neither the journal nor the history tells of it: they have an
    hour and an author. Raises BallotIsClosed, NotAVoter. 6 queries.
    """
    held = Ballot.objects.select_for_update().select_related("session__assembly").get(pk=ballot.pk)
    if not held.is_open or held.way != BallotWay.PHONE:
        raise BallotIsClosed
    if not may_vote_in(by, held):
        raise NotAVoter
    try:
        with transaction.atomic():
            BallotVoter.objects.create(ballot=held, person=by)
    except IntegrityError:
        return False
    UrnSlip.objects.create(ballot=held, answers=dict(answers))
    return True


@transaction.atomic
def close_ballot(*, ballot: Ballot, by: User) -> Ballot:
    """Count, shuffle, and give each slip a code of its own among the votes of the cycle. Closing twice changes nothing.

    Raises CycleIsClosed. Some 12 queries, and 2 per 500 votes.
    """
    hold_open(ballot.cycle)
    held = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if not held.is_open or held.way != BallotWay.PHONE:
        return held
    slips = [slip.answers for slip in held.slips.all()]
    secrets.SystemRandom().shuffle(slips)  # the order in which people came is lost here
    rows = list(held.domains.select_related("domain"))
    domains = {row.domain.code: row.domain for row in rows}
    codes = drawn_codes(held.code, len(slips))
    votes = [
        ImportanceVote(
            cycle_id=held.cycle_id,
            domain=domains[code],
            stakeholder_id=held.stakeholder_id,
            respondent=respondent,
            importance=importance,
        )
        for respondent, answers in zip(codes, slips, strict=True)
        for code, importance in answers.items()
    ]
    history.create_many(votes, by=by, operation=history.new_operation())
    held.slips.all().delete()
    counts = {code: Counter(answers[code] for answers in slips if code in answers) for code in domains}
    return _count(
        held, rows, {code: [n[level] for level in SCALE] for code, n in counts.items()}, len(slips), by
    )


@transaction.atomic
def count_hands(*, ballot: Ballot, values: Values, by: User) -> Ballot:
    """Enter the counts of a show of hands and close the ballot: « <domain code>/<level> » → how many.

    Raises BallotIsClosed, CycleIsClosed, SheetChanged.
    """
    hold_open(ballot.cycle)
    held = Ballot.objects.select_for_update().get(pk=ballot.pk)
    if not held.is_open or held.way != BallotWay.HANDS:
        raise BallotIsClosed
    enter_hands(
        cycle=ballot.cycle,
        stakeholder=ballot.stakeholder,
        batch=held.code,
        values=values,
        read={},
        by=by,
    )
    rows = list(held.domains.select_related("domain"))
    hands = hand_counts(ballot.cycle, ballot.stakeholder, held.code)
    counts = {
        row.domain.code: [hands.get(cell_name(row.domain.code, level)) or 0 for level in SCALE]
        for row in rows
    }
    return _count(held, rows, counts, max(map(sum, counts.values()), default=0), by)


def _count(
    ballot: Ballot, rows: list[BallotDomain], counts: Mapping[str, list[int]], turnout: int, by: User
) -> Ballot:
    for row in rows:
        row.counts = counts[row.domain.code]
    BallotDomain.objects.bulk_update(rows, ["counts"])
    ballot.closed_at, ballot.closed_by, ballot.turnout = timezone.now(), by, turnout
    ballot.save(update_fields=["closed_at", "closed_by", "turnout"])
    record(action="ballot.closed", by=by, target=ballot, session=str(ballot.session_id), turnout=turnout)
    return ballot
