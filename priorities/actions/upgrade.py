"""Upgrade a cycle to another version of the standard: a new cycle, what can be carried carried, the old one untouched."""

import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import Tracked, User
from dialogue.models import ImportanceVote
from iso26000.actions.open_cycle import hold_open
from iso26000.enums import CarriedKind, ValidationState
from iso26000.models import (
    AssessmentCycle,
    Carried,
    Evidence,
    EvidenceFile,
    Finding,
    PracticeAssessment,
    PracticeValidation,
    Standard,
)
from iso26000.queries.correspondence import Route, agreed, route_between
from jobs.actions.request import request_job
from jobs.models import Job
from priorities.models import CriterionScore, FinancialView
from priorities.queries.inputs import impact_moves
from rse_portal.common.errors import Conflict
from stakeholders.models import Impact, ImpactScore, Significance

Progress = Callable[[float, str], None]
AT_ONCE = 5_000  # rows in memory


class SameStandard(Conflict):
    default = gettext_lazy("L’exercice suit déjà cette version de la norme.")


class AlreadyUpgraded(Conflict):
    default = gettext_lazy("Cet exercice est déjà passé à cette version de la norme.")


def request_upgrade(*, cycle: AssessmentCycle, standard: Standard, by: User) -> tuple[Job, bool]:
    """Queue it for the worker: a big cycle holds a million scores. Raises SameStandard, AlreadyUpgraded, CycleIsClosed."""
    with transaction.atomic():
        hold_open(cycle)
    if cycle.standard_id == standard.pk:
        raise SameStandard
    if cycle.upgrades.filter(standard=standard).exists():
        raise AlreadyUpgraded
    return request_job(
        kind="upgrade_cycle",
        label=_("Passage à %(standard)s – %(cycle)s") % {"standard": standard.code, "cycle": cycle.label},
        by=by,
        key=f"upgrade_cycle:{cycle.pk}:{standard.pk}",
        cycle=cycle.pk,
        standard=standard.pk,
    )


def upgrade_cycle(
    *,
    cycle: AssessmentCycle,
    standard: Standard,
    by: User | None,
    progress: Progress | None = None,
) -> AssessmentCycle:
    """A new open cycle on `standard` with what `cycle` holds. All or nothing; twice is once.

    Where a domain stays one: everything. Where several are merged: impacts with their scores and findings go as they are,
    votes and criteria where one voice said the same of each part, levels and evidence « à confirmer », financial views not
    at all. Elsewhere: nothing.
    `cycle` keeps all of it. Raises SameStandard, CycleIsClosed. Some 30 queries, and 2 per 500 rows.
    """
    if progress:
        # Once, and before: told inside, it would hold the row of the job until the end of the transaction.
        progress(0.05, _("Reprise des données"))
    return _upgraded(cycle, standard, by)


@transaction.atomic
def _upgraded(cycle: AssessmentCycle, standard: Standard, by: User | None) -> AssessmentCycle:
    made = AssessmentCycle.objects.filter(upgraded_from=cycle, standard=standard)
    if done := made.first():
        return done  # even once the old cycle is closed
    hold_open(cycle)
    if done := made.first():
        return done  # another worker did it while this one waited
    if cycle.standard_id == standard.pk:
        raise SameStandard
    route = route_between(cycle.standard, standard)
    new = AssessmentCycle.objects.create(
        slug=_free_slug(cycle, len(route.arrivals)),
        label=upgraded_label(cycle, len(route.arrivals)),
        standard=standard,
        opened_on=max(timezone.localdate(), cycle.opened_on),
        upgraded_from=cycle,
        double_materiality=cycle.double_materiality,
    )
    copy = _Copy(cycle, new, route, by)
    counts = {name: step() for name, step in copy.steps}
    record(
        action="cycle.upgraded",
        by=by,
        target=new,
        cycle=new.slug,
        source=cycle.slug,
        standard=standard.code,
        version=standard.version,
        **counts,
    )
    return new


def upgraded_label(cycle: AssessmentCycle, domains: int) -> str:
    """« Exercice 2026 – 37 domaines »."""
    longest: Any = AssessmentCycle._meta.get_field("label").max_length
    ending = " – " + _("%(n)s domaines") % {"n": domains}
    return cycle.label[: longest - len(ending)] + ending


