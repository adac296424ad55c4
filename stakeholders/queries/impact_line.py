"""An impact as lists show it, in plain values: what a row of a list is drawn from (rse_portal.common.drawing)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from rse_portal.common.models import french_or_english
from stakeholders.enums import Nature, Polarity
from stakeholders.models import Impact
from stakeholders.models.impact import FLAGS, required_of

COLUMNS = (
    "pk",
    "code",
    "description",
    "polarity",
    "nature",
    "domain__core_subject__order",
    "domain__code",
    "domain__label_fr",
    "domain__label_en",
    "stakeholder__label_fr",
    "stakeholder__label_en",
    *FLAGS,
)


@dataclass(frozen=True)
class ImpactLine:
    """subject: order of the core subject of the domain; stakeholder, domain: their labels; flags: names of those raised."""

    pk: int
    code: str
    description: str
    polarity: str
    nature: str
    subject: int
    domain_code: str
    domain: str
    stakeholder: str
    flags: tuple[str, ...]

    @classmethod
    def of(cls, impact: Impact) -> Self:
        """impact: with its domain, core subject and stakeholder. No query."""
        domain = impact.domain
        return cls(
            impact.pk,
            impact.code,
            impact.description,
            impact.polarity,
            impact.nature,
            domain.core_subject.order,
            domain.code,
            domain.label,
            impact.stakeholder.label,
            tuple(name for name in FLAGS if getattr(impact, name)),
        )

    @property
    def polarity_words(self) -> str:
        return str(Polarity(self.polarity).label)

    @property
    def nature_words(self) -> str:
        return str(Nature(self.nature).label) if self.nature else ""

    @property
    def flag_words(self) -> list[str]:
        return [str(Impact._meta.get_field(name).verbose_name) for name in self.flags]  # type: ignore[union-attr]

    @property
    def required_criteria(self) -> tuple[str, ...]:
        return required_of(self.polarity, self.nature, "human_rights" in self.flags)


def impact_lines(keys: Sequence[int]) -> list[ImpactLine]:
    """Those impacts, in that order; those that exist no more are left out. 1 query."""
    found = {
        row[0]: _line(*row) for row in Impact.objects.filter(pk__in=keys).order_by().values_list(*COLUMNS)
    }
    return [found[key] for key in keys if key in found]


def _line(*row: Any) -> ImpactLine:
    pk, code, description, polarity, nature, subject, domain, *names = row[: -len(FLAGS)]
    return ImpactLine(
        pk=pk,
        code=code,
        description=description,
        polarity=polarity,
        nature=nature,
        subject=subject,
        domain_code=domain,
        domain=french_or_english(names[0], names[1]),
        stakeholder=french_or_english(names[2], names[3]),
        flags=tuple(name for name, raised in zip(FLAGS, row[-len(FLAGS) :], strict=True) if raised),
    )
