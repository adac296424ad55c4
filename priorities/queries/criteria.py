from collections import defaultdict

from iso26000.cells import cell_name, domain_of
from iso26000.models import AssessmentCycle, Domain
from method.priority import feasibility
from priorities.criteria import GUIDES, Guide
from priorities.models import CriterionScore


def criterion_values(cycle: AssessmentCycle) -> dict[str, int]:
    """« <domain code>/<criterion> » → 0–4, for the whole cycle. 1 query, 225 rows at most with 45 domains."""
    rows = CriterionScore.objects.filter(cycle=cycle).order_by()
    return {
        cell_name(code, criterion): value
        for code, criterion, value in rows.values_list("domain__code", "criterion", "value")
    }


def feasibilities_of(values: dict[str, int]) -> dict[str, float]:
    """Domain code → F, for the domains that hold a criterion."""
    answers = defaultdict(list)
    for name, value in values.items():
        answers[domain_of(name)].append(value)
    return {code: feasibility(found) for code, found in answers.items()}


def criteria_of(cycle: AssessmentCycle, domain: Domain) -> list[tuple[Guide, int | None]]:
    """The five criteria of one domain, in the order of the standard, None where nothing was answered. 1 query."""
    rows = CriterionScore.objects.filter(cycle=cycle, domain=domain).order_by()
    found = dict(rows.values_list("criterion", "value"))
    return [(guide, found.get(guide.criterion.value)) for guide in GUIDES]
