from accounts.models.change import Change, ChangeKind, Tracked
from accounts.models.journal import JournalEntry
from accounts.models.mandate import Mandate, RoleAssignment
from accounts.models.territory import Territory
from accounts.models.training import Training
from accounts.models.user import User

__all__ = [
    "Change",
    "ChangeKind",
    "JournalEntry",
    "Mandate",
    "RoleAssignment",
    "Territory",
    "Tracked",
    "Training",
    "User",
]
