from itertools import count

from accounts.models import User
from iso26000.models import AssessmentCycle, Assessor, Domain
from stakeholders.enums import LawfulBasis, Nature, Polarity, StakeholderScope
from stakeholders.models import (
    Acquaintance,
    Contact,
    ContactRole,
    Impact,
    ImpactScore,
    Significance,
    Stakeholder,
)
from tests.factories.iso26000 import make_assessor, the_domain

_next = count(1)


def make_stakeholder(
    code: str = "",
    *,
    label_fr: str = "",
    scope: StakeholderScope = StakeholderScope.EXTERNAL,
    parent: Stakeholder | None = None,
    is_stakeholder: bool = True,
) -> Stakeholder:
    code = code or f"SH{next(_next):03}"
    return Stakeholder.objects.create(
        code=code,
        label_fr=label_fr or f"Groupe {code}",
        scope=scope,
        parent=parent,
        is_stakeholder=is_stakeholder,
    )


def make_significance(
    *, cycle: AssessmentCycle, stakeholder: Stakeholder | None = None, **fields: object
) -> Significance:
    """A qualified group: every score at 2 unless told otherwise."""
    scores: dict[str, object] = dict.fromkeys(
        ("power", "legitimacy", "urgency", "dependency", "influence"), 2
    )
    return Significance.objects.create(
        cycle=cycle, stakeholder=stakeholder or make_stakeholder(), **{**scores, **fields}
    )


def make_impact(
    *,
    cycle: AssessmentCycle,
    code: str = "",
    domain: Domain | None = None,
    stakeholder: Stakeholder | None = None,
    polarity: Polarity = Polarity.NEGATIVE,
    nature: Nature = Nature.ACTUAL,
    declared_by: Assessor | None = None,
    description: str = "Effet constaté.",
    **flags: bool,
) -> Impact:
    none = polarity == Polarity.NONE
    return Impact.objects.create(
        cycle=cycle,
        code=code or f"I{next(_next):04}",
        domain=domain or the_domain(),
        stakeholder=stakeholder or make_stakeholder(),
        polarity=polarity,
        nature="" if none else nature,
        declared_by=declared_by or (make_assessor() if none else None),
        description=description,
        **flags,
    )


def make_score(
    *, impact: Impact, assessor: Assessor | None = None, rationale: str = "", **criteria: int | None
) -> ImpactScore:
    """A complete score: every criterion at 3 unless told otherwise."""
    complete: dict[str, int | None] = dict.fromkeys(("scale", "scope", "irremediability", "likelihood"), 3)
    return ImpactScore.objects.create(
        impact=impact, assessor=assessor or make_assessor(), rationale=rationale, **{**complete, **criteria}
    )


def make_contact(name: str = "", **fields: object) -> Contact:
    """Somebody we met, with what the law asks to know about how."""
    defaults: dict[str, object] = {
        "lawful_basis": LawfulBasis.LEGITIMATE_INTEREST,
        "source": "Carte remise en séance",
    }
    return Contact.objects.create(name=name or f"Contact {next(_next)}", **{**defaults, **fields})


def make_role(
    *, contact: Contact, stakeholder: Stakeholder | None = None, role: str = "membre"
) -> ContactRole:
    return ContactRole.objects.create(
        contact=contact, stakeholder=stakeholder or make_stakeholder(), role=role
    )


def make_acquaintance(*, contact: Contact, user: User, note: str = "") -> Acquaintance:
    return Acquaintance.objects.create(contact=contact, user=user, note=note)
