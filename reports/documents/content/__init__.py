"""What the report says, as plain data: sentences and figures are written here, once; the Typst template sets them as PDF,
`reports.documents.word` as DOCX."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reports.documents.content import cover, decided, dialogue, domains, groups, method, promises, rankings
from reports.documents.content.title import title
from reports.documents.pictures import Plates, plate
from reports.documents.printable import Ink
from reports.documents.reading import Report
from rse_portal.common.charts import svg
from rse_portal.common.typography import jour, typo


def gather(report: Report, plates: Plates, ink: Ink) -> dict[str, Any]:
    """The whole document. Every string went through `typo` and `ink`: what users wrote stays text."""
    french = (get_language() or "fr").startswith("fr")
    day = report.compiled_at
    chapters = {
        "cover": cover.cover(report, plates),
        "reader": cover.reader(report),
        "summary": cover.summary(report),
        "decided": decided.chapter(report),
        "significance": rankings.ranking(report, plates, "significance"),
        "priority": rankings.ranking(report, plates, "priority"),
        "matrix": rankings.matrix(report, plates),
        "groups": groups.chapter(report),
        "subjects": domains.subjects(report),
        "promises": promises.chapter(report),
        "dialogue": dialogue.chapter(report),
        "method": method.chapter(report),
        "mappings": domains.mappings(report),
    }
    document = printable(
        {
            "organisation": str(settings.ORGANISATION_NAME),
            "title": title(report),
            "description": report.ranking.sentence,
            "header": _("Données du %s") % jour(day.date()),
            "page": _("page"),
            "views": plate(plates.views),
            **chapters,
        },
        ink,
    )
    return document | {  # after the texts, which may have lost characters, and said so in the method
        "notes": [typo(_missing_glyphs())] if ink.replaced else [],
        "lang": "fr" if french else "en",
        "region": "FR" if french else "GB",
        "date": [day.year, day.month, day.day],
        "hues": list(svg.SUBJECTS),
    }


def _missing_glyphs() -> str:
    return _(
        "Un carré □ remplace les caractères que les polices de ce document n’ont pas : émojis, autres "
        "alphabets. "
        "Le texte entier se lit dans le portail."
    )


def printable(value: Any, ink: Ink) -> Any:
    """Every string of a document through `typo` and `ink`."""
    if isinstance(value, str):
        return ink.text(typo(value))
    if isinstance(value, dict):
        return {key: printable(item, ink) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [printable(item, ink) for item in value]
    return value
