"""A consultation from its preparation to its publication. Each state has one door, and none leads back."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import Territory, User
from accounts.models.territory import Level
from dialogue.actions.proposals import receive_proposals
from dialogue.actions.vote import drawn, drawn_codes
from dialogue.models import (
    Consultation,
    ConsultationDraft,
    ConsultationGroup,
    ConsultationInvitation,
    ConsultationKey,
    ConsultationQuestion,
    ConsultationResponse,
    ConsultationTally,
    ImportanceVote,
)
from dialogue.queries.consultation import speakers_of
from dialogue.queries.consultation_answer import questions_of
from dialogue.queries.consultation_tally import count_responses, without_texts
from dialogue.questionnaires import templates
from iso26000.actions.open_cycle import hold_open
from iso26000.actions.shuffled import write_anew
from iso26000.enums import CampaignState
from iso26000.models import AssessmentCycle
from rse_portal.common.errors import Conflict, Unprocessable
from stakeholders.models import Stakeholder


class NotReady(Conflict):
    default = _("Choisissez au moins un groupe consulté et gardez au moins une question avant d’ouvrir.")


class NowhereToFile(Conflict):
    default = _(
        "Les textes libres deviennent des remontées nationales : créez d’abord le territoire national."
    )


class NotOpen(Conflict):
    default = _("Cette consultation n’est pas ouverte.")


class NotClosed(Conflict):
    default = _("Cette consultation n’est pas close.")


class GroupIsInvited(Conflict):
    default = _("Un groupe qui a reçu des invitations reste dans la consultation.")


class NothingPublished(Unprocessable):
    default = _("Choisissez au moins une question à publier.")


@transaction.atomic
def create_consultation(*, cycle: AssessmentCycle, template: str, by: User, **values: Any) -> Consultation:
    """A consultation in preparation, with the questions of a model and its groups. template: its code.

    values: title_fr, title_en, starts_on, ends_on, k_internal, k_public; titles default to those of the model. Raises
    CycleIsClosed, ValidationError. Some 4 queries per question.
    """
    hold_open(cycle)
    model = templates()[template]
    operation = history.new_operation()
    texts = {name: getattr(model, name) for name in ("title_fr", "title_en", "intro_fr", "intro_en")}
    consultation = history.create(
        Consultation,
        by=by,
        operation=operation,
        cycle=cycle,
        code=_new_code(),
        template=template,
        **{**texts, **{name: value for name, value in values.items() if value not in ("", None)}},
    )
    domains = {domain.code: domain for domain in cycle.domains}
    rows = [
        ConsultationQuestion(
            consultation=consultation,
            order=order,
            **{**row, "domain": domains.get(row["domain"])},
        )
        for order, row in enumerate(model.questions, start=1)
    ]
    history.create_many(rows, by=by, operation=operation)
    expected = Stakeholder.objects.current().filter(code__in=model.groups)
    ConsultationGroup.objects.bulk_create(
        ConsultationGroup(consultation=consultation, stakeholder=group) for group in expected
    )
    record(action="consultation.created", by=by, target=consultation, cycle=cycle.slug, template=template)
    return consultation


def _new_code() -> str:
    code = f"C-{drawn(4)}"
    while Consultation.objects.filter(code=code).exists():
        code = f"C-{drawn(4)}"
    return code


@transaction.atomic
def change_consultation(
    *, consultation: Consultation, by: User, version: int | None, **values: Any
) -> uuid.UUID | None:
    """Returns the operation, None when nothing changes. Once open, the texts and the last day alone change.

    Raises Stale, ValidationError, NotOpen once it is closed, CycleIsClosed.
    """
    held = hold_consultation(consultation)
    if held.is_over:
        raise NotOpen
    if held.is_open:
        values = {
            name: value
            for name, value in values.items()
            if name not in ("starts_on", "k_internal", "k_public")
        }
    operation = history.new_operation()
    if not history.change(consultation, by=by, version=version, operation=operation, **values):
        return None
    record(action="consultation.changed", by=by, target=consultation)
    return operation


@transaction.atomic
def set_groups(*, consultation: Consultation, groups: Mapping[Stakeholder, int | None], by: User) -> None:
    """Whom it asks: group → how many there are, None when nobody knows. Raises NotOpen once it is closed,
    GroupIsInvited, CycleIsClosed."""
    held = hold_consultation(consultation)
    if held.is_over:
        raise NotOpen
    gone = held.groups.exclude(stakeholder__in=groups)
    if ConsultationInvitation.objects.filter(group__in=gone).exists():
        raise GroupIsInvited
    gone.delete()
    for stakeholder, population in groups.items():
        ConsultationGroup.objects.update_or_create(
            consultation=held, stakeholder=stakeholder, defaults={"population": population}
        )
    record(action="consultation.groups", by=by, target=consultation, groups=len(groups))


@transaction.atomic
def open_consultation(*, consultation: Consultation, by: User) -> None:
    """Let people answer. Opening twice changes nothing. Raises NotReady, NowhereToFile, NotOpen once it is closed,
    CycleIsClosed."""
    held = hold_consultation(consultation)
    if held.is_open:
        return
    if held.is_over:
        raise NotOpen
    if not (held.groups.exists() and held.questions.exists()):
        raise NotReady
    if _country() is None:
        raise NowhereToFile
    _move(consultation, CampaignState.OPEN)
    record(action="consultation.opened", by=by, target=consultation)


@transaction.atomic
def close_consultation(*, consultation: Consultation, by: User) -> int:
    """Take no more answers, count them, hand them on, and forget what leads back to people. Returns how many.

    Keys and answers are held first: whoever sends or withdraws at this instant did so before us, or finds nothing. Texts
    become remontées, importance becomes votes of each group of k people, then invitations, drafts and receipts go. Answers
    are written anew without their texts, and without the group where fewer than k answered. Closing twice changes nothing.
    Raises NotOpen in preparation, NowhereToFile, CycleIsClosed. Some 25 queries, and a few per 500 answers.
    """
    hold_open(consultation.cycle)
    list(ConsultationKey.objects.filter(consultation=consultation).select_for_update().order_by("pk"))
    rows = list(
        ConsultationResponse.objects.filter(consultation=consultation).select_for_update().order_by("pk")
    )
    held = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if held.is_over:
        return len(rows)
    if not held.is_open:
        raise NotOpen
    country = _country()
    if country is None:
        raise NowhereToFile
    questions = questions_of(held)
    for row in rows:
        row.receipt = ""
    tally = count_responses(held, questions, rows)
    _leave_small_groups(rows, held.k_internal)
    operation = history.new_operation()
    receive_proposals(
        consultation=held, questions=questions, rows=rows, territory=country, by=by, operation=operation
    )
    votes = _votes(held, questions, rows)
    history.create_many(votes, by=by, operation=operation)
    for row in rows:
        row.answers = without_texts(questions, row.answers)
    for model in (ConsultationKey, ConsultationInvitation, ConsultationDraft):
        model._default_manager.filter(consultation=held).delete()
    write_anew(held.responses.all(), rows)
    ConsultationTally.objects.create(consultation=held, counts=tally)
    _move(consultation, CampaignState.CLOSED)
    record(action="consultation.closed", by=by, target=consultation, answers=len(rows), votes=len(votes))
    return len(rows)


@transaction.atomic
def publish_consultation(*, consultation: Consultation, questions: Collection[str], by: User) -> None:
    """Let everybody in the portal read the public figures of these questions, and of no other. It may be chosen again.

    questions: their codes. Raises NotClosed, NothingPublished, CycleIsClosed.
    """
    held = hold_consultation(consultation)
    if not held.is_over:
        raise NotClosed
    chosen = held.questions.filter(code__in=questions)
    if not chosen.exists():
        raise NothingPublished
    held.questions.exclude(code__in=questions).update(published=False)
    chosen.update(published=True)
    _move(consultation, CampaignState.PUBLISHED)
    record(action="consultation.published", by=by, target=consultation, questions=sorted(questions))


def hold_consultation(consultation: Consultation) -> Consultation:
    """As it stands now, kept so until the end of this transaction, in an open cycle. Raises CycleIsClosed."""
    hold_open(consultation.cycle)
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def _move(consultation: Consultation, state: CampaignState) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(state=state)
    consultation.state = state


def _country() -> Territory | None:
    return Territory.objects.filter(level=Level.NATIONAL).order_by("code").first()


def _leave_small_groups(rows: list[ConsultationResponse], k: int) -> None:
    sizes: dict[int | None, int] = {}
    for row in rows:
        sizes[row.group_id] = sizes.get(row.group_id, 0) + 1
    for row in rows:
        if sizes[row.group_id] < k:
            row.group = None


def _votes(
    consultation: Consultation, questions: list[ConsultationQuestion], rows: list[ConsultationResponse]
) -> list[ImportanceVote]:
    """One ballot per answer of a group that stayed: a group of fewer than k would be read in the ranking."""
    speaking = [row for row in rows if row.group_id is not None]
    groups = speakers_of(consultation)
    codes = drawn_codes(consultation.code, len(speaking))
    return [
        ImportanceVote(
            cycle_id=consultation.cycle_id,
            domain_id=question.domain_id,
            stakeholder_id=groups[row.group_id],
            respondent=code,
            importance=row.answers[question.code],
        )
        for code, row in zip(codes, speaking, strict=True)
        for question in questions
        if question.is_importance and isinstance(row.answers.get(question.code), int)
    ]
