"""The remontées as rows: who logged them, in which séance, how far the answer has come."""

import uuid
from datetime import date
from random import Random

from accounts.models import User
from dialogue.enums import FeedbackStatus
from dialogue.models import DialogueSession, Feedback, FeedbackCoding
from iso26000.models import AssessmentCycle, Domain
from rse_portal.demo.dialogue import Sessions, quarter_of
from rse_portal.demo.remontees import Words
from rse_portal.demo.territories import Places
from stakeholders.models import Stakeholder

STATUSES = (
    FeedbackStatus.RECEIVED,
    FeedbackStatus.QUALIFIED,
    FeedbackStatus.UNDER_REVIEW,
    FeedbackStatus.ANSWERED,
    FeedbackStatus.REPORTED_BACK,
    FeedbackStatus.CLOSED,
)
# Up to this age in days: the share of each status above.
PROGRESS = (
    (30, (40, 40, 20, 0, 0, 0)),
    (90, (8, 27, 45, 15, 5, 0)),
    (180, (0, 8, 27, 30, 30, 5)),
    (400, (0, 0, 10, 18, 42, 30)),
    (10**6, (0, 0, 0, 4, 26, 70)),
)
CODES_PER_REGION = 4


def log_feedback(
    words: list[Words],
    *,
    cycles: dict[int, AssessmentCycle],
    places: Places,
    sessions: Sessions,
    stakeholders: dict[str, Stakeholder],
    domains: dict[str, Domain],
    delegates: dict[str, User],
    today: date,
    rng: Random,
) -> dict[str, int]:
    """Write the remontées and their codings; returns how many of each status. delegates: by region."""
    rows = []
    for said in words:
        author = delegates.get(said.region)
        code = f"{said.region}-D{rng.randint(1, CODES_PER_REGION):02d}"
        rows.append(
            Feedback(
                id=uuid.UUID(int=rng.getrandbits(128), version=4),
                cycle=cycles[said.day.year],
                reference=said.reference,
                received_on=said.day,
                territory=places.territories[said.territory],
                session=_session(said, sessions),
                stakeholder=stakeholders[said.stakeholder],
                kind=said.kind,
                status=_status(said, today, rng.random()),
                author=author,
                author_code="" if author else code,
                text=said.text,
            )
        )
    Feedback.objects.bulk_create(rows, batch_size=1000)
    FeedbackCoding.objects.bulk_create(
        (
            FeedbackCoding(feedback=row, domain=domains[code], position=position)
            for row, said in zip(rows, words, strict=True)
            for position, code in enumerate(said.domains)
        ),
        batch_size=2000,
    )
    return {status.value: sum(row.status == status for row in rows) for status in STATUSES}


def _session(said: Words, sessions: Sessions) -> DialogueSession | None:
    """The séance of the quarter, for what was said there or in the weeks after; none for what came before."""
    session = sessions[said.region, quarter_of(said.day)]
    return session if session.held_on <= said.day else None


def _status(said: Words, today: date, luck: float) -> FeedbackStatus:
    """The older, the further. Without domain nobody has read it yet."""
    if not said.domains:
        return FeedbackStatus.RECEIVED
    age = (today - said.day).days
    shares = next(shares for limit, shares in PROGRESS if age <= limit)
    reached = luck * sum(shares)
    for status, share in zip(STATUSES, shares, strict=True):
        reached -= share
        if reached < 0:
            return status
    return STATUSES[-1]
