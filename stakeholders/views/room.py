"""What the pages of the room « Parties prenantes » share."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from iso26000.cycles import in_this_cycle

# URL name, label, permission: one line per page of the room.
TABS = (
    ("stakeholder-list", gettext_lazy("Registre"), "stakeholders.view_registry"),
    ("stakeholder-map", gettext_lazy("Carte"), "stakeholders.view_registry"),
    ("contact-list", gettext_lazy("Contacts"), "stakeholders.view_contacts"),
    ("verify-list", gettext_lazy("À vérifier"), "stakeholders.view_registry"),
    ("merge-list", gettext_lazy("Doublons"), "stakeholders.change_contacts"),
)


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """For components/tabs.html: the pages that this person may open; the chosen cycle stays chosen. No query.

    current: the URL name of the tab that the page belongs to.
    """
    return [
        {
            "label": label,
            "url": in_this_cycle(request, reverse(f"stakeholders:{name}")),
            "current": name == current,
        }
        for name, label, permission in TABS
        if request.user.has_perm(permission)  # type: ignore[union-attr]
    ]
