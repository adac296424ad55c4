"""The pages of the room « Priorités », in the order in which one reads, tries, discusses and decides."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from iso26000.cycles import in_this_cycle

TABS = (
    ("priorities:ranking-current", gettext_lazy("Classement"), "priorities.view_ranking"),
    ("priorities:decision-room", gettext_lazy("Décider"), "priorities.view_decision"),
    ("priorities:trial-detail", gettext_lazy("Et si ?"), "priorities.try_settings"),
    ("priorities:comparison-detail", gettext_lazy("Comparer"), "priorities.try_settings"),
    ("priorities:disagreement-list", gettext_lazy("Désaccords"), "priorities.try_settings"),
)


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """For components/tabs.html: the pages that this person may open; the chosen cycle stays chosen. No query."""
    return [
        {"label": label, "url": in_this_cycle(request, reverse(name)), "current": name == current}
        for name, label, permission in TABS
        if request.user.has_perm(permission)  # type: ignore[union-attr]
    ]
