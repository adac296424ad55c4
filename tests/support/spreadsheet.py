"""LibreOffice without a window: opens a workbook, types in cells, writes it again as a person's « Enregistrer » does."""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from tests.support.servers import find_libreoffice

SECONDS = 120  # the first start of a new profile is slow on a busy machine
LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:{kind} PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "{kind}.dtd">
"""
NAMESPACES = (
    'xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:script="http://openoffice.org/2000/script"'
)

Cells = Mapping[
    tuple[int, int], str | int | None
]  # (row, column) from 0 → what is typed; None empties the cell


def edit_in_libreoffice(content: bytes, sheet: str, cells: Cells) -> bytes:
    """The workbook that LibreOffice writes once these cells are typed. A locked cell refuses, and the test fails."""
    soffice = find_libreoffice()
    if soffice is None:
        pytest.fail(
            "LibreOffice manque : sudo apt install libreoffice-calc libreoffice-writer, ou ./test qui l’installe."
        )
    with tempfile.TemporaryDirectory(prefix="rse-office-") as name:
        folder = Path(name)
        before, after = folder / "before.xlsx", folder / "after.xlsx"
        before.write_bytes(content)
        _run(
            soffice, folder, "--terminate_after_init"
        )  # makes the profile, whose macros it would overwrite later
        _write_macro(folder / "profile/user/basic", _macro(before, after, sheet, cells))
        done = _run(soffice, folder, "macro:///Standard.Exchange.Edit")
        failure = folder / "failure.txt"
        assert not failure.exists(), failure.read_text("utf-8", "replace")
        assert after.exists(), f"LibreOffice wrote nothing: {done.stdout} {done.stderr}"
        return after.read_bytes()


def _run(soffice: str, folder: Path, what: str) -> "subprocess.CompletedProcess[str]":
    """In a profile of its own: another LibreOffice of the same machine is left alone."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--norestore", what]
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)


def _macro(before: Path, after: Path, sheet: str, cells: Cells) -> str:
    typed = []
    for (row, column), value in cells.items():
        cell = f"sheet.getCellByPosition({column}, {row})"
        check = (
            f"If {cell}.CellProtection.IsLocked Then\n"
            f'    problem = "cell {row},{column} is locked"\n    GoTo Failed\n  End If'
        )
        text = "" if value is None else str(value).replace('"', '""')
        typed.append(check)
        # As the keyboard does: what looks like a formula is one, unless the cell is for text.
        typed.append(f"{cell}.Value = {value}" if isinstance(value, int) else f'{cell}.String = "{text}"')
    lines = "\n  ".join(typed)
    return f"""
Sub Edit
  On Error GoTo Failed
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "Calc MS Excel 2007 XML"
  book = StarDesktop.loadComponentFromURL("{before.as_uri()}", "_blank", 0, hidden())
  sheet = book.Sheets.getByName("{sheet}")
  {lines}
  book.storeToURL("{after.as_uri()}", saved())
  book.close(True)
  StarDesktop.terminate()
  Exit Sub
Failed:
  Open "{before.parent / "failure.txt"}" For Output As #1
  Print #1, problem & " " & Err & " " & Error$
  Close #1
  StarDesktop.terminate()
End Sub
"""


def _write_macro(basic: Path, code: str) -> None:
    """A library of Basic in a new profile: one module, « Exchange »."""
    standard = basic / "Standard"
    standard.mkdir(parents=True, exist_ok=True)
    (standard / "Exchange.xba").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">\n'
        f'<script:module {NAMESPACES} script:name="Exchange" script:language="StarBasic">{escape(code)}</script:module>',
        "utf-8",
    )
    (standard / "script.xlb").write_text(
        LIBRARY.format(kind="library")
        + f'<library:library {NAMESPACES} library:name="Standard" library:readonly="false" '
        'library:passwordprotected="false"><library:element library:name="Exchange"/></library:library>',
        "utf-8",
    )
    (basic / "script.xlc").write_text(
        LIBRARY.format(kind="libraries")
        + f'<library:libraries {NAMESPACES}><library:library library:name="Standard" '
        'xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/></library:libraries>',
        "utf-8",
    )
