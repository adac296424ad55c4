"""The nine files of an exchange, as data: their columns, what each cell may hold, and the key of a row.

docs/contrats.md describes them for people. A cell that is empty takes the `blank` of its column.
"""

from datetime import date
from typing import NamedTuple

from django.db.models import Model

from accounts.models import Territory
from accounts.models.territory import Level
from dialogue.enums import FeedbackKind
from dialogue.models import DialogueSession, Feedback, ImportanceVote
from iso26000.enums import EvidenceKind, PracticeAnswer
from iso26000.models import Assessor, Domain, Evidence
from priorities.enums import Criterion
from rse_portal.common.exchange import cells
from rse_portal.common.exchange.specs import CODE_LIMIT, Column, FileSpec, longest
from stakeholders.enums import Nature, Polarity, StakeholderScope
from stakeholders.models import Impact, Stakeholder

UNKNOWN = {
    "domains": "{} n’est pas un domaine d’action de la norme de l’exercice",
    "stakeholders": "{} n’est pas une partie prenante de l’exercice",
    "territories": "{} n’est pas un territoire connu",
    "impacts": "{} n’est pas un impact de l’exercice",
}


def _code(
    name: str, model: type[Model], field: str = "code", *, optional: bool = False, known: str = ""
) -> Column:
    return Column(
        name,
        cells.code(longest(model, field) or CODE_LIMIT),
        required=not optional,
        blank="",
        refers_to=known,
        unknown=UNKNOWN.get(known, ""),
    )


def _domain() -> Column:
    return _code("domain", Domain, known="domains")


def _stakeholder(*, optional: bool = False) -> Column:
    return _code("stakeholder", Stakeholder, optional=optional, known="stakeholders")


def _assessor(name: str = "assessor", *, optional: bool = False) -> Column:
    return _code(name, Assessor, optional=optional)


def _label(model: type[Model], field: str) -> Column:
    return Column(
        "label", cells.name(longest(model, field) or cells.CELL_LIMIT), required=True, verbatim=True
    )


def _text(name: str, model: type[Model], field: str, *, required: bool = False) -> Column:
    return Column(name, cells.text(longest(model, field)), required=required, blank="", verbatim=True)


def _whole(name: str, low: int, high: int, *, required: bool = False) -> Column:
    return Column(name, cells.whole(low, high), required=required, bounds=(low, high))


def _flag(name: str, blank: bool | None = False) -> Column:
    return Column(name, cells.flag, blank=blank, choices=("0", "1"))


def _choice(name: str, *values: str, optional: bool = False) -> Column:
    return Column(name, cells.choice(values), required=not optional, blank="", choices=values)


class StakeholderRow(NamedTuple):
    code: str
    label: str
    scope: str
    power: int | None
    legitimacy: int | None
    urgency: int | None
    dependency: int | None
    influence: int | None
    disadvantaged: bool
    parent: str


STAKEHOLDERS = FileSpec(
    "stakeholders",
    StakeholderRow,
    (
        _code("code", Stakeholder),
        _label(Stakeholder, "label_fr"),
        _choice("scope", *StakeholderScope.values),
        *(_whole(name, 0, 4) for name in ("power", "legitimacy", "urgency", "dependency", "influence")),
        _flag("disadvantaged"),
        _code("parent", Stakeholder, optional=True),
    ),
    key=("code",),
)


class TerritoryRow(NamedTuple):
    code: str
    label: str
    level: str
    parent: str


TERRITORIES = FileSpec(
    "territories",
    TerritoryRow,
    (
        _code("code", Territory),
        _label(Territory, "label"),
        _choice("level", *Level.values),
        _code("parent", Territory, optional=True),
    ),
    key=("code",),
)


class ImpactRow(NamedTuple):
    impact: str
    domain: str
    stakeholder: str
    polarity: str
    nature: str
    human_rights: bool | None
    life_health: bool
    environmental_harm: bool
    non_compliance: bool
    description: str
    declared_by: str


IMPACTS = FileSpec(
    "impacts",
    ImpactRow,
    (
        _code("impact", Impact),
        _domain(),
        _stakeholder(),
        _choice("polarity", *Polarity.values),
        _choice("nature", *Nature.values, optional=True),
        _flag("human_rights", blank=None),  # None: the domain may say so (consistency.human_rights)
        _flag("life_health"),
        _flag("environmental_harm"),
        _flag("non_compliance"),
        _text("description", Impact, "description"),
        _assessor("declared_by", optional=True),
    ),
    key=("impact",),
)


