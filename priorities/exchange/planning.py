"""What an import would do, shown before it does it: the import itself, run in a transaction and taken back.

There is no second code path: a preview writes, reads the changes that were written, and rolls back (ADR 0012). Lines
whose row somebody changed in the portal since the file was written are met one by one, if the file says its versions.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from iso26000.models import AssessmentCycle
from priorities.exchange.files import STAKEHOLDERS
from priorities.exchange.known import Known
from priorities.exchange.loading import FileReport, check_tables, save_checked
from priorities.exchange.reach import Reach
from priorities.exchange.telling import Entry, Meanwhile, entries_of
from priorities.exchange.trail import Told, Trail
from priorities.exchange.versions import versions_of
from rse_portal.common.errors import Conflict
from rse_portal.common.exchange.checking import Checked
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.tables import Table

SHOWN = 200  # changes, and conflicts, told one by one; the others are counted

Lines = Mapping[str, Collection[int]]  # file → lines of it


class ClosedCycle(Conflict):
    default = _("Cet exercice est clos : ses données ne changent plus.")


@dataclass(frozen=True)
class Plan:
    """What the import would write, in words.

    digest: the same as long as it would write the same over the same. files: name, place and counts. conflicts: lines
    that somebody changed in the portal since, left alone unless chosen; conflicts_left: those beyond SHOWN.
    untouched: lines that only the portal changed: it stays as it is. undoable: see Trail.complete.
    """

    digest: str
    files: list[dict[str, Any]]
    changes: list[Entry]
    conflicts: list[Entry]
    conflicts_left: int
    untouched: int
    undoable: bool

    def to_dict(self) -> dict[str, Any]:
        """As the draft keeps it (JSON)."""
        return dict(vars(self))


@dataclass(frozen=True)
class Done:
    """What an import wrote: the trail has its operation."""

    trail: Trail
    files: tuple[FileReport, ...]


def plan_import(*, tables: list[Table], cycle: AssessmentCycle, by: User, reach: Reach) -> Plan:
    """Run the import and take it back. Call it in a transaction. Raises RefusedData with every fault, ClosedCycle."""
    _lock(cycle)
    whole = _try(tables, cycle, by, reach)
    conflicts, silent = _meet(whole, by)
    # The counts are those of what is written when nobody chooses otherwise: lines that are met stay as they are.
    left = _lines_of([*conflicts, *silent])
    rest = _try(_without(tables, left), cycle, by, reach) if left else whole
    met = Counter(entry["file"] for entry in conflicts)
    read = {report.name: report.read for report in whole.reports}
    return Plan(
        digest=whole.trail.digest,
        files=[
            {
                "name": report.name,
                "place": report.place,
                "read": read[report.name],
                "created": report.created,
                "updated": report.updated,
                "deleted": report.deleted,
                "conflicts": met[report.name],
                "unchanged": read[report.name]
                - (report.created + report.updated + report.deleted + met[report.name]),
            }
            for report in rest.reports
        ],
        changes=rest.changes,
        conflicts=conflicts[:SHOWN],
        conflicts_left=max(0, len(conflicts) - SHOWN),
        untouched=len(silent),
        undoable=rest.trail.complete,
    )


def carry_out(
    *, tables: list[Table], cycle: AssessmentCycle, by: User, reach: Reach, digest: str, taken: Lines
) -> Done | None:
    """Write what was planned; None, and nothing written, when it would not be the same any more.

    taken: the lines met whose values of the file were chosen. Call it in a transaction.
    """
    _lock(cycle)
    whole = _try(tables, cycle, by, reach)
    if whole.trail.digest != digest:
        return None
    conflicts, silent = _meet(whole, by)
    kept = [entry for entry in conflicts if entry["line"] not in taken.get(entry["file"], ())]
    left = _lines_of([*kept, *silent])
    trail = Trail(by)
    reports = _write(_without(tables, left), cycle, reach, trail)[1]
    return Done(trail, reports)


def _lock(cycle: AssessmentCycle) -> None:
    """Imports into one cycle take turns."""
    if not AssessmentCycle.objects.select_for_update().get(pk=cycle.pk).is_open:
        raise ClosedCycle


def _without(tables: list[Table], lines: Lines) -> list[Table]:
    return [
        table.without(lines[table.spec.name]) if lines.get(table.spec.name) else table for table in tables
    ]


def _lines_of(entries: list[Entry]) -> Lines:
    lines: dict[str, set[int]] = defaultdict(set)
    for entry in entries:
        lines[entry["file"]].add(entry["line"])
    return lines


# --- one try


@dataclass(frozen=True)
class _Try:
    """What the import of every line wrote before it was taken back. met: the changes of the stale lines."""

    trail: Trail
    files: Mapping[str, Checked]
    reports: tuple[FileReport, ...]
    changes: list[Entry]
    met: list[Entry]


def _write(
    tables: list[Table], cycle: AssessmentCycle, reach: Reach, trail: Trail
) -> tuple[Mapping[str, Checked], tuple[FileReport, ...]]:
    known = Known.of(cycle)
    files = check_tables(tables, known, FaultLog(), reach)
    trail.watched = {name: _stale(checked, cycle) for name, checked in files.items()}
    return files, save_checked(tables, files, known, trail)


def _try(tables: list[Table], cycle: AssessmentCycle, by: User, reach: Reach) -> _Try:
    trail = Trail(by, shown=SHOWN)
    with transaction.atomic():
        files, reports = _write(tables, cycle, reach, trail)
        changes, met = (entries_of(told, files, reach, cycle) for told in (trail.told, trail.met))
        transaction.set_rollback(True)
    return _Try(trail, files, reports, changes, met)


def _stale(checked: Checked, cycle: AssessmentCycle) -> set[int]:
    """The places of the rows that have another version in the portal now than in the file."""
    if not checked.versions:
        return set()
    spec = checked.table.spec
    now = versions_of(spec, cycle, checked.rows)
    keys = [spec.header.index(name) for name in spec.key]
    return {
        index
        for index, (row, version) in enumerate(zip(checked.rows, checked.versions, strict=True))
        if version is not None and now.get(tuple(row[position] for position in keys), 0) != version
    }


def _meet(whole: _Try, by: User) -> tuple[list[Entry], list[Entry]]:
    """The stale lines that clash, each with who wrote last; and those that have nothing to say.

    What the person's own imports wrote since is no clash: the same file may come back each evening.
    """
    meanwhile = Meanwhile((told.change for told in whole.trail.met), by)
    told_of: dict[tuple[str, int], list[Told]] = defaultdict(list)
    for one in whole.trail.met:
        told_of[(one.file, whole.files[one.file].lines[one.index])].append(one)
    conflicts, silent = [], []
    for entry in whole.met:
        told = told_of[(entry["file"], entry["line"])]
        read = whole.files[entry["file"]].versions[told[0].index] or 0
        # A line of stakeholders.csv is two rows under one sum of versions: it cannot say what each one was.
        if entry["file"] != STAKEHOLDERS.name:
            if all(meanwhile.came_from_own_files(one.change, read) for one in told):
                continue
            if all(meanwhile.says_what_it_read(one.change, read) for one in told):
                silent.append(entry)
                continue
        conflicts.append(entry | meanwhile.last(told[-1].change))
    return conflicts, silent
