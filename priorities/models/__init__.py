from priorities.models.criterion import CriterionScore
from priorities.models.decision import DecidedDomain, Decision
from priorities.models.financial import FinancialView
from priorities.models.import_draft import ImportDraft
from priorities.models.run import RankingRun
from priorities.models.scenario import Scenario

__all__ = [
    "CriterionScore",
    "DecidedDomain",
    "Decision",
    "FinancialView",
    "ImportDraft",
    "RankingRun",
    "Scenario",
]
