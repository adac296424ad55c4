"""What the API says: codes rather than numbers of rows, the words of the contract (docs/api.md)."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Field, Schema


class DomainOut(Schema):
    code: str = Field(examples=["6.7.8"])
    label_fr: str
    label_en: str
    core_subject: str = Field(alias="core_subject.code", examples=["6.7"])


class StakeholderOut(Schema):
    code: str = Field(examples=["SH01"])
    label_fr: str
    label_en: str
    kind: str
    scope: str
    is_stakeholder: bool
    parent: str | None = Field(None, alias="parent.code", description="code of the group it belongs to")


class ImpactOut(Schema):
    """Never a score: whoever scores must not read those of the others."""

    cycle: str = Field(alias="cycle.slug")
    code: str
    domain: str = Field(alias="domain.code")
    stakeholder: str = Field(alias="stakeholder.code")
    polarity: str = Field(description="negative, positive, or none: « aucun impact identifié »")
    nature: str = Field(description="actual or potential; empty for none")
    human_rights: bool
    life_health: bool
    environmental_harm: bool
    non_compliance: bool
    description: str


class FeedbackOut(Schema):
    """Without its author: what was said is read, not who said it."""

    id: UUID
    reference: str
    cycle: str = Field(alias="cycle.slug")
    received_on: date
    territory: str = Field(alias="territory.code")
    session: UUID | None = Field(None, alias="session_id")
    stakeholder: str | None = Field(None, alias="stakeholder.code")
    kind: str
    status: str
    domains: list[str]
    text: str

    @staticmethod
    def resolve_domains(row: Any) -> list[str]:
        return [coding.domain.code for coding in row.codings.all()]


class FeedbackIn(Schema):
    text: str = Field(min_length=1, max_length=5000)
    kind: str = Field(examples=["expectation"])
    session: UUID | None = Field(None, description="the séance; without one, received_on and territory")
    received_on: date | None = None
    territory: str | None = Field(None, description="code; needed where the mandate covers several")
    stakeholder: str | None = Field(None, description="code of the group that speaks")
    suggested_domain: str | None = Field(None, description="code of a domain")


class RankingLine(Schema):
    id: UUID
    cycle: str = Field(alias="cycle.slug")
    compiled_at: datetime
    formula_version: str
    inputs_sha256: str
    result_sha256: str


class AxisOut(Schema):
    """An improvement axis, with the codes of what hangs on it."""

    domain: str = Field(alias="code", examples=["6.5.5"])
    title: str
    aim: str
    rank: int | None = Field(None, description="of the domain in the adopted priorities; null outside them")
    actions: list[str]
    indicators: list[str]

    @staticmethod
    def resolve_actions(row: Any) -> list[str]:
        return codes_of(row["actions"])

    @staticmethod
    def resolve_indicators(row: Any) -> list[str]:
        return codes_of(row["indicators"])


class CommitmentOut(Schema):
    code: str = Field(examples=["ENG4"])
    label: str
    statement: str
    illustrative: bool = Field(description="a placeholder: not yet the words of the house")
    core_subject: str = Field(examples=["6.5"])
    axes: list[AxisOut]
    indicators: list[str]

    @staticmethod
    def resolve_core_subject(row: Any) -> str:
        return str(row["subject"]["code"])

    @staticmethod
    def resolve_indicators(row: Any) -> list[str]:
        return codes_of(row["indicators"])


def codes_of(rows: Iterable[Any]) -> list[str]:
    return [row["code"] for row in rows]


class VersionLine(Schema):
    """A published version. fingerprint: the SHA-256 of its content, the bytes of `GET /referentials/{number}`."""

    number: int
    label: str
    cycle: str = Field(alias="cycle.slug")
    adopted_on: date
    published_at: datetime
    fingerprint: str


class ActionOut(Schema):
    """Without who owns it. version: to send back when saying more of it."""

    code: str = Field(examples=["A-001"])
    commitment: str = Field(alias="axis.commitment.code", examples=["ENG4"])
    domain: str = Field(alias="axis.domain.code", examples=["6.5.5"])
    title: str
    description: str
    state: str = Field(description="todo, running, blocked, done or dropped")
    progress: int = Field(description="percent")
    starts_on: date | None
    due_on: date | None
    cost_eur: int | None = Field(description="foreseen; null is not known")
    effort_days: float | None = Field(description="foreseen; null is not known")
    partners: list[str] = Field(description="codes of the stakeholders it is done with")
    needs: list[str] = Field(description="codes of the actions it waits for")
    version: int

    @staticmethod
    def resolve_partners(row: Any) -> list[str]:
        return sorted(partner.stakeholder.code for partner in row.partners.all())

    @staticmethod
    def resolve_needs(row: Any) -> list[str]:
        return sorted(tie.needs.code for tie in row.needs.all())


class StepOut(Schema):
    """What somebody said of an action on a day, without who."""

    at: datetime
    state: str
    progress: int
    note: str


class StepIn(Schema):
    state: str | None = Field(None, description="the present one unless told")
    progress: int | None = Field(None, ge=0, le=100, description="percent; the present one unless told")
    note: str = Field("", max_length=1000, description="needed for blocked and dropped")
    version: int | None = Field(
        None, ge=1, le=2**31, description="the one that was read: 409 when somebody wrote since"
    )


class IndicatorOut(Schema):
    """With its last value. Figures that nobody knows are null, never zero."""

    code: str = Field(alias="definition.code", examples=["IND-01"])
    label: str = Field(alias="definition.label")
    method: str = Field(alias="definition.method")
    unit: str = Field(alias="definition.unit")
    direction: str = Field(alias="definition.direction", description="up or down: which way is better")
    periodicity: str = Field(alias="definition.periodicity", description="month, quarter, half or year")
    commitment: str = Field(alias="commitment.code", examples=["ENG4"])
    domain: str | None = Field(None, alias="axis.domain.code", description="of its axis, when it has one")
    baseline: float | None
    baseline_on: date | None
    target: float | None
    target_on: date | None
    value: float | None = Field(alias="last_value")
    value_on: date | None = Field(alias="last_on")
    is_stale: bool = Field(description="its last value is older than its period allows")
    reached: bool | None = Field(description="whether its last value meets the target")

    @staticmethod
    def resolve_is_stale(row: Any) -> bool:
        return bool(row.is_stale(row.last_on, timezone.localdate()))

    @staticmethod
    def resolve_reached(row: Any) -> bool | None:
        found: bool | None = row.reaches(row.last_value)
        return found


class SampleOut(Schema):
    on: date
    value: float
    note: str


class SampleIn(Schema):
    on: date
    value: float = Field(allow_inf_nan=False, examples=[12.5], description="three decimals at most")
    note: str = Field("", max_length=300)


class Problem(Schema):
    """Any answer from 400 on, in French."""

    code: str
    message: str
    errors: dict[str, list[str]] = Field(default_factory=dict)
