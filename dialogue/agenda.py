"""Séances as a calendar takes them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from dialogue.models import DialogueSession
from rse_portal.common.icalendar import Event, calendar

MEDIA_TYPE = "text/calendar; charset=utf-8"
PAST_DAYS, MOST = 366, 500  # what a feed tells


def event_of(session: DialogueSession, attendee: User | None = None) -> Event:
    """session: with its assembly. attendee: the one person whom an invitation is for; nobody else is named."""

    def at(clock: Any) -> datetime | None:
        return datetime.combine(session.held_on, clock) if clock else None

    page = settings.PUBLIC_URL + session.get_absolute_url()
    told = [session.purpose, *(f"– {item}" for item in session.agenda_items)]
    if session.link:
        told.append(_("Visioconférence : %s") % session.link)
    told.append(_("Dans le portail : %s") % page)
    return Event(
        uid=f"{session.pk}@{urlsplit(settings.PUBLIC_URL).hostname}",
        sequence=session.sequence,
        day=session.held_on,
        starts=at(session.starts_at),
        ends=at(session.ends_at),
        summary=f"{session.assembly}{_(' : ')}{session.subject}"
        if session.subject
        else str(session.assembly),
        description="\n".join(part for part in told if part),
        location=session.place or session.link,
        url=page,
        cancelled=session.is_cancelled,
        organiser=sender_address() if attendee else "",
        attendee=attendee.email if attendee else "",
        attendee_name=str(attendee) if attendee else "",
    )


def sender_address() -> str:
    """The bare address that messages leave from."""
    address = settings.DEFAULT_FROM_EMAIL
    return address.partition("<")[2].rstrip(">") or address


def calendar_of(sessions: Iterable[DialogueSession], *, method: str = "PUBLISH", name: str = "") -> str:
    return calendar(map(event_of, sessions), method=method, now=timezone.now(), name=name)


def invitation_for(session: DialogueSession, person: User) -> str:
    method = "CANCEL" if session.is_cancelled else "REQUEST"
    return calendar([event_of(session, person)], method=method, now=timezone.now())


def feed_of(user: User) -> list[DialogueSession]:
    """What the calendar of a person tells: from a year ago on, the next ones first when there are too many. 1 query."""
    since = timezone.localdate() - timedelta(days=PAST_DAYS)
    rows = DialogueSession.objects.visible_to(user).filter(held_on__gte=since)
    return list(rows.select_related("assembly").order_by("-held_on", "pk")[:MOST])
