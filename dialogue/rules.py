"""Rights of reliability.md §2, lines « assembly calendar » and « submitted feedback »."""

from typing import Any

import rules
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Change, ChangeKind, Mandate, Territory, User
from accounts.rights import grant, held_mandate, name_actions, scope_of, track
from accounts.roles import EVERYONE, Role
from dialogue import consultation_rules, session_rules  # noqa: F401 – their grants belong to this table
from dialogue.enums import FeedbackStatus
from dialogue.models import (
    Assembly,
    CodingContest,
    EmergenceVerdict,
    Feedback,
    FeedbackCoding,
    FeedbackStep,
    ImportanceVote,
    Membership,
    WatchedTheme,
)
from iso26000.rules import in_open_cycle


@rules.predicate
def may_see_assembly(user: User, assembly: Assembly | None) -> bool:
    return assembly is None or Assembly.objects.visible_to(user).filter(pk=assembly.pk).exists()


@rules.predicate
def may_see_seat(user: User, seat: Membership | None) -> bool:
    return seat is None or may_see_assembly(user, seat.assembly)


@rules.predicate
def may_take_over(user: User, mandate: Mandate | None) -> bool:
    if mandate is None or mandate.role != Role.DELEGATE:
        return mandate is None
    if user.access.has(Role.MANAGER):
        return True
    return Mandate.objects.followed_by(user, timezone.localdate()).filter(pk=mandate.pk).exists()


@rules.predicate
def may_see_feedback(user: User, feedback: Feedback | None) -> bool:
    """One's own are in sight even once withdrawn: whoever took them back may bring them back."""
    return (
        feedback is None
        or feedback.author_id == user.pk
        or Feedback.objects.visible_to(user).filter(pk=feedback.pk).exists()
    )


def within_reach(permission: str) -> rules.Predicate:
    """The right holds where the sentence was heard (S5): a delegate here who is rapporteur there qualifies there only.

    feedback: read with territory__parent, it costs no query.
    """

    @rules.predicate(name=f"within reach of {permission}")
    def reached(user: User, feedback: Feedback | None) -> bool:
        scope = scope_of(user, permission)
        if feedback is None or scope.national:
            return True
        place: Territory | None = feedback.territory
        while place is not None and place.pk not in scope.territories:
            place = place.parent
        return place is not None

    return reached


@rules.predicate
def own_feedback(user: User, feedback: Feedback | None) -> bool:
    return feedback is None or feedback.author_id == user.pk


@rules.predicate
def may_change_its_feedback(user: User, row: Any) -> bool:
    """row: anything that hangs on a remontée and goes with it."""
    return row is None or user.has_perm("dialogue.answer_feedback", row.feedback)


@rules.predicate
def may_see_its_feedback(user: User, row: Any) -> bool:
    return row is None or user.has_perm("dialogue.view_feedback_history", row.feedback)


@rules.predicate
def may_see_coded(user: User, coding: FeedbackCoding | None) -> bool:
    return coding is None or may_see_feedback(user, coding.feedback)


@rules.predicate
def own_until_taken_in_charge(user: User, feedback: Feedback | None) -> bool:
    """One's own words, received, and neither coded nor changed by anybody else since. 2 queries."""
    return feedback is None or (
        feedback.author_id == user.pk
        and feedback.status == FeedbackStatus.RECEIVED
        and not feedback.codings.exists()
        and not Change.objects.of(feedback).filter(kind=ChangeKind.UPDATED).exclude(by=user).exists()
    )


@rules.predicate
def may_qualify(user: User, feedback: Feedback | None) -> bool:
    return user.has_perm("dialogue.qualify_feedback", feedback)


@rules.predicate
def may_rewrite(user: User, feedback: Feedback | None) -> bool:
    return user.has_perm("dialogue.rewrite_feedback", feedback)


@rules.predicate
def may_qualify_coded(user: User, coding: FeedbackCoding | None) -> bool:
    return coding is None or user.has_perm("dialogue.qualify_feedback", coding.feedback)


grant("dialogue.enter_room", EVERYONE, past=held_mandate)
# Territories, their bodies and who sits there. The platform keeps them without reading what is said.
grant("dialogue.view_assembly", EVERYONE, where=may_see_assembly)
# Elected administrators read syntheses, platform admins no content: neither reads a sentence with its author.
grant(
    "dialogue.view_feedback",
    {Role.DELEGATE, Role.RAPPORTEUR, Role.MANAGER, Role.AUDITOR},
    where=may_see_feedback,
    past=held_mandate & may_see_feedback,
)

