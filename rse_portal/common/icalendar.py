"""Calendars as RFC 5545 writes them: CRLF, lines of at most 75 octets, text escaped.

calendar([event(properties)], method="REQUEST") -> str
"""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

PRODUCT = "-//Portail RSE//FR"
ZONE = "Europe/Paris"
LONGEST = 75  # octets, without the line end
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

# The rules of the European Union since 1996.
TIMEZONE = (
    "BEGIN:VTIMEZONE",
    f"TZID:{ZONE}",
    "BEGIN:DAYLIGHT",
    "DTSTART:19960331T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "TZNAME:CEST",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "DTSTART:19961027T030000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "TZNAME:CET",
    "END:STANDARD",
    "END:VTIMEZONE",
)


@dataclass(frozen=True)
class Event:
    """starts, ends: naive moments on the clock of Paris; without a start, the whole `day`. Empty texts are left out."""

    uid: str
    sequence: int
    day: dt.date
    starts: dt.datetime | None
    ends: dt.datetime | None
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    cancelled: bool = False
    organiser: str = ""
    attendee: str = ""
    attendee_name: str = ""


def calendar(events: Iterable[Event], *, method: str = "PUBLISH", now: dt.datetime, name: str = "") -> str:
    """method: PUBLISH, REQUEST (an invitation) or CANCEL; now: aware, when this was written."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", f"METHOD:{method}"]
    if name:
        lines += [f"X-WR-CALNAME:{escaped(name)}", f"X-WR-TIMEZONE:{ZONE}"]
    lines += TIMEZONE
    for event in events:
        lines += _lines(event, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _lines(event: Event, now: dt.datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{now.astimezone(ZoneInfo('UTC')):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{event.sequence}",
    ]
    if event.starts is None:
        lines += [
            f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{event.day + dt.timedelta(days=1):%Y%m%d}",
        ]
    else:
        lines.append(f"DTSTART;TZID={ZONE}:{event.starts:%Y%m%dT%H%M%S}")
        if event.ends is not None:
            lines.append(f"DTEND;TZID={ZONE}:{event.ends:%Y%m%dT%H%M%S}")
    lines.append(f"SUMMARY:{escaped(event.summary)}")
    lines += [
        f"{name}:{escaped(text)}"
        for name, text in (("DESCRIPTION", event.description), ("LOCATION", event.location))
        if text
    ]
    if event.url:
        lines.append(f"URL:{event.url}")
    lines.append(f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}")
    if event.organiser:
        lines.append(f"ORGANIZER:mailto:{event.organiser}")
    if event.attendee:
        lines.append(
            f"ATTENDEE;CN={parameter(event.attendee_name)};ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:{event.attendee}"
        )
    return [*lines, "END:VEVENT"]


def escaped(text: str) -> str:
    """A value of type TEXT (RFC 5545 §3.3.11)."""
    text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def parameter(text: str) -> str:
    """A parameter value between quotes, which it may not hold itself."""
    return '"' + re.sub(r"[\x00-\x1f\x7f\"]", "", text) + '"'


def folded(line: str) -> str:
    """The line on as many as it takes, never cutting a character: each but the first begins with a space."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = "", 1  # the space that opens the next line
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece])
