"""What a DOCX is made of: headings, paragraphs, tables, pictures, written as WordprocessingML through python-docx.

Every text is data: it enters as the text of a run, never as markup.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

ACCENT, INK_3 = "0E5A5E", "55606A"
HEADINGS = {1: 20, 2: 13, 3: 11}  # level → points, where the template says nothing
PLAIN, GRID, SMALL, QUOTE, TITLE, SUBTITLE = (
    "Normal",
    "Table Grid",
    "Caption",
    "Quote",
    "Title",
    "Subtitle",
)
FACE = 8  # points in a table


@dataclass(frozen=True)
class Bit:
    """A piece of text in a paragraph. colour: six hexadecimal signs, "" as the style has it."""

    text: str
    bold: bool = False
    colour: str = ""


Line = Sequence[Bit]


class Page:
    """The document while it is written, top to bottom. hues: of the core subjects, as « #RRGGBB »."""

    def __init__(self, document: Document, hues: Sequence[str]) -> None:
        self.document, self.hues = document, [hue.lstrip("#") for hue in hues]
        self.headings: list[tuple[int, str, str]] = []  # level, text, bookmark
        self.pictures = 0
        self._body = document.element.body

    def style(self, name: str) -> Any:
        """Of the template, or ours where it has none."""
        styles = self.document.styles
        if name in styles:
            return styles[name]
        if name == GRID:
            return self._grid()
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True)
        if PLAIN in styles:
            style.base_style = styles[PLAIN]
        if name.startswith("Heading "):
            self._as_heading(style, int(name[-1]))
        elif name == SMALL:
            style.font.size = Pt(8)
        elif name == TITLE:
            style.font.size = Pt(28)
        return style

    def _grid(self) -> Any:
        style = self.document.styles.add_style(GRID, WD_STYLE_TYPE.TABLE, builtin=True)
        light_borders(style.element)
        return style

    def _as_heading(self, style: Any, level: int) -> None:
        style.font.bold, style.font.size = True, Pt(HEADINGS[level])
        properties = style.element.get_or_add_pPr()
        properties.append(OxmlElement("w:keepNext"))
        properties.append(_element("w:outlineLvl", val=str(level - 1)))

    def heading(self, level: int, text: str, *, listed: bool = True) -> None:
        """listed: also in the contents."""
        added = self.document.add_paragraph(text, self.style(f"Heading {level}"))
        if listed:
            name = f"_rse{len(self.headings) + 1}"
            key = str(len(self.headings) + 1)
            added._p.insert(1, _element("w:bookmarkStart", id=key, name=name))
            added._p.append(_element("w:bookmarkEnd", id=key))
            self.headings.append((level, text, name))

    def paragraph(self, *bits: Bit | str, style: str = PLAIN) -> Any:
        added = self.document.add_paragraph(style=self.style(style))
        for bit in bits:
            found = Bit(bit) if isinstance(bit, str) else bit
            run = added.add_run(found.text)
            run.bold = found.bold or None
            if found.colour:
                run.font.color.rgb = RGBColor.from_string(found.colour)
        return added

    def small(self, text: str) -> None:
        if text:
            self.paragraph(text, style=SMALL)

    def picture(self, content: bytes, alt: str, *, width: int = 165) -> None:
        """width: millimetres."""
        self.pictures += 1
        self.document.add_picture(io.BytesIO(content), width=Mm(width))
        properties = self._body.xpath(".//wp:inline/wp:docPr")[-1]
        properties.set("id", str(self.pictures))
        properties.set("name", f"Figure {self.pictures}")
        properties.set("descr", alt)

    def table(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[Any]],
        widths: Sequence[float],
        *,
        left: Sequence[int] = (0,),
        title: str = "",
        face: float = FACE,
    ) -> None:
        """A header row that comes again on each page, then the rows. widths: in parts of the page.

        Written as elements: python-docx looks each cell up again, which is quadratic.
        """
        style = self.style(GRID)
        section = self.document.sections[-1]
        page, left_margin, right_margin = section.page_width, section.left_margin, section.right_margin
        room = (page or Mm(210)) - (left_margin or 0) - (right_margin or 0)
        sizes = [round(part / sum(widths) * room / 635) for part in widths]  # twentieths of a point
        properties = OxmlElement("w:tblPr")
        properties.append(_element("w:tblStyle", val=style.style_id))
        properties.append(_element("w:tblW", w=str(sum(sizes)), type="dxa"))
        properties.append(_element("w:tblLayout", type="fixed"))
        margins = OxmlElement("w:tblCellMar")
        margins.extend([_element(f"w:{side}", w="50", type="dxa") for side in ("left", "right")])
        properties.append(margins)
        properties.append(_element("w:tblLook", val="0020", firstRow="1"))
        if title:
            properties.append(_element("w:tblCaption", val=title))
        grid = OxmlElement("w:tblGrid")
        for size in sizes:
            grid.append(_element("w:gridCol", w=str(size)))
        table = OxmlElement("w:tbl")
        table.extend([properties, grid])
        table.append(
            self._row([Bit(label, bold=True) for label in head], sizes, left, face - 0.5, header=True)
        )
        for row in rows:
            table.append(self._row(row, sizes, left, face))
        self._body.insert(len(self._body) - 1, table)  # before the properties of the section, always last
        self.paragraph(style=SMALL)

    def _row(
        self, cells: Sequence[Any], sizes: Sequence[int], left: Sequence[int], face: float, *, header: bool = False
    ) -> Any:  # fmt: skip
        row, properties = OxmlElement("w:tr"), OxmlElement("w:trPr")
        properties.append(OxmlElement("w:cantSplit"))
        if header:
            properties.append(OxmlElement("w:tblHeader"))
        row.append(properties)
        for place, (cell, size) in enumerate(zip(cells, sizes, strict=True)):
            holder, look = OxmlElement("w:tc"), OxmlElement("w:tcPr")
            look.append(_element("w:tcW", w=str(size), type="dxa"))
            holder.append(look)
            holder.append(_paragraph(self.line(cell), "" if place in left else "right", face))
            row.append(holder)
        return row

    def line(self, value: Any) -> Line:
        """A cell of the content: a text, a domain {code, label, hue}, a verdict {code, word}, a fingerprint {hash}."""
        if isinstance(value, Bit):
            return [value]
        if isinstance(value, str):
            return [Bit(value)]
        if "hash" in value:
            return [Bit(value["hash"])]
        if "label" in value:
            return self.domain(value)
        return [Bit(value["word"], bold=value["code"] == "robust")]

    def domain(self, value: dict[str, Any]) -> Line:
        hue = self.hues[(value["hue"] - 1) % len(self.hues)]
        label = f" {value['label']}" + (" ◆" if value.get("critical") else "")
        return [Bit(value["code"], bold=True, colour=hue), Bit(label)]


