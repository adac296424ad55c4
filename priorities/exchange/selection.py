"""Which rows of each file a person takes out: theirs to read, and those of the list they come from as it is filtered."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Protocol

from django.db.models import FilteredRelation, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Territory, User
from dialogue.models import Feedback, FeedbackCoding, ImportanceVote
from iso26000.enums import PracticeAnswer
from iso26000.models import AssessmentCycle, Evidence, PracticeAssessment, seat_held_by
from priorities.exchange.files import (
    CRITERIA,
    EVIDENCE,
    FEEDBACK,
    IMPACT_SCORES,
    IMPACTS,
    IMPORTANCE,
    PRACTICES,
    STAKEHOLDERS,
    TERRITORIES,
)
from priorities.exchange.lines import CHUNK, NOTHING_SHUT, Line, Selection
from priorities.exchange.reach import Reach
from priorities.models import CriterionScore
from rse_portal.common.errors import Conflict, Unprocessable
from stakeholders.enums import Nature, Polarity
from stakeholders.forms.impact_search import ImpactSearchForm
from stakeholders.forms.registry import StakeholderSearchForm
from stakeholders.models import Impact, ImpactScore, Stakeholder
from stakeholders.models.impact import CRITERIA as SCORED
from stakeholders.models.impact import FLAGS
from stakeholders.models.stakeholder import SCORES

DOMAIN, GROUP = "(domaine)", "(partie prenante)"
VALID_UNTIL = "(valable jusqu’au)"


class SearchForm(Protocol):
    """The form of a list: bound to its address, it narrows a queryset of what the list shows."""

    def is_valid(self) -> bool: ...

    def filter(self, queryset: Any) -> Any: ...


def _registry_search(query: QueryDict, cycle: AssessmentCycle, by: User) -> SearchForm:
    return StakeholderSearchForm(query, cycle=cycle)


def _impact_search(query: QueryDict, cycle: AssessmentCycle, by: User) -> SearchForm:
    return ImpactSearchForm(query, cycle=cycle, assessor=seat_held_by(by))


# File → the form whose filters its list has in its address; impact_scores is narrowed by the impacts it scores.
FILTERS: dict[str, Callable[[QueryDict, AssessmentCycle, User], SearchForm]] = {
    STAKEHOLDERS.name: _registry_search,
    IMPACTS.name: _impact_search,
    IMPACT_SCORES.name: _impact_search,
}


class NoSeat(Conflict):
    default = _(
        "Vos cotations ont besoin de votre code : demandez à la personne responsable une place dans le panel."
    )


class NotYours(Unprocessable):
    default = _("Ce fichier ne fait pas partie de ceux que vous exportez.")


class BadFilters(Unprocessable):
    default = _("Les filtres de cette adresse n’ont pas été compris : rouvrez la liste, puis exportez.")


def select(
    *, name: str, cycle: AssessmentCycle, by: User, reach: Reach, query: QueryDict | None = None
) -> Selection:
    """What this person takes out of that file. `query`: the address of the list, whose filters apply; an address that
    only names the cycle filters nothing.

    Raises NotYours for a file that is not theirs, NoSeat when their rows have no code yet, BadFilters.
    """
    if name not in reach.files:
        raise NotYours
    own = name in reach.own
    if own and reach.assessor is None:
        raise NoSeat
    found = _SELECTORS[(name, own)](cycle, by, reach)
    filtered = query is not None and name in FILTERS and set(query) - {"exercice"}
    return _narrowed(found, FILTERS[name](query, cycle, by)) if query is not None and filtered else found


def _narrowed(found: Selection, form: SearchForm) -> Selection:
    if not form.is_valid():
        raise BadFilters
    to_rows = "impact__in" if found.queryset.model is ImpactScore else "pk__in"
    listed: Any = Impact if found.queryset.model is ImpactScore else found.queryset.model
    # A list may sort, annotate or join as it likes: only which rows it shows matters here.
    kept = form.filter(listed._default_manager.all()).order_by().values("pk")
    return Selection(**vars(found) | {"queryset": found.queryset.filter(**{to_rows: kept})})


# --- one function per file


def _stakeholders(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    """Without internal resources, which are neither weighed nor scored, nor records merged into another."""
    groups = Stakeholder.objects.visible_to(by).current().filter(is_stakeholder=True)
    assessed = FilteredRelation("significances", condition=Q(significances__cycle=cycle))

    def line(code: str, label: str, scope: str, parent: str | None, above: str | None, *rest: Any) -> Line:
        *scores, disadvantaged, version, more = rest
        in_cycle = more is not None
        values = (code, label, scope, *scores, disadvantaged if in_cycle else None, parent or "")
        return Line(values, (above or "", "oui" if in_cycle else "non"), version + (more or 0))

    return Selection(
        STAKEHOLDERS,
        groups.annotate(assessed=assessed).order_by("code"),
        (
            "code",
            "label_fr",
            "scope",
            "parent__code",
            "parent__label_fr",
            *(f"assessed__{name}" for name in SCORES),
            "assessed__disadvantaged",
            "version",
            "assessed__version",
        ),
        line,
        aside=("(groupe parent)", "(dans l’exercice)"),
    )


def _territories(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    def line(code: str, label: str, level: str, parent: str | None) -> Line:
        return Line((code, label, level, parent or ""))

    paths = ("code", "label", "level", "parent__code")
    return Selection(TERRITORIES, Territory.objects.order_by("code"), paths, line, versioned=False)


def _impacts(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    impacts = Impact.objects.visible_to(by).filter(cycle=cycle, stakeholder__is_stakeholder=True)

    def line(code: str, domain: str, group: str, polarity: str, nature: str, *rest: Any) -> Line:
        *flags, description, declared_by, title, label, version = rest
        nothing = polarity == Polarity.NONE
        values = (code, domain, group, polarity, nature, *([None] * len(flags) if nothing else flags))
        shut = frozenset({"nature", *FLAGS}) if nothing else NOTHING_SHUT
        return Line((*values, description, declared_by or ""), (title, label), version, shut)

    paths = ("code", "domain__code", "stakeholder__code", "polarity", "nature", *FLAGS, "description")
    return Selection(
        IMPACTS,
        impacts.order_by("domain__order", "code"),
        (*paths, "declared_by__code", "domain__label_fr", "stakeholder__label_fr", "version"),
        line,
        aside=(DOMAIN, GROUP),
    )


_OF_IMPACT = (
    "domain__code",
    "domain__label_fr",
    "stakeholder__label_fr",
    "description",
    "polarity",
    "nature",
)
_IMPACT_ASIDE = (DOMAIN, GROUP, "(description)", "(sens)", "(nature)")


def _about_impact(
    domain: str, title: str, label: str, description: str, polarity: str, nature: str
) -> tuple[tuple[str, ...], frozenset[str]]:
    """What one must know to score it, and the criteria that have no meaning for it."""
    aside = (f"{domain} {title}", label, description, Polarity(polarity).label, Nature(nature).label)
    shut = ["irremediability"] * (polarity == Polarity.POSITIVE) + ["likelihood"] * (nature == Nature.ACTUAL)
    return tuple(map(str, aside)), frozenset(shut)


def _criteria_left(scores: tuple[Any, ...], shut: frozenset[str]) -> tuple[Any, ...]:
    return tuple(None if name in shut else score for name, score in zip(SCORED, scores, strict=True))


def _own_scores(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    """One row per impact to score, given or not: what one takes along to score elsewhere."""
    impacts = Impact.objects.visible_to(by).filter(cycle=cycle).to_score()
    mine = FilteredRelation("scores", condition=Q(scores__assessor=reach.assessor))

    def line(code: str, *rest: Any) -> Line:
        aside, shut = _about_impact(*rest[:6])
        *scores, rationale, version = rest[6:]
        values = (code, reach.code, *_criteria_left(tuple(scores), shut), rationale or "")
        return Line(values, aside, version or 0, shut)

    own = tuple(f"mine__{name}" for name in (*SCORED, "rationale", "version"))
    ordered = impacts.annotate(mine=mine).order_by("domain__order", "code")
    return Selection(IMPACT_SCORES, ordered, ("code", *_OF_IMPACT, *own), line, aside=_IMPACT_ASIDE, own=True)


def _scores(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    scores = ImpactScore.objects.filter(impact__cycle=cycle).exclude(impact__polarity=Polarity.NONE)

    def line(code: str, assessor: str, *rest: Any) -> Line:
        aside, shut = _about_impact(*rest[:6])
        *given, rationale, version = rest[6:]
        return Line((code, assessor, *_criteria_left(tuple(given), shut), rationale), aside, version, shut)

    return Selection(
        IMPACT_SCORES,
        scores.order_by("impact__domain__order", "impact__code", "assessor__code"),
        (
            "impact__code",
            "assessor__code",
            *(f"impact__{path}" for path in _OF_IMPACT),
            *SCORED,
            "rationale",
            "version",
        ),
        line,
        aside=_IMPACT_ASIDE,
    )


def _votes(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    votes = ImportanceVote.objects.filter(cycle=cycle, stakeholder__is_stakeholder=True)

    def line(domain: str, group: str, respondent: str, importance: int, *rest: Any) -> Line:
        title, label, version = rest
        return Line((domain, group, respondent, importance), (title, label), version)

    return Selection(
        IMPORTANCE,
        votes.order_by("domain__order", "stakeholder__code", "respondent"),
        (
            "domain__code",
            "stakeholder__code",
            "respondent",
            "importance",
            "domain__label_fr",
            "stakeholder__label_fr",
            "version",
        ),
        line,
        aside=(DOMAIN, GROUP),
    )


def _level(answer: str | None, level: int | None) -> int | str:
    """The column holds a level or a word; the database keeps them apart. "" when nothing was answered."""
    return (level if answer == PracticeAnswer.LEVEL else answer) or (0 if level == 0 else "")


def _own_practices(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    """One row per domain, answered or not."""
    mine = FilteredRelation(
        "practices", condition=Q(practices__assessor=reach.assessor, practices__cycle=cycle)
    )

    def line(
        domain: str, title: str, answer: str | None, level: int | None, reason: str | None, *rest: Any
    ) -> Line:
        (version,) = rest
        return Line((domain, reach.code, _level(answer, level), reason or ""), (title,), version or 0)

    return Selection(
        PRACTICES,
        cycle.domains.annotate(mine=mine).order_by("order"),
        ("code", "label_fr", "mine__answer", "mine__level", "mine__reason", "mine__version"),
        line,
        aside=(DOMAIN,),
        own=True,
    )


def _practices(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    def line(domain: str, assessor: str, answer: str, level: int | None, reason: str, *rest: Any) -> Line:
        title, version = rest
        return Line((domain, assessor, _level(answer, level), reason), (title,), version)

    return Selection(
        PRACTICES,
        PracticeAssessment.objects.filter(cycle=cycle).order_by("domain__order", "assessor__code"),
        ("domain__code", "assessor__code", "answer", "level", "reason", "domain__label_fr", "version"),
        line,
        aside=(DOMAIN,),
    )


def _evidence(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    def line(
        domain: str, kind: str, label: str, value: str, title: str, expires_on: date | None, version: int
    ) -> Line:
        return Line((domain, kind, label, value), (title, expires_on and expires_on.isoformat()), version)

    return Selection(
        EVIDENCE,
        Evidence.objects.filter(cycle=cycle).order_by("domain__order", "kind", "label"),
        ("domain__code", "kind", "label", "value", "domain__label_fr", "expires_on", "version"),
        line,
        aside=(DOMAIN, VALID_UNTIL),
    )


def _criteria(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    def line(domain: str, criterion: str, value: int, title: str, version: int) -> Line:
        return Line((domain, criterion, value), (title,), version)

    return Selection(
        CRITERIA,
        CriterionScore.objects.filter(cycle=cycle).order_by("domain__order", "criterion"),
        ("domain__code", "criterion", "value", "domain__label_fr", "version"),
        line,
        aside=(DOMAIN,),
    )


def _feedback(cycle: AssessmentCycle, by: User, reach: Reach) -> Selection:
    """The author is a code: the one imported, else an opaque one for the account that typed it in."""

    @cache
    def coded() -> dict[Any, list[str]]:
        found: dict[Any, list[str]] = defaultdict(list)
        codings = FeedbackCoding.objects.filter(feedback__cycle=cycle).order_by("position", "domain__order")
        for feedback, code in codings.values_list("feedback_id", "domain__code").iterator(chunk_size=CHUNK):
            found[feedback].append(code)
        return found

    def line(pk: Any, reference: str, day: Any, territory: str, *rest: Any) -> Line:
        session, group, proper, kind, author_code, author, text, place, label = rest
        who = author_code or (f"compte-{author}" if author else "")
        values = (
            reference,
            day,
            territory,
            session or "",
            group if proper else "",
            tuple(coded().get(pk, ())),
        )
        return Line((*values, kind, who, text), (place, label if proper else ""))

    return Selection(
        FEEDBACK,
        Feedback.objects.visible_to(by).filter(cycle=cycle).order_by("received_on", "reference"),
        (
            "pk",
            "reference",
            "received_on",
            "territory__code",
            "session__reference",
            "stakeholder__code",
            "stakeholder__is_stakeholder",
            "kind",
            "author_code",
            "author_id",
            "text",
            "territory__label",
            "stakeholder__label_fr",
        ),
        line,
        aside=("(territoire)", GROUP),
        versioned=False,
    )


# File, own rows only → its selection.
_SELECTORS: dict[tuple[str, bool], Callable[[AssessmentCycle, User, Reach], Selection]] = {
    (STAKEHOLDERS.name, False): _stakeholders,
    (TERRITORIES.name, False): _territories,
    (IMPACTS.name, False): _impacts,
    (IMPACT_SCORES.name, False): _scores,
    (IMPACT_SCORES.name, True): _own_scores,
    (IMPORTANCE.name, False): _votes,
    (PRACTICES.name, False): _practices,
    (PRACTICES.name, True): _own_practices,
    (EVIDENCE.name, False): _evidence,
    (CRITERIA.name, False): _criteria,
    (FEEDBACK.name, False): _feedback,
}
