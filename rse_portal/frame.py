"""The frame around every page: the rooms the person may enter, the cycle, the job tray, the account."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.roles import Role
from dialogue.phone import phone_of
from iso26000.cycles import cycle_of, cycles_of, in_this_cycle
from jobs.models import Job
from rse_portal.common.links import Link

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
    ("dialogue:room-open", gettext_lazy("Dialogue"), "chat-left-text", "dialogue.enter_room"),
    ("priorities:ranking-current", gettext_lazy("Priorités"), "bar-chart-steps", "priorities.view_ranking"),
    ("commitments:referential-detail", gettext_lazy("Référentiel"), "flag", "commitments.view_referential"),
    (
        "priorities:exchange-list",
        gettext_lazy("Échanges"),
        "file-earmark-spreadsheet",
        "priorities.exchange_files",
    ),
    ("reports:report-list", gettext_lazy("Rapports"), "file-earmark-text", "reports.compile_report"),
    ("journal-list", gettext_lazy("Journal"), "journal-text", "accounts.view_journal"),
)
UNDER_THE_THUMB = (
    ("home", gettext_lazy("Accueil"), "house"),
    ("dialogue:feedback-create", gettext_lazy("Nouvelle remontée"), "plus-lg"),
    ("dialogue:feedback-list", gettext_lazy("Mes remontées"), "chat-quote"),
    ("help", gettext_lazy("Aide"), "question-circle"),
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
        "footer_links": tuple(Link(reverse(name), label) for name, label in FOOTER),
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
        "phone": cache(lambda: phone_of(user)),
        "account": Link(reverse("account-detail"), str(user), "person"),
        "logout_url": reverse("account_logout"),
        "search_url": reverse("search:entry-list"),
    }


def _links(request: HttpRequest, rooms: Iterable[tuple[str, Any, str]]) -> tuple[Link, ...]:
    """rooms: URL name, label, icon. The page belongs to the room with the longest address that starts its own; to home
    only if it is home."""
    path, addresses = request.path, {name: reverse(name) for name, _label, _icon in rooms}
    above = [
        address
        for address in addresses.values()
        if path == address or (address != "/" and path.startswith(address))
    ]
    here = max(above, key=len, default=None)
    return tuple(
        Link(in_this_cycle(request, addresses[name]), label, icon, current=addresses[name] == here)
        for name, label, icon in rooms
    )


def _rooms(request: HttpRequest, user: User) -> tuple[Link, ...]:
    return _links(
        request,
        [
            (name, label, icon)
            for name, label, icon, permission in ROOMS
            if permission is None or user.has_perm(permission)
        ],
    )


def _bottom_bar(request: HttpRequest, user: User) -> tuple[Link, ...]:
    """Delegates hold a phone: what they come for stays under the thumb."""
    return _links(request, UNDER_THE_THUMB) if user.access.roles == {Role.DELEGATE} else ()


def _tray(user: User) -> Link:
    waiting = Job.objects.visible_to(user).active().count()
    return Link(reverse("jobs:job-list"), gettext_lazy("Traitements"), "hourglass-split", count=waiting)
