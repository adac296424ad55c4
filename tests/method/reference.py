"""The ranking again, slowly and obviously: dictionaries, `statistics`, one value at a time.

It follows docs/methode.md and shares no line with `method/`. Given how often each person was drawn, and
weights, it also gives the figures of one draw of the robustness analysis.
"""

from collections import Counter
from collections.abc import Callable
from statistics import mean, median
from typing import Any

from tests.method.worlds import Tables

Times = Callable[[str], int]  # how often a person was drawn


def once(person: str) -> int:
    return 1


def group_weights(tables: Tables) -> dict[str, float | None]:
    raw: dict[str, float | None] = {}
    for row in tables["stakeholders"]:
        scores = [row[name] for name in ("power", "legitimacy", "urgency", "dependency")]
        if "" in scores:
            raw[row["code"]] = None
            continue
        power, legitimacy, urgency, dependency = map(int, scores)
        weight = 0.5 * (power + legitimacy + urgency) / 12 + 0.5 * dependency / 4
        raw[row["code"]] = max(weight, 0.25) if int(row["disadvantaged"]) else weight
    total = sum(weight for weight in raw.values() if weight is not None)
    return {
        code: None if weight is None else (weight / total if total else 0) for code, weight in raw.items()
    }


def criteria_read(impact: dict[str, Any]) -> list[str]:
    read = ["scale", "scope"]
    if impact["polarity"] == "negative":
        read.append("irremediability")
    takes_precedence = impact["polarity"] == "negative" and impact["human_rights"]
    if impact["nature"] == "potential" and not takes_precedence:
        read.append("likelihood")
    return read


def drawn_median(values: list[tuple[str, int]], times: Times) -> float | None:
    """Median of the values of the people drawn; of everybody if none of them was."""
    drawn = [value for person, value in values for _ in range(times(person))]
    return median(drawn or [value for _, value in values]) if values else None


def severity_and_value(
    tables: Tables, impact: dict[str, Any], times: Times = once
) -> tuple[float, float] | None:
    read = criteria_read(impact)
    rows = [
        row
        for row in tables["impact_scores"]
        if row["impact"] == impact["impact"] and all(row.get(criterion) for criterion in read)
    ]
    if impact["polarity"] == "none" or not rows:
        return None
    medians = {
        criterion: drawn_median([(row["assessor"], row[criterion]) for row in rows], times)
        for criterion in read
    }
    if impact["polarity"] == "negative":
        three = [medians["scale"], medians["scope"], medians["irremediability"]]
        severity = max(mean(three), max(three) - 1)
    else:
        severity = mean([medians["scale"], medians["scope"]])
    return severity, severity * medians["likelihood"] / 5 if "likelihood" in medians else severity


def cap(tables: Tables, domain: str) -> int:
    evidence = [row for row in tables["evidence"] if row["domain"] == domain]
    kinds = {row["kind"] for row in evidence if row["kind"] != "indicator" or row["value"]}
    reasons = [
        row for row in tables["practices"] if row["domain"] == domain and row["level"] not in ("nsp", "na")
    ]
    level = 0
    if "statement" in kinds or any(row["reason"] for row in reasons):
        level = 1
    if "document" in kinds:
        level = 2
    if {"document", "indicator"} <= kinds:
        level = 3
    if level == 3 and kinds & {"trend", "external_review"}:
        level = 4
    return level


def domain_result(
    tables: Tables,
    domain: str,
    weights: dict[str, float | None],
    assessors: Times = once,
    voters: Callable[[str], Times] = lambda group: once,
    practitioners: Times = once,
) -> dict[str, Any]:
    """Everything about one domain but its ranks. weights: of each group, None = to qualify."""
    here = {name: [row for row in rows if row.get("domain") == domain] for name, rows in tables.items()}
    negative, positive, importance = {}, {}, {}
    critical = False
    for group in weights:
        impacts = [row for row in here["impacts"] if row["stakeholder"] == group]
        scored = [(row, severity_and_value(tables, row, assessors)) for row in impacts]
        for row, result in scored:
            grave = row["human_rights"] or row["life_health"] or row["environmental_harm"]
            severe = result is not None and row["polarity"] == "negative" and result[0] >= 4 and grave
            critical = critical or bool(severe) or bool(row["non_compliance"])
        if any(row["polarity"] == "none" or result for row, result in scored):
            for polarity, into in (("negative", negative), ("positive", positive)):
                values = [result[1] for row, result in scored if result and row["polarity"] == polarity]
                into[group] = max(values, default=0.0)
        votes = [row for row in here["importance"] if row["stakeholder"] == group]
        if votes:
            pairs = [(row["respondent"], row["importance"]) for row in votes]
            importance[group] = drawn_median(pairs, voters(group))

    def weighted(values: dict[str, float]) -> float | None:
        total = sum(weights[group] or 0 for group in values)
        return (
            sum((weights[group] or 0) * value for group, value in values.items()) / total if total else None
        )

    levels = [
        (row["assessor"], row["level"]) for row in here["practices"] if row["level"] not in ("nsp", "na")
    ]
    level = drawn_median(levels, practitioners)
    maturity = None if level is None else min(level, cap(tables, domain))
    answers = [row["value"] for row in here["criteria"]]
    feasibility = mean(answers) / 4 if answers else 0.5
    n, p, e = weighted(negative), weighted(positive), weighted(importance)
    coverage = sum(weights[group] or 0 for group in negative)
    absent = sum(weight or 0 for group, weight in weights.items() if group not in negative)
    impact = None if n is None else max(n, 0.8 * p)
    said = [name for name in here if name != "feedback" and here[name]]
    if not said and not any(domain in row["domains"].split("|") for row in tables["feedback"]):
        status = "not_evaluated"
    elif here["practices"] and all(row["level"] == "na" for row in here["practices"]):
        status = "not_applicable"
    elif round(coverage, 6) < 0.5 or maturity is None or e is None:
        status = "insufficient"
    else:
        status = "evaluated" if round(coverage, 6) >= 0.8 else "partial"
    significance = priority = None
    if status in ("evaluated", "partial"):
        significance = 100 * (0.6 * impact / 5 + 0.4 * e / 4)
        priority = min(100, significance * (0.25 + 0.75 * (4 - maturity) / 4) * (0.9 + 0.2 * feasibility))
    return {
        "status": status,
        "coverage": coverage,
        "negative": n,
        "positive": p,
        "impact": impact,
        "importance": e,
        "maturity": maturity,
        "feasibility": feasibility,
        "bounds": None if n is None else [n * coverage, n * coverage + 5 * absent],
        "critical": critical,
        "significance": significance,
        "priority": priority,
    }


def results(tables: Tables, domains: list[str]) -> list[dict[str, Any]]:
    """One result per domain, with its two ranks."""
    weights = group_weights(tables)
    found = [domain_result(tables, domain, weights) for domain in domains]
    for figure in ("significance", "priority"):
        values = [round(result[figure], 6) for result in found if result[figure] is not None]
        for result in found:
            value = result[figure]
            higher = None if value is None else 1 + sum(other > round(value, 6) for other in values)
            result[f"{figure}_rank"] = higher
    return found


def counts(found: list[dict[str, Any]]) -> Counter[str]:
    return Counter(result["status"] for result in found)
