from django.utils.translation import gettext_lazy as _

from dialogue.models import Feedback
from rse_portal.common.typography import jour
from search.registry import Shown, Source, add_source

FEEDBACK = "remontees"


def show_feedback(feedback: Feedback) -> Shown:
    """Never who wrote it: the page shows the same to whoever may read the sentence."""
    parts = [feedback.get_kind_display(), str(feedback.territory), jour(feedback.received_on)]
    if feedback.stakeholder:
        parts.append(feedback.stakeholder.label)
    return Shown(text=feedback.text, meta=" · ".join(parts))


add_source(
    Source(
        kind=FEEDBACK,
        place=10,
        label=_("Remontées"),
        model=Feedback,
        body=("text",),
        related=("territory", "stakeholder"),
        permission="dialogue.view_feedback",
        show=show_feedback,
    )
)
