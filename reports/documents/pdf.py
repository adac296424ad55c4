"""The PDF: Typst sets the gathered content in a folder of its own, which is all that it can read."""

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from reports.documents import content, pictures
from reports.documents.printable import FONTS, Ink
from reports.documents.reading import Report

log = logging.getLogger("portail.reports")
HERE = Path(__file__).parent
Tell = Callable[[float, str], None]
SECONDS = 120  # a report takes one; beyond, something is wrong


class TypesettingFailed(Exception):
    """Typst refused the document or did not end: a fault of the template, told whole in the log."""


def write(report: Report, path: Path, tell: Tell) -> None:
    """Compile the report to `path`: PDF/UA-1, the same bytes for the same data on the same day."""
    document, files = composed(report, tell)
    tell(0.5, _("Mise en page"))
    path.write_bytes(typeset(document, files))


def composed(report: Report, tell: Tell) -> tuple[dict[str, Any], dict[str, str]]:
    """What the report says and its pictures, as SVG by file name: the one content of the PDF and of the DOCX."""
    tell(0.2, _("Dessin des figures"))
    plates = pictures.draw(report.ranking, report.year.materiality)
    tell(0.4, _("Rédaction"))
    ink = Ink()
    files = {name: ink.raw(svg) for name, svg in plates.files().items()}
    document = content.gather(report, plates, ink)
    if ink.replaced:
        log.warning(
            "Report of %s: %s runs of characters without a glyph.", report.run.cycle.slug, ink.replaced
        )
    return document, files


def typeset(document: dict[str, Any], files: dict[str, str], main: str = "report") -> bytes:
    """document: what the template `main` reads as data.json; files: pictures beside it. Raises TypesettingFailed."""
    with _laid_out(document, files) as root:
        _run(root, main, "pdf")
        return (root / f"{main}.pdf").read_bytes()


def engrave(files: dict[str, str]) -> dict[str, bytes]:
    """SVG pictures as PNG, under the same names, with the fonts of the report. Raises TypesettingFailed."""
    with _laid_out({"files": list(files)}, files) as root:
        _run(root, "plates", "png")
        return {name: (root / f"plates-{n}.png").read_bytes() for n, name in enumerate(files, start=1)}


@contextmanager
def _laid_out(document: dict[str, Any], files: dict[str, str]) -> Iterator[Path]:
    """A folder with the templates, the data and the pictures."""
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        root = Path(folder)
        for template in (HERE / "typst").glob("*.typ"):
            shutil.copy(template, root)
        (root / "data.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        yield root


def _run(root: Path, main: str, format: str) -> None:
    command = [sys.executable, "-P", str(HERE / "typesetter.py"), str(root), str(FONTS), main, format]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as problem:
        raise TypesettingFailed(f"no end after {SECONDS} s") from problem
    if done.returncode:
        raise TypesettingFailed(done.stderr[-4000:])
    for line in done.stdout.splitlines():
        log.warning("Typst: %s", line)
