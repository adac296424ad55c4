from iso26000.models.cycle import AssessmentCycle, Assessor, is_blind
from iso26000.models.practice import Evidence, PracticeAssessment
from iso26000.models.standard import CoreSubject, Domain, Standard, StandardIsPublished

__all__ = [
    "AssessmentCycle",
    "Assessor",
    "CoreSubject",
    "Domain",
    "Evidence",
    "PracticeAssessment",
    "Standard",
    "StandardIsPublished",
    "is_blind",
]
