"""The pages of the room « Dialogue »: one line of tabs, and a second one under a tab that holds several pages."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from iso26000.cycles import in_this_cycle

Page = tuple[str, Promise, str]  # URL name, label, permission

# A tab is named by the first of its pages.
TABS: tuple[tuple[Page, ...], ...] = (
    (("dialogue:inbox", gettext_lazy("Boîte"), "dialogue.view_inbox"),),
    (("dialogue:feedback-list", gettext_lazy("Remontées"), "dialogue.view_feedback"),),
    (("dialogue:emergence-list", gettext_lazy("Attentes émergentes"), "dialogue.view_emergence"),),
    (
        ("dialogue:session-list", gettext_lazy("Séances"), "dialogue.view_session"),
        ("dialogue:vote-list", gettext_lazy("Votes"), "dialogue.enter_votes"),
        ("dialogue:consultation-list", gettext_lazy("Consultations"), "dialogue.view_consultations"),
    ),
    (
        ("dialogue:territory-list", gettext_lazy("Territoires"), "dialogue.view_assembly"),
        ("dialogue:assembly-list", gettext_lazy("Assemblées"), "dialogue.view_assembly"),
        ("dialogue:representation-open", gettext_lazy("Représentativité"), "dialogue.view_assembly"),
        ("dialogue:mandate-list", gettext_lazy("Mandats"), "accounts.view_mandates"),
        ("dialogue:training-list", gettext_lazy("Formations"), "accounts.view_trainings"),
    ),
)


def tabs(request: HttpRequest, current: str = "") -> list[dict[str, Any]]:
    """For dialogue/_tabs.html: the pages that this person may open; the chosen cycle stays chosen. No query.

    current: the URL name of the page's place. Its tab carries `pages`, its own line, when it holds more than one.
    """
    shown = []
    for pages in TABS:
        allowed = [
            {"label": label, "url": in_this_cycle(request, reverse(name)), "current": name == current}
            for name, label, permission in pages
            if request.user.has_perm(permission)  # type: ignore[union-attr]
        ]
        if allowed:
            here = any(page["current"] for page in allowed)
            shown.append(
                allowed[0] | {"current": here, "pages": allowed if here and len(allowed) > 1 else []}
            )
    return shown
