"""The référentiel of the demo: the version of 2025, published; what was done since; the draft of this year."""

import hashlib
import uuid
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.models.mandate import Mandate
from accounts.roles import Role
from commitments.actions.action import FOLDER
from commitments.actions.version import start_version
from commitments.enums import ActionState, VersionState
from commitments.models import (
    Action,
    ActionDependency,
    ActionDocument,
    ActionPartner,
    ActionStep,
    Commitment,
    Decider,
    GoodPractice,
    ImprovementAxis,
    Indicator,
    IndicatorDefinition,
    PracticeShare,
    Sample,
)
from commitments.models.version import fingerprint_of
from commitments.queries.content import canonical, living
from commitments.queries.priorities import priorities_of
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.files import write_whole
from rse_portal.demo.bank import read_bank
from stakeholders.models import Stakeholder

PUBLISHED = datetime(2025, 12, 15, 10, 30)
SUBMITTED, ADOPTED = datetime(2025, 11, 24, 17, 5), date(2025, 12, 11)
STEPS = {"month": 30, "quarter": 91, "half": 182, "year": 365}
MORE = 40  # actions for each multiple of --scale beyond the first
PROVED = 4  # done actions with a document


def hold_to_commitments(
    past: AssessmentCycle,
    now: AssessmentCycle,
    users: dict[str, User],
    today: date,
    *,
    scale: int,
    rng: Random,
) -> dict[str, int]:
    """Everything of the référentiel. Returns how many of each, by French noun. Some 70 queries."""
    seeding = _Seeding(past, users, today, scale, rng)
    seeding.promise()
    seeding.publish()
    seeding.act()
    start_version(cycle=now, by=users["responsable@demo.example"])
    seeding.draft()
    return {
        "engagements": Commitment.objects.count(),
        "axes d’amélioration": ImprovementAxis.objects.count(),
        "actions": Action.objects.count(),
        "indicateurs": Indicator.objects.count(),
        "relevés": Sample.objects.count(),
        "bonnes pratiques": GoodPractice.objects.count(),
    }


