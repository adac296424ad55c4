"""The curves of the emerging themes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dialogue.queries.emergence_page import ThemeCard
from method.quarters import WINDOW
from rse_portal.common.charts import Chart, quarters
from rse_portal.common.typography import nombre, pluriel


def curve_of(card: ThemeCard, *, most: int) -> Chart:
    """The curve of one theme among others: its sentence says how likely chance is. most: of them all."""
    code = f"{card.theme} " if card.is_domain else ""
    said = f"{curve_sentence(card)} {card.chance}".strip()
    return quarters(card.counts, window=WINDOW, title=f"{code}{card.label}", summary=said, most=most)


def curve_alone(card: ThemeCard) -> Chart:
    return quarters(card.counts, window=WINDOW, title=_("Par trimestre"), summary=curve_sentence(card))


def curve_sentence(card: ThemeCard) -> str:
    return _("%(window)s sur la période, %(baseline)s avant, dans %(places)s.") % {
        "window": pluriel(card.window, _("remontée")),
        "baseline": nombre(card.baseline),
        "places": card.heard_in,
    }


def highest(cards: Sequence[ThemeCard]) -> int:
    """Of all the columns of curves shown together."""
    return max((count for card in cards for _quarter, count in card.counts), default=0)
