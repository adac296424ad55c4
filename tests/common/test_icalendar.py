from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rse_portal.common.icalendar import LONGEST, Event, calendar, escaped, folded, parameter

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


def an_event(**fields: object) -> Event:
    known = {
        "uid": "1@portail.example",
        "sequence": 0,
        "day": date(2026, 3, 12),
        "starts": datetime(2026, 3, 12, 18, 30),
        "ends": datetime(2026, 3, 12, 20, 30),
        "summary": "Assemblée de Bretagne",
    }
    return Event(**(known | fields))  # type: ignore[arg-type]


def lines_of(text: str) -> list[str]:
    """Unfolded."""
    return text.replace("\r\n ", "").split("\r\n")


def test_a_calendar_ends_each_line_with_crlf_and_nothing_else():
    text = calendar([an_event(description="Un\ndeux")], now=NOW)
    assert text.endswith("END:VCALENDAR\r\n")
    assert "\n" not in text.replace("\r\n", "")


def test_no_line_is_longer_than_the_norm_and_no_letter_is_cut():
    words = "éà€😀 " * 60
    text = calendar([an_event(description=words)], now=NOW)
    assert max(len(line.encode()) for line in text.split("\r\n")) <= LONGEST
    assert f"DESCRIPTION:{words}" in lines_of(text)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=400))
def test_folding_is_undone_by_unfolding(text):
    assert folded(text).replace("\r\n ", "") == text
    assert all(len(line.encode()) <= LONGEST for line in folded(text).split("\r\n"))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("a,b;c", "a\\,b\\;c"),
        ("c:\\d", "c:\\\\d"),
        ("un\r\ndeux\rtrois", "un\\ndeux\\ntrois"),
        ("a\x07b", "ab"),
    ],
)
def test_text_is_escaped(typed, written):
    assert escaped(typed) == written


def test_a_parameter_cannot_leave_its_quotes():
    assert parameter('Amel "la" Le Goff\r\nX:1') == '"Amel la Le GoffX:1"'


def test_times_are_those_of_paris_and_a_day_without_time_is_whole():
    timed = lines_of(calendar([an_event()], now=NOW))
    assert "DTSTART;TZID=Europe/Paris:20260312T183000" in timed
    assert "DTSTAMP:20261126T090000Z" in timed
    whole = lines_of(calendar([an_event(starts=None, ends=None)], now=NOW))
    assert {"DTSTART;VALUE=DATE:20260312", "DTEND;VALUE=DATE:20260313"} <= set(whole)


def test_a_cancelled_event_says_so_to_the_one_it_is_for():
    lines = lines_of(
        calendar(
            [
                an_event(
                    cancelled=True,
                    sequence=3,
                    organiser="ne-pas-repondre@portail.example",
                    attendee="amel@test.example",
                    attendee_name="Amel Le Goff",
                )
            ],
            method="CANCEL",
            now=NOW,
        )
    )
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:3"} <= set(lines)
    assert 'ATTENDEE;CN="Amel Le Goff";ROLE=REQ-PARTICIPANT;RSVP=FALSE:mailto:amel@test.example' in lines