def light_borders(style: Any) -> None:
    """style: the element of a style of tables. Thin lines between rows, none between columns."""
    properties = style.find(qn("w:tblPr"))
    if properties is None:
        properties = OxmlElement("w:tblPr")
        style.append(properties)
    for old in properties.findall(qn("w:tblBorders")):
        properties.remove(old)
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="C9C4B6"))
    properties.insert(0, borders)


def _element(tag: str, /, **attributes: str) -> Any:
    element = OxmlElement(tag)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _paragraph(line: Line, side: str, face: float) -> Any:
    paragraph, properties = OxmlElement("w:p"), OxmlElement("w:pPr")
    properties.append(_element("w:spacing", before="20", after="20", line="240", lineRule="auto"))
    if side:
        properties.append(_element("w:jc", val=side))
    paragraph.append(properties)
    for bit in line:
        run, look, text = OxmlElement("w:r"), OxmlElement("w:rPr"), OxmlElement("w:t")
        if bit.bold:
            look.append(OxmlElement("w:b"))
        if bit.colour:
            look.append(_element("w:color", val=bit.colour))
        look.append(_element("w:sz", val=str(round(2 * face))))
        text.text = bit.text
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        run.extend([look, text])
        paragraph.append(run)
    return paragraph


def field(paragraph: Any, code: str, shown: str = "") -> None:
    """A field that Word and LibreOffice compute: PAGE, NUMPAGES, TOC. shown: until they do."""
    for kind, text in (("begin", ""), ("", code), ("separate", ""), ("text", shown), ("end", "")):
        run = paragraph.add_run(text if kind == "text" else "")
        if kind in ("begin", "separate", "end"):
            run._r.append(_element("w:fldChar", fldCharType=kind))
        elif not kind:
            order = OxmlElement("w:instrText")
            order.text = code
            run._r.append(order)


def link(paragraph: Any, text: str, bookmark: str) -> None:
    """Text that leads to a place of the document."""
    anchor = _element("w:hyperlink", anchor=bookmark, history="1")
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = text
    run.append(words)
    anchor.append(run)
    paragraph._p.append(anchor)
