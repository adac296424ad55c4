"""What the API says: codes rather than numbers of rows, the words of the contract (docs/api.md)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

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


class Problem(Schema):
    """Any answer from 400 on, in French."""

    code: str
    message: str
    errors: dict[str, list[str]] = Field(default_factory=dict)
