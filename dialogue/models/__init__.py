from dialogue.models.assembly import Assembly, DialogueSession
from dialogue.models.feedback import Feedback, FeedbackCoding, ReferenceSeries
from dialogue.models.vote import ImportanceVote

__all__ = ["Assembly", "DialogueSession", "Feedback", "FeedbackCoding", "ImportanceVote", "ReferenceSeries"]
