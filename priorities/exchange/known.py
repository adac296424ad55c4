"""What the database already knows, loaded once: the checks and the writing then only look things up."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import Territory
from dialogue.models import Assembly, DialogueSession, Feedback, ImportanceVote
from iso26000.models import AssessmentCycle
from stakeholders.models import Impact, Significance, Stakeholder


class KnownDomain(NamedTuple):
    pk: int
    human_rights_default: bool


class KnownStakeholder(NamedTuple):
    pk: int
    parent: str
    is_stakeholder: bool


class KnownTerritory(NamedTuple):
    pk: int
    level: str
    parent: str


class KnownImpact(NamedTuple):
    pk: int
    polarity: str
    nature: str


@dataclass
class Known:
    """Everything by code. Nine queries, whatever the size of the files."""

    cycle: AssessmentCycle
    domains: dict[str, KnownDomain]
    stakeholders: dict[str, KnownStakeholder]
    in_cycle: set[str]
    spoken_of: set[str]  # stakeholders that rows of the cycle refer to already, assessed in it or not
    territories: dict[str, KnownTerritory]
    impacts: dict[str, KnownImpact]
    sessions: dict[str, UUID]
    assemblies: dict[str, str]  # code → code of its territory

    @classmethod
    def of(cls, cycle: AssessmentCycle) -> "Known":
        domains = cycle.domains.order_by()
        stakeholders = Stakeholder.objects.order_by().values_list(
            "code", "pk", "parent__code", "is_stakeholder"
        )
        territories = Territory.objects.order_by().values_list("code", "pk", "level", "parent__code")
        impacts = Impact.objects.filter(cycle=cycle).order_by()
        return cls(
            cycle=cycle,
            domains={
                code: KnownDomain(pk, default)
                for code, pk, default in domains.values_list("code", "pk", "human_rights_default")
            },
            stakeholders={
                code: KnownStakeholder(pk, parent or "", proper) for code, pk, parent, proper in stakeholders
            },
            in_cycle=set(
                Significance.objects.filter(cycle=cycle, stakeholder__is_stakeholder=True)
                .order_by()
                .values_list("stakeholder__code", flat=True)
            ),
            spoken_of=set(
                Stakeholder.objects.filter(
                    Exists(impacts.filter(stakeholder=OuterRef("pk")))
                    | Exists(ImportanceVote.objects.filter(cycle=cycle, stakeholder=OuterRef("pk")))
                    | Exists(Feedback.objects.filter(cycle=cycle, stakeholder=OuterRef("pk"))),
                    is_stakeholder=True,
                )
                .order_by()
                .values_list("code", flat=True)
            ),
            territories={
                code: KnownTerritory(pk, level, parent or "") for code, pk, level, parent in territories
            },
            impacts={
                code: KnownImpact(pk, polarity, nature)
                for code, pk, polarity, nature in impacts.values_list("code", "pk", "polarity", "nature")
            },
            sessions=dict(DialogueSession.objects.order_by().values_list("reference", "pk")),
            assemblies=dict(Assembly.objects.order_by("-pk").values_list("code", "territory__code")),
        )

    def vocabulary(self) -> dict[str, set[Hashable]]:
        """The codes that a row may refer to, by the name that `Column.refers_to` gives them."""
        return {
            "domains": set(self.domains),
            "stakeholders": {*self.in_cycle, *self.spoken_of},
            "territories": set(self.territories),
            "impacts": set(self.impacts),
        }
