from dialogue.models.assembly import Assembly, Membership
from dialogue.models.ballot import Ballot, BallotDomain, BallotVoter, UrnSlip
from dialogue.models.coding import FeedbackCoding
from dialogue.models.consultation import Consultation, ConsultationGroup, ConsultationQuestion
from dialogue.models.consultation_answer import (
    ConsultationDraft,
    ConsultationInvitation,
    ConsultationKey,
    ConsultationResponse,
    ConsultationTally,
)
from dialogue.models.delegate_import import DelegateImport
from dialogue.models.digest import DigestMark
from dialogue.models.emergence import EmergenceReading, EmergenceVerdict, WatchedTheme
from dialogue.models.feedback import Feedback, ReferenceSeries
from dialogue.models.minutes import Amendment, Minutes
from dialogue.models.session import (
    Attendance,
    AttendanceCount,
    CalendarFeed,
    DialogueSession,
    Invitation,
    SessionDocument,
)
from dialogue.models.step import FeedbackMask, FeedbackStep
from dialogue.models.voice import AnswerRating, CodingContest, EffectCheck
from dialogue.models.vote import ImportanceVote

__all__ = [
    "Amendment",
    "AnswerRating",
    "Assembly",
    "Attendance",
    "AttendanceCount",
    "Ballot",
    "BallotDomain",
    "BallotVoter",
    "CalendarFeed",
    "CodingContest",
    "Consultation",
    "ConsultationDraft",
    "ConsultationGroup",
    "ConsultationInvitation",
    "ConsultationKey",
    "ConsultationQuestion",
    "ConsultationResponse",
    "ConsultationTally",
    "DelegateImport",
    "DialogueSession",
    "DigestMark",
    "EffectCheck",
    "EmergenceReading",
    "EmergenceVerdict",
    "Feedback",
    "FeedbackCoding",
    "FeedbackMask",
    "FeedbackStep",
    "ImportanceVote",
    "Invitation",
    "Membership",
    "Minutes",
    "ReferenceSeries",
    "SessionDocument",
    "UrnSlip",
    "WatchedTheme",
]
