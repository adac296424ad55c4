"""« Et si » : the facts of a run, kept with it, under other settings; by the formulas of the worker, without its draws."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from method import FORMULA_VERSION
from method.inputs import RankingInputs
from method.parameters import Parameters
from method.variation import Variation, vary
from priorities.models import RankingRun
from rse_portal.common.errors import Conflict

KEPT = 4  # facts kept per process: some 2 MB for 70,000 scores


class NoTrial(Conflict):
    default = _("Les données de ce classement ne sont plus sur ce serveur : on ne peut rien y essayer.")


class OtherFormulas(Conflict):
    default = _("Ce classement a été calculé par une autre version des formules : compilez-en un nouveau.")


def inputs_of(run: RankingRun) -> RankingInputs:
    """What the run was computed from, in canonical order. Raises NoTrial, OtherFormulas. No query."""
    if run.formula_version != FORMULA_VERSION:
        raise OtherFormulas
    try:
        return _inputs(run.inputs_sha256, run.inputs_file.path)
    except (OSError, ValueError) as problem:  # gone, unnamed or damaged
        raise NoTrial from problem


@lru_cache(maxsize=KEPT)
def _inputs(_sha256: str, path: str) -> RankingInputs:
    return RankingInputs.from_bytes(Path(path).read_bytes())


def try_on(run: RankingRun, variation: Variation) -> dict[str, Any]:
    """The result as docs/contrats.md describes it, without draws. Some 30 ms for 70,000 scores; no query."""
    return vary(inputs_of(run), variation).to_dict()


def as_compiled(run: RankingRun) -> Variation:
    """The settings of the run itself: nothing tried yet."""
    return Variation(Parameters.from_dict(run.parameters))
