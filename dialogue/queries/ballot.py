"""Ballots: what is put to the vote, who may vote, what came out."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from dialogue.enums import Presence
from dialogue.models import Attendance, Ballot, BallotVoter
from dialogue.queries.members import is_member
from dialogue.queries.vote import SCALE, GroupVotes
from iso26000.models import Domain


@dataclass(frozen=True)
class Outcome:
    """votes: None when nobody gave an opinion on the domain."""

    domain: Domain
    votes: GroupVotes

    @property
    def bars(self) -> list[tuple[int, int, int]]:
        """(level, people, share in percent) of each level."""
        total = self.votes.total
        return [(level, n, round(100 * n / total)) for level, n in enumerate(self.votes.counts)]


def outcomes_of(ballot: Ballot) -> list[Outcome]:
    """In the order of the standard; only of a closed ballot. 1 query."""
    if ballot.is_open:
        return []
    rows = ballot.domains.select_related("domain__core_subject").order_by("domain__order", "domain__code")
    return [
        Outcome(row.domain, GroupVotes(ballot.stakeholder.label, tuple(row.counts or [0] * len(SCALE))))
        for row in rows
    ]


def domains_of(ballot: Ballot) -> Sequence[Domain]:
    """1 query."""
    rows = ballot.domains.select_related("domain__core_subject").order_by("domain__order", "domain__code")
    return [row.domain for row in rows]


def has_voted(user: User, ballot: Ballot) -> bool:
    return BallotVoter.objects.filter(ballot=ballot, person=user).exists()


def may_vote_in(user: User, ballot: Ballot) -> bool:
    """A member of the assembly that day, unless the secretary noted that they did not come. 2 queries."""
    if not is_member(user, ballot.session):
        return False
    kept_away = [Presence.EXCUSED, Presence.ABSENT]
    return not Attendance.objects.filter(
        session=ballot.session_id, person=user, status__in=kept_away
    ).exists()