class _Seeding:
    """One loading: what its steps share."""

    def __init__(
        self, past: AssessmentCycle, users: dict[str, User], today: date, scale: int, rng: Random
    ) -> None:
        self.past, self.users, self.today, self.scale, self.rng = past, users, today, scale, rng
        self.bank = read_bank("referential_fr.yaml")
        self.stakeholders = {row.code: row for row in Stakeholder.objects.all()}
        self.told: list[tuple[Action, dict[str, Any]]] = []

    def _user(self, name: str | None) -> User | None:
        return self.users[f"{name}@demo.example"] if name else None

    def promise(self) -> None:
        """What the version of 2025 holds, as it stood then."""
        self.version = start_version(cycle=self.past, by=self.users["responsable@demo.example"])
        self.commitments = {row.code: row for row in Commitment.objects.select_related("core_subject")}
        by_subject = {row.core_subject_id: row for row in self.commitments.values()}
        domains = {row.code: row for row in Domain.objects.filter(standard=self.past.standard_id)}
        ranks = {row.domain: row.rank for row in priorities_of(self.past, reader=None)}
        self.axes = {
            row["domain"]: ImprovementAxis.objects.create(
                commitment=by_subject[domains[row["domain"]].core_subject_id],
                domain=domains[row["domain"]],
                cycle=self.past,
                rank=ranks.get(row["domain"]),
                reason="" if row["domain"] in ranks else row.get("reason", "Demande des assemblées."),
                title=row["title"],
                aim=row["aim"],
            )
            for row in self.bank["axes"]
        }
        for row in self.bank["axes"]:
            for told in row["actions"]:
                state, progress = told["was"]
                self._add(self.axes[row["domain"]], told, state, progress)
        self._join()
        self._measure()
        self._share(domains)

    def _add(self, axis: ImprovementAxis, told: dict[str, Any], state: str, progress: int) -> None:
        start = told.get("start")
        action = Action(
            code=f"A-{len(self.told) + 1:03d}",
            axis=axis,
            title=told["title"],
            owner=self._user(told.get("owner")),
            starts_on=self.today + timedelta(start) if start is not None else None,
            due_on=self.today + timedelta(told["due"]),
            cost_eur=told.get("cost"),
            effort_days=told.get("effort"),
            state=state,
            progress=progress,
        )
        self.told.append((action, told))

    def _join(self) -> None:
        Action.objects.bulk_create(action for action, _told in self.told)
        actions = [action for action, _told in self.told]
        ActionPartner.objects.bulk_create(
            ActionPartner(action=action, stakeholder=self.stakeholders[code], part=part)
            for action, told in self.told
            for code, part in told.get("with", {}).items()
        )
        ActionDependency.objects.bulk_create(
            ActionDependency(action=action, needs=actions[told["needs"] - 1])
            for action, told in self.told
            if "needs" in told
        )

    def _measure(self) -> None:
        """Indicators, and the samples taken before the publication."""
        self.indicators: list[tuple[Indicator, list[tuple[date, float]]]] = []
        for place, row in enumerate(self.bank["indicators"], start=1):
            definition = IndicatorDefinition.objects.create(
                code=f"IND-{place:02d}",
                label=row["label"],
                method=row.get("method", ""),
                unit=row["unit"],
                direction=row["direction"],
                periodicity=row["every"],
            )
            step, values = STEPS[row["every"]], row["values"]
            last = self.today - timedelta(500 if row.get("stale") else step // 3)
            days = [last - timedelta(step * back) for back in range(len(values) - 1, -1, -1)]
            indicator = Indicator.objects.create(
                definition=definition,
                commitment=self.commitments[row["code"]],
                axis=self.axes.get(row.get("axis", "")),
                owner=self._user(row["owner"]),
                baseline=values[0],
                baseline_on=days[0],
                target=row["target"],
                target_on=date(2027, 12, 31),
            )
            self.indicators.append((indicator, list(zip(days, values, strict=True))))
        self._sample(lambda day: day <= PUBLISHED.date())

    def _sample(self, wanted: Any) -> None:
        Sample.objects.bulk_create(
            Sample(indicator=indicator, on=day, value=value)
            for indicator, points in self.indicators
            for day, value in points
            if wanted(day)
        )

    def _share(self, domains: dict[str, Domain]) -> None:
        for row in self.bank["practices"]:
            practice = GoodPractice.objects.create(
                commitment=self.commitments[row["code"]],
                domain=domains[row["domain"]],
                title=row["title"],
                text=row["text"],
                origin=row["origin"],
            )
            PracticeShare.objects.bulk_create(
                PracticeShare(
                    practice=practice,
                    stakeholder=self.stakeholders[code],
                    shared_on=PUBLISHED.date() - timedelta(self.rng.randint(20, 200)),
                    how=how,
                )
                for code, how in row.get("shared", {}).items()
            )

    def publish(self) -> None:
        """Submitted, adopted and published at the days of 2025. The signatories come before the seal."""
        board = Mandate.objects.filter(role=Role.ADMINISTRATOR, starts_on__lte=ADOPTED).select_related("user")
        people = sorted({mandate.user for mandate in board}, key=lambda user: user.pk)[:5]
        Decider.objects.bulk_create(
            Decider(referential=self.version, user=user, name=user.get_full_name()) for user in people
        )
        decision = self.bank["decision"]
        adoption = {
            "decision": decision,
            "on": ADOPTED.isoformat(),
            "by": sorted(user.get_full_name() for user in people),
        }
        manager = self.users["responsable@demo.example"]
        version = self.version
        version.content = canonical(living(version) | {"adoption": adoption})
        version.fingerprint = fingerprint_of(version.content)
        version.state = VersionState.PUBLISHED
        version.started_at = timezone.make_aware(SUBMITTED - timedelta(60))
        version.submitted_at, version.submitted_by = timezone.make_aware(SUBMITTED), manager
        version.decision, version.adopted_on = decision, ADOPTED
        version.adopted_by = self.users["administrateur@demo.example"]
        version.published_at, version.published_by = timezone.make_aware(PUBLISHED), manager
        version.save()
        Action.objects.update(published_in=version)
        Indicator.objects.update(published_in=version)

    def act(self) -> None:
        """What was done since: steps, values, documents."""
        since = (self.today - PUBLISHED.date()).days
        steps, moved = [], []
        for action, told in self.told:
            state, progress = told["now"]
            if (state, progress) == (action.state, action.progress):
                continue
            before = action.progress
            for place, share in enumerate((0.35, 0.85)):
                day = PUBLISHED.date() + timedelta(round(since * share) - self.rng.randint(0, 9))
                final = place == 1
                at = progress if final else (before + progress) // 2
                steps.append(
                    ActionStep(
                        action=action,
                        at=timezone.make_aware(datetime.combine(day, time(9 + self.rng.randint(0, 8), 12))),
                        by=action.owner,
                        state=state if final else ActionState.RUNNING,
                        progress=at,
                        note=told.get("note", "") if final else "",
                    )
                )
            action.state, action.progress = state, progress
            moved.append(action)
        ActionStep.objects.bulk_create(steps)
        Action.objects.bulk_update(moved, ["state", "progress"])
        self._sample(lambda day: day > PUBLISHED.date())
        self._prove()

    def _prove(self) -> None:
        done = [action for action, _told in self.told if action.state == ActionState.DONE][:PROVED]
        for action in done:
            content = f"%PDF-1.4\n% {action.code}\n%%EOF\n".encode()
            key = uuid.UUID(int=self.rng.getrandbits(128), version=4).hex
            write_whole(Path(settings.MEDIA_ROOT) / FOLDER / f"{key}.pdf", content)
            ActionDocument.objects.create(
                action=action,
                label=f"Bilan de l’action {action.code}",
                file=f"{FOLDER}/{key}.pdf",
                name=f"bilan-{action.code.lower()}.pdf",
                size=len(content),
                sha256=hashlib.sha256(content).hexdigest(),
                added_at=timezone.make_aware(datetime.combine(self.today - timedelta(30), time(11))),
                added_by=action.owner,
            )

    def draft(self) -> None:
        """What this year's draft adds; the load of --scale."""
        first = len(self.told)
        for row in self.bank["draft"]:
            self._add(self.axes[row["axis"]], row, ActionState.TODO, 0)
        axes = list(self.axes.values())
        for number in range(MORE * (self.scale - 1)):
            told = {"title": f"Déployer la mesure {number + 1}", "due": self.rng.randint(-200, 400)}
            self._add(axes[number % len(axes)], told, ActionState.TODO, 0)
        Action.objects.bulk_create(action for action, _told in self.told[first:])
