"""Each chapter of the content as a DOCX sets it: the same texts and figures as the Typst templates, in the same order."""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.documents.word.parts import ACCENT, INK_3, QUOTE, SUBTITLE, TITLE, Bit, Page

Chapter = dict[str, Any]
Pictures = Mapping[str, bytes]
MOST_GROUPS = 6  # side by side on a portrait page
RANKED = (1, 5, 1.3, 1.3, 1.6, 1.8, 1.9, 1.6, 1.5, 1.9)


def cover(page: Page, d: Chapter, pictures: Pictures) -> None:
    c = d["cover"]
    page.paragraph(Bit(d["organisation"], bold=True, colour=ACCENT))
    page.paragraph(d["title"], style=TITLE)
    page.paragraph(c["kicker"], style=SUBTITLE)
    page.paragraph(c["date"])
    page.picture(pictures["rose.svg"], c["picture"]["alt"], width=120)
    page.paragraph(c["sentence"])


def words(page: Page, r: Chapter) -> None:
    page.heading(2, r["title"], listed=False)
    for entry in r["terms"]:
        page.paragraph(Bit(entry["term"], bold=True), Bit(f" : {entry['meaning']}"))


def summary(page: Page, s: Chapter, heads: Sequence[str]) -> None:
    """heads: of the columns rank, domain, interval."""
    page.heading(1, s["title"])
    page.paragraph(s["sentence"])
    for number in s["numbers"]:
        page.paragraph(Bit(number["value"], bold=True, colour=ACCENT), Bit(f" {number['label']}"))
    for first in s["firsts"]:
        page.heading(2, first["title"], listed=False)
        page.small(first["note"])
        if first["rows"]:
            rows = [[row["rank"], row, row["interval"]] for row in first["rows"]]
            page.table(heads, rows, (1, 9, 2), left=(1,), title=first["title"])
    for part in (s["critical"], s["unranked"]):
        if part["rows"] or "none" in part:
            page.heading(2, part["title"], listed=False)
            page.paragraph(part["text"] if part["rows"] else part["none"])
            _noted(page, part["rows"])


def _noted(page: Page, rows: Sequence[Chapter]) -> None:
    for row in rows:
        page.paragraph(*page.domain(row), Bit(f" – {row['note']}", colour=INK_3))


def ranking(page: Page, r: Chapter, picture: bytes | None) -> None:
    page.heading(1, r["title"])
    page.paragraph(r["text"])
    if not r["rows"]:
        page.paragraph(r["empty"])
        return
    assert picture is not None  # a ranking with rows has its picture
    page.picture(picture, r["picture"]["alt"], width=min(165, int(235 / r["picture"]["tall"])))
    page.heading(2, r["table_title"])
    page.table(r["head"], r["rows"], RANKED, left=(1, 9), title=r["table_title"], face=6.5)
    page.small(r["note"])


def matrix(page: Page, m: Chapter, pictures: Pictures) -> None:
    if m["picture"] is None:
        return
    page.heading(1, m["title"])
    page.paragraph(m["text"])
    page.picture(pictures["matrix.svg"], m["picture"]["alt"])
    if m["crowd"] is not None:
        page.heading(2, m["crowd"]["title"])
        page.picture(pictures["crowd.svg"], m["crowd"]["alt"], width=150)
    page.heading(2, m["quadrants_title"])
    for quarter in m["quadrants"]:
        page.heading(3, f"{quarter['title']} · {len(quarter['rows'])}", listed=False)
        if not quarter["rows"]:
            page.paragraph(m["none"])
        elif quarter["named"]:
            for row in quarter["rows"]:
                page.paragraph(*page.domain(row))
        else:
            page.paragraph(", ".join(row["code"] for row in quarter["rows"]))


def groups(page: Page, g: Chapter) -> None:
    page.heading(1, g["title"])
    w, h, heat = g["weights"], g["highlights"], g["heat"]
    page.heading(2, w["title"])
    page.paragraph(w["text"])
    rows = [[row["label"], row["weight"], row["salience"]] for row in w["rows"]]
    page.table(w["head"], rows, (6, 2, 4), left=(0, 2), title=w["title"])
    page.heading(2, h["title"])
    page.paragraph(h["text"])
    rows = [[row[0], *(_most(page, entry, h["none"]) for entry in row[1:])] for row in h["rows"]]
    page.table(h["head"], rows, (3, 4, 4, 4), left=(0, 1, 2, 3), title=h["title"])
    page.heading(2, heat["title"])
    page.paragraph(heat["text"])
    for first in range(0, len(heat["columns"]), MOST_GROUPS):
        _heat(page, heat, first, heat["columns"][first : first + MOST_GROUPS])


