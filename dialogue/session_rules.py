"""Rights on séances, their minutes and their ballots (reliability.md §2, « assembly calendar / detail »)."""

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import grant, held_mandate, name_actions, scope_of, track
from accounts.roles import EVERYONE, Role
from dialogue.models import (
    Amendment,
    Attendance,
    AttendanceCount,
    Ballot,
    DialogueSession,
    Minutes,
    SessionDocument,
)
from dialogue.queries.ballot import may_vote_in
from dialogue.queries.minutes import was_there

WHOLE_ROOM = EVERYONE - {Role.PLATFORM_ADMIN}
TEAM = {Role.RAPPORTEUR, Role.MANAGER}


def session_of(found: Any) -> DialogueSession:
    """The séance that a row is about, itself included."""
    if isinstance(found, DialogueSession):
        return found
    return found.minutes.session if hasattr(found, "minutes_id") else found.session  # type: ignore[no-any-return]


@rules.predicate
def may_see_session(user: User, found: Any) -> bool:
    if found is None:
        return True
    return DialogueSession.objects.visible_to(user).filter(pk=session_of(found).pk).exists()


@rules.predicate
def in_managed_place(user: User, found: Any) -> bool:
    """In the territory of the role by which one manages, not of another role that one holds (reliability S5)."""
    if found is None:
        return True
    scope = scope_of(user, "dialogue.manage_session")
    if not scope or scope.national:
        return scope.national
    return DialogueSession.objects.within(scope).filter(pk=session_of(found).pk).exists()


@rules.predicate
def is_secretary(user: User, found: Any) -> bool:
    return found is not None and session_of(found).secretary_id == user.pk


@rules.predicate
def may_see_it_today(user: User, found: Any) -> bool:
    """A secretary whose mandate moved elsewhere keeps nothing there."""
    return found is None or DialogueSession.objects.in_reach_of(user).filter(pk=session_of(found).pk).exists()


@rules.predicate
def still_open(_user: User, found: Any) -> bool:
    return found is None or not session_of(found).is_over


@rules.predicate
def is_draft(_user: User, found: Minutes | Amendment | None) -> bool:
    return found is None or (found if isinstance(found, Minutes) else found.minutes).is_draft


@rules.predicate
def attended(user: User, found: Any) -> bool:
    return found is not None and was_there(user, session_of(found))


@rules.predicate
def may_vote(user: User, ballot: Ballot | None) -> bool:
    return ballot is not None and may_vote_in(user, ballot)


grant("dialogue.view_session", WHOLE_ROOM, where=may_see_session, past=held_mandate & may_see_session)
grant("dialogue.manage_session", TEAM, where=in_managed_place)
grant("dialogue.keep_session", WHOLE_ROOM, where=in_managed_place | (is_secretary & may_see_it_today))
grant("dialogue.amend_minutes", WHOLE_ROOM, where=attended & may_see_it_today)
grant("dialogue.cast_vote", WHOLE_ROOM, where=may_vote)
# What the history may put back: nothing of a closed séance, and of the minutes no more than the draft.
grant("dialogue.rewrite_session", TEAM, where=in_managed_place & still_open)
grant(
    "dialogue.rewrite_attendance",
    WHOLE_ROOM,
    where=(in_managed_place | (is_secretary & may_see_it_today)) & still_open,
)
grant(
    "dialogue.rewrite_minutes",
    WHOLE_ROOM,
    where=(in_managed_place | (is_secretary & may_see_it_today)) & is_draft,
)
track(DialogueSession, view="dialogue.view_session", change="dialogue.rewrite_session", related=("assembly",))
for model in (Attendance, AttendanceCount):
    track(
        model,
        view="dialogue.view_session",
        change="dialogue.rewrite_attendance",
        related=("session",),
        follows="session",
    )
track(
    SessionDocument,
    view="dialogue.view_session",
    change="dialogue.rewrite_session",
    related=("session",),
)
# Their history holds the drafts; its readers have the page of versions.
track(Minutes, view="dialogue.keep_session", change="dialogue.rewrite_minutes", related=("session",))
track(
    Amendment, view="dialogue.keep_session", change="dialogue.rewrite_minutes", related=("minutes__session",)
)

name_actions(
    {
        "session.planned": _("Séance prévue"),
        "session.changed": _("Séance modifiée"),
        "session.cancelled": _("Séance annulée"),
        "session.closed": _("Séance close"),
        "session.invited": _("Convocation envoyée"),
        "attendance.recorded": _("Présences relevées"),
        "document.attached": _("Document de séance joint"),
        "document.removed": _("Document de séance retiré"),
        "minutes.written": _("Compte rendu rédigé"),
        "minutes.opened": _("Compte rendu ouvert aux amendements"),
        "minutes.adopted": _("Compte rendu adopté"),
        "minutes.reopened": _("Adoption du compte rendu reprise"),
        "minutes.frozen": _("Compte rendu figé"),
        "amendment.proposed": _("Amendement proposé"),
        "amendment.withdrawn": _("Amendement retiré"),
        "amendment.decided": _("Amendement tranché"),
        "ballot.opened": _("Scrutin ouvert"),
        "ballot.closed": _("Scrutin clos"),
        "feed.opened": _("Abonnement à l’agenda ouvert"),
        "feed.revoked": _("Abonnement à l’agenda fermé"),
    }
)
