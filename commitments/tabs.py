"""The pages of the room « Référentiel »: one line of tabs, and a second one under « Actions »."""

from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Page = tuple[str, Promise]  # URL name, label

# A tab is named by the first of its pages. Everybody who enters the room may open them all.
TABS: tuple[tuple[Page, ...], ...] = (
    (("commitments:referential-detail", gettext_lazy("Engagements")),),
    (
        ("commitments:action-list", gettext_lazy("Actions")),
        ("commitments:action-board", gettext_lazy("Tableau")),
        ("commitments:action-timeline", gettext_lazy("Calendrier")),
        ("commitments:dependency-list", gettext_lazy("Dépendances")),
    ),
    (("commitments:indicator-list", gettext_lazy("Indicateurs")),),
    (("commitments:practice-list", gettext_lazy("Bonnes pratiques")),),
    (("commitments:version-list", gettext_lazy("Versions")),),
)


def tabs(current: str) -> list[dict[str, Any]]:
    """For commitments/_tabs.html. current: the URL name of the page’s place. No query."""
    shown = []
    for pages in TABS:
        links = [{"label": label, "url": reverse(name), "current": name == current} for name, label in pages]
        here = any(link["current"] for link in links)
        first = links[0] | {"current": here, "pages": []}
        if here and len(links) > 1:
            first["pages"] = [links[0] | {"label": gettext_lazy("Liste")}, *links[1:]]
        shown.append(first)
    return shown
