"""The figures of a role, this cycle beside the one before: what the person may read, counted, and where it is made.

    dashboards_of(user, cycle, previous, now)      at most 11 queries for one role, whatever the size

A figure that nothing answers is None, never zero. What has no date (an action, an account) is told for today alone. Nothing
here reads a score or a vote: steps of the cycle ask « is there one? », the ranking is the compiled one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Mandate, User
from accounts.roles import Role
from commitments.enums import ActionState
from commitments.models import Action, Indicator, Sample
from dialogue.enums import FeedbackStatus
from dialogue.models import Feedback
from dialogue.queries.deadlines import places_with_last_assembly, unanswered_too_long, unread_too_long
from iso26000.models import AssessmentCycle, Evidence, seat_held_by
from jobs.enums import JobState
from jobs.models import Job
from priorities.models import Decision, RankingRun
from priorities.queries.reading import RankingReading, read_ranking
from reports.queries.cycle import cycle_steps
from rse_portal.common.addresses import Address
from rse_portal.common.typography import nombre, pourcent
from stakeholders.queries.progress import progress_of

TOLD = [FeedbackStatus.REPORTED_BACK, FeedbackStatus.CLOSED]
ANSWERED = [FeedbackStatus.ANSWERED, *TOLD]
T = TypeVar("T")
Pair = tuple[float | None, float | None]


@dataclass(frozen=True)
class Figure:
    """value, before: of this cycle and of the previous one; a share is in percent, 0..100. room: where it is made."""

    label: str
    value: float | None
    before: float | None = None
    room: Address | None = None
    is_share: bool = False

    @property
    def change(self) -> float | None:
        return None if self.value is None or self.before is None else self.value - self.before

    def said(self, value: float | None) -> str:
        if value is None:
            return "–"
        return pourcent(value) if self.is_share else nombre(value)

    @property
    def value_words(self) -> str:
        return self.said(self.value)

    @property
    def before_words(self) -> str:
        return self.said(self.before)

    @property
    def change_words(self) -> str:
        """« + 3 », « − 2 points », « = » when nothing moved, « – » when one of the two is missing."""
        if self.change is None:
            return "–"
        moved = int(self.change)
        if not moved:
            return "="
        sign = "+" if moved > 0 else "−"
        size = nombre(abs(moved))
        if not self.is_share:
            return f"{sign}\u202f{size}"
        return ngettext("%(sign)s %(n)s point", "%(sign)s %(n)s points", abs(moved)) % {
            "sign": sign,
            "n": size,
        }


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


@dataclass(frozen=True)
class Scope:
    """What every dashboard is made of. previous: the cycle opened just before this one, None without."""

    user: User
    cycle: AssessmentCycle
    previous: AssessmentCycle | None
    now: datetime

    @property
    def cycles(self) -> list[AssessmentCycle]:
        return [self.cycle, *([self.previous] if self.previous else [])]

    @property
    def today(self) -> Any:
        return timezone.localdate(self.now)

    def room(self, name: str, **query: str) -> Address:
        return Address(name, query={"exercice": self.cycle.slug, **query})

    def pair(self, counts: dict[int, Any]) -> tuple[Any, Any]:
        """(of this cycle, of the previous one): None for a cycle that counts nothing."""
        return counts.get(self.cycle.pk), counts.get(self.previous.pk) if self.previous else None


def previous_cycle(cycles: Sequence[AssessmentCycle], cycle: AssessmentCycle) -> AssessmentCycle | None:
    """The one that opened last before this one. No query."""
    earlier = [one for one in cycles if one.opened_on < cycle.opened_on]
    return max(earlier, key=lambda one: one.opened_on, default=None)


def both(pair: tuple[T | None, T | None], pick: Callable[[T], float | None]) -> Pair:
    """The same thing picked in both cycles; None where there is nothing to pick in."""
    now, before = pair
    return None if now is None else pick(now), None if before is None else pick(before)


def share(part: int | None, whole: int | None) -> int | None:
    """In percent, half rounded up, once for the page, its differences and its file. None of nothing."""
    return (200 * part + whole) // (2 * whole) if part is not None and whole else None


# --- what several roles count


@dataclass(frozen=True)
class Fate:
    total: int
    qualified: int
    answered: int
    told: int


def _fates(scope: Scope, rows: Any) -> tuple[Fate | None, Fate | None]:
    """What became of these remontées, in both cycles. 1 query."""
    counted = (
        rows.filter(cycle__in=scope.cycles)
        .order_by()
        .values("cycle")
        .annotate(
            total=Count("pk", distinct=True),
            qualified=Count("pk", filter=~Q(status=FeedbackStatus.RECEIVED), distinct=True),
            answered=Count("pk", filter=Q(status__in=ANSWERED), distinct=True),
            told=Count("pk", filter=Q(status__in=TOLD), distinct=True),
        )
    )
    return scope.pair({row.pop("cycle"): Fate(**row) for row in counted})


def _fate_figures(
    scope: Scope, fates: tuple[Fate | None, Fate | None], room: str = "dialogue:feedback-list"
) -> list[Figure]:
    where = scope.room(room)
    return [
        Figure(_("Remontées"), *both(fates, lambda fate: fate.total), where),
        Figure(
            _("Remontées qui ont leur réponse"),
            *both(fates, lambda fate: share(fate.answered, fate.total)),
            where,
            is_share=True,
        ),
        Figure(
            _("Remontées dont la réponse est restituée"),
            *both(fates, lambda fate: share(fate.told, fate.total)),
            where,
            is_share=True,
        ),
    ]


def _late(scope: Scope, rows: Any) -> int:
    """Answers that are overdue today. 2 queries."""
    places = list(places_with_last_assembly(scope.today))
    return rows.filter(unanswered_too_long(scope.today, places), cycle=scope.cycle).distinct().count()  # type: ignore[no-any-return]


def _action_figures(scope: Scope) -> list[Figure]:
    """Of today: an action outlives a cycle. 2 queries."""
    actions = Action.objects.visible_to(scope.user).aggregate(
        total=Count("pk"),
        done=Count("pk", filter=Q(state=ActionState.DONE)),
        late=Count("pk", filter=Q(state__in=ActionState.left(), due_on__lt=scope.today)),
    )
    newest = Sample.objects.filter(indicator=OuterRef("pk")).order_by("-on")
    measured = list(
        Indicator.objects.visible_to(scope.user)
        .select_related("definition")
        .annotate(last=Subquery(newest.values("value")[:1]), last_on=Subquery(newest.values("on")[:1]))
    )
    reached = [row.reaches(row.last) for row in measured]
    aimed = [one for one in reached if one is not None]
    room, measures = Address("commitments:action-list"), Address("commitments:indicator-list")
    known = actions["total"] or None
    return [
        Figure(_("Actions terminées"), share(actions["done"], known), None, room, is_share=True),
        Figure(_("Actions en retard"), actions["late"] if known else None, None, room),
        Figure(
            _("Indicateurs qui atteignent leur cible"),
            share(sum(aimed), len(aimed)),
            None,
            measures,
            is_share=True,
        ),
        Figure(
            _("Indicateurs au relevé ancien"),
            sum(row.is_stale(row.last_on, scope.today) for row in measured) if measured else None,
            None,
            measures,
        ),
    ]


def _readings(scope: Scope) -> tuple[RankingReading | None, RankingReading | None]:
    """The latest ranking of each cycle that this person may see. 2 or 4 queries."""
    runs = RankingRun.objects.visible_to(scope.user).select_related("cycle")
    found = [runs.of(cycle).newest_first().first() for cycle in scope.cycles]
    first, *others = [read_ranking(run) if run else None for run in found]
    return first, others[0] if others else None


# --- role by role


def _delegate(scope: Scope) -> Dashboard:
    rows = Feedback.objects.visible_to(scope.user)
    now, before = _fates(scope, rows)
    mine = _fates(scope, Feedback.objects.filter(author=scope.user))
    figures = _fate_figures(scope, (now, before))
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
    now, before = _fates(scope, rows)
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
            *_fate_figures(scope, (now, before)),
            Figure(
                _("Impacts que vous avez cotés"),
                done[0] if done else None,
                done[1] if len(done) > 1 else None,
                scope.room("stakeholders:score-grid"),
                True,
            ),
        ),
    )


def _manager(scope: Scope) -> Dashboard:
    runs = RankingRun.objects.filter(cycle__in=scope.cycles).without_result().order_by("compiled_at", "pk")
    last = {run.cycle_id: run for run in runs}
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
    fates = _fates(scope, Feedback.objects.visible_to(scope.user))
    return Dashboard(
        Role.MANAGER,
        ngettext(
            "Une étape de l’exercice est faite, sur %(all)s.",
            "%(n)s étapes de l’exercice sont faites, sur %(all)s.",
            done,
        )
        % {"n": nombre(done), "all": nombre(len(now))},
        (*steps, *_fate_figures(scope, fates)[1:], *_action_figures(scope)),
    )


def _administrator(scope: Scope) -> Dashboard:
    now, before = _readings(scope)
    room = scope.room("priorities:ranking-current")
    visible = Decision.objects.visible_to(scope.user).adopted().filter(cycle__in=scope.cycles)
    adopted = dict(visible.order_by().values_list("cycle").annotate(n=Count("domains")))
    # Counts of the whole house, as on the sheets of the territories: never a sentence.
    fates = _fates(scope, Feedback.objects.all())
    figures = (
        Figure(_("Domaines classés"), *both((now, before), lambda reading: len(reading.significance)), room),
        Figure(_("Priorités solides"), *both((now, before), lambda reading: reading.robust_count), room),
        Figure(_("Domaines décidés"), *scope.pair(adopted), scope.room("priorities:decision-room")),
        *_action_figures(scope),
        *_fate_figures(scope, fates, "dialogue:territory-list"),
    )
    sentence = (
        now.sentence if now else _("L’équipe RSE n’a pas encore compilé le classement de cet exercice.")
    )
    return Dashboard(Role.ADMINISTRATOR, sentence, figures, now)


def _auditor(scope: Scope) -> Dashboard:
    pieces = Evidence.objects.filter(cycle__in=scope.cycles).order_by().values_list("cycle")
    expired = Count("pk", filter=Q(expires_on__lt=scope.today))
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
            *_action_figures(scope),
        ),
    )


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
