"""The référentiel: commitments, axes, actions, indicators, good practices, versions."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from commitments.actions import version as versions
from commitments.models import (
    Action,
    ActionDependency,
    ActionDocument,
    ActionPartner,
    Commitment,
    GoodPractice,
    ImprovementAxis,
    Indicator,
    IndicatorDefinition,
    PracticeShare,
    ReferentialVersion,
    Sample,
    SampleImport,
)
from iso26000.models import AssessmentCycle, Domain
from rse_portal.common.files import write_whole
from stakeholders.models import Stakeholder
from tests.factories.iso26000 import the_domain

_next = count(1)
PDF = b"%PDF-1.4\n%%EOF\n"


def make_draft(*, cycle: AssessmentCycle, by: User | None = None) -> ReferentialVersion:
    """The next version, with the seven commitments if it is the first."""
    return versions.start_version(cycle=cycle, by=by)


def make_axis(
    *, cycle: AssessmentCycle, domain: str = "6.5.5", commitment: Commitment | None = None, **values: Any
) -> ImprovementAxis:
    found = the_domain(domain)
    commitment = commitment or Commitment.objects.get(core_subject=found.core_subject)
    return ImprovementAxis.objects.create(
        **{
            "commitment": commitment,
            "domain": found,
            "cycle": cycle,
            "rank": 3,
            "title": "Réduire nos émissions",
            **values,
        }
    )


def make_action(*, axis: ImprovementAxis, code: str = "", **values: Any) -> Action:
    return Action.objects.create(
        **{"axis": axis, "code": code or f"A-{next(_next) + 100}", "title": "Mesurer les trajets", **values}
    )


def make_document(*, action: Action, content: bytes = PDF) -> ActionDocument:
    name = f"actions/piece-{next(_next)}.pdf"
    write_whole(Path(settings.MEDIA_ROOT) / name, content)
    return ActionDocument.objects.create(
        action=action, label="Bilan", file=name, name="bilan.pdf", size=len(content), sha256="0" * 64
    )


def make_indicator(*, commitment: Commitment, code: str = "", **values: Any) -> Indicator:
    definition = IndicatorDefinition.objects.create(
        code=code or f"IND-{next(_next) + 100}",
        label=values.pop("label", "Émissions par personne protégée"),
        unit=values.pop("unit", "kg"),
        direction=values.pop("direction", "down"),
        periodicity=values.pop("periodicity", "quarter"),
    )
    return Indicator.objects.create(definition=definition, commitment=commitment, **values)


def make_sample(*, indicator: Indicator, on: date, value: float | str) -> Sample:
    return Sample.objects.create(indicator=indicator, on=on, value=Decimal(str(value)))


def make_good_practice(
    *, commitment: Commitment, shared_with: Stakeholder | None = None, **values: Any
) -> GoodPractice:
    practice = GoodPractice.objects.create(
        **{
            "commitment": commitment,
            "title": "Répondre en quinze jours",
            "text": "Chaque courrier a une date.",
            **values,
        }
    )
    if shared_with is not None:
        PracticeShare.objects.create(
            practice=practice, stakeholder=shared_with, shared_on=timezone.localdate()
        )
    return practice


def make_submitted(*, cycle: AssessmentCycle, by: User) -> ReferentialVersion:
    return versions.submit_version(version=make_draft(cycle=cycle, by=by), by=by)


def make_published(
    *, cycle: AssessmentCycle, by: User, decider: User, draft: ReferentialVersion | None = None
) -> ReferentialVersion:
    """What the portal holds, adopted by `decider` and published today."""
    submitted = versions.submit_version(version=draft or make_draft(cycle=cycle, by=by), by=by)
    adopted = versions.adopt_version(
        version=submitted,
        decision="Le conseil adopte le référentiel.",
        on=timezone.localdate(),
        deciders=[decider],
        read=submitted.fingerprint,
        by=decider,
    )
    return versions.publish_version(version=adopted, by=by)


@dataclass
class ReferentialWorld:
    """Version 1 is published, version 2 is the draft. A-001 is Amel's and published; A-002, in the draft, is David's."""

    commitment: Commitment
    axis: ImprovementAxis
    free_domain: Domain
    action: Action
    other: Action
    partner: ActionPartner
    tie: ActionDependency
    document: ActionDocument
    sample: Sample
    sent: SampleImport
    practice: GoodPractice
    kept_practice: GoodPractice


def make_referential_world(
    people: dict[str, User], cycle: AssessmentCycle, group: Stakeholder
) -> ReferentialWorld:
    draft = make_draft(cycle=cycle, by=people["chloe"])
    axis = make_axis(cycle=cycle, domain="6.5.5")
    commitment = axis.commitment
    action = make_action(axis=axis, code="A-001", owner=people["amel"])
    third = make_action(axis=axis, code="A-003")
    indicator = make_indicator(commitment=commitment, code="IND-01", owner=people["bruno"])
    practice = make_good_practice(commitment=commitment, shared_with=group)
    make_published(cycle=cycle, by=people["chloe"], decider=people["fanny"], draft=draft)
    make_draft(cycle=cycle, by=people["chloe"])
    make_axis(cycle=cycle, domain="6.5.3", title="Jeter moins")
    other = make_action(axis=axis, code="A-002", owner=people["david"])
    make_indicator(commitment=commitment, code="IND-02")
    return ReferentialWorld(
        commitment=commitment,
        axis=axis,
        free_domain=the_domain("6.5.4"),
        action=action,
        other=other,
        partner=ActionPartner.objects.create(action=action, stakeholder=group),
        tie=ActionDependency.objects.create(action=third, needs=other),
        document=make_document(action=action),
        sample=make_sample(indicator=indicator, on=date(2026, 1, 31), value=12),
        sent=SampleImport.objects.create(
            owner=people["chloe"], name="releves.csv", upload="imports/none.csv", sha256="0" * 64
        ),
        practice=practice,
        kept_practice=make_good_practice(commitment=commitment, title="À raconter"),
    )
