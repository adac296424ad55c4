"""What experts conclude on a domain, the files behind their evidence, and what is taken from the last cycle."""

import hashlib
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from iso26000.enums import CarriedKind, FindingKind
from iso26000.models import (
    AssessmentCycle,
    Carried,
    Domain,
    Evidence,
    EvidenceFile,
    Finding,
    PracticeValidation,
)
from rse_portal.common.files import write_whole
from stakeholders.queries.carried import MODELS
from tests.factories.iso26000 import the_domain

_next = count(1)
PDF = b"%PDF-1.4\n%%EOF\n"


def make_file(*, evidence: Evidence, number: int = 1, content: bytes = PDF) -> EvidenceFile:
    name = f"evidence/piece-{next(_next)}.pdf"
    write_whole(Path(settings.MEDIA_ROOT) / name, content)
    digest = hashlib.sha256(content).hexdigest()
    return EvidenceFile.objects.create(
        evidence=evidence, number=number, file=name, name="charte.pdf", size=len(content), sha256=digest
    )


def make_finding(
    *,
    cycle: AssessmentCycle,
    domain: Domain | None = None,
    kind: FindingKind = FindingKind.STRENGTH,
    **fields: Any,
) -> Finding:
    return Finding.objects.create(
        cycle=cycle, domain=domain or the_domain(), kind=kind, **{"text": f"Constat {next(_next)}", **fields}
    )


def make_validation(
    *, cycle: AssessmentCycle, by: User, domain: Domain | None = None, level: float | None = 2, **fields: Any
) -> PracticeValidation:
    return PracticeValidation.objects.create(
        cycle=cycle,
        domain=domain or the_domain(),
        level=level,
        decided_at=timezone.now(),
        decided_by=by,
        **fields,
    )


def make_carried(*, cycle: AssessmentCycle, row: Any, domain: Domain | None = None) -> Carried:
    """A judgement of another cycle proposed to this one."""
    kind = next(kind for kind, model in MODELS.items() if isinstance(row, model))
    return Carried.objects.create(
        cycle=cycle,
        source=row.cycle,
        kind=kind,
        origin=row.pk,
        domain=None if kind == CarriedKind.SIGNIFICANCE else domain or row.domain,
    )


def expired(days: int = 1) -> date:
    return date.fromordinal(timezone.localdate().toordinal() - days)
