"""Files out and in, by hand: export, preview of an import, confirmation, undo."""

import hashlib
import logging
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from iso26000.models import AssessmentCycle
from jobs.actions.request import request_job
from jobs.models import Job
from priorities.exchange.files import BY_NAME
from priorities.exchange.lines import Selection
from priorities.exchange.loading import has_changes, short_years, tell_journal
from priorities.exchange.people_csv import write_csv
from priorities.exchange.planning import ClosedCycle, Done, Lines, carry_out, plan_import
from priorities.exchange.reach import Reach, reach_of
from priorities.exchange.reading import in_order
from priorities.exchange.selection import select
from priorities.exchange.sheets import write_workbook
from priorities.exchange.words import TITLES
from priorities.models import ImportDraft
from rse_portal.common.errors import Conflict
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.reading import read_content
from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import Table
from rse_portal.common.files import write_whole

log = logging.getLogger("portail.exchange")

AT_ONCE = 20_000  # rows that a page waits for; beyond, the worker writes the file
FOLDER = "imports"  # of the media; files there have random names and are served by no address

Progress = Callable[[float, str], None]


class PlanChanged(Conflict):
    """What would be written is no longer what was shown: the draft holds the new preview."""

    default = gettext_lazy("Les données ont changé depuis cet aperçu.")


class FileGone(Conflict):
    default = gettext_lazy("Le fichier n’est plus là : envoyez-le de nouveau.")


# --- out


def write_export(
    *,
    name: str,
    format: str,
    cycle: AssessmentCycle,
    by: User,
    query: QueryDict,
    path: Path,
    progress: Progress | None = None,
) -> int:
    """Write to `path` what this person takes out of that file (csv or xlsx); how many rows. Journaled.

    One query for the rows and a few for the lists, memory flat. progress(fraction 0..1, step in French) may raise to
    stop. Raises what `select` raises, and TooLong when a text does not fit a cell.
    """
    selection = select(name=name, cycle=cycle, by=by, reach=reach_of(by), query=query)
    total = selection.count() if progress else 0
    step = _("Écriture des lignes")

    def told(done: int) -> None:
        if progress and done % 1_000 == 0:
            progress(done / max(total, done), step)

    write: Callable[..., int] = (
        write_csv if format == "csv" else lambda *a, **o: write_workbook(a[0], cycle, a[1], **o)
    )
    count = write(selection, path, progress=told)
    record(action="cycle.exported", by=by, target=cycle, files={name: count})
    return count


def request_export(
    *, name: str, format: str, cycle: AssessmentCycle, by: User, query: QueryDict
) -> tuple[Job, bool]:
    """Queue a long export. Returns (job, created): one at a time per person, file and filters."""
    filters = query.urlencode()
    return request_job(
        kind="export_file",
        label=_("Export %(format)s – %(what)s, %(cycle)s")
        % {"format": format.upper(), "what": TITLES[name], "cycle": cycle.label},
        by=by,
        key=f"export_file:{cycle.pk}:{name}:{format}:{by.pk}:{hashlib.sha256(filters.encode()).hexdigest()[:16]}",
        cycle=cycle.pk,
        name=name,
        format=format,
        query=filters,
    )


def is_long(selection: Selection) -> bool:
    return selection.queryset.order_by()[: AT_ONCE + 1].count() > AT_ONCE


def file_name(name: str, cycle: AssessmentCycle, reach: Reach, format: str) -> str:
    """Begins with the name of the file, by which the import recognises it."""
    whose = f"-{reach.code}" if name in reach.own else ""
    return f"{name}-{cycle.slug}{whose}.{format}"


# --- in


def keep_draft(
    *, name: str, content: bytes, spec: FileSpec | None, cycle: AssessmentCycle, by: User
) -> ImportDraft:
    """Preview an import and keep its file for the confirmation. Raises RefusedData with every fault; nothing is kept then.

    spec: which file it is; None for a workbook whose sheets say so. Raises Conflict when the cycle is closed.
    """
    if not cycle.is_open:
        raise ClosedCycle
    forget_drafts()
    tables, notices = _read(content, name, spec)
    reach = reach_of(by)
    with transaction.atomic():
        plan = plan_import(tables=tables, cycle=cycle, by=by, reach=reach)
        draft = ImportDraft(
            owner=by,
            cycle=cycle,
            name=name[-200:],
            spec=spec.name if spec else "",
            sha256=hashlib.sha256(content).hexdigest(),
            preview=plan.to_dict() | {"notices": notices},
        )
        draft.upload.name = f"{FOLDER}/{uuid.uuid4().hex}{Path(name).suffix.lower()}"
        write_whole(Path(draft.upload.path), content)
        draft.save(force_insert=True)
    return draft


