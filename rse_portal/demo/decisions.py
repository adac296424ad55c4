"""What the board decided last year, and what it is asked this year."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Change, User
from iso26000.models import AssessmentCycle
from method.parameters import Parameters
from method.variation import Variation
from priorities.actions.decision import adopt_decision, settle_domain, submit_decision
from priorities.actions.scenario import save_scenario
from priorities.enums import Standing
from priorities.models import Decision, RankingRun, Scenario

MEMBERS, PRESENT = 21, 17
LAST_NOTE = (
    "La liste reprend l’ordre calculé. Les premiers rangs sont solides ; la fin des dix premiers dépend du poids donné "
    "aux parties prenantes."
)
NOTE = (
    "Classement compilé après la campagne auprès des salarié·es. Les domaines où les avis se partagent ont été proposés à "
    "l’ordre du jour des assemblées."
)
TEXT = (
    "Le conseil d’administration adopte la liste des domaines prioritaires et demande à la direction d’en tirer les "
    "axes d’amélioration du référentiel."
)
RAISED = "5.3"  # identifying stakeholders and talking with them
REASON = (
    "Nous ouvrons cette année les assemblées de territoire à des organisations partenaires : sans dialogue avec les "
    "parties prenantes, les autres priorités ne tiendraient pas."
)
SCENARIO, DOUBLED = "Les associations comptent double", "SH07"


def decide(cycles: dict[int, AssessmentCycle], users: dict[str, User]) -> dict[str, int]:
    """The list of the cycle before the last, adopted with one « écart motivé »; the last run, submitted; a scenario.

    Called once the cycles are compiled and closed.
    """
    manager, administrator = users["responsable@demo.example"], users["administrateur@demo.example"]
    now, before = (_last_run(cycles[max(cycles) - past]) for past in (0, 1))
    if now is None or before is None:
        return {}
    _adopt(before, manager, administrator)
    submit_decision(run=now, note=NOTE, quorum=50, by=manager)
    save_scenario(
        run=now,
        name=SCENARIO,
        variation=Variation(Parameters(draws=0), factors={DOUBLED: 2.0}),
        by=administrator,
    )
    return {"décisions": Decision.objects.count(), "scénarios": Scenario.objects.count()}


def _last_run(cycle: AssessmentCycle) -> RankingRun | None:
    return RankingRun.objects.of(cycle).select_related("cycle").newest_first().first()


def _adopt(run: RankingRun, manager: User, administrator: User) -> None:
    """A month after the cycle closed; one domain under the line is raised above it."""
    closed_on = run.cycle.closed_on
    assert closed_on is not None
    held_on = closed_on + timedelta(days=33)
    at = timezone.make_aware(datetime.combine(held_on, time(17, 20)))
    run.compiled_at = timezone.make_aware(datetime.combine(closed_on, time(16, 5)))
    run.save(update_fields=["compiled_at"])  # the year that the demo tells had it compiled then
    decision, operation = submit_decision(run=run, note=LAST_NOTE, quorum=50, by=manager)
    Decision.objects.filter(pk=decision.pk).update(submitted_at=at - timedelta(days=12))
    raised = decision.domains.filter(standing=Standing.WATCHED, domain__code=RAISED).first()
    if raised is not None:
        raised.decision = decision
        settled = settle_domain(
            row=raised,
            standing=Standing.PRIORITY,
            asked_rank=None,
            reason=REASON,
            version=None,
            by=administrator,
        )
        decision.domains.filter(pk=raised.pk).update(settled_at=at)
        if settled:
            Change.objects.filter(operation=settled).update(at=at)
    Change.objects.filter(operation=operation).update(at=at - timedelta(days=12))
    decision.refresh_from_db()
    adopt_decision(
        decision=decision,
        held_on=held_on,
        text=TEXT,
        members=MEMBERS,
        present=PRESENT,
        votes_for=15,
        votes_against=1,
        abstentions=1,
        version=None,
        by=administrator,
        at=at,
    )
