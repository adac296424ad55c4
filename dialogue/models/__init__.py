from dialogue.models.assembly import Assembly, Membership
from dialogue.models.ballot import Ballot, BallotDomain, BallotVoter, UrnSlip
from dialogue.models.delegate_import import DelegateImport
from dialogue.models.feedback import Feedback, FeedbackCoding, ReferenceSeries
from dialogue.models.minutes import Amendment, Minutes
from dialogue.models.session import (
    Attendance,
    AttendanceCount,
    CalendarFeed,
    DialogueSession,
    Invitation,
    SessionDocument,
)
from dialogue.models.vote import ImportanceVote

__all__ = [
    "Amendment",
    "Assembly",
    "Attendance",
    "AttendanceCount",
    "Ballot",
    "BallotDomain",
    "BallotVoter",
    "CalendarFeed",
    "DelegateImport",
    "DialogueSession",
    "Feedback",
    "FeedbackCoding",
    "ImportanceVote",
    "Invitation",
    "Membership",
    "Minutes",
    "ReferenceSeries",
    "SessionDocument",
    "UrnSlip",
]
