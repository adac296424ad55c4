"""Samples brought in by a file: preview, confirmation."""

import hashlib
import logging
import uuid
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.actions.journal import record
from accounts.models import User
from commitments.imports.carrying import Outcome, bring_in
from commitments.imports.spec import SAMPLES
from commitments.models import SampleImport
from rse_portal.common.errors import Conflict
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.reading import read_content
from rse_portal.common.exchange.tables import Table
from rse_portal.common.files import write_whole

log = logging.getLogger("portail.commitments")

FOLDER = "imports"  # of the media; files there have random names and are served by no address


class PlanChanged(Conflict):
    """What would be written is no longer what was shown: the draft holds the new preview."""

    default = gettext_lazy("Les données ont changé depuis cet aperçu.")


class FileGone(Conflict):
    default = gettext_lazy("Le fichier n’est plus là : envoyez-le de nouveau.")


def keep_import(*, name: str, content: bytes, by: User) -> SampleImport:
    """Preview an import and keep its file, a day at most. Raises RefusedData with every fault; nothing is kept then."""
    forget_imports()
    table, notices = _read(content, name)
    with transaction.atomic():  # the import itself, taken back
        outcome = bring_in(table, by=by, today=timezone.localdate())
        transaction.set_rollback(True)
    draft = SampleImport(
        owner=by,
        name=name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        preview=outcome.to_dict() | {"notices": notices},
    )
    draft.upload.name = f"{FOLDER}/{uuid.uuid4().hex}{Path(name).suffix.lower()}"
    write_whole(Path(draft.upload.path), content)
    draft.save(force_insert=True)
    return draft


def confirm_import(*, draft: SampleImport, by: User) -> Outcome:
    """Write what was previewed, in one operation, and forget the file.

    Raises PlanChanged, with the new preview in the draft, when something else would be written; RefusedData when the
    file does not hold any more; FileGone, also at a second click: nothing is written twice.
    """
    with transaction.atomic():
        found = SampleImport.objects.select_for_update().filter(pk=draft.pk).first()
        if found is None:
            raise FileGone
        table, notices = _read(_content(found), found.name)
        with transaction.atomic():
            outcome = bring_in(table, by=by, today=timezone.localdate())
            same = outcome.digest == found.preview["digest"]
            if not same:
                transaction.set_rollback(True)
        if same:
            record(action="sample.imported", by=by, added=outcome.added, changed=outcome.changed)
            discard_import(draft=found, by=by)
        else:
            found.preview = outcome.to_dict() | {"notices": notices}
            found.save(update_fields=["preview"])
    if not same:
        raise PlanChanged
    return outcome


def discard_import(*, draft: SampleImport, by: User | None) -> None:
    """Forget a file."""
    path = draft.upload.path
    draft.delete()
    transaction.on_commit(lambda: Path(path).unlink(missing_ok=True), robust=True)


def forget_imports() -> int:
    """Drop the files that waited a day; how many."""
    outdated = list(SampleImport.objects.outdated())
    for draft in outdated:
        discard_import(draft=draft, by=None)
    return len(outdated)


def _content(draft: SampleImport) -> bytes:
    """The file as it was sent. Raises FileGone when it is not there, or is not the same."""
    try:
        content = Path(draft.upload.path).read_bytes()
    except (OSError, ValueError) as problem:
        raise FileGone from problem
    if hashlib.sha256(content).hexdigest() != draft.sha256:
        log.warning("The file of import %s is not the one that was sent.", draft.pk)
        raise FileGone
    return content


def _read(content: bytes, name: str) -> tuple[Table, list[str]]:
    faults, notices = FaultLog(), list[str]()
    tables = read_content(content, name, SAMPLES, faults, notices)
    faults.stop_if_any()
    [table] = tables
    return table, notices
