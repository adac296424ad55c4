from datetime import date
from itertools import count

from accounts.models import Territory, User
from dialogue.enums import FeedbackKind, FeedbackStatus, SessionState
from dialogue.models import (
    Assembly,
    DialogueSession,
    Feedback,
    FeedbackCoding,
    ImportanceVote,
)
from iso26000.models import AssessmentCycle, Domain
from stakeholders.models import Stakeholder
from tests.factories.accounts import make_territory
from tests.factories.iso26000 import the_domain
from tests.factories.stakeholders import make_stakeholder

_next = count(1)


def make_assembly(code: str = "", *, label: str = "", territory: Territory | None = None) -> Assembly:
    code = code or f"AT{next(_next)}"
    return Assembly.objects.create(
        code=code, label=label or f"Assemblée {code}", territory=territory or make_territory()
    )


def make_session(
    reference: str = "",
    *,
    assembly: Assembly | None = None,
    held_on: date = date(2026, 3, 12),
    state: SessionState = SessionState.HELD,
    **fields: object,
) -> DialogueSession:
    return DialogueSession.objects.create(
        reference=reference or f"S{next(_next):04}",
        assembly=assembly or make_assembly(),
        held_on=held_on,
        state=state,
        **fields,
    )


def make_feedback(
    reference: str = "",
    *,
    cycle: AssessmentCycle,
    territory: Territory | None = None,
    received_on: date = date(2026, 3, 12),
    kind: FeedbackKind = FeedbackKind.EXPECTATION,
    status: FeedbackStatus = FeedbackStatus.RECEIVED,
    author: User | None = None,
    session: DialogueSession | None = None,
    stakeholder: Stakeholder | None = None,
    text: str = "Les délais de remboursement sont trop longs.",
    domains: tuple[Domain, ...] = (),
    **fields: object,
) -> Feedback:
    """A sentence heard in Bretagne; `domains`: its codings, the main one first."""
    feedback = Feedback.objects.create(
        cycle=cycle,
        reference=reference or f"R{next(_next):05}",
        received_on=received_on,
        territory=territory or make_territory(),
        session=session,
        stakeholder=stakeholder,
        kind=kind,
        status=status,
        author=author,
        text=text,
        **fields,
    )
    for position, domain in enumerate(domains):
        FeedbackCoding.objects.create(feedback=feedback, domain=domain, position=position)
    return feedback


def make_vote(
    *,
    cycle: AssessmentCycle,
    domain: Domain | None = None,
    stakeholder: Stakeholder | None = None,
    respondent: str = "",
    importance: int = 3,
) -> ImportanceVote:
    return ImportanceVote.objects.create(
        cycle=cycle,
        domain=domain or the_domain(),
        stakeholder=stakeholder or make_stakeholder(),
        respondent=respondent or f"P{next(_next):04}",
        importance=importance,
    )
