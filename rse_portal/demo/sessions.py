"""What the séances of the demo left: agendas, who came, minutes in each phase, two ballots."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from accounts.actions.history import keep_changes, values_of
from accounts.models import Change, ChangeKind, Mandate, User
from accounts.models.mandate import Body
from dialogue.enums import AmendmentState, MinutesPhase, Presence, SessionState
from dialogue.models import (
    Amendment,
    Attendance,
    AttendanceCount,
    Ballot,
    BallotDomain,
    BallotVoter,
    DialogueSession,
    ImportanceVote,
    Minutes,
)
from dialogue.models.minutes import fingerprint_of
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.diff import paragraphs, together
from rse_portal.demo.bank import read_bank
from rse_portal.demo.territories import Places
from stakeholders.models import Stakeholder

HOURS = ((time(14, 0), time(16, 30)), (time(18, 0), time(20, 0)), (time(18, 30), time(20, 30)))
GUESTS = ("SH01", "SH02", "SH03", "SH04", "SH06", "SH07")
# Age in days from which the minutes have come that far.
FROZEN, ADOPTED, AMENDING = 220, 120, 8
SHOWN = "R53"  # the region whose séance one opens first: its last minutes are open to amendments
PUT_TO_VOTE = ("6.4.4", "6.5.5", "6.6.6", "6.7.4", "6.7.8", "6.8.8")
VOTERS = 17
BALLOT_CODES = ("V-4K7QX2", "V-9M3ZT6")


def plan(sessions: Iterable[DialogueSession], *, today: date, rng: Random) -> None:
    """Times, what is expected, agenda, and whether the former answers were told."""
    bank = read_bank("sessions_fr.yaml")
    for session in sessions:
        subject = bank["subjects"].get(session.subject, bank["usual"])
        session.starts_at, session.ends_at = rng.choice(HOURS)
        session.purpose = subject["purpose"]
        session.agenda = "\n".join([bank["opening"], *subject["agenda"], bank["closing"]])
        if session.held_on < today and rng.random() < 0.85:
            session.follow_up_shown = rng.random() < 0.7
            session.speakers = rng.randint(6, 12)


def fill_sessions(
    places: Places,
    *,
    users: dict[str, User],
    stakeholders: dict[str, Stakeholder],
    domains: dict[str, Domain],
    cycles: dict[int, AssessmentCycle],
    today: date,
    rng: Random,
) -> dict[str, int]:
    """Who came and what was written, for the séances that are past; two ballots. Returns how many of each noun."""
    sessions = list(DialogueSession.objects.select_related("assembly").order_by("held_on", "reference"))
    past = [session for session in sessions if session.state in (SessionState.HELD, SessionState.CLOSED)]
    manager, delegate = users["responsable@demo.example"], users["delegue@demo.example"]
    attendances = _record_attendance(past, users, stakeholders, rng)
    _give_officers(sessions, manager, delegate, places)
    written = _write_minutes(past, manager, delegate, places, today, rng)
    _hold_ballots(places, sessions, manager, delegate, stakeholders, domains, cycles, today, rng)
    return {"présences": attendances, "comptes rendus": written, "scrutins": len(BALLOT_CODES)}


def _record_attendance(
    past: Sequence[DialogueSession],
    users: dict[str, User],
    stakeholders: dict[str, Stakeholder],
    rng: Random,
) -> int:
    members = _members()
    rows, counts = [], []
    always = users["delegue@demo.example"].pk
    for session in past:
        there = [
            person
            for starts, ends, person in members[session.assembly.territory_id]
            if starts <= session.held_on and (ends is None or ends >= session.held_on)
        ]
        for person in dict.fromkeys(there):
            drawn = rng.random()
            status = (
                Presence.PRESENT
                if drawn < 0.72 or person == always
                else Presence.EXCUSED
                if drawn < 0.88
                else Presence.ABSENT
            )
            rows.append(Attendance(session=session, person_id=person, status=status))
        for code in sorted(rng.sample(GUESTS, rng.randint(3, 5))):
            counts.append(
                AttendanceCount(session=session, stakeholder=stakeholders[code], people=rng.randint(0, 9))
            )
    Attendance.objects.bulk_create(rows, batch_size=2000)
    AttendanceCount.objects.bulk_create(counts, batch_size=2000)
    return len(rows)


def _members() -> dict[int, list[tuple[date, date | None, int]]]:
    """(first day, last day, person) of the mandates of each region, those of its departments included."""
    found: dict[int, list[tuple[date, date | None, int]]] = defaultdict(list)
    rows = Mandate.objects.of_delegates().filter(body=Body.ASSEMBLY).order_by("pk")
    for place, above, starts, ends, person in rows.values_list(
        "territory", "territory__parent", "starts_on", "ends_on", "user"
    ):
        for territory in (place, above):
            if territory is not None:
                found[territory].append((starts, ends, person))
    return found


def _give_officers(
    sessions: Sequence[DialogueSession], manager: User, delegate: User, places: Places
) -> None:
    """Chloé moderates; in the region one opens first, Amel keeps the minutes of what is coming."""
    DialogueSession.objects.update(moderator=manager)
    shown = places.assemblies[SHOWN].pk
    DialogueSession.objects.filter(assembly=shown, state=SessionState.PLANNED).update(secretary=delegate)
    closed = [session.pk for session in sessions if session.state == SessionState.CLOSED]
    for start in range(0, len(closed), 500):
        DialogueSession.objects.filter(pk__in=closed[start : start + 500]).update(secretary=manager)


# --- minutes


def _write_minutes(
    past: Sequence[DialogueSession],
    manager: User,
    delegate: User,
    places: Places,
    today: date,
    rng: Random,
) -> int:
    bank = read_bank("sessions_fr.yaml")
    following = _following(past)
    shown = places.assemblies[SHOWN].pk
    last_shown = max((s.held_on for s in past if s.assembly_id == shown), default=None)
    rows = []
    for session in past:
        age = (today - session.held_on).days
        last = session.assembly_id == shown and session.held_on == last_shown
        if rng.random() < 0.08 and not last:
            continue  # nobody wrote them: that happens
        text = _text(session, bank, rng)
        rows.append(_minutes(session, text, age, last, following.get(session.pk), manager, rng))
    Minutes.objects.bulk_create(rows, batch_size=1000)
    kept = [minutes for minutes in rows if minutes.session.assembly_id == shown]
    keep_changes([change for minutes in kept for change in _history(minutes, manager)])
    for minutes in kept:
        if minutes.session.held_on == last_shown:
            _amend(minutes, delegate, manager)
    return len(rows)


def _following(past: Sequence[DialogueSession]) -> dict[object, DialogueSession]:
    """Séance → the next one of its assembly that was held."""
    found: dict[object, DialogueSession] = {}
    latest: dict[int, DialogueSession] = {}
    for session in reversed(past):
        after = latest.get(session.assembly_id)
        if after is not None and after.held_on > session.held_on:
            found[session.pk] = after
        latest[session.assembly_id] = session
    return found


def _minutes(
    session: DialogueSession,
    text: str,
    age: int,
    last: bool,
    after: DialogueSession | None,
    manager: User,
    rng: Random,
) -> Minutes:
    minutes = Minutes(session=session, text=text)
    if age < AMENDING and not last:
        return minutes
    delay = timedelta(days=min(age, rng.choice((9, 14, 18, 23, 28, 41))))
    minutes.phase, minutes.published_on = MinutesPhase.AMENDING, session.held_on + delay
    if age < ADOPTED or after is None or last:
        return minutes
    minutes.phase = MinutesPhase.ADOPTED
    minutes.adopted_in, minutes.adopted_on, minutes.adopted_by = after, after.held_on, manager
    if age >= FROZEN:
        minutes.phase, minutes.frozen_by = MinutesPhase.FROZEN, manager
        minutes.frozen_at = _at(after.held_on + timedelta(days=2), 10)
        minutes.fingerprint = fingerprint_of(text)
    return minutes


def _text(session: DialogueSession, bank: dict, rng: Random) -> str:  # type: ignore[type-arg]
    subject = bank["subjects"].get(session.subject, bank["usual"])
    start = f"{session.starts_at:%H} h {session.starts_at:%M}" if session.starts_at else "18 h"
    return together(
        [
            bank["starts"].format(start=start.removesuffix(" 00"), assembly=session.assembly.label),
            *subject["said"],
            rng.choice(bank["debates"]),
            rng.choice(bank["decisions"]),
            bank["ends"],
        ]
    )


def _history(minutes: Minutes, manager: User) -> list[Change]:
    """Two hands on the draft, then the opening: what the page of versions compares."""
    session = minutes.session
    parts = paragraphs(minutes.text)
    first = together([*parts[:2], parts[-1]])
    steps: list[tuple[datetime, ChangeKind, dict, dict]] = [  # type: ignore[type-arg]
        (
            _at(session.held_on + timedelta(days=1), 9),
            ChangeKind.CREATED,
            {},
            values_of(Minutes(session=session, text=first)),
        ),
        (
            _at(session.held_on + timedelta(days=3), 17),
            ChangeKind.UPDATED,
            {"text": first},
            {"text": minutes.text},
        ),
    ]
    if minutes.published_on:
        opened = {"phase": "amending", "published_on": minutes.published_on.isoformat()}
        before = {"phase": "draft", "published_on": None}
        steps.append((_at(minutes.published_on, 11), ChangeKind.UPDATED, before, opened))
    return [
        Change(
            at=at,
            by=manager,
            kind=kind,
            target_type=Minutes._meta.label_lower,
            target_id=str(minutes.pk),
            version=version,
            before=before,
            after=after,
        )
        for version, (at, kind, before, after) in enumerate(steps, start=1)
    ]


def _amend(minutes: Minutes, delegate: User, manager: User) -> None:
    """One amendment that was refused with its reason, one that waits."""
    parts = paragraphs(minutes.text)
    at = _at(minutes.published_on or minutes.session.held_on, 20)
    Amendment.objects.bulk_create(
        [
            Amendment(
                minutes=minutes,
                number=1,
                author=delegate,
                proposed_at=at,
                place=len(parts) - 1,
                before=parts[-1],
                after=parts[-1] + " Les personnes présentes remercient la commune de son accueil.",
                state=AmendmentState.REFUSED,
                decided_at=at + timedelta(hours=13),
                decided_by=manager,
                reason="Les remerciements sont envoyés par courrier à la mairie.",
            ),
            Amendment(
                minutes=minutes,
                number=2,
                author=delegate,
                proposed_at=at + timedelta(hours=1),
                place=1,
                before=parts[1],
                after=parts[1] + " Plusieurs délégués demandent que ce point revienne à la prochaine séance.",
                why="C’est ce qui a été dit en fin de tour de table.",
            ),
        ]
    )
    Minutes.objects.filter(pk=minutes.pk).update(version=3)


def _at(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


# --- ballots


def _hold_ballots(
    places: Places,
    sessions: Sequence[DialogueSession],
    manager: User,
    delegate: User,
    stakeholders: dict[str, Stakeholder],
    domains: dict[str, Domain],
    cycles: dict[int, AssessmentCycle],
    today: date,
    rng: Random,
) -> None:
    """In the region one opens first: one counted in 2025, one open in the next séance."""
    ours = [s for s in sessions if s.assembly_id == places.assemblies[SHOWN].pk]
    cycle = cycles[2025]
    held = [s for s in ours if s.held_on.year == 2025 and s.held_on <= date(2025, 12, 1)][-1]
    group = stakeholders["SH02"]
    closed = Ballot.objects.create(
        code=BALLOT_CODES[0],
        session=held,
        cycle=cycle,
        stakeholder=group,
        opened_at=_at(held.held_on, 19),
        opened_by=manager,
        closed_at=_at(held.held_on, 20),
        closed_by=manager,
        turnout=VOTERS,
    )
    BallotVoter.objects.create(ballot=closed, person=delegate)
    votes: list[ImportanceVote] = []
    rows = []
    for place, code in enumerate(PUT_TO_VOTE):
        asked = VOTERS if place else 4  # so few that the cell is hidden
        levels = [max(0, min(4, round(rng.gauss(2.6, 0.9)))) for _voter in range(asked)]
        rows.append(
            BallotDomain(ballot=closed, domain=domains[code], counts=[levels.count(n) for n in range(5)])
        )
        votes += [
            ImportanceVote(
                cycle=cycle,
                domain=domains[code],
                stakeholder=group,
                respondent=f"{closed.code}-{2000 + 37 * voter:05d}",
                importance=level,
            )
            for voter, level in enumerate(levels)
        ]
    ImportanceVote.objects.bulk_create(votes)
    coming = next(s for s in ours if s.held_on >= today)
    open_one = Ballot.objects.create(
        code=BALLOT_CODES[1],
        session=coming,
        cycle=cycles[max(cycles)],
        stakeholder=group,
        opened_by=manager,
    )
    rows += [BallotDomain(ballot=open_one, domain=domains[code]) for code in PUT_TO_VOTE]
    BallotDomain.objects.bulk_create(rows)
