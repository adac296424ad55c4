from priorities.models.criterion import CriterionScore
from priorities.models.import_draft import ImportDraft
from priorities.models.run import RankingRun

__all__ = ["CriterionScore", "ImportDraft", "RankingRun"]
