"""May a domain be ranked, and if not what does it lack? (docs/methode.md §6)"""

import numpy as np

from method.arrays import Bools, Floats
from method.inputs import NOT_APPLICABLE, RankingInputs
from method.priority import DECIMALS

STATUSES = ("evaluated", "partial", "insufficient", "not_evaluated", "not_applicable")
RANKED = ("evaluated", "partial")
ENOUGH, WHOLE = 0.5, 0.8  # coverage from which a domain is ranked, and ranked without reserve


def statuses(inputs: RankingInputs, coverage: Floats, maturity: Floats, importance: Floats) -> list[str]:
    """Status of each domain. coverage 0–1; maturity, importance NaN if unknown; all of shape (domains,).

    Source: docs/methode.md §6.
    """
    covered = np.round(coverage, DECIMALS)
    conditions = [
        ~mentioned(inputs),
        not_applicable(inputs),
        (covered < ENOUGH) | np.isnan(maturity) | np.isnan(importance),
        covered < WHOLE,
    ]
    named = ["not_evaluated", "not_applicable", "insufficient", "partial"]
    return np.select(conditions, named, default="evaluated").tolist()


def missing(status: str, coverage: float, maturity: float, importance: float) -> list[str]:
    """What an insufficient domain lacks, in machine words."""
    if status != "insufficient":
        return ["everything"] if status == "not_evaluated" else []
    lacks = {
        "coverage": round(coverage, DECIMALS) < ENOUGH,
        "practice": np.isnan(maturity),
        "importance": np.isnan(importance),
    }
    return [word for word, lacking in lacks.items() if lacking]


def mentioned(inputs: RankingInputs) -> Bools:
    """Domains of which some file has a row. Shape (domains,)."""
    found = inputs.feedback > 0
    for rows in (inputs.impacts, inputs.votes, inputs.practices, inputs.evidence, inputs.criteria):
        found[rows["domain"]] = True
    return found


def not_applicable(inputs: RankingInputs) -> Bools:
    """Domains that everyone who assessed their practice calls not applicable. Shape (domains,)."""
    rows, size = inputs.practices, len(inputs.domains)
    asked = np.bincount(rows["domain"], minlength=size)
    set_aside = np.bincount(rows["domain"][rows["level"] == NOT_APPLICABLE], minlength=size)
    return (asked > 0) & (asked == set_aside)
