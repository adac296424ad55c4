"""Three looks at each domain, side by side and never fused: perceived by the employees, evidenced by the experts,
expected by the stakeholders. The widest disagreements come first, with what to do."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from dialogue.models import ImportanceVote
from dialogue.queries.vote import FEWEST
from iso26000.models import AssessmentCycle, Domain
from iso26000.queries.practice import PracticeRow, practice_rows
from reports.queries.perceived import Perceived, perceived_in
from rse_portal.common.addresses import Address
from stakeholders.queries.groups import expected_groups

PERCEIVED, EVIDENCED, EXPECTED = "perceived", "evidenced", "expected"
LOOKS: dict[str, str | Promise] = {
    PERCEIVED: gettext_lazy("perçu"),
    EVIDENCED: gettext_lazy("prouvé"),
    EXPECTED: gettext_lazy("attendu"),
}
WIDE = 1.0  # levels between two looks from which they disagree


@dataclass(frozen=True)
class Expectation:
    """What the groups expect of a domain: weighted mean of the means of their votes, 0–4. hidden: groups left out because
    fewer than FEWEST of their people voted on it: nothing of them could be guessed."""

    value: float | None
    groups: int = 0
    hidden: int = 0


@dataclass(frozen=True)
class Advice:
    """What to do about a disagreement, and where."""

    words: str
    label: str
    to: Address


@dataclass(frozen=True)
class Gap:
    """One domain. evidenced: the level retained, None where nobody gave one, or where it is kept from the reader."""

    domain: Domain
    perceived: Perceived | None
    evidenced: float | None
    expectation: Expectation
    kept: bool
    not_applicable: bool
    advice: Advice

    @property
    def values(self) -> dict[str, float]:
        """Look → level, for those that are known."""
        return _known(self.perceived, self.evidenced, self.expectation)

    @property
    def spread(self) -> float | None:
        """Levels between the lowest and the highest look; None when fewer than two are known."""
        values = self.values.values()
        return max(values) - min(values) if len(values) > 1 else None

    @property
    def is_wide(self) -> bool:
        return self.spread is not None and self.spread >= WIDE


@dataclass(frozen=True)
class Gaps:
    """rows: the widest first, then those that cannot be compared, in the order of the standard. campaign: whether the
    employees were asked."""

    rows: Sequence[Gap]
    campaign: bool

    @property
    def wide(self) -> int:
        return sum(row.is_wide for row in self.rows)

    @property
    def compared(self) -> int:
        return sum(row.spread is not None for row in self.rows)


def gaps_of(cycle: AssessmentCycle, user: User, subject: str = "") -> Gaps:
    """subject: code of a core subject, all of them without it. 8 queries, and those of the campaign."""
    perceived = perceived_in(cycle)
    expected = expectations(cycle)
    rows = [
        _gap(cycle, row, perceived, expected.get(row.domain.pk, Expectation(None)))
        for row in practice_rows(cycle, user)
        if not subject or row.domain.core_subject.code == subject
    ]
    rows.sort(key=lambda gap: (gap.spread is None, -(gap.spread or 0)))  # else in the order of the standard
    return Gaps(rows, perceived is not None)


def expectations(cycle: AssessmentCycle) -> dict[int, Expectation]:
    """Domain pk → what is expected of it. Votes of a sub-group count for its group. 3 queries."""
    expected = expected_groups(cycle)
    counts: dict[tuple[int, int], Counter[int]] = defaultdict(Counter)
    votes = ImportanceVote.objects.filter(cycle=cycle).order_by()
    for domain, stakeholder, level, n in votes.values_list("domain", "stakeholder", "importance").annotate(
        n=Count("pk")
    ):
        if stakeholder in expected.counts_for:
            counts[domain, expected.counts_for[stakeholder]][level] += n
    by_domain: dict[int, list[tuple[float | None, Counter[int]]]] = defaultdict(list)
    for (domain, position), found in counts.items():
        by_domain[domain].append((expected.groups[position].weight, found))
    return {domain: _expectation(groups) for domain, groups in by_domain.items()}


def _expectation(groups: Iterable[tuple[float | None, Counter[int]]]) -> Expectation:
    groups = list(groups)
    shown = [
        (weight, fmean(found.elements()))
        for weight, found in groups
        if weight is not None and found.total() >= FEWEST
    ]
    hidden = sum(found.total() < FEWEST for _weight, found in groups)
    total = sum(weight for weight, _mean in shown)
    if not total:
        return Expectation(None, 0, hidden)
    return Expectation(sum(weight * mean for weight, mean in shown) / total, len(shown), hidden)


def _gap(
    cycle: AssessmentCycle,
    row: PracticeRow,
    perceived: dict[str, Perceived] | None,
    expectation: Expectation,
) -> Gap:
    seen = None if perceived is None else perceived.get(row.domain.code, Perceived(None, 0))
    evidenced = row.practice.effective if row.revealed else None
    return Gap(
        domain=row.domain,
        perceived=seen,
        evidenced=evidenced,
        expectation=expectation,
        kept=not row.revealed,
        not_applicable=row.revealed and row.practice.all_not_applicable,
        advice=_advice(cycle, row, _known(seen, evidenced, expectation)),
    )


def _known(
    perceived: Perceived | None, evidenced: float | None, expectation: Expectation
) -> dict[str, float]:
    """Look → level, for those that are known."""
    looks = {
        PERCEIVED: perceived.value if perceived else None,
        EVIDENCED: evidenced,
        EXPECTED: expectation.value,
    }
    return {look: value for look, value in looks.items() if value is not None}


def _advice(cycle: AssessmentCycle, row: PracticeRow, known: dict[str, float]) -> Advice:
    """From the two looks that are the furthest apart; those that involve the evidence first, for it is what one can
    change."""
    query = {"exercice": cycle.slug}
    practice = Address("iso26000:practice-edit", (row.domain.code,), query)
    votes = Address("reports:domain-detail", (row.domain.code,), query)
    if not row.revealed:
        return Advice(
            _("Donnez d’abord votre niveau : celui des autres entrera dans la comparaison."),
            _("Évaluer la pratique"),
            practice,
        )
    if row.practice.all_not_applicable:
        return Advice(_("Déclaré non applicable, avec motif."), _("Relire le motif"), practice)
    if EVIDENCED not in known:
        return Advice(
            _("Personne n’a donné de niveau : rien ne peut être comparé à ce qui est attendu."),
            _("Évaluer la pratique"),
            practice,
        )
    if len(known) < 2:
        return Advice(
            _("Ni votes ni campagne qu’on puisse montrer : demandez ce qui est attendu."),
            _("Voir le domaine"),
            votes,
        )
    pairs = combinations((EVIDENCED, EXPECTED, PERCEIVED), 2)
    low, high = max(
        (sorted(pair, key=known.__getitem__) for pair in pairs if set(pair) <= known.keys()),
        key=lambda pair: known[pair[1]] - known[pair[0]],
    )
    if known[high] - known[low] < WIDE:
        return Advice(_("Les regards s’accordent."), _("Voir le domaine"), votes)
    if low == EVIDENCED and row.practice.capped:
        return Advice(
            _("Le niveau donné n’est pas tenu : versez %(missing)s.") % {"missing": row.practice.missing},
            _("Ajouter une preuve"),
            practice,
        )
    words, label, to = {
        (EVIDENCED, EXPECTED): (
            _("Attendu bien au-dessus de ce qui se fait : un axe d’amélioration à proposer."),
            _("Voir le domaine"),
            votes,
        ),
        (EXPECTED, EVIDENCED): (
            _("Plus est fait que ce qui est attendu : vérifiez l’attente avant d’ajouter des moyens."),
            _("Voir les votes"),
            votes,
        ),
        (EVIDENCED, PERCEIVED): (
            _(
                "Les équipes croient la pratique meilleure que ce qui se prouve : cherchez les preuves avec elles."
            ),
            _("Ajouter une preuve"),
            practice,
        ),
        (PERCEIVED, EVIDENCED): (
            _("La pratique existe et ne se voit pas : faites-la connaître."),
            _("Ouvrir la pratique"),
            practice,
        ),
        (PERCEIVED, EXPECTED): (
            _("Les équipes voient peu de ce qui est attendu : parlez-en avec elles."),
            _("Voir le domaine"),
            votes,
        ),
        (EXPECTED, PERCEIVED): (
            _("Les équipes y voient plus que ce qui est attendu : vérifiez l’attente."),
            _("Voir les votes"),
            votes,
        ),
    }[low, high]
    return Advice(words, label, to)
