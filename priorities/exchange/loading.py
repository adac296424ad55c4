"""`import_data`: files into a cycle, all or nothing."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils import timezone

from accounts.actions.journal import record
from accounts.models import User
from iso26000.actions.standard import load_standard
from iso26000.models import AssessmentCycle, Standard
from priorities.exchange.consistency import check_consistency
from priorities.exchange.files import (
    FEEDBACK,
    IMPACTS,
    STAKEHOLDERS,
    TERRITORIES,
)
from priorities.exchange.known import Known
from priorities.exchange.reach import WHOLE, Reach, check_reach
from priorities.exchange.reading import read_source
from priorities.exchange.saving import save_files
from priorities.exchange.trail import Trail
from priorities.exchange.upsert import Written
from rse_portal.common.errors import Conflict, Unprocessable
from rse_portal.common.exchange.cells import day_remark
from rse_portal.common.exchange.checking import Checked, check_table, declared
from rse_portal.common.exchange.errors import FaultLog, quoted
from rse_portal.common.exchange.specs import CODE_LIMIT, longest
from rse_portal.common.exchange.tables import Table
from rse_portal.common.typography import pluriel

DEFAULT_STANDARD = Path("fixtures/iso26000.yaml")  # from the repository's root
TOLD = 5  # remarks of one kind listed one by one


@dataclass(frozen=True)
class FileReport:
    """Rows of one file: read = created + updated + deleted + unchanged."""

    name: str
    place: str
    read: int
    created: int
    updated: int
    deleted: int = 0

    @property
    def unchanged(self) -> int:
        return self.read - self.created - self.updated - self.deleted

    @property
    def counts(self) -> list[int]:
        return [self.read, self.created, self.updated, self.deleted]


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would do (`dry_run`). `notices`: encodings and other remarks, in French."""

    cycle: str
    cycle_created: bool
    dry_run: bool
    files: tuple[FileReport, ...]
    notices: tuple[str, ...]

    @property
    def changed(self) -> bool:
        return self.cycle_created or has_changes(self.files)


def has_changes(files: Iterable[FileReport]) -> bool:
    return any(file.unchanged < file.read for file in files)


def import_data(*, source: Path, cycle: str, by: User | None, dry_run: bool = False) -> ImportReport:
    """Load a folder, a CSV or a workbook into the cycle of that slug, created if missing. All or nothing.

    The same files twice change nothing, and leave no line in the journal. Tracked rows keep their changes under one
    operation (ADR 0012); of more than CREATED_KEPT rows created in a file, the journal alone tells. With `dry_run`
    everything is checked, written and taken back. Raises RefusedData (every fault, with file, line and column),
    Unprocessable for a slug that is none, Conflict when the cycle is closed.
    """
    check_slug(cycle)
    faults = FaultLog()
    tables, notices = read_source(source, faults)
    faults.stop_if_any()
    with transaction.atomic():
        target, created = _open_cycle(cycle, by)
        trail = Trail(by)
        _files, reports = write_tables(tables, target, trail, faults)
        report = ImportReport(
            cycle=target.slug,
            cycle_created=created,
            dry_run=dry_run,
            files=reports,
            notices=(*notices, *short_years(tables)),
        )
        if report.changed:
            tell_journal(target, by, reports)
        if dry_run:
            transaction.set_rollback(True)
    return report


def write_tables(
    tables: list[Table], cycle: AssessmentCycle, trail: Trail, faults: FaultLog, reach: Reach = WHOLE
) -> tuple[Mapping[str, Checked], tuple[FileReport, ...]]:
    """Check the tables and write them into the cycle, in the caller's transaction; the typed rows and their counts.

    Raises RefusedData when anything in any of them is wrong, or is not the person's to bring (`reach`).
    """
    known = Known.of(cycle)
    files = check_tables(tables, known, faults, reach)
    return files, save_checked(tables, files, known, trail)


