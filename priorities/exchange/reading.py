"""From a folder or a file to tables of text cells. Nothing is checked yet but what makes a table a table."""

from pathlib import Path

from priorities.exchange.archives import UNSUPPORTED
from priorities.exchange.errors import FaultLog
from priorities.exchange.files import BY_NAME, FILES
from priorities.exchange.tables import MAX_BYTES, TOO_LARGE, Table, read_csv
from priorities.exchange.workbooks import read_all, read_one

READ = (".csv", ".xlsx")
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
    order = {spec.name: rank for rank, spec in enumerate(FILES)}
    return sorted(tables, key=lambda table: order[table.spec.name]), notices


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
    suffix, spec = path.suffix.lower(), BY_NAME.get(path.stem)
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as problem:
        faults.refuse_file(path.name, f"fichier illisible ({problem.strerror})")
        return []
    if suffix not in READ:
        faults.refuse_file(path.name, UNSUPPORTED)
    elif spec is None and not (alone and suffix == ".xlsx"):
        faults.refuse_file(path.name, f"nom de fichier inconnu ; noms possibles : {KNOWN}")
    elif size > MAX_BYTES:
        faults.refuse_file(path.name, TOO_LARGE)
    elif not content:
        faults.refuse_file(path.name, "le fichier est vide")
    elif suffix == ".csv" and spec is not None:
        return [read_csv(content, spec, path.name, faults, notices)]
    elif spec is not None:
        return read_one(content, spec, path.name, faults)
    else:
        return read_all(content, path.name, faults)
    return []
