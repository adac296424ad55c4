from django.utils.translation import gettext_lazy as _

from commitments.models import Action
from rse_portal.common.typography import jour
from search.registry import Shown, Source, add_source


def show_action(action: Action) -> Shown:
    parts = [action.code, action.get_state_display(), action.axis.commitment.label]
    if action.due_on:
        parts.append(jour(action.due_on))
    return Shown(
        title=action.title, text=action.description, meta=" · ".join(parts), url=action.get_absolute_url()
    )


add_source(
    Source(
        kind="actions",
        place=50,
        label=_("Actions"),
        model=Action,
        title=("title",),
        body=("description",),
        related=("axis__commitment",),
        permission="commitments.view_referential",
        show=show_action,
    )
)