def _free_slug(cycle: AssessmentCycle, domains: int) -> str:
    wanted = slugify(f"{cycle.slug[:30]}-{domains}")
    taken = set(AssessmentCycle.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(
        slug for slug in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )


class _Copy:
    """Each step writes one kind of rows and says how many."""

    def __init__(self, old: AssessmentCycle, new: AssessmentCycle, route: Route, by: User | None) -> None:
        self.old, self.new, self.route, self.by = old, new, route, by
        self.operation: uuid.UUID = history.new_operation()
        self.pieces: dict[int, int] = {}
        self.impacts: dict[int, int] = {}
        self.steps: list[tuple[str, Callable[[], int]]] = [
            ("significances", self._significances),
            ("impacts", self._impacts),
            ("scores", self._scores),
            ("votes", self._votes),
            ("practices", self._practices),
            ("evidence", self._evidence),
            ("findings", self._findings),
            ("validations", self._validations),
            ("criteria", self._criteria),
            ("financial", self._financial),
            ("to_confirm", self._to_confirm),
        ]

    def _keep(self, rows: Iterable[Tracked]) -> int:
        return sum(len(some) for some in self._kept(rows))

    def _kept(self, rows: Iterable[Tracked]) -> Iterator[list[Any]]:
        """Write them some thousands at a time; each lot once it is written, with its keys."""
        left = iter(rows)
        while some := list(islice(left, AT_ONCE)):
            history.create_many(some, by=self.by, operation=self.operation)
            yield some

    def _of(self, model: Any, **filters: Any) -> Iterator[Any]:
        rows = model.objects.filter(cycle=self.old, **filters).order_by("pk")
        found: Iterator[Any] = rows.iterator(AT_ONCE)
        return found

    def _again(self, row: Any, **values: Any) -> Any:
        """The same row in the new cycle."""
        kept = {field.attname: getattr(row, field.attname) for field in row.tracked_fields()}
        return type(row)(**{**kept, "cycle_id": self.new.pk, **values})

    def _significances(self) -> int:
        return self._keep(self._again(row) for row in self._of(Significance))

    def _impacts(self) -> int:
        """Under the same references."""
        target = self.route.target
        going = [row for row in self._of(Impact) if impact_moves(self.route, row.domain_id, row.polarity)]
        self.impacts = {}
        for start in range(0, len(going), AT_ONCE):
            some = going[start : start + AT_ONCE]
            again = [self._again(row, domain_id=target[row.domain_id]) for row in some]
            history.create_many(again, by=self.by, operation=self.operation)
            self.impacts |= {row.pk: taken.pk for row, taken in zip(some, again, strict=True)}
        return len(going)

    def _scores(self) -> int:
        """The same judgement of the same impact by the same person: only the drawer that it is filed in changes."""
        rows = ImpactScore.objects.filter(impact__cycle=self.old).order_by("pk").iterator(AT_ONCE)
        return self._keep(
            self._score(row, self.impacts[row.impact_id]) for row in rows if row.impact_id in self.impacts
        )

    def _score(self, row: ImpactScore, impact: int) -> ImpactScore:
        kept = {field.attname: getattr(row, field.attname) for field in row.tracked_fields()}
        return ImpactScore(**{**kept, "impact_id": impact})

    def _votes(self) -> int:
        names = ("domain_id", "stakeholder_id", "respondent", "importance")
        cast = ImportanceVote.objects.filter(cycle=self.old).order_by("pk").values_list(*names)
        rows = agreed(cast.iterator(AT_ONCE), self.route).rows
        return self._keep(
            ImportanceVote(cycle=self.new, **dict(zip(names, row, strict=True))) for row in rows
        )

    def _practices(self) -> int:
        return self._keep(self._whole(PracticeAssessment))

    def _whole(self, model: Any, **filters: Any) -> Iterator[Any]:
        whole = self.route.whole
        return (
            self._again(row, domain_id=whole[row.domain_id])
            for row in self._of(model, domain__in=list(whole), **filters)
        )

    def _evidence(self) -> int:
        """With the versions of their documents: the same files, which nobody changes."""
        going = list(self._of(Evidence, domain__in=list(self.route.whole)))
        again = [self._again(row, domain_id=self.route.whole[row.domain_id]) for row in going]
        written = self._keep(again)
        self.pieces = {row.pk: taken.pk for row, taken in zip(going, again, strict=True)}
        files = EvidenceFile.objects.filter(
            evidence__cycle=self.old, evidence__domain__in=list(self.route.whole)
        )
        names = ("number", "file", "name", "size", "sha256", "added_at", "added_by_id")
        self._keep(
            EvidenceFile(
                evidence_id=self.pieces[file.evidence_id], **{name: getattr(file, name) for name in names}
            )
            for file in files.order_by("pk")
        )
        return written

    def _findings(self) -> int:
        """A finding on a part is one on the whole too; the piece that shows it is linked again where it goes."""
        target = self.route.target
        return self._keep(
            self._again(
                row,
                domain_id=target[row.domain_id],
                evidence_id=self.pieces.get(row.evidence_id),
            )
            for row in self._of(Finding, domain__in=list(target))
        )

    def _validations(self) -> int:
        """Only where the levels and the evidence that somebody validated go as they are."""
        return self._keep(self._whole(PracticeValidation, state=ValidationState.VALIDATED))

    def _criteria(self) -> int:
        names = ("domain_id", "criterion", "value")
        rows = agreed(CriterionScore.objects.filter(cycle=self.old).values_list(*names), self.route).rows
        return self._keep(
            CriterionScore(cycle=self.new, **dict(zip(names, row, strict=True))) for row in rows
        )

    def _financial(self) -> int:
        return self._keep(self._whole(FinancialView))

    def _to_confirm(self) -> int:
        """Levels and evidence of merged domains, and what already waited in the old cycle (docs/adr/0028)."""
        target, merged = self.route.target, list(self.route.merged)
        rows = [
            Carried(
                cycle=self.new, source=self.old, kind=kind, origin=row.pk, domain_id=target[row.domain_id]
            )
            for kind, model in (
                (CarriedKind.PRACTICE, PracticeAssessment),
                (CarriedKind.EVIDENCE, Evidence),
            )
            for row in self._of(model, domain__in=merged)
        ]
        rows += [
            self._again(row, domain_id=row.domain_id and target[row.domain_id])
            for row in self._of(Carried)
            if row.domain_id is None or row.domain_id in target
        ]
        return self._keep(rows)
