import hashlib
import json
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from accounts.models import User
from iso26000.models import AssessmentCycle, Domain
from method import FORMULA_VERSION
from method.parameters import Parameters
from method.ranking import rank
from method.variation import Variation
from priorities.actions.decision import adopt_decision, submit_decision
from priorities.enums import Criterion
from priorities.models import CriterionScore, Decision, ImportDraft, RankingRun, Scenario
from rse_portal.common.files import write_whole
from tests.factories.iso26000 import the_domain, the_standard
from tests.support.ranking_inputs import build, example_tables


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
    """A run that holds a real result, that of the worked example over the 45 domains, computed once per process.

    The cycle itself may be empty. Where the figures must be the cycle's own, compile it. The facts are kept with it, as
    the worker does, unless a `result` of one's own is given.
    """
    if result is None:
        result = example_result()
        fields.setdefault("inputs_file", keep_example())
    text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    defaults = {
        "parameters": result["parameters"],
        "formula_version": FORMULA_VERSION,
        "inputs_sha256": result["inputs_sha256"],
        "result_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    return RankingRun.objects.create(
        cycle=cycle, result_json=text, compiled_at=compiled_at, **{**defaults, **fields}
    )


def make_draft(*, cycle: AssessmentCycle, owner: User, **fields: Any) -> ImportDraft:
    """A file of scores that waits, of which nothing but the row is there."""
    counts = {"read": 1, "created": 1, "updated": 0, "deleted": 0, "unchanged": 0, "conflicts": 0}
    preview = {
        "digest": "",
        "files": [{"name": "impact_scores", "place": "impact_scores.csv", **counts}],
        "changes": [],
        "conflicts": [],
        "conflicts_left": 0,
        "untouched": 0,
        "undoable": True,
        "notices": [],
    }
    defaults = {"name": "impact_scores.csv", "spec": "impact_scores", "sha256": "0" * 64, "preview": preview}
    return ImportDraft.objects.create(cycle=cycle, owner=owner, **{**defaults, **fields})


def keep_example() -> str:
    """The snapshot of the worked example, in the media folder of this test; its name there."""
    inputs = build(example_tables(), _codes())
    name = f"inputs/{example_result()['inputs_sha256']}.npz"
    path = Path(settings.MEDIA_ROOT) / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, inputs.to_bytes())
    return name


def _codes() -> tuple[str, ...]:
    return tuple(the_standard().domains.order_by("order").values_list("code", flat=True))


def example_result() -> dict[str, Any]:
    return _example_result(_codes())


@cache
def _example_result(domains: tuple[str, ...]) -> dict[str, Any]:
    return rank(build(example_tables(), domains), Parameters(draws=50, seed=1)).to_dict()


def make_scenario(
    *, run: RankingRun, owner: User, name: str = "Sans les fournisseurs", **fields: Any
) -> Scenario:
    return Scenario.objects.create(
        run=run, owner=owner, name=name, **{"variation": Variation().to_dict(), **fields}
    )


def make_decision(*, run: RankingRun, by: User, **fields: Any) -> Decision:
    """A run submitted by its own action: every domain with what the ranking proposes."""
    decision, _operation = submit_decision(run=run, note="", quorum=50, by=by)
    if fields:
        Decision.objects.filter(pk=decision.pk).update(**fields)
        decision.refresh_from_db()
    return decision


def adopt(decision: Decision, *, by: User, **vote: Any) -> Decision:
    """Adopted by twelve of fifteen members, eleven votes to none."""
    told = {
        "held_on": date(2026, 11, 12),
        "text": "Le conseil adopte.",
        "members": 15,
        "present": 12,
        "votes_for": 11,
        "votes_against": 0,
        "abstentions": 1,
        "version": None,
    }
    return adopt_decision(decision=decision, by=by, **{**told, **vote})
