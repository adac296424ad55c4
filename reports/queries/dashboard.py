"""The dashboard of each role: what the person may read, counted, this cycle beside the one before, and where it is made.

    dashboards_of(user, cycle, previous, now)      at most 11 queries for one role, whatever the size

Nothing here reads a score or a vote: steps of the cycle ask « is there one? », the ranking is the compiled one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Mandate, User
from accounts.roles import Role
from dialogue.models import Feedback
from dialogue.queries.deadlines import places_with_last_assembly, unanswered_too_long, unread_too_long
from iso26000.models import AssessmentCycle, Evidence, seat_held_by
from jobs.enums import JobState
from jobs.models import Job
from priorities.models import Decision, RankingRun
from priorities.queries.reading import RankingReading, read_ranking
from reports.queries.cycle import cycle_steps
from reports.queries.figures import Fate, Figure, Scope, action_figures, both, fate_figures, fates_of, share
from rse_portal.common.addresses import Address
from rse_portal.common.typography import nombre
from stakeholders.queries.progress import progress_of


@dataclass(frozen=True)
class Dashboard:
    """One role's figures. sentence: the page for someone who reads nothing else. reading: the ranking, where it is told."""

    role: Role
    sentence: str
    figures: tuple[Figure, ...]
    reading: RankingReading | None = None

    @property
    def title(self) -> str:
        return str(capfirst(self.role.label))


def _late(scope: Scope, rows: Any) -> int:
    """Answers that are overdue today. 2 queries."""
    places = list(places_with_last_assembly(scope.today))
    return rows.filter(unanswered_too_long(scope.today, places), cycle=scope.cycle).distinct().count()  # type: ignore[no-any-return]


def _last_runs(scope: Scope) -> dict[int, RankingRun]:
    """Key of a cycle → its last ranking; `shown`: whether this person may see it (ADR 0013). 1 query."""
    newest = RankingRun.objects.filter(cycle=OuterRef("cycle")).newest_first().values("pk")[:1]
    shown = RankingRun.objects.visible_to(scope.user).filter(pk=OuterRef("pk"))
    runs = RankingRun.objects.filter(cycle__in=scope.cycles, pk=Subquery(newest))
    return {run.cycle_id: run for run in runs.annotate(shown=Exists(shown)).select_related("cycle__standard")}


def _certainty(scope: Scope, last: dict[int, Any]) -> Figure:
    """How many of the first domains stay first whatever is drawn. No query once the process has read these rankings."""
    known = {pk: read_ranking(run).robust_count for pk, run in last.items() if run.shown}
    return Figure(_("Priorités solides"), *scope.pair(known), scope.room("priorities:ranking-current"))


def _readings(scope: Scope) -> tuple[RankingReading | None, RankingReading | None]:
    """The latest ranking of each cycle that this person may see. 2 or 4 queries."""
    runs = RankingRun.objects.visible_to(scope.user).select_related("cycle")
    found = [runs.of(cycle).newest_first().first() for cycle in scope.cycles]
    first, *others = [read_ranking(run) if run else None for run in found]
    return first, others[0] if others else None


# --- role by role


def _delegate(scope: Scope) -> Dashboard:
    rows = Feedback.objects.visible_to(scope.user)
    now, before = fates_of(scope, rows)
    mine = fates_of(scope, Feedback.objects.filter(author=scope.user))
    figures = fate_figures(scope, (now, before))
    own = Figure(_("dont les vôtres"), *both(mine, lambda fate: fate.total), figures[0].room)
    late = Figure(_("Réponses en retard"), _late(scope, rows) if now else None, None, figures[0].room)
    return Dashboard(Role.DELEGATE, _heard_sentence(now), (figures[0], own, *figures[1:], late))


def _heard_sentence(fate: Fate | None) -> str:
    if not fate:
        return _("Rien n’a encore été rapporté dans cet exercice.")
    return ngettext(
        "Une remontée dans cet exercice : réponse donnée pour %(answered)s, restituée pour %(told)s.",
        "%(n)s remontées dans cet exercice : réponse donnée pour %(answered)s, restituée pour %(told)s.",
        fate.total,
    ) % {"n": nombre(fate.total), "answered": nombre(fate.answered), "told": nombre(fate.told)}


def _rapporteur(scope: Scope) -> Dashboard:
    rows = Feedback.objects.visible_to(scope.user)
    now, before = fates_of(scope, rows)
    seat = seat_held_by(scope.user)
    scored = [progress_of(cycle, seat) for cycle in scope.cycles] if seat else []
    done = [share(one.total - one.left, one.total) for one in scored]
    unread = rows.filter(unread_too_long(scope.today), cycle=scope.cycle).count() if now else None
    inbox = scope.room("dialogue:inbox")
    parts = [
        _("À qualifier : %s.") % nombre(now.total - now.qualified) if now else "",
        _("À coter : %s.") % nombre(scored[0].left) if scored else "",
    ]
    return Dashboard(
        Role.RAPPORTEUR,
        " ".join(filter(None, parts)) or _heard_sentence(None),
        (
            Figure(
                _("Remontées qualifiées"),
                *both((now, before), lambda fate: share(fate.qualified, fate.total)),
                inbox,
                is_share=True,
            ),
            Figure(_("Remontées qui attendent d’être lues depuis trop longtemps"), unread, None, inbox),
            *fate_figures(scope, (now, before)),
            Figure(
                _("Impacts que vous avez cotés"),
                done[0] if done else None,
                done[1] if len(done) > 1 else None,
                scope.room("stakeholders:score-grid"),
                True,
            ),
            _certainty(scope, _last_runs(scope)),
        ),
    )


