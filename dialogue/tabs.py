"""The pages of the room « Dialogue »: one line each, shown to whoever may open it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from iso26000.cycles import in_this_cycle

# URL name, label, permission.
TABS = (
    ("dialogue:inbox", gettext_lazy("Boîte"), "dialogue.view_inbox"),
    ("dialogue:feedback-list", gettext_lazy("Remontées"), "dialogue.view_feedback"),
    ("dialogue:emergence-list", gettext_lazy("Attentes émergentes"), "dialogue.view_emergence"),
    ("dialogue:session-list", gettext_lazy("Séances"), "dialogue.view_session"),
    ("dialogue:territory-list", gettext_lazy("Territoires"), "dialogue.view_assembly"),
    ("dialogue:assembly-list", gettext_lazy("Assemblées"), "dialogue.view_assembly"),
    ("dialogue:representation-open", gettext_lazy("Représentativité"), "dialogue.view_assembly"),
    ("dialogue:mandate-list", gettext_lazy("Mandats"), "accounts.view_mandates"),
    ("dialogue:training-list", gettext_lazy("Formations"), "accounts.view_trainings"),
    ("dialogue:vote-list", gettext_lazy("Votes"), "dialogue.enter_votes"),
)


def tabs(request: HttpRequest, current: str = "") -> list[dict[str, Any]]:
    """For dialogue/_tabs.html: the pages that this person may open; the chosen cycle stays chosen. No query.

    current: the URL name of the tab that the page belongs to.
    """
    return [
        {"label": label, "url": in_this_cycle(request, reverse(name)), "current": name == current}
        for name, label, permission in TABS
        if request.user.has_perm(permission)  # type: ignore[union-attr]
    ]
