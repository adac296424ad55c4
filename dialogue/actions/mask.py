"""Hide a passage that tells who somebody is: it goes from the text and from everywhere that quotes it (ADR 0021)."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.actions.coding import OutsideText, TextChanged
from dialogue.enums import MaskReason
from dialogue.models import (
    AnswerRating,
    CodingContest,
    EffectCheck,
    Feedback,
    FeedbackCoding,
    FeedbackMask,
    FeedbackStep,
)
from dialogue.models.step import MASK
from dialogue.queries.passages import moved
from jobs.actions.forget import forget_quoting_files
from rse_portal.common.errors import Unprocessable

FEWEST = 2  # signs: less would hide half of the text


class TooShort(Unprocessable):
    default = _("Choisissez un mot entier au moins.")


class ReasonUnknown(Unprocessable):
    default = _("Dites pourquoi ce passage est masqué.")


@transaction.atomic
def mask_passage(
    *,
    feedback: Feedback,
    start: int,
    end: int,
    reason: str,
    by: User,
    length: int | None = None,
    version: int | None = None,
) -> FeedbackMask:
    """Put « [masqué] » in place of start..end and of each other place where the same words stand: in the text, in its
    answers and contests, in the history of all of them; files that quoted it are deleted. It is not undone.

    The passage grows to whole words. length: of the text that was read. Raises OutsideText, TooShort, ReasonUnknown,
    TextChanged, Stale. Some 15 queries, and 2 per answer or contest that held the words.
    """
    text = feedback.text
    if length is not None and length != len(text):
        raise TextChanged
    if reason not in MaskReason.values:
        raise ReasonUnknown
    if not 0 <= start < end <= len(text):
        raise OutsideText
    start, end = whole_words(text, start, end)
    passage = text[start:end]
    if len(passage) < FEWEST:
        raise TooShort
    hidden = _pattern(passage)

    def scrub(found: str) -> str:
        return hidden.sub(MASK, found)

    operation = history.new_operation()
    places = [match.span() for match in hidden.finditer(text)]
    _shift_codings(feedback, places, by, operation)
    history.redact(feedback, by=by, operation=operation, scrub=scrub, columns=("text",), version=version)
    _scrub_what_quotes(feedback, scrub, by, operation)
    forget_quoting_files()
    mask = FeedbackMask.objects.create(
        feedback=feedback, by=by, reason=reason, signs=len(passage), at=timezone.now()
    )
    record(
        action="feedback.masked",
        by=by,
        target=feedback,
        reason=reason,
        signs=len(passage),
        places=len(places),
    )
    return mask


def place_of(text: str, words: str) -> tuple[int, int] | None:
    """Where these words first stand in the text, in capitals or not, whatever spaces separate them; None: nowhere.

    >>> place_of("Mme  Martin dit", "mme martin")
    (0, 11)
    """
    parts = words.split()
    found = re.search(r"\s+".join(map(re.escape, parts)), text, re.IGNORECASE) if parts else None
    return found.span() if found else None


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Half a name is a name: the passage grows to the words that it cuts, and loses the spaces around it.

    >>> whole_words("Mme Martin dit", 6, 8)
    (4, 10)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        raise TooShort
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _pattern(passage: str) -> re.Pattern[str]:
    """The same words, in capitals or not, as whole words, whatever spaces separate them."""
    words = r"\s+".join(re.escape(word) for word in passage.split())
    before = r"(?<!\w)" if passage[0].isalnum() else ""
    after = r"(?!\w)" if passage[-1].isalnum() else ""
    return re.compile(before + words + after, re.IGNORECASE)


def _shift_codings(feedback: Feedback, places: list[tuple[int, int]], by: User, operation: uuid.UUID) -> None:
    """Passages coded stay on their words; one that was hidden whole is on the mask."""
    changed = []
    for coding in FeedbackCoding.objects.select_for_update().filter(feedback=feedback, start__isnull=False):
        low, high = coding.start or 0, coding.end or 0
        for start, end in reversed(places):  # from the last one: those before keep their place
            inside = start <= low and high <= end
            low = moved(low, start, end, len(MASK))
            high = low + len(MASK) if inside else moved(high, start, end, len(MASK))
        changed.append((coding, {"start": low, "end": max(high, low + 1)}))
    history.change_many(changed, by=by, operation=operation)


def _scrub_what_quotes(
    feedback: Feedback, scrub: Callable[[str], str], by: User, operation: uuid.UUID
) -> None:
    tracked = (
        (FeedbackStep.objects.filter(feedback=feedback), ("text",)),
        (CodingContest.objects.filter(feedback=feedback), ("text", "answer")),
    )
    for rows, columns in tracked:
        for row in rows:
            if any(scrub(getattr(row, name)) != getattr(row, name) for name in columns):
                history.redact(row, by=by, operation=operation, scrub=scrub, columns=columns)
    plain: Any = (
        (AnswerRating.objects.filter(feedback=feedback), ("text",)),
        (EffectCheck.objects.filter(feedback=feedback), ("question", "text")),
    )
    for quoting, columns in plain:
        for said in quoting:
            for name in columns:
                setattr(said, name, scrub(getattr(said, name)))
            said.save(update_fields=columns)
