"""Rights of reliability.md §2, lines « assembly calendar » and « submitted feedback »."""

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, track
from accounts.roles import EVERYONE, Role
from dialogue.models import Feedback, ImportanceVote
from iso26000.rules import in_open_cycle


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


# Votes gathered elsewhere (a panel, a paper ballot) are entered by the responsable; individual answers are theirs alone.
grant("dialogue.enter_votes", {Role.MANAGER}, where=in_open_cycle)
track(ImportanceVote, view="dialogue.enter_votes", change="dialogue.enter_votes", related=("cycle",))
name_actions(
    {"vote.entered": _("Votes d’importance saisis"), "vote.removed": _("Votes d’importance retirés")}
)
