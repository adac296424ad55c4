"""Séances with their people, minutes and ballots."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import Territory, User
from dialogue.actions.feed import open_feed, token_of
from dialogue.enums import BallotWay, MinutesPhase, Presence, SessionState
from dialogue.models import (
    Amendment,
    Attendance,
    AttendanceCount,
    Ballot,
    BallotDomain,
    DialogueSession,
    Minutes,
    SessionDocument,
)
from dialogue.models.minutes import fingerprint_of
from iso26000.models import AssessmentCycle
from stakeholders.models import Stakeholder
from tests.factories.dialogue import make_assembly, make_session
from tests.factories.iso26000 import the_domain
from tests.factories.stakeholders import make_stakeholder

TEXT = "La séance s’ouvre à 18 h 30.\n\nLes délais de remboursement inquiètent.\n\nLa séance se termine."


def make_attendance(
    session: DialogueSession, person: User, status: Presence = Presence.PRESENT
) -> Attendance:
    return Attendance.objects.create(session=session, person=person, status=status)


def make_count(
    session: DialogueSession, people: int, stakeholder: Stakeholder | None = None
) -> AttendanceCount:
    return AttendanceCount.objects.create(
        session=session, stakeholder=stakeholder or make_stakeholder(), people=people
    )


def make_minutes(
    session: DialogueSession,
    phase: MinutesPhase = MinutesPhase.AMENDING,
    *,
    text: str = TEXT,
    by: User | None = None,
    **fields: Any,
) -> Minutes:
    """by: who adopted and froze, needed from these phases on."""
    if phase != MinutesPhase.DRAFT:
        fields.setdefault("published_on", session.held_on + timedelta(days=10))
    if phase in (MinutesPhase.ADOPTED, MinutesPhase.FROZEN):
        fields |= {"adopted_in": session, "adopted_on": session.held_on, "adopted_by": by}
    if phase == MinutesPhase.FROZEN:
        fields |= {"frozen_at": timezone.now(), "frozen_by": by, "fingerprint": fingerprint_of(text)}
    return Minutes.objects.create(session=session, phase=phase, text=text, **fields)


def make_amendment(
    minutes: Minutes,
    author: User,
    *,
    number: int = 1,
    place: int = 1,
    before: str = "Les délais de remboursement inquiètent.",
    after: str = "Les délais de remboursement inquiètent beaucoup.",
    **fields: Any,
) -> Amendment:
    return Amendment.objects.create(
        minutes=minutes, author=author, number=number, place=place, before=before, after=after, **fields
    )


def make_ballot(
    session: DialogueSession,
    *,
    cycle: AssessmentCycle,
    by: User,
    stakeholder: Stakeholder | None = None,
    domains: tuple[str, ...] = ("6.7.8", "6.4.4"),
    way: BallotWay = BallotWay.PHONE,
    code: str = "V-7K3QX2",
) -> Ballot:
    """An open one."""
    ballot = Ballot.objects.create(
        code=code,
        session=session,
        cycle=cycle,
        stakeholder=stakeholder or make_stakeholder(),
        way=way,
        opened_by=by,
    )
    for domain in domains:
        BallotDomain.objects.create(ballot=ballot, domain=the_domain(domain))
    return ballot


def make_document(
    session: DialogueSession, by: User, *, name: str = "ordre-du-jour.pdf", added_on: date | None = None
) -> SessionDocument:
    document = SessionDocument(session=session, label="Ordre du jour", name=name, size=8, added_by=by)
    document.file.save(f"{document.pk}.pdf", ContentFile(b"%PDF-1.7"), save=False)
    if added_on is not None:
        document.added_at = timezone.make_aware(datetime(added_on.year, added_on.month, added_on.day, 9))
    document.save()
    return document


@dataclass
class SessionWorld:
    """Séances of Bretagne in each state, where Amel was present; of `kept` she is the secretary. token: of her calendar."""

    coming: DialogueSession
    held: DialogueSession
    kept: DialogueSession
    adopted: DialogueSession
    closed: DialogueSession
    cancelled: DialogueSession
    document: SessionDocument
    ballot: Ballot
    hands: Ballot
    counted: Ballot
    token: str


def make_session_world(people: dict[str, User], bretagne: Territory, cycle: AssessmentCycle) -> SessionWorld:
    assembly = make_assembly("AT-BRE", territory=bretagne)
    amel, chloe, today = people["amel"], people["chloe"], timezone.localdate()

    def meet(days: int, state: SessionState, **fields: Any) -> DialogueSession:
        return make_session(assembly=assembly, held_on=today + timedelta(days=days), state=state, **fields)

    coming = meet(30, SessionState.PLANNED)
    cancelled = meet(40, SessionState.CANCELLED, cancel_reason="Salle fermée.")
    held, kept = meet(-20, SessionState.HELD), meet(-10, SessionState.HELD, secretary=amel)
    adopted = meet(-60, SessionState.CLOSED)
    closed = meet(-200, SessionState.CLOSED, closed_at=timezone.now(), closed_by=people["hana"])
    for session in (held, kept, adopted, closed):
        make_attendance(session, amel)
    make_amendment(make_minutes(held), amel)
    make_minutes(kept, MinutesPhase.DRAFT)
    make_minutes(adopted, MinutesPhase.ADOPTED, by=chloe)
    frozen = make_minutes(closed, MinutesPhase.ADOPTED, by=chloe)
    make_amendment(frozen, amel)
    type(frozen).objects.filter(pk=frozen.pk).update(
        phase=MinutesPhase.FROZEN,
        frozen_at=timezone.now(),
        frozen_by=chloe,
        fingerprint=fingerprint_of(frozen.text),
    )
    counted = make_ballot(closed, cycle=cycle, by=chloe, code="V-2222CC")
    counted.domains.update(counts=[0, 0, 1, 4, 3])
    Ballot.objects.filter(pk=counted.pk).update(closed_at=timezone.now(), closed_by=chloe, turnout=8)
    return SessionWorld(
        coming=coming,
        held=held,
        kept=kept,
        adopted=adopted,
        closed=closed,
        cancelled=cancelled,
        document=make_document(coming, chloe),
        ballot=make_ballot(kept, cycle=cycle, by=chloe),
        hands=make_ballot(held, cycle=cycle, by=chloe, way=BallotWay.HANDS, code="V-3333HH"),
        counted=counted,
        token=token_of(open_feed(by=amel)),
    )
