from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from iso26000.forms.search import DomainSearchForm
from iso26000.forms.sheet import DomainSheet
from iso26000.models import CoreSubject, Domain
from priorities.enums import Criterion
from rse_portal.common.forms import Values


class CriteriaForm(DomainSheet):
    """The criteria b) to f) of each domain shown, 0–4 or nothing."""

    def __init__(
        self,
        data: Any = None,
        *,
        domains: Sequence[Domain],
        now: Values,
        initial: dict[str, Any] | None = None,
    ) -> None:
        columns = {criterion.value: str(criterion.label) for criterion in Criterion}
        super().__init__(data, domains=domains, columns=columns, now=now, high=4, initial=initial)

    def options(self) -> dict[str, Any]:
        return {"domains": self.domains}


class CriterionSearchForm(DomainSearchForm):
    WITHOUT = "sans-critere"

    def __init__(self, data: Any, *, subjects: Iterable[CoreSubject]) -> None:
        super().__init__(data, subjects=subjects, states=[(self.WITHOUT, _("sans critère"))])

    def filter(self, domains: Iterable[Domain], answered: Collection[str]) -> list[Domain]:
        """answered: the codes of the domains that hold a criterion."""
        asked_without = self.state == self.WITHOUT
        return [
            domain
            for domain in domains
            if self.keeps(domain) and not (asked_without and domain.code in answered)
        ]