def confirm_import(*, draft: ImportDraft, by: User, taken: Lines) -> Done | None:
    """Write what was previewed, in one operation. None when it is already written: a second click writes nothing.

    taken: file → the lines met whose values of the file were chosen; the portal's are kept on the others. Raises
    PlanChanged, with the new preview in the draft, when something else would be written; RefusedData when the file
    does not hold any more; FileGone, ClosedCycle.
    """
    with transaction.atomic():
        draft = ImportDraft.objects.select_for_update().select_related("cycle").get(pk=draft.pk)
        if draft.used_at is not None:
            return None
        content = _content(draft)
        tables, notices = _read(content, draft.name, BY_NAME.get(draft.spec))
        what: dict[str, Any] = {"tables": tables, "cycle": draft.cycle, "by": by, "reach": reach_of(by)}
        done = carry_out(**what, digest=draft.preview["digest"], taken=taken)
        if done is None:
            draft.preview = plan_import(**what).to_dict() | {"notices": notices}
        else:
            draft.used_at, draft.operation = timezone.now(), done.trail.operation
            # Texts leave with the file; what remains tells what was done.
            files = [
                {"name": f.name, "created": f.created, "updated": f.updated, "deleted": f.deleted}
                for f in done.files
            ]
            draft.preview = {"files": files, "undoable": done.trail.complete}
            if has_changes(done.files):
                tell_journal(draft.cycle, by, done.files)
            transaction.on_commit(lambda path=draft.upload.path: Path(path).unlink(missing_ok=True))  # type: ignore[misc]
            draft.upload.name = ""
        draft.save()
    if done is None:
        raise PlanChanged
    return done


def discard_draft(*, draft: ImportDraft, by: User) -> None:
    """Forget a file that was not imported."""
    _forget(draft)


@transaction.atomic
def undo_import(*, draft: ImportDraft, by: User) -> None:
    """Put back all that the import changed. Raises CannotUndo when somebody wrote there since, ClosedCycle,
    PermissionDenied when one of its files is theirs no more."""
    draft = ImportDraft.objects.select_for_update().select_related("cycle").get(pk=draft.pk)
    if not draft.may_be_undone or draft.operation is None:
        raise history.CannotUndo
    if not draft.cycle.is_open:
        raise ClosedCycle
    if not {file["name"] for file in draft.preview["files"]} <= set(reach_of(by).files):
        raise PermissionDenied
    history.undo(draft.operation, by=by)
    draft.undone_at = timezone.now()
    draft.save()
    record(action="cycle.import_undone", by=by, target=draft.cycle, import_of=str(draft.pk))


def forget_drafts() -> int:
    """Drop the drafts that waited a day and the traces of old imports; how many. Files nobody owns any more go too."""
    outdated = list(ImportDraft.objects.outdated())
    for draft in outdated:
        _forget(draft)
    return len(outdated)


def _forget(draft: ImportDraft) -> None:
    path = draft.upload.path if draft.upload else None
    draft.delete()
    if path:
        Path(path).unlink(missing_ok=True)


def _content(draft: ImportDraft) -> bytes:
    """The file as it was sent. Raises FileGone when it is not there, or is not the same."""
    try:
        content = Path(draft.upload.path).read_bytes()
    except (OSError, ValueError) as problem:
        raise FileGone from problem
    if hashlib.sha256(content).hexdigest() != draft.sha256:
        log.warning("The file of import %s is not the one that was sent.", draft.pk)
        raise FileGone
    return content


def _read(content: bytes, name: str, spec: FileSpec | None) -> tuple[list[Table], list[str]]:
    faults, notices = FaultLog(), list[str]()
    tables = in_order(read_content(content, name, spec or BY_NAME, faults, notices))
    faults.stop_if_any()
    return tables, [*notices, *short_years(tables)]
