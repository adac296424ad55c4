"""`export_data`: the files of a cycle, the same bytes for the same data."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from accounts.actions.journal import record
from accounts.models import User
from iso26000.models import AssessmentCycle
from priorities.exchange.files import FILES
from priorities.exchange.snapshot import Row, rows_of
from rse_portal.common.database import consistent_reads
from rse_portal.common.errors import Conflict, Unprocessable
from rse_portal.common.exchange.cells import normal, protected, written
from rse_portal.common.exchange.errors import quoted
from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import MAX_BYTES, MAX_ROWS, TOO_LARGE

_QUOTED = re.compile('[,"\r\n]')


@dataclass(frozen=True)
class ExportReport:
    """Rows written by file name. `notices`: remarks in French."""

    cycle: str
    files: dict[str, int]
    notices: tuple[str, ...]


def export_data(*, cycle: str, folder: Path, by: User | None) -> ExportReport:
    """Write the nine files of the cycle of that slug, in a new or empty folder or over an earlier export.

    UTF-8, commas, one \\n per row: two exports of the same data are the same bytes. Each file is replaced
    whole. Raises Unprocessable when there is no such cycle or the folder cannot be written, Conflict when
    the folder holds anything else.
    """
    found = AssessmentCycle.objects.filter(slug=cycle).first()
    if found is None:
        known = ", ".join(AssessmentCycle.objects.values_list("slug", flat=True)) or "aucun"
        raise Unprocessable(f"L’exercice {quoted(cycle)} n’existe pas. Exercices connus : {known}.")
    _check_folder(folder)
    with consistent_reads():
        rows, notices = rows_of(found)
    files = {spec.name: render(spec, rows[spec.name]) for spec in FILES}
    try:
        _write_all(folder, files)
    except OSError as problem:
        raise Unprocessable(f"{folder} : écriture impossible ({problem.strerror}).") from problem
    for name, content in files.items():
        if len(rows[name]) > MAX_ROWS or len(content) > MAX_BYTES:
            notices.append(f"{name}.csv dépasse ce qu’import_data accepte ({TOO_LARGE})")
    counts = {name: len(rows[name]) for name in files}
    record(action="cycle.exported", by=by, target=found, files=counts)
    return ExportReport(cycle=found.slug, files=counts, notices=tuple(notices))


def _check_folder(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise Conflict(f"{folder} est un fichier : un dossier est attendu.")
    ours = {f"{spec.name}.csv" for spec in FILES}
    others = (
        sorted(path.name for path in folder.iterdir() if path.name not in ours) if folder.exists() else []
    )
    others = [name for name in others if not name.startswith(".")]
    if others:
        shown = ", ".join(others[:5]) + (", …" if len(others) > 5 else "")
        raise Conflict(f"{folder} contient autre chose que les fichiers d’un export : {shown}.")


def render(spec: FileSpec, rows: Iterable[Row]) -> bytes:
    """The file of these rows. By hand: the csv module quotes line ends differently from Python to Python."""
    lines = [",".join(spec.header)]
    lines += [",".join(map(_cell, row)) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def _cell(value: Any) -> str:
    text = written(value, lambda text: protected(normal(text)))
    if _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def _write_all(folder: Path, files: dict[str, bytes]) -> None:
    """Every file is on the disk under another name before the first one takes its place."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = {folder / f".{name}.csv.part": folder / f"{name}.csv" for name in files}
    try:
        for part, content in zip(parts, files.values(), strict=True):
            with part.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for part, final in parts.items():
            part.replace(final)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
