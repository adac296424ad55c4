import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from iso26000.models import AssessmentCycle, Domain
from priorities.enums import Criterion
from priorities.models import CriterionScore, RankingRun
from tests.factories.iso26000 import the_domain


def make_criterion(
    *,
    cycle: AssessmentCycle,
    domain: Domain | None = None,
    criterion: Criterion = Criterion.EASE,
    value: int = 2,
) -> CriterionScore:
    return CriterionScore.objects.create(
        cycle=cycle, domain=domain or the_domain(), criterion=criterion, value=value
    )


def make_run(
    *,
    cycle: AssessmentCycle,
    result: dict[str, Any] | None = None,
    compiled_at: datetime = datetime(2026, 10, 1, 9, 30, tzinfo=UTC),
    **fields: Any,
) -> RankingRun:
    """A compiled run with a result written by hand; compile a real one where the figures matter."""
    text = json.dumps(result or {"stakeholders": [], "agreement": None, "domains": []})
    defaults = {
        "parameters": {"draws": 200, "seed": 1},
        "formula_version": "1",
        "inputs_sha256": "0" * 64,
        "result_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return RankingRun.objects.create(
        cycle=cycle, result_json=text, compiled_at=compiled_at, **{**defaults, **fields}
    )
