"""The curves of the emerging themes."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from dialogue.queries.emergence_page import ThemeCard
from method.quarters import WINDOW
from rse_portal.common.charts import Chart, quarters
from rse_portal.common.typography import nombre


def curve_of(card: ThemeCard, *, most: int = 0, title: str = "") -> Chart:
    code = f"{card.theme} " if card.is_domain else ""
    return quarters(
        card.counts,
        window=WINDOW,
        title=title or f"{code}{card.label}",
        summary=curve_sentence(card),
        most=most,
    )


def curve_sentence(card: ThemeCard) -> str:
    said = _("%(window)s sur la période, %(baseline)s avant, dans %(places)s.") % {
        "window": nombre(card.window),
        "baseline": nombre(card.baseline),
        "places": card.heard_in,
    }
    return f"{said} {card.chance}".strip()


def highest(cards: Sequence[ThemeCard]) -> int:
    """Of all the columns of curves shown together."""
    return max((count for card in cards for _quarter, count in card.counts), default=0)
