from accounts.models.journal import JournalEntry
from accounts.models.mandate import Mandate, RoleAssignment
from accounts.models.territory import Territory
from accounts.models.user import User

__all__ = ["JournalEntry", "Mandate", "RoleAssignment", "Territory", "User"]
