"""The draws of the robustness analysis: who is drawn, and how groups are weighed (docs/methode.md §7).

Each quantity has its own stream of random numbers, a pure function of the seed: it depends neither on the
others nor on the order in which they are asked for.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from method.arrays import Floats
from method.parameters import Parameters


class Stream(IntEnum):
    """One number per stream, part of its seed: changing one changes published results."""

    ASSESSORS = 0
    PRACTICE = 1
    VOTERS = 2
    WEIGHTS = 3
    SENSITIVITY = 4
    TIES = 5


@dataclass(frozen=True)
class Draws:
    """Everything that is drawn at random, for given parameters."""

    parameters: Parameters

    def multiplicities(self, stream: Stream, panel: int, group: int = 0) -> Floats:
        """How often each member of a panel is drawn, with replacement, in draws of the panel's own size.

        Shape (panel, draws), columns adding up to `panel`; single precision, which holds such counts exactly.
        """
        draws = self.parameters.draws
        picks = self._generator(stream, group).integers(max(panel, 1), size=(draws, panel))
        picks += np.arange(draws)[:, None] * panel
        drawn = np.bincount(picks.reshape(-1), minlength=draws * panel)
        return np.ascontiguousarray(drawn.reshape(draws, panel).T, np.float32)

    def weights(self, weights: Floats) -> Floats:
        """Weights around the given ones: Dirichlet(κ·w). Shapes (groups,) → (groups, draws); 0 stays 0."""
        return self._dirichlet(Stream.WEIGHTS, self.parameters.concentration * weights)

    def free_weights(self, weighted: Floats) -> Floats:
        """Any weights at all for the weighted groups (1, others 0): Dirichlet(1, …, 1). Same shapes."""
        return self._dirichlet(Stream.SENSITIVITY, weighted)

    def tie_breaks(self, domains: int) -> Floats:
        """What decides between equal domains of a draw. Shape (draws, domains)."""
        return self._generator(Stream.TIES).random((self.parameters.draws, domains))

    def _dirichlet(self, stream: Stream, concentrations: Floats) -> Floats:
        weights = np.zeros((len(concentrations), self.parameters.draws))
        positive = np.flatnonzero(concentrations > 0)
        if len(positive):
            generator = self._generator(stream)
            weights[positive] = generator.dirichlet(concentrations[positive], self.parameters.draws).T
        return weights

    def _generator(self, stream: Stream, group: int = 0) -> np.random.Generator:
        return np.random.default_rng([self.parameters.seed, stream, group])