# Qualifying: domains, duplicates, masking. The kind, the date and the words of whoever spoke stay as they were said.
TEAM = {Role.RAPPORTEUR, Role.MANAGER}
# Logging what was heard: delegates in their own name, the team from a paper form, in the name of whoever heard it.
grant("dialogue.record_feedback", {Role.DELEGATE})
grant("dialogue.transcribe_feedback", TEAM)
grant("dialogue.rewrite_feedback", {Role.DELEGATE}, where=own_until_taken_in_charge & in_open_cycle)
# Whoever may put back what an act changed: the team, and the author as long as the words are theirs alone.
grant("dialogue.change_feedback", {Role.DELEGATE, *TEAM}, where=may_qualify | may_rewrite)
grant("dialogue.view_inbox", TEAM)
grant("dialogue.qualify_feedback", TEAM, where=within_reach("dialogue.qualify_feedback") & in_open_cycle)
# Answers come after the cycle too, and personal data are hidden whenever they are found.
grant("dialogue.answer_feedback", TEAM, where=within_reach("dialogue.answer_feedback"))
grant("dialogue.mask_feedback", TEAM, where=within_reach("dialogue.mask_feedback"))
# The history names whoever wrote: auditors read sentences under a pseudonym, other delegates without it.
grant(
    "dialogue.view_feedback_history",
    {*TEAM, Role.DELEGATE},
    where=within_reach("dialogue.answer_feedback") | own_feedback,
)
# What the author alone may say back.
grant("dialogue.speak_back", {Role.DELEGATE}, where=own_feedback)
grant("dialogue.send_digests", {Role.MANAGER})
grant(
    "dialogue.view_sheet",
    {Role.DELEGATE, Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR},
)
HISTORY = "dialogue.view_feedback_history"
PLACE = "territory__parent"
track(Feedback, view=HISTORY, change="dialogue.change_feedback", related=("cycle", PLACE))
track(
    FeedbackCoding,
    view="dialogue.view_coding",
    change="dialogue.change_coding",
    related=("feedback__cycle", f"feedback__{PLACE}"),
    follows="feedback",
)
for hanging in (FeedbackStep, CodingContest):
    track(
        hanging,
        view="dialogue.view_step",
        change="dialogue.change_step",
        related=("feedback__cycle", f"feedback__{PLACE}"),
        follows="feedback",
    )
grant("dialogue.view_step", {*TEAM, Role.DELEGATE}, where=may_see_its_feedback)
grant("dialogue.change_step", TEAM, where=may_change_its_feedback)
grant(
    "dialogue.view_coding",
    {Role.DELEGATE, Role.RAPPORTEUR, Role.MANAGER, Role.AUDITOR},
    where=may_see_coded,
    past=held_mandate & may_see_coded,
)
grant("dialogue.change_coding", TEAM, where=may_qualify_coded)
# Assemblies are kept by the team. Their séances: dialogue/session_rules.py.
grant("dialogue.manage_assembly", {Role.MANAGER})
track(Assembly, view="dialogue.view_assembly", change="dialogue.manage_assembly")
# Lists with names go out with the responsable, who answers for them: each is journaled.
grant("dialogue.export_people", {Role.MANAGER})
grant("dialogue.import_delegates", {Role.MANAGER, Role.PLATFORM_ADMIN})
# What a delegate who left hands over: prepared by the responsable, read by whoever holds the mandate since.
grant("dialogue.view_handover", {Role.MANAGER, Role.DELEGATE}, where=may_take_over)
grant("dialogue.view_seat", EVERYONE - {Role.DELEGATE}, where=may_see_seat)
# The responsable gives seats; the platform imports some with the mandates, and takes back what it imported.
grant("dialogue.change_seat", {Role.MANAGER, Role.PLATFORM_ADMIN})
track(
    Membership,
    view="dialogue.view_seat",
    change="dialogue.change_seat",
    related=("assembly", "mandate"),
    follows="mandate",
)

# Votes gathered elsewhere (a panel, a paper ballot) are entered by the responsable; individual answers are theirs alone.
grant("dialogue.enter_votes", {Role.MANAGER}, where=in_open_cycle)
track(ImportanceVote, view="dialogue.enter_votes", change="dialogue.enter_votes", related=("cycle",))
name_actions(
    {
        "vote.entered": _("Votes d’importance saisis"),
        "vote.removed": _("Votes d’importance retirés"),
        "feedback.recorded": _("Remontée reçue"),
        "feedback.rewritten": _("Remontée corrigée par son auteur·rice"),
        "feedback.withdrawn": _("Remontée retirée par son auteur·rice"),
        "assembly.created": _("Instance créée"),
        "assembly.changed": _("Instance modifiée"),
        "seat.opened": _("Siège attribué"),
        "seat.changed": _("Siège modifié"),
        "members.exported": _("Liste de membres exportée"),
        "feedback.coded": _("Remontée codée"),
        "feedback.uncoded": _("Codage retiré"),
        "feedback.moved": _("Remontée avancée dans son circuit"),
        "feedback.bulk_moved": _("Remontées avancées ensemble"),
        "feedback.bulk_coded": _("Remontées codées ensemble"),
        "feedback.merged": _("Remontées rapprochées"),
        "feedback.masked": _("Passage masqué"),
        "coding.contested": _("Codage contesté"),
        "coding.contest_answered": _("Contestation répondue"),
        "answer.rated": _("Réponse notée par son auteur"),
        "effect.asked": _("Contre-épreuve posée"),
        "effect.answered": _("Contre-épreuve répondue"),
        "digest.sent": _("Courriel de suivi envoyé"),
        "digest.chosen": _("Courriels de suivi choisis"),
    }
)

# Emerging themes are counts over the whole mutual: whoever qualifies, decides or checks. The sentences behind them stay
# those that each may read.
grant("dialogue.view_emergence", {Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR})
grant("dialogue.compile_emergence", {Role.RAPPORTEUR, Role.MANAGER})
grant("dialogue.judge_emergence", {Role.RAPPORTEUR, Role.MANAGER}, where=in_open_cycle)
grant("dialogue.watch_theme", {Role.MANAGER})
track(
    EmergenceVerdict,
    view="dialogue.view_emergence",
    change="dialogue.judge_emergence",
    related=("cycle",),
)
track(WatchedTheme, view="dialogue.view_emergence", change="dialogue.watch_theme")
name_actions(
    {
        "emergence.judged": _("Suite donnée à une attente émergente"),
        "emergence.reopened": _("Suite d’une attente émergente retirée"),
        "theme.watched": _("Thème suivi"),
        "theme.dropped": _("Thème plus suivi"),
    }
)
