"""« Et si ? » answers while a slider moves: under 200 ms for 45 domains.

Two figures. The computation: 70,000 scores by 50 assessors on 1,400 impacts in 10 groups, one group left out and one
weighed twice, from the facts in memory to the picture; its floor is the bare medians of the same scores, in NumPy,
nothing done with them. The answer: the part of the page that htmx asks for, on the demo mutual, signed in, with its rights
and its queries, each time other settings; its floor is the bare signed-in view of the other benchmarks.
"""

from collections.abc import Callable
from functools import partial
from itertools import count
from json import dumps
from pathlib import Path

import numpy as np

from benchmarks.measure import Figure, Spread, against, alternate, child
from benchmarks.portal import MANAGER
from benchmarks.robustness import SHAPES, typical
from benchmarks.worlds import demo
from method.inputs import RankingInputs
from method.parameters import Parameters
from method.variation import Variation, vary

ROUNDS, PROMISED = 25, 0.2  # seconds
LEVELS = 5


def run(folder: Path) -> list[Figure]:
    told = child(demo(folder), "trial")
    found = {name: Spread(*measures) for name, measures in told.items()}
    return [
        _figure("« Et si », calcul, 70 000 cotations", found["trial"], found["medians"], "médianes nues", 30),
        _figure("« Et si », réponse, démonstration", found["part"], found["view"], "vue nue", 12),
    ]


def _figure(what: str, ours: Spread, floor: Spread, name: str, limit: float) -> Figure:
    return against(what, ours, floor, name, limit, ok=ours.median < PROMISED, also=", < 200 ms")


def medians(inputs: RankingInputs) -> None:
    """The lower median of every criterion of every impact, by counting."""
    for criterion in ("scale", "scope", "irremediability", "likelihood"):
        cell = inputs.scores["impact"] * np.int64(LEVELS) + inputs.scores[criterion] - 1
        counts = np.bincount(cell, minlength=LEVELS * len(inputs.impacts)).reshape(-1, LEVELS)
        (2 * counts.cumsum(axis=1) >= counts.sum(axis=1)[:, None]).argmax(axis=1)


def trial(inputs: RankingInputs) -> None:
    groups = [group.code for group in inputs.groups]
    variation = Variation(
        Parameters(draws=0, weight_impact=0.5, weight_importance=0.5), frozenset(groups[:1]), {groups[1]: 2.0}
    )
    vary(inputs, variation).to_dict()


def _answers() -> tuple[Callable[[], object], Callable[[], object]]:
    """(the part of the page under settings of its own, the bare view)"""
    from django.test import Client

    from accounts.models import User

    client, shares = Client(SERVER_NAME="127.0.0.1"), count()
    client.force_login(User.objects.get(email=MANAGER))
    headers = {"HX-Request": "true"}

    def part() -> None:
        url = f"/priorites/et-si/?impact={next(shares) % 60 + 20}&g-SH08=sans&g-SH02=2"
        assert client.get(url, headers=headers).status_code == 200

    return part, partial(client.get, "/plancher/")


def main() -> dict[str, list[float]]:
    import django

    django.setup()
    inputs = typical(*SHAPES[0]).canonical()
    part, view = _answers()
    works = {
        "trial": partial(trial, inputs),
        "medians": partial(medians, inputs),
        "part": part,
        "view": view,
    }
    found = alternate(works, ROUNDS, warm=3)
    return {name: spread.row() for name, spread in found.items()}


if __name__ == "__main__":
    print(dumps(main()))
