from iso26000.models.campaign import AccessKey, Campaign, CampaignLevel, CampaignSite, Invitation
from iso26000.models.carried import Carried
from iso26000.models.cycle import AssessmentCycle, Assessor, is_blind, seat_held_by
from iso26000.models.finding import Finding, PracticeValidation
from iso26000.models.practice import Evidence, EvidenceFile, PracticeAssessment
from iso26000.models.questionnaire import Questionnaire, Statement
from iso26000.models.reminder import Reminder
from iso26000.models.response import (
    AnonymousResponse,
    AnswerDraft,
    CampaignComment,
    CampaignSnapshot,
    CampaignTally,
)
from iso26000.models.standard import CoreSubject, Correspondence, Domain, Standard, StandardIsPublished
from iso26000.models.survey import Survey

__all__ = [
    "AccessKey",
    "AnonymousResponse",
    "AnswerDraft",
    "AssessmentCycle",
    "Assessor",
    "Campaign",
    "CampaignComment",
    "CampaignLevel",
    "CampaignSite",
    "CampaignSnapshot",
    "CampaignTally",
    "Carried",
    "CoreSubject",
    "Correspondence",
    "Domain",
    "Evidence",
    "EvidenceFile",
    "Finding",
    "Invitation",
    "PracticeAssessment",
    "PracticeValidation",
    "Questionnaire",
    "Reminder",
    "Standard",
    "StandardIsPublished",
    "Statement",
    "Survey",
    "is_blind",
    "seat_held_by",
]
