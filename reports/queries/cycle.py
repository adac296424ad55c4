"""The steps of a cycle in order: what is done, what blocks each and where it is mended. The home and the cycle page
show the same ones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, Model, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.models import ImportanceVote
from iso26000.enums import PracticeAnswer
from iso26000.models import AssessmentCycle, Domain, Evidence, PracticeAssessment
from priorities.models import CriterionScore, RankingRun
from rse_portal.common.addresses import Address
from rse_portal.common.typography import nombre
from stakeholders.models import Impact, Significance

FEW = 5


@dataclass(frozen=True)
class Obstacle:
    """One thing that a step lacks, by name, and the page that mends it."""

    label: str
    mend: Address


@dataclass(frozen=True)
class Step:
    """One step of the cycle. shown: the first things it lacks; room: where the whole step is worked on."""

    key: str
    label: str
    done: int
    total: int
    shown: Sequence[Obstacle]
    room: Address

    @property
    def lacking(self) -> int:
        return self.total - self.done

    @property
    def hidden(self) -> int:
        return self.lacking - len(self.shown)

    @property
    def is_done(self) -> bool:
        return not self.lacking


def cycle_steps(cycle: AssessmentCycle, run: RankingRun | None, *, named: bool = True) -> list[Step]:
    """Registry, impacts, scores, practices, evidence, votes, criteria, ranking. 4 queries, none of which reads every
    score or every vote: « is there one? » stops at the first one found.

    run: the last ranking, as `without_result` gives it. named: whether the impacts without a score are wanted by name;
    one query less otherwise.
    """
    in_cycle = {"exercice": cycle.slug}
    without = {**in_cycle, "etat": "sans-critere"}
    domains = _DomainSteps(cycle, in_cycle)
    return [
        _registry_step(cycle, in_cycle),
        domains.step(
            "impacts",
            "identified",
            _("Domaines dont les impacts sont identifiés"),
            Address("stakeholders:coverage", query=in_cycle),
            lambda domain: Address("stakeholders:impact-create", query={**in_cycle, "domaine": domain.code}),
        ),
        _score_step(cycle, in_cycle, named),
        domains.step(
            "practices",
            "practised",
            _("Domaines dont la pratique est évaluée"),
            Address("iso26000:practice-list", query=in_cycle),
            lambda domain: Address("iso26000:practice-edit", (domain.code,), in_cycle),
            among="every",
        ),
        domains.step(
            "evidence",
            "evidenced",
            _("Pratiques appuyées d’une preuve"),
            Address("iso26000:practice-list", query=in_cycle),
            lambda domain: Address("iso26000:practice-edit", (domain.code,), in_cycle),
            among="levelled",
        ),
        domains.step(
            "votes",
            "voted",
            _("Domaines votés"),
            Address("dialogue:vote-list", query=in_cycle),
            lambda domain: Address("dialogue:vote-list", query=in_cycle),
        ),
        domains.step(
            "criteria",
            "weighed",
            _("Domaines dont les critères de priorité sont fixés"),
            Address("priorities:criterion-list", query=without),
            lambda domain: Address("priorities:criterion-list", query=without),
        ),
        _ranking_step(run, in_cycle),
    ]


def _registry_step(cycle: AssessmentCycle, in_cycle: dict[str, str]) -> Step:
    expected = Significance.objects.filter(
        cycle=cycle, stakeholder__is_stakeholder=True, stakeholder__parent=None
    )
    rows = list(expected.select_related("stakeholder").order_by("stakeholder__code"))
    lacking = [row for row in rows if row.to_qualify]
    return Step(
        "registry",
        _("Parties prenantes qualifiées"),
        len(rows) - len(lacking),
        len(rows),
        [
            Obstacle(
                row.stakeholder.label,
                Address("stakeholders:significance-edit", (row.stakeholder.code,), in_cycle),
            )
            for row in lacking[:FEW]
        ],
        Address("stakeholders:stakeholder-list", query=in_cycle),
    )


def _some(model: type[Model], **wanted: object) -> Exists:
    """Whether the domain at hand has at least one: the first one found answers, the others are not read."""
    return Exists(model._default_manager.filter(domain=OuterRef("pk"), **wanted).order_by())


class _DomainSteps:
    """The steps that every domain goes through, read in one query."""

    def __init__(self, cycle: AssessmentCycle, in_cycle: dict[str, str]) -> None:
        practices = {
            answer: _some(PracticeAssessment, cycle=cycle, answer=answer) for answer in PracticeAnswer
        }
        self.domains = list(
            Domain.objects.filter(standard=cycle.standard_id)
            .annotate(
                identified=_some(Impact, cycle=cycle),
                levelled=practices[PracticeAnswer.LEVEL],
                set_aside=practices[PracticeAnswer.NOT_APPLICABLE],
                evidenced=Exists(
                    Evidence.objects.counting_in(cycle).filter(domain=OuterRef("pk")).order_by()
                ),
                voted=_some(ImportanceVote, cycle=cycle),
                weighed=_some(CriterionScore, cycle=cycle),
            )
            .order_by("order")
        )
        for domain in self.domains:
            domain.practised = domain.levelled or domain.set_aside  # type: ignore[attr-defined]
            domain.every = True  # type: ignore[attr-defined]
            domain.asked = domain.levelled or not domain.set_aside  # type: ignore[attr-defined]

    def step(
        self,
        key: str,
        known: str,
        label: str,
        room: Address,
        mend: Callable[[Domain], Address],
        *,
        among: str = "asked",
    ) -> Step:
        """among: a domain set aside as not applicable lacks nothing, and only a level asks for evidence."""
        asked = [domain for domain in self.domains if getattr(domain, among)]
        lacking = [domain for domain in asked if not getattr(domain, known)]
        shown = [Obstacle(str(domain), mend(domain)) for domain in lacking[:FEW]]
        return Step(key, label, len(asked) - len(lacking), len(asked), shown, room)


def _score_step(cycle: AssessmentCycle, in_cycle: dict[str, str], named: bool) -> Step:
    """2 queries; a score that lacks a criterion counts nowhere, here neither."""
    impacts = Impact.objects.filter(cycle=cycle).to_score()
    counts = impacts.aggregate(total=Count("pk"), unscored=Count("pk", filter=Q(scored=False)))
    first = impacts.unscored().order_by("code")[:FEW] if named and counts["unscored"] else []
    return Step(
        "scores",
        _("Impacts cotés"),
        counts["total"] - counts["unscored"],
        counts["total"],
        [
            Obstacle(impact.code, Address("stakeholders:impact-detail", (impact.pk,), in_cycle))
            for impact in first
        ],
        Address("stakeholders:impact-list", query=in_cycle),
    )


def _ranking_step(run: RankingRun | None, in_cycle: dict[str, str]) -> Step:
    room = Address("priorities:ranking-current", query=in_cycle)
    lacking = [] if run else [Obstacle(_("compiler le classement"), room)]
    return Step("ranking", _("Classement compilé"), 1 if run else 0, 1, lacking, room)


def checks(steps: Sequence[Step]) -> list[str]:
    """What a ranking compiled now would do with what is lacking, in sentences; empty when nothing is. No query."""
    words = {
        "registry": lambda n: ngettext(
            "%(n)s partie prenante est à qualifier : elle ne pèsera pas.",
            "%(n)s parties prenantes sont à qualifier : elles ne pèseront pas.",
            n,
        ),
        "impacts": lambda n: ngettext(
            "%(n)s domaine n’a ni impact ni « aucun impact identifié » : il ne sera pas classé.",
            "%(n)s domaines n’ont ni impact ni « aucun impact identifié » : ils ne seront pas classés.",
            n,
        ),
        "scores": lambda n: ngettext(
            "%(n)s impact n’a aucune cotation complète : il ne comptera pas.",
            "%(n)s impacts n’ont aucune cotation complète : ils ne compteront pas.",
            n,
        ),
        "practices": lambda n: ngettext(
            "%(n)s domaine n’a pas de niveau de pratique : il ne sera pas classé.",
            "%(n)s domaines n’ont pas de niveau de pratique : ils ne seront pas classés.",
            n,
        ),
        "evidence": lambda n: ngettext(
            "%(n)s pratique n’a aucune preuve : son niveau sera plafonné.",
            "%(n)s pratiques n’ont aucune preuve : leur niveau sera plafonné.",
            n,
        ),
        "votes": lambda n: ngettext(
            "%(n)s domaine n’a aucun vote : il ne sera pas classé.",
            "%(n)s domaines n’ont aucun vote : ils ne seront pas classés.",
            n,
        ),
        "criteria": lambda n: ngettext(
            "%(n)s domaine n’a pas de critère de priorité : sa facilité d’agir comptera pour moyenne.",
            "%(n)s domaines n’ont pas de critère de priorité : leur facilité d’agir comptera pour moyenne.",
            n,
        ),
    }
    return [
        words[step.key](step.lacking) % {"n": nombre(step.lacking)}
        for step in steps
        if step.key in words and not step.is_done
    ]
