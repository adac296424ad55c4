"""The PDF: Typst sets the gathered content in a folder of its own, which is all that it can read."""

import json
import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from reports.documents import content, pictures
from reports.documents.printable import FONTS, Ink
from reports.documents.reading import Report

log = logging.getLogger("portail.reports")
TEMPLATES = Path(__file__).with_name("typst")
MAIN = "report.typ"


def write(report: Report, path: Path, tell: Callable[[float, str], None]) -> None:
    """Compile the report to `path`: PDF/UA-1, the same bytes for the same run and the same sentences."""
    tell(0.2, _("Dessin des figures"))
    plates = pictures.draw(report.ranking)
    tell(0.5, _("Rédaction"))
    ink = Ink()
    document = content.gather(report, plates, ink)
    if ink.replaced:
        log.warning("Report of %s: %s runs of characters have no glyph and print as a square.", report.run.cycle.slug, ink.replaced)
    files = {name: ink.raw(svg) for name, svg in plates.files().items()}
    tell(0.6, _("Mise en page"))
    path.write_bytes(typeset(document, files))


def typeset(document: dict[str, Any], files: dict[str, str]) -> bytes:
    """document: what report.typ reads as data.json; files: pictures beside it."""
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        root = Path(folder)
        for template in TEMPLATES.glob("*.typ"):
            shutil.copy(template, root)
        (root / "data.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        for name, text in files.items():
            (root / name).write_text(text, "utf-8")
        return compile_folder(root)


def compile_folder(root: Path, **options: Any) -> Any:
    """Typst on MAIN of that folder, with our fonts only, no package, no network."""
    import typst  # here, not above: a worker that forks after Typst started its threads would hang (stack.md, G3)

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    nowhere = root / "no-packages"
    compiler = typst.Compiler(
        str(root / MAIN), root=str(root), font_paths=fonts, package_path=str(nowhere), package_cache_path=str(nowhere)
    )
    try:
        found, warnings = compiler.compile_with_warnings(**{"format": "pdf", "pdf_standards": ["ua-1"], **options})
    except typst.TypstError as problem:
        log.error("Typst: %s", problem.diagnostic)
        raise
    for warning in warnings:
        log.warning("Typst: %s", warning.message)
    return found
