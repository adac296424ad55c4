"""The minutes of a séance: its versions, who may still amend, where an amendment falls in the text of today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Change, User
from dialogue.enums import MinutesPhase, Presence
from dialogue.models import Amendment, DialogueSession, Minutes
from rse_portal.common.diff import paragraphs

SHOWN = 100  # versions on a page


@dataclass(frozen=True)
class Version:
    """The text and the phase as one act left them. number: of the version, from 1."""

    number: int
    at: datetime
    by: User | None
    phase: str
    text: str

    @property
    def phase_label(self) -> str:
        return str(MinutesPhase(self.phase).label)


def versions_of(minutes: Minutes) -> list[Version]:
    """Newest first, read from what the history kept; the row itself if it kept nothing. 1 query."""
    found: list[Version] = []
    text, phase = minutes.text, minutes.phase
    for told in Change.objects.of(minutes).select_related("by")[:SHOWN]:
        found.append(Version(told.version, told.at, told.by, phase, text))
        text, phase = told.before.get("text", text), told.before.get("phase", phase)
    return found


def was_there(user: User, session: DialogueSession) -> bool:
    """Whether the person is recorded as present. 1 query."""
    return session.attendances.filter(person=user, status=Presence.PRESENT).exists()


def place_of(amendment: Amendment, text: str) -> int | None:
    """Which paragraph of the text of today the amendment is about: where it was, else where the same words stand alone;
    None when those words have changed since."""
    now = paragraphs(text)
    if amendment.place < len(now) and now[amendment.place] == amendment.before:
        return amendment.place
    same = [position for position, paragraph in enumerate(now) if paragraph == amendment.before]
    return same[0] if len(same) == 1 else None


def to_decide(amendments: Sequence[Amendment]) -> list[Amendment]:
    return [amendment for amendment in amendments if amendment.is_open]
