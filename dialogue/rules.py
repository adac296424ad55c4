"""Rights of reliability.md §2, lines « assembly calendar » and « submitted feedback »."""

import rules

from accounts.models import User
from accounts.rights import grant
from accounts.roles import EVERYONE, Role
from dialogue.models import Feedback


@rules.predicate
def may_see_feedback(user: User, feedback: Feedback | None) -> bool:
    return feedback is None or Feedback.objects.visible_to(user).filter(pk=feedback.pk).exists()


grant("dialogue.view_session", EVERYONE - {Role.PLATFORM_ADMIN})
# Elected administrators read syntheses, platform admins no content: neither reads a sentence with its author.
grant(
    "dialogue.view_feedback",
    {Role.DELEGATE, Role.RAPPORTEUR, Role.MANAGER, Role.AUDITOR},
    where=may_see_feedback,
)
