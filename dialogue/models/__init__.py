from dialogue.models.assembly import Assembly, DialogueSession, Membership
from dialogue.models.delegate_import import DelegateImport
from dialogue.models.feedback import Feedback, FeedbackCoding, ReferenceSeries
from dialogue.models.vote import ImportanceVote

__all__ = [
    "Assembly",
    "DelegateImport",
    "DialogueSession",
    "Feedback",
    "FeedbackCoding",
    "ImportanceVote",
    "Membership",
    "ReferenceSeries",
]
