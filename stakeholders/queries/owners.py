"""Who among us holds the relation with a stakeholder or a contact."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import RoleAssignment, User
from accounts.rights import GRANTS


def possible_owners(also: int | None = None) -> "QuerySet[User]":
    """Who may hold it: the RSE team of today, who may see contacts, and `also`, the one who holds it already."""
    roles = RoleAssignment.objects.running(timezone.localdate()).filter(
        user=OuterRef("pk"), role__in=GRANTS["stakeholders.view_contacts"]
    )
    return User.objects.filter(Q(Exists(roles.order_by()), is_active=True) | Q(pk=also))


def owners_of(rows: "QuerySet[Any]") -> "QuerySet[User]":
    """Who holds at least one of these rows."""
    return User.objects.filter(pk__in=rows.exclude(owner=None).order_by().values("owner"))