def _most(page: Page, entry: Chapter | None, none: str) -> Any:
    if entry is None:
        return none
    return {**entry, "label": f"{entry['label']} : {entry['value']}"}


def _heat(page: Page, heat: Chapter, first: int, names: Sequence[str]) -> None:
    """Each group has two columns, whose signs follow its name."""
    head = [heat["corner"], *(f"{name} {sign}" for name in names for sign in heat["signs"])]
    rows = [[row, *(text for text, _level in row["cells"][2 * first : 2 * (first + len(names))])]
            for row in heat["rows"]]  # fmt: skip
    page.table(head, rows, (7, *(1.6,) * (2 * len(names))), title=heat["title"], face=6.5)


def subjects(page: Page, c: Chapter) -> None:
    page.heading(1, c["title"])
    page.paragraph(f"{c['text']} {c['heard_note']}")
    for subject in c["subjects"]:
        page.heading(2, f"{subject['code']} {subject['label']}")
        page.paragraph(subject["text"])
        rows = [row["cells"] for row in subject["rows"]]
        widths = (4.6, 1.9, 1.7, 1.4, 1.3, 1.8, 1.5, 1.2, 1.3, 1.1, 1.4, 1.1)
        page.table(c["head"], rows, widths, left=(0, 1), title=subject["label"], face=6.5)
        for row in subject["rows"]:
            said = [bit for fact in row["facts"]
                    for bit in (Bit(f" · {fact['name']} ", colour=INK_3), Bit(fact["text"]))]  # fmt: skip
            page.paragraph(*page.domain(row["cells"][0])[:1], *said)
        if subject["heard"]:
            page.heading(3, c["heard_title"], listed=False)
        for entry in subject["heard"]:
            page.paragraph(*page.domain(entry))
            for sentence in entry["sentences"]:
                source = Bit(f" – {sentence['source']}", colour=INK_3)
                page.paragraph(Bit(sentence["text"]), source, style=QUOTE)


def plain(page: Page, c: Chapter, names: Sequence[str]) -> None:
    """A chapter of blocks, then of titled sections. names: the heads of a list of facts."""
    page.heading(1, c["title"])
    page.paragraph(c["text"])
    for block in c.get("blocks", ()):
        _block(page, block, c["title"], names)
    for section in c["sections"]:
        page.heading(2, section["title"])
        for block in section["blocks"]:
            _block(page, block, section["title"], names)


def _block(page: Page, b: Chapter, title: str, names: Sequence[str]) -> None:
    if "p" in b:
        page.paragraph(b["p"])
    elif "h3" in b:
        page.heading(3, b["h3"], listed=False)
    elif "small" in b:
        page.small(b["small"])
    elif "formula" in b or "code" in b:
        page.paragraph(b.get("formula") or b["code"], style=QUOTE)
    elif "table" in b:
        t = b["table"]
        page.table(t["head"], t["rows"], t["widths"], left=t["left"], title=title)
    else:
        page.table(names, b["facts"], (3, 7), left=(0, 1), title=title)


def mappings(page: Page, m: Chapter, views: Chapter | None, pictures: Pictures) -> None:
    page.heading(1, m["title"])
    page.paragraph(m["text"])
    if m["rows"]:
        page.table(m["head"], m["rows"], (6, 2, 2, 4, 1.6), left=(0, 1, 2, 3, 4), title=m["title"])
    page.heading(2, m["topics_title"])
    page.table(m["topics_head"], m["topics"], (4, 8, 4), left=(0, 1, 2), title=m["topics_title"])
    if (double := m["double"]) is not None:
        page.heading(2, double["title"])
        if views is not None:
            page.picture(pictures["views.svg"], views["alt"])
        page.paragraph(double["text"])
        page.table(double["head"], double["rows"], (7, 2, 2, 5), left=(0, 3), title=double["title"])
    page.small(m["note"])
