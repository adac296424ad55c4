"""What the author says back, and what the team answers to it."""

import uuid

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from dialogue.enums import Felt
from dialogue.models import AnswerRating, CodingContest, EffectCheck, Feedback, FeedbackCoding
from dialogue.models.voice import BEST
from dialogue.phases import ANSWERED
from dialogue.queries.passages import coding_key
from rse_portal.common.errors import Conflict, Unprocessable


class NothingToContest(Conflict):
    default = _("Cette remontée n’est pas encore codée : il n’y a rien à contester.")


class AlreadyContested(Conflict):
    default = _("Ce codage a déjà été contesté : l’équipe RSE doit d’abord répondre ou le changer.")


class ContestAnswered(Conflict):
    default = _("Cette contestation a déjà sa réponse.")


class NotAnswered(Conflict):
    default = _("Cette remontée n’a pas encore de réponse.")


class AlreadyRated(Conflict):
    default = _("Vous avez déjà donné votre avis sur cette réponse. Merci.")


class AlreadyAsked(Conflict):
    default = _("Une question attend déjà sa réponse.")


class EffectAnswered(Conflict):
    default = _("Cette question a déjà sa réponse. Merci.")


class WordsMissing(Unprocessable):
    default = _("Quelques mots sont nécessaires.")


@transaction.atomic
def contest_coding(*, feedback: Feedback, text: str, by: User) -> CodingContest:
    """Say that the coding misses what was meant: once per state of the coding. 5 queries.

    Raises NothingToContest, AlreadyContested, WordsMissing.
    """
    if not text.strip():
        raise WordsMissing
    codings = list(FeedbackCoding.objects.filter(feedback=feedback))
    if not codings:
        raise NothingToContest
    key = coding_key(codings)
    contest = CodingContest(feedback=feedback, coding_key=key, text=text.strip(), by=by)
    try:
        with transaction.atomic():
            history.create_many([contest], by=by, operation=history.new_operation())
    except IntegrityError as problem:
        raise AlreadyContested from problem
    record(action="coding.contested", by=by, target=feedback)
    return contest


@transaction.atomic
def answer_contest(*, contest: CodingContest, answer: str, by: User, version: int | None = None) -> uuid.UUID:
    """Raises ContestAnswered, WordsMissing, Stale. Returns the operation."""
    if contest.answered_at is not None:
        raise ContestAnswered
    if not answer.strip():
        raise WordsMissing
    operation = history.new_operation()
    history.change(
        contest,
        by=by,
        version=version,
        operation=operation,
        answer=answer.strip(),
        answered_at=timezone.now(),
        answered_by=by,
    )
    record(action="coding.contest_answered", by=by, target=contest.feedback)
    return operation


@transaction.atomic
def rate_answer(*, feedback: Feedback, value: int, text: str, by: User) -> AnswerRating:
    """0 to 4, once. Raises NotAnswered, AlreadyRated, ValidationError outside the scale."""
    if feedback.status not in ANSWERED or not _has_answer(feedback):
        raise NotAnswered
    rating = AnswerRating(feedback=feedback, value=value, text=text.strip(), by=by)
    if AnswerRating.objects.filter(feedback=feedback).exists():
        raise AlreadyRated
    rating.full_clean()
    try:
        with transaction.atomic():
            rating.save(force_insert=True)
    except IntegrityError as problem:
        raise AlreadyRated from problem
    record(action="answer.rated", by=by, target=feedback, value=value, of=BEST)
    return rating


def _has_answer(feedback: Feedback) -> bool:
    """A merged one has that of the other, once it is given."""
    main = feedback.merged_into
    return main is None or main.status in ANSWERED


@transaction.atomic
def ask_effect(*, feedback: Feedback, question: str, by: User) -> EffectCheck:
    """Ask the author whether what was done is felt. Raises NotAnswered, AlreadyAsked, WordsMissing."""
    if not question.strip():
        raise WordsMissing
    if feedback.status not in ANSWERED:
        raise NotAnswered
    try:
        with transaction.atomic():
            check = EffectCheck.objects.create(feedback=feedback, question=question.strip(), asked_by=by)
    except IntegrityError as problem:
        raise AlreadyAsked from problem
    record(action="effect.asked", by=by, target=feedback)
    return check


@transaction.atomic
def answer_effect(*, check: EffectCheck, answer: str, text: str, by: User) -> None:
    """Once. Raises EffectAnswered, Unprocessable. One UPDATE decides between two clicks."""
    if answer not in Felt.values:
        raise Unprocessable
    won = EffectCheck.objects.filter(pk=check.pk, answer="").update(
        answer=answer, text=text.strip(), answered_at=timezone.now()
    )
    if not won:
        raise EffectAnswered
    record(action="effect.answered", by=by, target=check.feedback, answer=answer)
