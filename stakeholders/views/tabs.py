"""The tabs of « Parties prenantes »: each is a page of its own, shown to whoever may open it."""

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# URL name, French label, permission.
TABS = (
    ("stakeholder-list", _("Registre"), "stakeholders.view_registry"),
    ("stakeholder-map", _("Carte"), "stakeholders.view_registry"),
    ("contact-list", _("Contacts"), "stakeholders.view_contacts"),
    ("verify-list", _("À vérifier"), "stakeholders.view_registry"),
    ("merge-list", _("Doublons"), "stakeholders.change_contacts"),
)


def registry_tabs(user: User, current: str) -> list[dict[str, Any]]:
    """Items of components/tabs.html. current: the URL name of the tab that the page belongs to. No query of its own."""
    return [
        {"url": address, "label": label, "current": name == current}
        for name, label, permission in TABS
        if user.has_perm(permission) and (address := _address(name))
    ]


def _address(name: str) -> str:
    """Nothing where that room is not installed."""
    try:
        return reverse(f"stakeholders:{name}")
    except NoReverseMatch:
        return ""
