"""Rights of reliability.md §2, lines « assembly calendar » and « submitted feedback »."""

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, name_actions, track
from accounts.roles import EVERYONE, Role
from dialogue.models import Assembly, DialogueSession, Feedback, FeedbackCoding, ImportanceVote
from iso26000.rules import in_open_cycle


@rules.predicate
def may_see_feedback(user: User, feedback: Feedback | None) -> bool:
    return feedback is None or Feedback.objects.visible_to(user).filter(pk=feedback.pk).exists()


@rules.predicate
def may_see_coded(user: User, coding: FeedbackCoding | None) -> bool:
    return coding is None or may_see_feedback(user, coding.feedback)


@rules.predicate
def coded_in_open_cycle(_user: User, coding: FeedbackCoding | None) -> bool:
    return coding is None or coding.feedback.cycle.is_open


grant("dialogue.view_session", EVERYONE - {Role.PLATFORM_ADMIN})
# Elected administrators read syntheses, platform admins no content: neither reads a sentence with its author.
grant(
    "dialogue.view_feedback",
    {Role.DELEGATE, Role.RAPPORTEUR, Role.MANAGER, Role.AUDITOR},
    where=may_see_feedback,
)

# Qualifying: domains, duplicates, masking. The kind, the date and the words of whoever spoke stay as they were said.
grant("dialogue.qualify_feedback", {Role.RAPPORTEUR, Role.MANAGER}, where=may_see_feedback & in_open_cycle)
track(Feedback, view="dialogue.view_feedback", change="dialogue.qualify_feedback", related=("cycle",))
track(
    FeedbackCoding,
    view="dialogue.view_coding",
    change="dialogue.change_coding",
    related=("feedback__cycle",),
    follows="feedback",
)
grant(
    "dialogue.view_coding",
    {Role.DELEGATE, Role.RAPPORTEUR, Role.MANAGER, Role.AUDITOR},
    where=may_see_coded,
)
grant("dialogue.change_coding", {Role.RAPPORTEUR, Role.MANAGER}, where=may_see_coded & coded_in_open_cycle)
# Assemblies and their séances are kept by the team; secretaries come with their own grants.
grant("dialogue.manage_assembly", {Role.MANAGER})
track(Assembly, view="dialogue.view_session", change="dialogue.manage_assembly")
track(DialogueSession, view="dialogue.view_session", change="dialogue.manage_session")
grant("dialogue.manage_session", {Role.RAPPORTEUR, Role.MANAGER})

# Votes gathered elsewhere (a panel, a paper ballot) are entered by the responsable; individual answers are theirs alone.
grant("dialogue.enter_votes", {Role.MANAGER}, where=in_open_cycle)
track(ImportanceVote, view="dialogue.enter_votes", change="dialogue.enter_votes", related=("cycle",))
name_actions(
    {"vote.entered": _("Votes d’importance saisis"), "vote.removed": _("Votes d’importance retirés")}
)