class ScoreRow(NamedTuple):
    impact: str
    assessor: str
    scale: int | None
    scope: int | None
    irremediability: int | None
    likelihood: int | None
    rationale: str

    @property
    def has_criteria(self) -> bool:
        return not self.scale is self.scope is self.irremediability is self.likelihood is None

    @property
    def says_nothing(self) -> bool:
        """A row not filled in: in the portal, there is no score."""
        return not self.has_criteria and not self.rationale.strip()


IMPACT_SCORES = FileSpec(
    "impact_scores",
    ScoreRow,
    (
        _code("impact", Impact, known="impacts"),
        _assessor(),
        *(_whole(name, 1, 5) for name in ("scale", "scope", "irremediability", "likelihood")),
        Column("rationale", cells.text(), blank="", verbatim=True),
    ),
    key=("impact", "assessor"),
)


class VoteRow(NamedTuple):
    domain: str
    stakeholder: str
    respondent: str
    importance: int


IMPORTANCE = FileSpec(
    "importance",
    VoteRow,
    (
        _domain(),
        _stakeholder(),
        _code("respondent", ImportanceVote, "respondent"),
        _whole("importance", 0, 4, required=True),
    ),
    key=("domain", "stakeholder", "respondent"),
)


class PracticeRow(NamedTuple):
    domain: str
    assessor: str
    level: str
    reason: str

    @property
    def says_nothing(self) -> bool:
        return not self.level and not self.reason.strip()


PRACTICES = FileSpec(
    "practices",
    PracticeRow,
    (
        _domain(),
        _assessor(),
        _choice(
            "level",
            "0",
            "1",
            "2",
            "3",
            "4",
            PracticeAnswer.UNKNOWN.value,
            PracticeAnswer.NOT_APPLICABLE.value,
            optional=True,  # a row without level says that there is none
        ),
        Column("reason", cells.text(), blank="", verbatim=True),
    ),
    key=("domain", "assessor"),
)


class EvidenceRow(NamedTuple):
    domain: str
    kind: str
    label: str
    value: str


EVIDENCE = FileSpec(
    "evidence",
    EvidenceRow,
    (
        _domain(),
        _choice("kind", *EvidenceKind.values),
        _text("label", Evidence, "label", required=True),
        _text("value", Evidence, "value"),
    ),
    key=("domain", "kind", "label"),
)


class CriterionRow(NamedTuple):
    domain: str
    criterion: str
    value: int


CRITERIA = FileSpec(
    "criteria",
    CriterionRow,
    (_domain(), _choice("criterion", *Criterion.values), _whole("value", 0, 4, required=True)),
    key=("domain", "criterion"),
)


class FeedbackRow(NamedTuple):
    reference: str
    date: date
    territory: str
    session: str
    stakeholder: str
    domains: tuple[str, ...]
    kind: str
    author: str
    text: str


FEEDBACK = FileSpec(
    "feedback",
    FeedbackRow,
    (
        _code("reference", Feedback, "reference"),
        Column("date", cells.day, required=True),
        _code("territory", Territory, known="territories"),
        _code("session", DialogueSession, "reference", optional=True),
        _stakeholder(optional=True),
        Column(
            "domains",
            cells.several(cells.code(longest(Domain, "code") or CODE_LIMIT)),
            blank=(),
            refers_to="domains",
            unknown=UNKNOWN["domains"],
        ),
        _choice("kind", *FeedbackKind.values),
        _code("author", Feedback, "author_code", optional=True),
        _text("text", Feedback, "text", required=True),
    ),
    key=("reference",),
    asked=("stakeholder", "domains", "kind", "author", "text"),
)

# The order in which they are checked and written: what is referred to comes first.
FILES = (
    STAKEHOLDERS,
    TERRITORIES,
    IMPACTS,
    IMPACT_SCORES,
    IMPORTANCE,
    PRACTICES,
    EVIDENCE,
    CRITERIA,
    FEEDBACK,
)
BY_NAME = {spec.name: spec for spec in FILES}
