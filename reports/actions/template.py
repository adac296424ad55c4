"""The DOCX that the annual report takes its styles from."""

import hashlib
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from reports.models import ReportTemplate
from rse_portal.common.files import write_whole
from rse_portal.common.uploads import plain_name

log = logging.getLogger("portail.reports")
FOLDER = "report-templates"


@transaction.atomic
def set_template(*, document: File, by: User) -> uuid.UUID:
    """document: a DOCX that was checked (reports.forms.TemplateForm); it takes the place of the one before. Returns the
    operation."""
    content = document.read()
    kept = f"{FOLDER}/{uuid.uuid4().hex}.docx"
    path = Path(settings.MEDIA_ROOT) / kept
    write_whole(path, content)
    operation = history.new_operation()
    try:
        history.delete_many(list(ReportTemplate.objects.all()), by=by, operation=operation)
        template = history.create(
            ReportTemplate,
            by=by,
            operation=operation,
            file=kept,
            name=plain_name(document.name or ""),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            added_at=timezone.now(),
            added_by=by,
        )
    except Exception:
        path.unlink(missing_ok=True)
        raise
    record(action="report.template_set", by=by, target=template)
    return operation


@transaction.atomic
def remove_template(*, template: ReportTemplate, by: User) -> uuid.UUID:
    """Back to the portal’s own, even where two were deposited at once. The bytes stay: undoing brings the row back."""
    operation = history.new_operation()
    record(action="report.template_removed", by=by, target=template)
    history.delete_many(list(ReportTemplate.objects.all()), by=by, operation=operation)
    return operation


@contextmanager
def opened_template() -> Iterator[IO[bytes] | None]:
    """The template in use, or None: there is none, or its file is lost, which the log says. 1 query."""
    template = ReportTemplate.objects.first()
    if template is None:
        yield None
        return
    try:
        stream = template.file.open("rb")
    except OSError as problem:
        log.warning("Template %s cannot be read: %s", template.pk, problem)
        yield None
        return
    with stream:
        yield stream.file