def save_checked(
    tables: list[Table], files: Mapping[str, Checked], known: Known, trail: Trail
) -> tuple[FileReport, ...]:
    written = save_files(files, known, trail)
    return tuple(_file_report(files[table.spec.name], written[table.spec.name]) for table in tables)


def tell_journal(cycle: AssessmentCycle, by: User | None, files: Iterable[FileReport]) -> None:
    """One line per import: file → rows read, created, updated, deleted."""
    record(action="cycle.imported", by=by, target=cycle, files={file.name: file.counts for file in files})


def check_slug(slug: str) -> None:
    """Raises Unprocessable when no cycle can bear that identifier."""
    limit = longest(AssessmentCycle, "slug") or CODE_LIMIT
    try:
        validate_slug(slug)
    except ValidationError:
        wrong = True
    else:
        wrong = len(slug) > limit
    if wrong:
        raise Unprocessable(
            f"{quoted(slug)} n’est pas un identifiant d’exercice : "
            f"lettres sans accent, chiffres, - et _ seulement, {limit} caractères au plus."
        )


def check_tables(
    tables: list[Table], known: Known, faults: FaultLog, reach: Reach = WHOLE
) -> Mapping[str, Checked]:
    """The tables as typed rows. Raises RefusedData when anything in any of them is wrong."""
    vocabulary: dict[str, set[Hashable]] = known.vocabulary()
    for table in tables:
        if table.spec in (STAKEHOLDERS, TERRITORIES, IMPACTS):
            vocabulary[table.spec.name] |= declared(table)
    files = {table.spec.name: check_table(table, vocabulary, faults) for table in tables}
    check_reach(files, reach, faults)
    check_consistency(files, known, faults)
    faults.stop_if_any()
    return files


def short_years(tables: list[Table]) -> list[str]:
    """Years of two digits are read in this century: the first ones are told in full."""
    told = [
        f"{table.place}:{line}: date: {remark}"
        for table in tables
        if table.spec is FEEDBACK
        for line, row in zip(table.lines, table.rows, strict=True)
        if (remark := day_remark(row[FEEDBACK.header.index("date")]))
    ]
    return told[:TOLD] + (
        [f"… et {pluriel(len(told) - TOLD, 'autre date', 'autres dates')}"] if told[TOLD:] else []
    )


def _file_report(checked: Checked, written: Written) -> FileReport:
    table = checked.table
    return FileReport(
        table.spec.name,
        table.place,
        len(table.rows),
        len(written.created),
        len(written.updated),
        len(written.deleted),
    )


def _open_cycle(slug: str, by: User | None) -> tuple[AssessmentCycle, bool]:
    """The cycle, locked so that imports take turns, and whether it is new. Raises Conflict if closed."""
    created = False
    if not AssessmentCycle.objects.filter(slug=slug).exists():
        _cycle, created = AssessmentCycle.objects.get_or_create(
            slug=slug,
            defaults={
                "label": f"Exercice {slug}",
                "standard": _default_standard(by),
                "opened_on": _first_day(slug),
            },
        )
    cycle = AssessmentCycle.objects.select_for_update().get(slug=slug)
    if not cycle.is_open:
        raise Conflict(f"L’exercice {quoted(slug)} est clos : ses données ne changent plus.")
    return cycle, created


def _default_standard(by: User | None) -> Standard:
    """That of the last cycle, whatever was loaded since to look at it; else the version published last, else ours."""
    last = AssessmentCycle.objects.select_related("standard").newest_first().first()
    if last is not None:
        return last.standard
    latest = Standard.objects.filter(published_at__isnull=False).newest_first().first()
    return latest or load_standard(path=Path(settings.BASE_DIR) / DEFAULT_STANDARD, by=by)[0]


def _first_day(slug: str) -> date:
    """A cycle named after a year begins with it, another one today."""
    return date(int(slug), 1, 1) if re.fullmatch(r"(19|20)[0-9]{2}", slug) else timezone.localdate()
