"""The evidence of a domain and the versions of the document behind each piece."""

import hashlib
import uuid
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.practice import hold_domain
from iso26000.models import AssessmentCycle, Domain, Evidence, EvidenceFile, Finding
from rse_portal.common.files import write_whole
from rse_portal.common.uploads import ending_of, plain_name

FOLDER = "evidence"


@transaction.atomic
def add_evidence(
    *,
    cycle: AssessmentCycle,
    domain: Domain,
    kind: str,
    label: str,
    value: str,
    by: User,
    expires_on: date | None = None,
    document: File | None = None,
    operation: uuid.UUID | None = None,
) -> uuid.UUID:
    """Returns the operation. Raises ValidationError (the same piece twice), CycleIsClosed, ForeignDomain,
    DomainIsValidated."""
    hold_domain(cycle, domain)
    operation = operation or history.new_operation()
    piece = history.create(
        Evidence,
        by=by,
        operation=operation,
        cycle=cycle,
        domain=domain,
        kind=kind,
        label=label.strip(),
        value=value.strip(),
        expires_on=expires_on,
    )
    if document is not None:
        _keep(piece, document, by, operation)
    record(action="evidence.added", by=by, target=piece, cycle=cycle.slug, domain=domain.code, kind=kind)
    return operation


@transaction.atomic
def change_evidence(
    *,
    evidence: Evidence,
    by: User,
    version: int | None,
    document: File | None = None,
    **values: Any,
) -> uuid.UUID | None:
    """values: kind, label, value, expires_on. document: checked (rse_portal.common.uploads), a new version of its file;
    the older ones stay.

    Returns the operation, None when nothing changes. Raises Stale, ValidationError, CycleIsClosed, DomainIsValidated.
    """
    hold_domain(evidence.cycle, evidence.domain)
    operation = history.new_operation()
    values = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    changed = history.change(evidence, by=by, version=version, operation=operation, **values)
    if document is not None:
        _keep(evidence, document, by, operation)
    if not changed and document is None:
        return None
    record(action="evidence.changed", by=by, target=evidence, cycle=evidence.cycle.slug)
    return operation


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User) -> uuid.UUID:
    """Returns the operation, whose undo brings back the piece, its files and what it was linked to.

    Raises CycleIsClosed, DomainIsValidated.
    """
    hold_domain(evidence.cycle, evidence.domain)
    operation = history.new_operation()
    record(action="evidence.removed", by=by, target=evidence, cycle=evidence.cycle.slug)
    linked = Finding.objects.select_for_update().filter(evidence=evidence)
    history.change_many(((finding, {"evidence": None}) for finding in linked), by=by, operation=operation)
    history.delete_many(
        list(EvidenceFile.objects.filter(evidence=evidence).order_by("number")), by=by, operation=operation
    )
    history.delete(evidence, by=by, operation=operation)
    return operation


def _keep(piece: Evidence, document: File, by: User, operation: uuid.UUID) -> EvidenceFile:
    """The next version. The cycle is held: nobody else numbers one meanwhile."""
    last = EvidenceFile.objects.filter(evidence=piece).aggregate(last=Max("number"))["last"] or 0
    name, content = plain_name(document.name or ""), document.read()
    kept = f"{FOLDER}/{uuid.uuid4().hex}.{ending_of(name)}"
    path = Path(settings.MEDIA_ROOT) / kept
    write_whole(path, content)
    try:
        return history.create(
            EvidenceFile,
            by=by,
            operation=operation,
            evidence=piece,
            number=last + 1,
            file=kept,
            name=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            added_by=by,
        )
    except Exception:
        path.unlink(missing_ok=True)
        raise
