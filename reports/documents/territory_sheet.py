"""The sheet of a territory on one A4."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from dialogue.queries.sheet import Sheet
from reports.documents import pdf
from reports.documents.content import printable
from reports.documents.printable import Ink
from rse_portal.common.charts import svg
from rse_portal.common.typography import jour, nombre, pourcent


def write(sheet: Sheet) -> bytes:
    """The PDF, in the language of the page. Raises reports.documents.pdf.TypesettingFailed."""
    return pdf.typeset(_document(sheet), {}, "territory_sheet")


def _document(sheet: Sheet) -> dict[str, Any]:
    french = (get_language() or "fr").startswith("fr")
    title = _("Que sont devenues vos remontées")
    texts = {
        "organisation": str(settings.ORGANISATION_NAME),
        "title": title,
        "description": f"{title}, {sheet.territory}",
        "header": "",
        "page": _("page"),
        "territory": str(sheet.territory),
        "when": sentence_of_dates(sheet),
        "figures": [list(figure) for figure in figures_of(sheet)],
        "said_title": _("Ce qui a été dit"),
        "said": [{"text": f"« {row.text} »", "note": f"{row.kind}, {jour(row.day)}"} for row in sheet.said],
        "said_more": more(sheet.said_more),
        "told_title": _("Ce qui a été répondu"),
        "told": [
            {
                "text": f"« {row.text} »" if row.text else "",
                "outcome": row.outcome.capitalize(),
                "answer": row.answer,
            }
            for row in sheet.told
        ],
        "told_more": more(sheet.told_more),
        "nothing": _("Rien depuis la dernière séance."),
        "foot": _(
            "Aucun nom n’est imprimé. Votre avis sur une réponse : dans le portail, page de la remontée."
        ),
    }
    return printable(texts, Ink()) | {
        "lang": "fr" if french else "en",
        "region": "FR" if french else "GB",
        "date": [sheet.today.year, sheet.today.month, sheet.today.day],
        "hues": list(svg.SUBJECTS),
    }


def sentence_of_dates(sheet: Sheet) -> str:
    """« Depuis la séance du 3 mars 2026, pour celle du 12 juin 2026. »"""
    until = jour(sheet.coming) if sheet.coming else ""
    if sheet.since and until:
        return _("Depuis la séance du %(since)s, pour celle du %(until)s.") % {
            "since": jour(sheet.since),
            "until": until,
        }
    if sheet.since:
        return _("Depuis la séance du %s ; la prochaine n’est pas encore fixée.") % jour(sheet.since)
    return _("Pour la séance du %s.") % until if until else _("Aucune séance n’est encore fixée.")


def figures_of(sheet: Sheet) -> list[tuple[str, str, str]]:
    """(label, value, of what): the same on the screen and on paper. A rate without denominator is « n. c. »."""
    loop = sheet.loop
    over = ngettext(
        "de %(n)s remontée dont le délai est passé", "de %(n)s remontées dont le délai est passé", loop.due
    ) % {"n": nombre(loop.due)}
    over = over if loop.due else _("aucune n’a encore passé son délai")
    opinions = ngettext("sur 4, %(n)s avis", "sur 4, %(n)s avis", sheet.opinions) % {
        "n": nombre(sheet.opinions)
    }
    return [
        (_("En attente de réponse"), nombre(sheet.waiting), _("dont %s en retard") % nombre(sheet.late)),
        (_("Restituées"), percent(loop.closure_rate), over),
        (_("Répondues à temps"), percent(loop.on_time_rate), over),
        (
            _("Satisfaction"),
            nombre(sheet.opinion, 1),
            opinions if sheet.opinion is not None else _("moins de cinq avis"),
        ),
    ]


def percent(rate: float | None) -> str:
    return pourcent(None if rate is None else 100 * rate)


def more(count: int) -> str:
    """« et 3 autres », empty for none."""
    return ngettext("et %(n)s autre", "et %(n)s autres", count) % {"n": nombre(count)} if count > 0 else ""
