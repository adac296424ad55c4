from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from search.registry import Shown, Source, add_source
from stakeholders.models import Stakeholder


def current_stakeholders(user: User) -> "QuerySet[Stakeholder]":
    """A merged one is found under the name that stays."""
    return Stakeholder.objects.visible_to(user).current()


def show_stakeholder(stakeholder: Stakeholder) -> Shown:
    return Shown(
        title=stakeholder.label,
        text=stakeholder.contribution,
        meta=stakeholder.get_kind_display(),
        url=stakeholder.get_absolute_url(),
    )


add_source(
    Source(
        kind="parties",
        place=40,
        label=_("Parties prenantes"),
        model=Stakeholder,
        title=("label_fr",),
        body=("contribution",),
        permission="stakeholders.view_registry",
        visible=current_stakeholders,
        show=show_stakeholder,
    )
)
