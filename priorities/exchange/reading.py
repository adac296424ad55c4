"""From a folder or a file to tables of text cells. Nothing is checked yet but what makes a table a table."""

import re
from pathlib import Path

from priorities.exchange.files import BY_NAME, FILES
from rse_portal.common.exchange.archives import UNSUPPORTED
from rse_portal.common.exchange.decoding import Undecodable, decode
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.reading import READ, read_content
from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import MAX_BYTES, TOO_LARGE, Table

REFUSED = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
KNOWN = ", ".join(f"{spec.name}.csv" for spec in FILES)


def read_source(source: Path, faults: FaultLog) -> tuple[list[Table], list[str]]:
    """The tables found in a folder, a CSV or a workbook, in the order of FILES, and what is worth telling.

    What is wrong goes to `faults`.
    """
    notices: list[str] = []
    if source.is_dir():
        tables = _read_folder(source, faults, notices)
    elif not source.is_file():
        faults.refuse_file(source.name, "ce fichier n’existe pas")
        tables = []
    else:
        tables = _read_file(source, faults, notices, alone=True)
    return in_order(tables), notices


def in_order(tables: list[Table]) -> list[Table]:
    """That of FILES: what is referred to comes first."""
    order = {spec.name: rank for rank, spec in enumerate(FILES)}
    return sorted(tables, key=lambda table: order[table.spec.name])


def _read_folder(folder: Path, faults: FaultLog, notices: list[str]) -> list[Table]:
    # ~$x and .~x are the locks of a spreadsheet that is open
    paths = [path for path in folder.iterdir() if path.is_file() and not path.name.startswith(("~$", "."))]
    paths = [path for path in paths if path.suffix.lower() in READ + REFUSED]
    order = {spec.name: rank for rank, spec in enumerate(FILES)}
    paths.sort(key=lambda path: (order.get(path.stem, len(order)), path.name))
    if not paths:
        faults.refuse_file(
            folder.name or ".", f"aucun fichier connu dans ce dossier ; noms possibles : {KNOWN}"
        )
    tables: list[Table] = []
    for path in paths:
        for table in _read_file(path, faults, notices, alone=False):
            if any(table.spec is other.spec for other in tables):
                faults.refuse_file(path.name, f"{table.spec.name} est déjà dans un autre fichier du dossier")
            tables.append(table)
    return tables


def _read_file(path: Path, faults: FaultLog, notices: list[str], *, alone: bool) -> list[Table]:
    """`alone`: the only file given, which may be a workbook of several sheets under any name."""
    try:
        too_large = path.stat().st_size > MAX_BYTES
        content = b"" if too_large else path.read_bytes()
    except OSError as problem:
        faults.refuse_file(path.name, f"fichier illisible ({problem.strerror})")
        return []
    spec = BY_NAME.get(path.stem)
    if path.suffix.lower() not in READ:
        faults.refuse_file(path.name, UNSUPPORTED)
    elif spec is None and not (alone and path.suffix.lower() == ".xlsx"):
        faults.refuse_file(path.name, f"nom de fichier inconnu ; noms possibles : {KNOWN}")
    elif too_large:
        faults.refuse_file(path.name, TOO_LARGE)
    else:
        return read_content(content, path.name, spec or BY_NAME, faults, notices)
    return []


def guess(name: str, content: bytes) -> FileSpec | None:
    """Which file this is, by its name (« impact_scores-2026 (1).csv »), else by the header of a CSV."""
    stem = Path(name).stem.strip().lower().replace("-", "_")
    named = [spec for spec in FILES if stem.startswith(spec.name)]
    if named:
        return max(named, key=lambda spec: len(spec.name))
    if Path(name).suffix.lower() != ".csv":
        return None
    header = content[: 64 * 1024].splitlines()[:1]
    try:
        text = decode(b"".join(header))[0]
    except Undecodable:
        return None
    names = {cell.strip(' "') for cell in re.split("[,;\t]", text)}
    return next((spec for spec in FILES if names >= set(spec.header)), None)
