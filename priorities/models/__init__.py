from priorities.models.criterion import CriterionScore
from priorities.models.run import RankingRun

__all__ = ["CriterionScore", "RankingRun"]
