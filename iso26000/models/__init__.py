from iso26000.models.carried import Carried
from iso26000.models.cycle import AssessmentCycle, Assessor, is_blind, seat_held_by
from iso26000.models.finding import Finding, PracticeValidation
from iso26000.models.practice import Evidence, EvidenceFile, PracticeAssessment
from iso26000.models.reminder import Reminder
from iso26000.models.standard import CoreSubject, Domain, Standard, StandardIsPublished

__all__ = [
    "AssessmentCycle",
    "Assessor",
    "Carried",
    "CoreSubject",
    "Domain",
    "Evidence",
    "EvidenceFile",
    "Finding",
    "PracticeAssessment",
    "PracticeValidation",
    "Reminder",
    "Standard",
    "StandardIsPublished",
    "is_blind",
    "seat_held_by",
]
