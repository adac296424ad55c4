"""The tables in the bytes of a file that somebody sent."""

from pathlib import Path

from rse_portal.common.exchange.archives import UNSUPPORTED
from rse_portal.common.exchange.errors import FaultLog
from rse_portal.common.exchange.specs import FileSpec
from rse_portal.common.exchange.tables import MAX_BYTES, TOO_LARGE, Table, read_csv
from rse_portal.common.exchange.workbooks import Specs, read_all, read_one

READ = (".csv", ".xlsx")


def read_content(
    content: bytes, name: str, wanted: FileSpec | Specs, faults: FaultLog, notices: list[str]
) -> list[Table]:
    """The tables in the bytes of a file of that name; what is wrong goes to `faults`, what is worth telling to `notices`.

    wanted: which file it is, or those that the sheets of a workbook may name. Nothing is checked yet but what makes a
    table a table.
    """
    suffix = Path(name).suffix.lower()
    if suffix not in READ:
        faults.refuse_file(name, UNSUPPORTED)
    elif len(content) > MAX_BYTES:
        faults.refuse_file(name, TOO_LARGE)
    elif not content:
        faults.refuse_file(name, "le fichier est vide")
    elif not isinstance(wanted, FileSpec):
        return read_all(content, wanted, name, faults)
    elif suffix == ".csv":
        return [read_csv(content, wanted, name, faults, notices)]
    else:
        return read_one(content, wanted, name, faults)
    return []
