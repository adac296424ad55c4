"""Who rated what: the rows of the inputs as ratings, one set per panel of people (docs/methode.md §4, §5).

A score row is complete when it holds every criterion its impact reads. An incomplete row is a draft: it
counts nowhere.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from method.aggregation import Ratings, members
from method.arrays import Bools, Ints
from method.inputs import RankingInputs
from method.severity import KINDS, Kind, kinds


@dataclass(frozen=True, eq=False)
class Panels:
    """The ratings of canonical inputs."""

    inputs: RankingInputs

    @cached_property
    def kind(self) -> Ints:
        """Index in KINDS of each impact, −1 for none. Shape (impacts,)."""
        return kinds(self.inputs.impacts)

    @cached_property
    def complete(self) -> Bools:
        """Which score rows are complete. Shape (scores,)."""
        scores, kind = self.inputs.scores, self.kind[self.inputs.scores["impact"]]
        complete = kind >= 0
        for criterion in ("scale", "scope", "irremediability", "likelihood"):
            readers = [index for index, reader in enumerate(KINDS) if criterion in reader.criteria]
            complete &= (scores[criterion] > 0) | ~np.isin(kind, readers)
        return complete

    @cached_property
    def assessors(self) -> Ints:
        """Assessors of each impact, complete scores only. Shape (impacts,)."""
        return np.bincount(self.inputs.scores["impact"][self.complete], minlength=len(self.inputs.impacts))

    @cached_property
    def impact_panel(self) -> tuple[Ints, Ints]:
        """(who has at least one complete score, position there of each of the people): one for all kinds."""
        return members(self.inputs.scores["assessor"][self.complete], len(self.inputs.people))

    def impacts(self, kind: Kind, among: Bools) -> tuple[Ints, Ratings]:
        """(the scored impacts of a kind among those given, their ratings). among: shape (impacts,)."""
        chosen = among & (self.kind == KINDS.index(kind)) & (self.assessors > 0)
        scores = self.inputs.scores[self.complete & chosen[self.inputs.scores["impact"]]]
        levels = np.stack([scores[criterion] - 1 for criterion in kind.criteria], axis=1)
        panel, position = self.impact_panel
        item = (np.cumsum(chosen) - 1)[scores["impact"]]
        return np.flatnonzero(chosen), Ratings(
            int(chosen.sum()), len(panel), item, position[scores["assessor"]], levels, lowest=1
        )

    def importance(self, group: int) -> Ratings:
        """Votes of one group, a panel of its own; items are domains."""
        votes = self.inputs.votes[self.inputs.votes["group"] == group]
        panel, position = members(votes["respondent"], len(self.inputs.respondents))
        rater = position[votes["respondent"]]
        return Ratings(
            len(self.inputs.domains), len(panel), votes["domain"], rater, votes["importance"][:, None]
        )

    def practice(self) -> Ratings:
        """Numeric practice levels; items are domains. « Ne sait pas », « non applicable » are no levels."""
        rows = self.inputs.practices[self.inputs.practices["level"] >= 0]
        panel, position = members(rows["assessor"], len(self.inputs.people))
        return Ratings(
            len(self.inputs.domains),
            len(panel),
            rows["domain"],
            position[rows["assessor"]],
            rows["level"][:, None],
        )

    def agreement_counts(self) -> Ints:
        """Assessors at each level, for every criterion scored of every impact. Shape (units, 5)."""
        scores, size = self.inputs.scores, 5 * len(self.inputs.impacts)
        counts = []
        for criterion in ("scale", "scope", "irremediability", "likelihood"):
            given = self.complete & (scores[criterion] > 0)
            cell = scores["impact"][given] * np.int64(5) + scores[criterion][given] - 1
            counts.append(np.bincount(cell, minlength=size).reshape(-1, 5))
        return np.concatenate(counts)
