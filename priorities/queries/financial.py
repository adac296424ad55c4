"""The two views side by side, domain by domain: never averaged."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from iso26000.models import AssessmentCycle, Domain
from method.financial import THRESHOLD, financial, is_material
from priorities.models import FinancialView
from priorities.queries.reading import RankingReading
from rse_portal.common.typography import nombre


@dataclass(frozen=True)
class TwoViews:
    """impact: J of the ranking, 0–5, None where it ranks it not or may not be shown. view: None where nobody gave one."""

    domain: Domain
    impact: float | None
    critical: bool
    view: FinancialView | None

    @property
    def financial(self) -> float | None:
        return financial(self.view.magnitude, self.view.likelihood) if self.view else None

    @property
    def is_material(self) -> bool | None:
        return is_material(self.impact, self.critical, self.financial)

    @property
    def words(self) -> str:
        """Why it is material, or that it is not, or that it is not known."""
        found = self.is_material
        if found is None:
            return _("à compléter")
        if not found:
            return _("non matériel")
        views = [
            name
            for name, holds in (
                (_("critique"), self.critical),
                (_("impact"), self.impact is not None and self.impact >= THRESHOLD),
                (_("finances"), self.financial is not None and self.financial >= THRESHOLD),
            )
            if holds
        ]
        return _("matériel : %s") % ", ".join(views)


@dataclass(frozen=True)
class Materiality:
    rows: tuple[TwoViews, ...]

    @property
    def given(self) -> int:
        return sum(row.financial is not None for row in self.rows)

    @property
    def material(self) -> tuple[TwoViews, ...]:
        return tuple(row for row in self.rows if row.is_material)

    @property
    def sentence(self) -> str:
        n = len(self.material)
        return ngettext(
            "%(n)s domaine est matériel sur %(total)s. Regards financiers donnés : %(given)s.",
            "%(n)s domaines sont matériels sur %(total)s. Regards financiers donnés : %(given)s.",
            n,
        ) % {"n": nombre(n), "total": nombre(len(self.rows)), "given": nombre(self.given)}


def materiality_of(
    cycle: AssessmentCycle, domains: Iterable[Domain], ranking: RankingReading | None
) -> Materiality:
    """In the order of the standard. ranking: what the reader may see of the impacts. 1 query."""
    views = {view.domain_id: view for view in FinancialView.objects.filter(cycle=cycle)}
    known = {row.code: row.figures for row in ranking.domains} if ranking else {}
    rows = []
    for domain in domains:
        figures = known.get(domain.code)
        impact, critical = (figures["impact"], figures["critical"]) if figures else (None, False)
        rows.append(TwoViews(domain, impact, critical, views.get(domain.pk)))
    return Materiality(tuple(rows))
