from commitments.models.action import (
    Action,
    ActionDependency,
    ActionDocument,
    ActionPartner,
    ActionReminder,
    ActionStep,
)
from commitments.models.commitment import Commitment, ImprovementAxis
from commitments.models.indicator import Indicator, IndicatorDefinition, Sample, SampleImport
from commitments.models.practice import GoodPractice, PracticeShare
from commitments.models.version import Decider, ReferentialVersion

__all__ = [
    "Action",
    "ActionDependency",
    "ActionDocument",
    "ActionPartner",
    "ActionReminder",
    "ActionStep",
    "Commitment",
    "Decider",
    "GoodPractice",
    "ImprovementAxis",
    "Indicator",
    "IndicatorDefinition",
    "PracticeShare",
    "ReferentialVersion",
    "Sample",
    "SampleImport",
]