def _manager(scope: Scope) -> Dashboard:
    last = _last_runs(scope)
    now, *before = [cycle_steps(cycle, last.get(cycle.pk), named=False) for cycle in scope.cycles]
    earlier = {step.key: step for step in before[0]} if before else {}
    steps = [
        Figure(
            step.label,
            share(step.done, step.total),
            share(earlier[step.key].done, earlier[step.key].total) if step.key in earlier else None,
            step.room,
            True,
        )
        for step in now
    ]
    done = sum(step.is_done for step in now)
    fates = fates_of(scope, Feedback.objects.visible_to(scope.user))
    return Dashboard(
        Role.MANAGER,
        ngettext(
            "Une étape de l’exercice est faite, sur %(all)s.",
            "%(n)s étapes de l’exercice sont faites, sur %(all)s.",
            done,
        )
        % {"n": nombre(done), "all": nombre(len(now))},
        (*steps, _certainty(scope, last), *fate_figures(scope, fates)[1:], *action_figures(scope)),
    )


def _administrator(scope: Scope) -> Dashboard:
    now, before = _readings(scope)
    room = scope.room("priorities:ranking-current")
    visible = Decision.objects.visible_to(scope.user).adopted().filter(cycle__in=scope.cycles)
    adopted = dict(visible.order_by().values_list("cycle").annotate(n=Count("domains")))
    # Counts of the whole house, as on the sheets of the territories: never a sentence.
    fates = fates_of(scope, Feedback.objects.all())
    figures = (
        Figure(_("Domaines classés"), *both((now, before), lambda reading: len(reading.significance)), room),
        Figure(_("Priorités solides"), *both((now, before), lambda reading: reading.robust_count), room),
        Figure(_("Domaines décidés"), *scope.pair(adopted), scope.room("priorities:decision-room")),
        *action_figures(scope),
        *fate_figures(scope, fates, "dialogue:territory-list"),
    )
    sentence = (
        now.sentence if now else _("L’équipe RSE n’a pas encore compilé le classement de cet exercice.")
    )
    return Dashboard(Role.ADMINISTRATOR, sentence, figures, now)


def _auditor(scope: Scope) -> Dashboard:
    pieces = Evidence.objects.filter(cycle__in=scope.cycles).order_by().values_list("cycle")
    expired = Count("pk", filter=Q(cycle=scope.cycle, expires_on__lt=scope.until) | _expired_before(scope))
    evidence = {pk: (total, old) for pk, total, old in pieces.annotate(total=Count("pk"), old=expired)}
    runs = RankingRun.objects.visible_to(scope.user).filter(cycle__in=scope.cycles)
    compiled = dict(runs.order_by().values_list("cycle").annotate(n=Count("pk")))
    now, before = scope.pair(evidence)
    room = scope.room("iso26000:practice-list")
    sentence = _("Aucune preuve dans cet exercice.")
    if now:
        told = {"n": nombre(now[0]), "old": nombre(now[1])}
        sentence = _("Preuves : %(n)s, dont %(old)s à l’échéance passée.") % told
    return Dashboard(
        Role.AUDITOR,
        sentence,
        (
            Figure(_("Preuves"), *both((now, before), lambda one: one[0]), room),
            Figure(_("Preuves à l’échéance passée"), *both((now, before), lambda one: one[1]), room),
            Figure(_("Classements compilés"), *scope.pair(compiled), scope.room("priorities:ranking-list")),
            _certainty(scope, _last_runs(scope)),
            *action_figures(scope),
        ),
    )


def _expired_before(scope: Scope) -> Q:
    """In the previous cycle, on the day it ended."""
    if scope.until_before is None:
        return Q(pk=None)
    return Q(cycle=scope.previous, expires_on__lt=scope.until_before)


def _platform_admin(scope: Scope) -> Dashboard:
    accounts = User.objects.filter(is_active=True).count()
    mandates = Mandate.objects.running(scope.today).count()
    states = dict(Job.objects.order_by().values_list("state").annotate(n=Count("pk")))
    failed = states.get(JobState.FAILED, 0)
    room = Address("jobs:job-list")
    return Dashboard(
        Role.PLATFORM_ADMIN,
        ngettext("Un traitement a échoué.", "%(n)s traitements ont échoué.", failed) % {"n": nombre(failed)}
        if failed
        else _("Aucun traitement n’a échoué."),
        (
            Figure(_("Comptes ouverts"), accounts),
            Figure(_("Mandats en cours"), mandates),
            Figure(_("Traitements terminés"), states.get(JobState.DONE, 0), None, room),
            Figure(_("Traitements en échec"), failed, None, room),
        ),
    )


BUILDERS: dict[Role, Callable[[Scope], Dashboard]] = {
    Role.DELEGATE: _delegate,
    Role.ADMINISTRATOR: _administrator,
    Role.RAPPORTEUR: _rapporteur,
    Role.MANAGER: _manager,
    Role.AUDITOR: _auditor,
    Role.PLATFORM_ADMIN: _platform_admin,
}


def dashboards_of(
    user: User, cycle: AssessmentCycle, previous: AssessmentCycle | None, now: datetime
) -> list[Dashboard]:
    """One per role that the person holds today, in the order of the home page."""
    scope = Scope(user, cycle, previous, now)
    return [build(scope) for role, build in BUILDERS.items() if user.access.has(role)]
