"""The frame around every page: the rooms the person may enter, the cycle, the job tray, the account."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from iso26000.cycles import cycle_of, cycles_of, in_this_cycle
from jobs.models import Job

# URL name, French label, icon, permission: one line per room. The address of the room is the prefix of its pages.
ROOMS = (
    ("home", gettext_lazy("Accueil"), "house", None),
    ("reports:cycle-detail", gettext_lazy("Exercice"), "list-check", "reports.view_cycle"),
    ("reports:standard-detail", gettext_lazy("Norme"), "book", "iso26000.view_standard"),
    (
        "stakeholders:stakeholder-list",
        gettext_lazy("Parties prenantes"),
        "people",
        "stakeholders.view_registry",
    ),
    ("stakeholders:impact-list", gettext_lazy("Impacts"), "bullseye", "stakeholders.view_impacts"),
    ("stakeholders:score-grid", gettext_lazy("Cotation"), "ui-checks", "stakeholders.score_impact"),
    ("iso26000:practice-list", gettext_lazy("Diagnostic"), "clipboard-check", "iso26000.view_practice"),
    ("dialogue:vote-list", gettext_lazy("Votes"), "chat-left-text", "dialogue.enter_votes"),
    ("priorities:ranking-current", gettext_lazy("Priorités"), "bar-chart-steps", "priorities.view_ranking"),
    (
        "priorities:exchange-list",
        gettext_lazy("Échanges"),
        "file-earmark-spreadsheet",
        "priorities.exchange_files",
    ),
    ("reports:report-list", gettext_lazy("Rapports"), "file-earmark-text", "reports.compile_report"),
    ("journal-list", gettext_lazy("Journal"), "journal-text", "accounts.view_journal"),
)
FOOTER = (
    ("help", gettext_lazy("Aide")),
    ("glossary", gettext_lazy("Glossaire")),
    ("accessibility", gettext_lazy("Accessibilité : non conforme")),
    ("privacy", gettext_lazy("Données personnelles")),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. What costs a query is a function, called once and only where a template shows it."""
    context: dict[str, Any] = {
        "organisation": settings.ORGANISATION_NAME,
        "home_url": reverse("home"),
        "footer_links": [{"url": reverse(name), "label": label} for name, label in FOOTER],
    }
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return context
    return context | {
        "nav": cache(lambda: _rooms(request, user)),
        "bottom_nav": cache(lambda: _bottom_bar(request, user)),
        "cycles": cache(lambda: cycles_of(request)),
        "cycle": cache(lambda: cycle_of(request)),
        "cycle_url": request.path,
        "tray": cache(lambda: _tray(user)),
        "account": {
            "url": reverse("account-detail"),
            "label": str(user),
            "logout_url": reverse("account_logout"),
        },
    }


def _link(request: HttpRequest, name: str, label: Any, icon: str) -> dict[str, Any]:
    address = reverse(name)
    return {
        "url": in_this_cycle(request, address),
        "label": label,
        "icon": icon,
        "address": address,
    }


def _marked(links: list[dict[str, Any]], path: str) -> list[dict[str, Any]]:
    """The page belongs to the room with the longest address that starts its own; to home only if it is home."""
    inside = [
        link["address"]
        for link in links
        if path == link["address"] or (link["address"] != "/" and path.startswith(link["address"]))
    ]
    return [link | {"current": link["address"] == max(inside, key=len, default=None)} for link in links]


def _rooms(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    links = [
        _link(request, name, label, icon)
        for name, label, icon, permission in ROOMS
        if permission is None or user.has_perm(permission)
    ]
    return _marked(links, request.path)


def _bottom_bar(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """Delegates hold a phone: what they come for stays under the thumb."""
    if user.access.roles != {Role.DELEGATE}:
        return []
    links = [
        _link(request, "home", _("Accueil"), "house"),
        _link(request, "reports:standard-detail", _("Norme"), "book"),
        _link(request, "priorities:ranking-current", _("Priorités"), "bar-chart-steps"),
        _link(request, "help", _("Aide"), "question-circle"),
    ]
    return _marked(links, request.path)


def _tray(user: User) -> dict[str, Any]:
    return {"url": reverse("jobs:job-list"), "count": Job.objects.visible_to(user).active().count()}
