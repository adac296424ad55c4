"""Where a DOCX takes its styles from: the colours of the portal, or a document of the mutual's own."""

from typing import IO, Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.documents.word.parts import (
    ACCENT,
    GRID,
    HEADINGS,
    INK_3,
    PLAIN,
    SMALL,
    TITLE,
    light_borders,
)


class TemplateUnreadable(Exception):
    """The template of the mutual cannot be opened as a DOCX."""


def ours() -> Any:
    """The template of python-docx in the colours of the portal."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(20)
    section.top_margin = section.bottom_margin = Mm(22)
    styles = document.styles
    styles[PLAIN].font.name, styles[PLAIN].font.size = "Calibri", Pt(10.5)
    for name, size in (*((f"Heading {level}", size) for level, size in HEADINGS.items()), (TITLE, 30)):
        font = styles[name].font
        font.size, font.color.rgb, font.name = Pt(size), RGBColor.from_string(ACCENT), "Calibri"
    styles["Heading 1"].paragraph_format.page_break_before = True
    styles[SMALL].font.size, styles[SMALL].font.bold = Pt(8), False
    styles[SMALL].font.color.rgb = RGBColor.from_string(INK_3)
    styles[PLAIN].paragraph_format.space_after = Pt(5)
    light_borders(styles[GRID].element)
    return document


# What a document is drawn with. The rest of a template is its text, or was said about it: notes, comments, images, data.
DRAWN_WITH = {
    "styles",
    "stylesWithEffects",
    "settings",
    "fontTable",
    "theme",
    "numbering",
    "header",
    "footer",
}
NOTES = ("w:footnotePr", "w:endnotePr", "w:attachedTemplate")  # of the settings: they point at what is gone


def emptied(template: IO[bytes]) -> Any:
    """The template without its text, nor anything that hides behind it: its styles, its pages and what stands in their
    margins. Raises TemplateUnreadable."""
    try:
        document = Document(template)
        body = document.element.body
        for child in list(body):
            if child.tag != qn("w:sectPr"):
                body.remove(child)
        _strip(document)
        assert document.sections
    # python-docx and lxml raise what their parts raise on a damaged archive: KeyError, ValueError, XMLSyntaxError…
    except Exception as problem:
        raise TemplateUnreadable from problem
    return document


def _strip(document: Any) -> None:
    _keep_only(document.part.rels, DRAWN_WITH)
    _keep_only(document.part.package.rels, {"officeDocument", "core-properties"})
    settings = document.part.part_related_by(RELATIONSHIP_TYPE.SETTINGS)
    for name in NOTES:
        for element in settings.element.findall(qn(name)):
            settings.element.remove(element)
    _keep_only(settings.rels, set())


def _keep_only(rels: Any, kinds: set[str]) -> None:
    """rels: relationships of a part. A part that nothing leads to is not written."""
    for key, rel in list(rels.items()):
        if rel.reltype.rsplit("/", 1)[-1] not in kinds or rel.is_external:
            del rels[key]
