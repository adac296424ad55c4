import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, track
from accounts.roles import EVERYONE, Role
from iso26000.rules import in_open_cycle, in_open_cycle_itself
from priorities.models import CriterionScore, DecidedDomain, Decision, FinancialView, RankingRun, Scenario

grant("priorities.view_ranking", EVERYONE)
grant("priorities.export_ranking", EVERYONE - {Role.PLATFORM_ADMIN, Role.DELEGATE})
grant("priorities.compile_ranking", {Role.RAPPORTEUR, Role.MANAGER})


grant("priorities.set_criteria", {Role.RAPPORTEUR, Role.MANAGER}, where=in_open_cycle)
# Files in and out: the responsable all nine of them, a rapporteur their own scores and levels (priorities.exchange).
grant("priorities.exchange_everything", {Role.MANAGER})
grant("priorities.exchange_files", {Role.RAPPORTEUR, Role.MANAGER})
track(CriterionScore, view="priorities.set_criteria", change="priorities.set_criteria", related=("cycle",))


@rules.predicate
def still_open(user: User, row: Decision | DecidedDomain | None) -> bool:
    """What is adopted is frozen: nothing of it changes, whoever asks."""
    if row is None:
        return True
    try:
        return not (row if isinstance(row, Decision) else row.decision).is_adopted
    except Decision.DoesNotExist:  # a domain whose decision was withdrawn comes back with it
        return False


@rules.predicate
def sees_decision(user: User, row: Decision | DecidedDomain | None) -> bool:
    """The decision in the reach of this person; one that was withdrawn is nobody's. 1 query."""
    if row is None:
        return True
    pk = row.pk if isinstance(row, Decision) else row.decision_id
    return Decision.objects.visible_to(user).filter(pk=pk).exists()


@rules.predicate
def sees_run(user: User, row: RankingRun | Scenario | None) -> bool:
    """What is tried on a run is for those who see the run (ADR 0013). 1 query."""
    if row is None:
        return True
    pk = row.pk if isinstance(row, RankingRun) else row.run_id
    return RankingRun.objects.visible_to(user).filter(pk=pk).exists()


@rules.predicate
def own_scenario(user: User, scenario: Scenario | None) -> bool:
    return scenario is None or scenario.owner_id == user.pk


DECIDERS = {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR}
grant("priorities.view_decision", EVERYONE, where=sees_decision)
# « Et si », the comparison and the map of disagreements tell what the team may know before publication.
grant("priorities.try_settings", DECIDERS, where=sees_run)
grant("priorities.save_scenario", DECIDERS - {Role.AUDITOR})
grant("priorities.change_scenario", DECIDERS - {Role.AUDITOR}, where=own_scenario)
# The responsable submits, the elected administrators decide: neither does the work of the other.
grant("priorities.submit_decision", {Role.MANAGER}, where=still_open)
grant("priorities.put_on_agenda", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR})
grant("priorities.adopt_decision", {Role.ADMINISTRATOR}, where=still_open)
track(Scenario, view="priorities.try_settings", change="priorities.change_scenario")
track(Decision, view="priorities.view_decision", change="priorities.submit_decision")
track(
    DecidedDomain,
    view="priorities.view_decision",
    change="priorities.adopt_decision",
    related=("decision",),
    follows="decision",
)

# The second view, when the cycle asks for it: the responsable opens it, the experts give it, the team reads it.
grant("priorities.view_financial", DECIDERS)
grant("priorities.open_financial", {Role.MANAGER}, where=in_open_cycle_itself)
grant("priorities.change_financial", {Role.RAPPORTEUR, Role.MANAGER}, where=in_open_cycle)
track(
    FinancialView,
    view="priorities.view_financial",
    change="priorities.change_financial",
    related=("cycle",),
)

name_actions(
    {
        "financial.opened": _("Double matérialité ouverte"),
        "financial.shut": _("Double matérialité fermée"),
        "financial.given": _("Regard financier donné"),
        "financial.removed": _("Regard financier retiré"),
        "scenario.saved": _("Scénario enregistré"),
        "scenario.deleted": _("Scénario supprimé"),
        "decision.submitted": _("Classement soumis à la décision"),
        "decision.withdrawn": _("Classement retiré de la décision"),
        "decision.settled": _("Domaine décidé autrement que le calcul"),
        "decision.domain_voted": _("Vote sur un domaine"),
        "decision.adopted": _("Liste des priorités adoptée"),
        "decision.put_on_agenda": _("Domaine mis à l’ordre du jour"),
        "ranking.compiled": _("Classement compilé"),
        "cycle.imported": _("Exercice importé"),
        "cycle.import_undone": _("Import annulé"),
        "cycle.upgraded": _("Exercice passé à une autre version de la norme"),
        "cycle.exported": _("Exercice exporté"),
        "criteria.set": _("Critères de priorité modifiés"),
        "demo.seeded": _("Démonstration chargée"),
    }
)
