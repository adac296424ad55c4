"""The annual report as a DOCX, to be worked on: the content of the PDF, set with the styles of the mutual's own template."""

import io
import zipfile
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from reports.documents import pdf
from reports.documents.reading import Report
from reports.documents.word import chapters
from reports.documents.word.parts import PLAIN, Page, field, link
from reports.documents.word.template import TemplateUnreadable, emptied, ours

__all__ = ["TemplateUnreadable", "set_in_word", "write"]

STAMP = (1980, 1, 1, 0, 0, 0)  # of the entries of the archive: the same content gives the same bytes


def write(report: Report, path: Path, tell: pdf.Tell, template: IO[bytes] | None = None) -> None:
    """template: a DOCX whose styles, header, footer and page are kept, and whose text is left out.

    Raises TemplateUnreadable, reports.documents.pdf.TypesettingFailed.
    """
    content, files = pdf.composed(report, tell)
    tell(0.5, _("Gravure des figures"))
    images = pdf.engrave(files)
    tell(0.8, _("Mise en page"))
    path.write_bytes(set_in_word(content, images, template))


def set_in_word(d: dict[str, Any], images: dict[str, bytes], template: IO[bytes] | None = None) -> bytes:
    """d: what reports.documents.content.gather tells; images: PNG by name. Raises TemplateUnreadable."""
    document = ours() if template is None else emptied(template)
    page = Page(document, d["hues"])
    _identify(document, d)
    _number(document, d)
    chapters.cover(page, d, images)
    document.add_page_break()
    page.heading(1, d["reader"]["contents"], listed=False)
    contents = page.paragraph()
    chapters.words(page, d["reader"])
    names = [_("Quoi"), _("Valeur")]
    chapters.summary(page, d["summary"], [_("Rang"), _("Domaine d’action"), _("Intervalle")])
    chapters.plain(page, d["decided"], names)
    chapters.ranking(page, d["significance"], images.get("significance.svg"))
    chapters.ranking(page, d["priority"], images.get("priority.svg"))
    chapters.matrix(page, d["matrix"], images)
    chapters.groups(page, d["groups"])
    chapters.subjects(page, d["subjects"])
    chapters.plain(page, d["promises"], names)
    chapters.plain(page, d["dialogue"], names)
    chapters.plain(page, d["method"], names)
    for note in d["notes"]:
        page.small(note)
    chapters.mappings(page, d["mappings"], d["views"], images)
    _list(contents, page)
    return _saved(document)


def _identify(document: Any, d: dict[str, Any]) -> None:
    """Title, author, subject and language: what a reader of screens announces first."""
    language, day = f"{d['lang']}-{d['region']}", datetime(*d["date"])
    known = document.core_properties
    known.title, known.author, known.subject, known.language = d["title"], d["organisation"], "", language
    known.comments, known.keywords, known.last_modified_by = d["description"], "", d["organisation"]
    known.created = known.modified = day
    known.revision = 1
    known.category = known.content_status = known.identifier = known.version = ""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = OxmlElement("w:docDefaults")
        document.styles.element.insert(0, defaults)
    look = defaults
    for name in ("w:rPrDefault", "w:rPr", "w:lang"):
        found = look.find(qn(name))
        if found is None:
            found = OxmlElement(name)
            look.append(found)
        look = found
    look.set(qn("w:val"), language)


def _number(document: Any, d: dict[str, Any]) -> None:
    """Page numbers, unless the template has a footer of its own."""
    footer = document.sections[0].footer
    if (
        any(paragraph.text.strip() or len(paragraph._p) > 1 for paragraph in footer.paragraphs)
        or footer.tables
    ):
        return
    line = footer.paragraphs[0] if footer.paragraphs else footer.add_paragraph()
    line.add_run(f"{d['organisation']} · {d['title']} · {d['header']} · {d['page']} ")
    field(line, "PAGE", "1")
    line.add_run(" / ")
    field(line, "NUMPAGES", "1")


def _list(contents: Any, page: Page) -> None:
    """The headings, each leading to its place, in front of the paragraph left for them."""
    for level, text, bookmark in page.headings:
        if level > 2:
            continue
        line = contents.insert_paragraph_before(style=page.style(PLAIN))
        line.paragraph_format.left_indent = Mm(6 * (level - 1))
        line.paragraph_format.space_after = Pt(2)
        link(line, text, bookmark)


def _saved(document: Any) -> bytes:
    """The archive with its entries in order and of no date."""
    written, fixed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(zipfile.ZipInfo(entry.filename, STAMP), before.read(entry), zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
