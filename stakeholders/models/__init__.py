from stakeholders.models.impact import Impact, ImpactScore
from stakeholders.models.stakeholder import Significance, Stakeholder

__all__ = ["Impact", "ImpactScore", "Significance", "Stakeholder"]
