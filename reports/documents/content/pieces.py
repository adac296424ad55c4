"""The small things every chapter writes the same way, and the same way as the page « Priorités »."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from priorities.queries.reading import DomainReading
from rse_portal.common.charts.verdicts import verdict_code, verdict_word
from rse_portal.common.typography import nombre, pourcent
from rse_portal.common.words import capitalised

NONE = "–"

# Decimals of each figure, those of templates/priorities/_ranking.html and ranking_why.html.
DECIMALS = {
    "negative": 2,
    "positive": 2,
    "impact": 2,
    "importance": 2,
    "maturity": 1,
    "gap": 1,
    "feasibility": 2,
    "significance": 2,
    "priority": 2,
}


def figure(row: DomainReading, name: str) -> str:
    return nombre(row.figures[name], DECIMALS[name])


def coverage(row: DomainReading) -> str:
    return pourcent(row.coverage_percent)


def domain(row: DomainReading) -> dict[str, Any]:
    return {"code": row.code, "label": row.label, "hue": row.subject, "critical": row.figures["critical"]}


def rank(row: DomainReading, ranking: str) -> str:
    number = row.figures[f"{ranking}_rank"]
    return NONE if number is None else str(number)


def interval(row: DomainReading, ranking: str) -> str:
    """The ranks between which nine draws in ten put the domain."""
    found = row.robustness(ranking)
    if not found:
        return NONE
    low, high = found["rank_low"], found["rank_high"]
    return str(low) if low == high else _("%(low)s à %(high)s") % {"low": low, "high": high}


def in_top(row: DomainReading, ranking: str) -> str:
    """Share of the draws in which the domain is among the first."""
    found = row.robustness(ranking)
    return pourcent(100 * found["probability"]) if found else NONE


def verdict(row: DomainReading, ranking: str) -> dict[str, str]:
    word = row.robustness(ranking).get("verdict")
    return {"code": verdict_code(word), "word": verdict_word(word) if word else NONE}


def lacks(row: DomainReading) -> str:
    return capitalised(", ".join(row.missing_words)) + "."


Block = dict[str, Any]  # what `method-block` of typst/chapters.typ sets


def paragraph(text: str) -> Block:
    return {"p": text}


def formula(text: str) -> Block:
    return {"formula": text}


def facts(rows: Sequence[tuple[str, Any]]) -> Block:
    """Names and values, one per line. A value {"hash": …} is set small."""
    return {"facts": [list(row) for row in rows]}


def table(
    head: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[float], *, left: Sequence[int]
) -> Block:
    """widths: in parts; left: positions of the columns of words, the others are of figures. rows: not empty."""
    return {
        "table": {"head": list(head), "rows": [list(row) for row in rows], "widths": list(widths), "left": list(left)}
    }  # fmt: skip
