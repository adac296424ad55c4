"""What became of the remontées: their steps, answers and refusals, what the delegates said back."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import (
    AnswerRating,
    CodingContest,
    DialogueSession,
    DigestMark,
    EffectCheck,
    Feedback,
    FeedbackCoding,
    FeedbackStep,
)
from dialogue.phases import ANSWERED
from dialogue.queries.passages import coding_key
from rse_portal.demo.bank import french, read_bank

CIRCUIT = (
    FeedbackStatus.QUALIFIED,
    FeedbackStatus.UNDER_REVIEW,
    FeedbackStatus.ANSWERED,
    FeedbackStatus.REPORTED_BACK,
    FeedbackStatus.CLOSED,
)
OUTCOMES = ((Outcome.ACCEPTED, 45), (Outcome.PARTLY, 33), (Outcome.DECLINED, 22))
MERGED = 0.12  # of the answered ones, into another of the same domain
RATED = 0.6  # of those that a delegate with an account may rate
AT_ONCE = 1000


def tell_answers(*, by: User, today: date, rng: Random) -> dict[str, int]:
    """Give each remontée the steps of its status; returns how many of each thing were written."""
    bank = read_bank("answers_fr.yaml")
    rows = list(
        Feedback.objects.select_related("territory", "author")
        .prefetch_related("codings__domain__core_subject")
        .order_by("received_on", "reference")
    )
    merged = _merge(rows, rng)
    held = _held_sessions(today)
    steps = [step for row in rows for step in _steps(row, held, merged, bank, by, today, rng)]
    FeedbackStep.objects.bulk_create(steps, batch_size=AT_ONCE)
    _mark_passages(rows, by, rng)
    own = [row for row in rows if row.author_id]
    first = min((row.author_id or 0 for row in own), default=None)  # the delegate whom one signs in as first
    hers = [row for row in own if row.author_id == first]
    answered = [row for row in own if row.status in ANSWERED]
    ratings = _rate(answered, bank["ratings"], rng)
    contests = _contest([row for row in hers if row.codings.all()], bank["contests"], by)
    _ask_effects([row for row in hers if row.merged_into_id is None], steps, bank["effects"], by)
    _told_already()
    return {"étapes": len(steps), "avis sur une réponse": ratings, "contestations": contests}


def _merge(rows: Sequence[Feedback], rng: Random) -> dict[Any, Feedback]:
    """Key of a merged one → the one that answers for it: earlier, same cycle, same main domain, answered too."""
    first: dict[tuple[int, int], Feedback] = {}
    merged = {}
    for row in rows:
        codings = list(row.codings.all())
        if row.status not in ANSWERED or not codings:
            continue
        key = (row.cycle_id, codings[0].domain_id)
        main = first.setdefault(key, row)
        if main is not row and main.status == row.status and rng.random() < MERGED:
            row.merged_into = main
            merged[row.pk] = main
    Feedback.objects.bulk_update(
        [row for row in rows if row.pk in merged], ["merged_into"], batch_size=AT_ONCE
    )
    return merged


Held = dict[int, list[tuple[date, DialogueSession]]]


def _held_sessions(today: date) -> Held:
    """Territory of the assembly → its past séances, by day."""
    held: Held = defaultdict(list)
    rows = (
        DialogueSession.objects.filter(held_on__lt=today).select_related("assembly").order_by("held_on", "pk")
    )
    for session in rows:
        held[session.assembly.territory_id].append((session.held_on, session))
    return held


def _steps(
    row: Feedback,
    held: Held,
    merged: dict[Any, Feedback],
    bank: dict[str, Any],
    by: User,
    today: date,
    rng: Random,
) -> Iterator[FeedbackStep]:
    """Up to its status, in order, none after today."""
    if row.status == FeedbackStatus.RECEIVED:
        return
    reached = CIRCUIT[: CIRCUIT.index(FeedbackStatus(row.status)) + 1]
    room = max(0, (today - row.received_on).days - 1)
    day, at = row.received_on, None
    for status, wait in zip(
        reached, (rng.randint(1, 17), rng.randint(2, 20), rng.randint(15, 75), 0, 12), strict=False
    ):
        day = min(day + timedelta(days=wait), row.received_on + timedelta(days=room))
        session, text, outcome = None, "", ""
        if status == FeedbackStatus.UNDER_REVIEW:
            text = rng.choice(bank["review"])
        elif status == FeedbackStatus.ANSWERED:
            outcome, text = _answer(row, merged, bank, rng)
        elif status == FeedbackStatus.REPORTED_BACK:
            session = _session_after(row, day, held)
            day = session.held_on if session else min(day + timedelta(days=9), today - timedelta(days=1))
            text = "" if session is None else rng.choice(bank["reported"][:2])
        when = _at(max(day, row.received_on), rng)
        at = (
            when if at is None or when > at else at + timedelta(minutes=7)
        )  # two steps of one day stay in order
        yield FeedbackStep(
            feedback=row,
            status=status,
            outcome=outcome,
            at=at,
            by=by,
            text=french(text),
            session=session,
        )


def _answer(row: Feedback, merged: dict[Any, Feedback], bank: dict[str, Any], rng: Random) -> tuple[str, str]:
    if row.pk in merged:
        return Outcome.MERGED, ""
    outcome = rng.choices([each for each, _share in OUTCOMES], weights=[share for _each, share in OUTCOMES])[
        0
    ]
    codings = list(row.codings.all())
    subject = codings[0].domain.core_subject.code if codings else "6.7"
    return outcome, rng.choice(bank["answers"][subject][outcome.value])


def _session_after(row: Feedback, day: date, held: Held) -> DialogueSession | None:
    """The next séance of its region, if it was held already."""
    for place in (row.territory_id, row.territory.parent_id):
        sessions = held.get(place or 0, [])
        at = bisect_left(sessions, day, key=lambda each: each[0])
        if at < len(sessions):
            return sessions[at][1]
    return None


def _at(day: date, rng: Random) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(rng.randint(9, 17), rng.choice((5, 20, 40)))))


def _mark_passages(rows: Sequence[Feedback], by: User, rng: Random) -> None:
    """Half of the texts of several sentences have a passage coded, not the whole."""
    coded = []
    for row in rows:
        ends = [found.end() for found in re.finditer(r"[.?!,](?= )", row.text)]
        for coding in row.codings.all():
            coding.coded_by, coding.coded_at = by, _at(row.received_on, rng)
            if ends and rng.random() < 0.5:
                low = 0 if coding.position == 0 else ends[0] + 1
                high = ends[0] if coding.position == 0 else len(row.text)
                if low < high:
                    coding.start, coding.end = low, high
            coded.append(coding)
    FeedbackCoding.objects.bulk_update(
        coded, ["start", "end", "coded_by", "coded_at"], batch_size=AT_ONCE // 2
    )


def _author(row: Feedback) -> User:
    assert row.author is not None
    return row.author


def _rate(rows: Sequence[Feedback], words: Sequence[str], rng: Random) -> int:
    """Their authors say how satisfied they are; of the newest ones, not yet."""
    ratings = [
        AnswerRating(
            feedback=row,
            value=rng.choices(range(5), weights=(4, 9, 20, 40, 27))[0],
            text=french(rng.choice(words)),
            by=_author(row),
        )
        for row in rows[:-3]
        if rng.random() < RATED
    ]
    AnswerRating.objects.bulk_create(ratings, batch_size=AT_ONCE)
    return len(ratings)


def _contest(rows: Sequence[Feedback], words: Sequence[Sequence[str]], by: User) -> int:
    """The last codings of the delegates: one contest answered, one that waits."""
    now = timezone.now()
    contests = [
        CodingContest(
            feedback=row,
            coding_key=coding_key(row.codings.all()),
            by=_author(row),
            at=now - timedelta(days=6 + number),
            text=french(text),
            answer=french(answer),
            answered_at=now - timedelta(days=3) if answer else None,
            answered_by=by if answer else None,
        )
        for number, (row, (text, answer)) in enumerate(zip(reversed(rows), words, strict=False))
    ]
    CodingContest.objects.bulk_create(contests)
    return len(contests)


def _ask_effects(
    rows: Sequence[Feedback], steps: Sequence[FeedbackStep], asked: Sequence[Sequence[str]], by: User
) -> None:
    """Each of the newest remontée that got the answer which it is about; none where that answer was not given."""
    now = timezone.now()
    told = {step.feedback_id: step.text for step in steps if step.status == FeedbackStatus.ANSWERED}
    about = {told[row.pk]: row for row in rows if row.pk in told}  # the newest one stays
    EffectCheck.objects.bulk_create(
        EffectCheck(
            feedback=about[french(promise)],
            question=french(question),
            asked_by=by,
            asked_at=now - timedelta(days=20 + number),
            answer=answer,
            text=french(text),
            answered_at=now - timedelta(days=12) if answer else None,
        )
        for number, (promise, question, answer, text) in enumerate(asked)
        if french(promise) in about
    )


def _told_already() -> None:
    """Messages tell what moves from now on, not three years of it."""
    last = FeedbackStep.objects.aggregate(last=Max("pk"))["last"] or 0
    people = (
        Feedback.objects.exclude(author=None).order_by("author").values_list("author", flat=True).distinct()
    )
    DigestMark.objects.bulk_create(DigestMark(user_id=pk, told_step=last) for pk in people)
