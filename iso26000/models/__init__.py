from iso26000.models.cycle import AssessmentCycle, Assessor, is_blind, seat_held_by
from iso26000.models.practice import Evidence, PracticeAssessment
from iso26000.models.reminder import Reminder
from iso26000.models.standard import CoreSubject, Domain, Standard, StandardIsPublished

__all__ = [
    "AssessmentCycle",
    "Assessor",
    "CoreSubject",
    "Domain",
    "Evidence",
    "PracticeAssessment",
    "Reminder",
    "Standard",
    "StandardIsPublished",
    "is_blind",
    "seat_held_by",
]
