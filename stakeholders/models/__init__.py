from stakeholders.models.contact import Acquaintance, Contact, ContactRole
from stakeholders.models.impact import Impact, ImpactScore
from stakeholders.models.stakeholder import Significance, Stakeholder
from stakeholders.models.tally import ScoreTally

__all__ = [
    "Acquaintance",
    "Contact",
    "ContactRole",
    "Impact",
    "ImpactScore",
    "ScoreTally",
    "Significance",
    "Stakeholder",
]
