"""Who did what, when and in which words, along the circuit."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actions import history
from accounts.models import Change, JournalEntry
from accounts.queries.history import may_undo
from dialogue.actions.feedback_bulk import ChangedMeanwhile, NoneChosen, SomeRefused, code_many, move_many
from dialogue.actions.step import (
    FollowsAnother,
    NotCoded,
    OutcomeMissing,
    ReasonMissing,
    SessionNotHeld,
    StepSkipped,
    move_feedback,
)
from dialogue.enums import FeedbackStatus, Outcome
from dialogue.models import Feedback, FeedbackStep
from dialogue.phases import ANSWER, CLOSE, QUALIFY, REOPEN, REPORT, REVIEW
from iso26000.actions.open_cycle import CycleIsClosed
from tests.factories.answers import make_answered, make_step
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.iso26000 import make_cycle, the_domain

S = FeedbackStatus


@pytest.fixture
def coded(cycle, bretagne, amel):
    return make_feedback(cycle=cycle, territory=bretagne, author=amel, domains=(the_domain("6.7.8"),))


def fresh(feedback):
    return Feedback.objects.select_related("merged_into", "cycle").get(pk=feedback.pk)


def test_the_whole_circuit_keeps_who_when_and_words(coded, bruno, bretagne):
    session = make_session(assembly=make_assembly(territory=bretagne))
    for move, words in (
        (QUALIFY, {}),
        (REVIEW, {"text": "Transmise au service."}),
        (ANSWER, {"outcome": "partly", "text": "Oui, à l’automne."}),
        (REPORT, {"session": session}),
        (CLOSE, {}),
    ):
        move_feedback(feedback=fresh(coded), move=move, by=bruno, **words)
    steps = list(coded.steps.oldest_first())
    assert [step.status for step in steps] == [
        S.QUALIFIED, S.UNDER_REVIEW, S.ANSWERED, S.REPORTED_BACK, S.CLOSED
    ]  # fmt: skip
    assert {step.by for step in steps} == {bruno}
    assert [step.text for step in steps] == ["", "Transmise au service.", "Oui, à l’automne.", "", ""]
    assert (steps[2].outcome, steps[3].session) == (Outcome.PARTLY, session)
    assert fresh(coded).status == S.CLOSED
    told = JournalEntry.objects.filter(action="feedback.moved")
    assert told.count() == 5
    assert not any("automne" in str(entry.details) for entry in told)


@pytest.mark.parametrize("move", [REVIEW, ANSWER, REPORT, CLOSE, REOPEN])
def test_a_skipped_step_is_refused_and_leaves_nothing(coded, bruno, move):
    with pytest.raises(StepSkipped):
        move_feedback(feedback=coded, move=move, by=bruno, text="x", outcome="accepted")
    assert fresh(coded).status == S.RECEIVED
    assert not FeedbackStep.objects.exists()


def test_qualifying_takes_a_domain(cycle, bruno):
    bare = make_feedback(cycle=cycle)
    with pytest.raises(NotCoded):
        move_feedback(feedback=bare, move=QUALIFY, by=bruno)


@pytest.mark.parametrize("text", ["", "  \n "])
@pytest.mark.parametrize("outcome", ["declined", "accepted"])
def test_an_answer_has_its_reason(cycle, bruno, outcome, text):
    waiting = make_feedback(cycle=cycle, status=S.UNDER_REVIEW)
    with pytest.raises(ReasonMissing):
        move_feedback(feedback=waiting, move=ANSWER, by=bruno, outcome=outcome, text=text)


@pytest.mark.parametrize("outcome", ["", "merged", "autre"])
def test_an_answer_says_what_it_decides(cycle, bruno, outcome):
    waiting = make_feedback(cycle=cycle, status=S.UNDER_REVIEW)
    with pytest.raises(OutcomeMissing):
        move_feedback(feedback=waiting, move=ANSWER, by=bruno, outcome=outcome, text="Oui.")


def test_the_database_refuses_a_refusal_without_reason(coded):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_step(feedback=coded, outcome=Outcome.DECLINED, text="")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_step(feedback=coded, status=S.QUALIFIED, outcome=Outcome.ACCEPTED)


def test_nothing_is_said_in_a_seance_to_come(cycle, bruno):
    answered = make_answered(cycle=cycle)
    coming = make_session(held_on=timezone.localdate() + timedelta(days=3))
    with pytest.raises(SessionNotHeld):
        move_feedback(feedback=answered, move=REPORT, by=bruno, session=coming)


def test_two_hands_meet(coded, bruno, chloe):
    mine = fresh(coded)
    move_feedback(feedback=fresh(coded), move=QUALIFY, by=chloe)
    with pytest.raises(history.Stale):
        move_feedback(feedback=mine, move=QUALIFY, by=bruno)
    assert coded.steps.count() == 1


def test_answers_come_after_the_cycle_and_qualifying_does_not(bruno):
    closed = make_cycle("2024", opened_on=date(2024, 1, 8), closed_on=date(2024, 12, 20))
    received = make_feedback(cycle=closed, domains=(the_domain("6.7.8"),))
    with pytest.raises(CycleIsClosed):
        move_feedback(feedback=received, move=QUALIFY, by=bruno)
    late = make_feedback(cycle=closed, status=S.UNDER_REVIEW)
    move_feedback(feedback=late, move=ANSWER, by=bruno, outcome="accepted", text="Oui.")
    assert fresh(late).status == S.ANSWERED
    assert not bruno.has_perm("dialogue.qualify_feedback", late)
    assert bruno.has_perm("dialogue.answer_feedback", late)


def test_undo_takes_the_step_back_and_history_keeps_it(coded, bruno):
    operation = move_feedback(feedback=coded, move=QUALIFY, by=bruno)
    assert may_undo(bruno, operation)
    history.undo(operation, by=bruno)
    assert fresh(coded).status == S.RECEIVED
    assert not coded.steps.exists()
    assert Change.objects.filter(target_type="dialogue.feedbackstep").count() == 2


def test_an_answer_taken_up_again_keeps_the_first_one(cycle, bruno):
    answered = make_answered(cycle=cycle)
    move_feedback(feedback=answered, move=REOPEN, by=bruno, text="Le délai annoncé ne tient pas.")
    move_feedback(feedback=fresh(answered), move=ANSWER, by=bruno, outcome="partly", text="À l’automne.")
    assert [step.outcome for step in answered.steps.oldest_first()] == ["accepted", "", "partly"]


# --- merged ones


def test_what_is_merged_is_told_with_the_other(cycle, bruno, bretagne):
    main = make_answered(cycle=cycle, territory=bretagne)
    merged = make_feedback(cycle=cycle, status=S.ANSWERED, merged_into=main)
    make_step(feedback=merged, outcome=Outcome.MERGED)
    session = make_session(assembly=make_assembly(territory=bretagne))
    move_feedback(feedback=main, move=REPORT, by=bruno, session=session)
    assert fresh(merged).status == S.REPORTED_BACK
    assert merged.steps.get(status=S.REPORTED_BACK).session == session
    move_feedback(feedback=fresh(main), move=CLOSE, by=bruno)
    assert fresh(merged).status == S.CLOSED


def test_a_merged_one_does_not_move_before_the_other_is_answered(cycle, bruno):
    main = make_feedback(cycle=cycle, status=S.UNDER_REVIEW)
    merged = make_feedback(cycle=cycle, status=S.ANSWERED, merged_into=main)
    for move in (REPORT, REOPEN):
        with pytest.raises(FollowsAnother):
            move_feedback(feedback=fresh(merged), move=move, by=bruno, text="x")


# --- many at once


def versions(*rows):
    return {row.pk: row.version for row in rows}


def test_many_take_the_same_step_in_one_act(cycle, bruno):
    rows = [make_feedback(cycle=cycle, status=S.QUALIFIED) for _each in range(3)]
    operation = history.new_operation()
    assert move_many(versions=versions(*rows), move=REVIEW, by=bruno, operation=operation) == 3
    assert {fresh(row).status for row in rows} == {S.UNDER_REVIEW}
    assert FeedbackStep.objects.filter(status=S.UNDER_REVIEW, by=bruno).count() == 3
    history.undo(operation, by=bruno)
    assert {fresh(row).status for row in rows} == {S.QUALIFIED}
    assert not FeedbackStep.objects.exists()


def test_one_that_cannot_keeps_all_from_moving(cycle, bruno):
    good, bad = make_feedback(cycle=cycle, status=S.QUALIFIED), make_feedback("R-BAD", cycle=cycle)
    with pytest.raises(SomeRefused) as caught:
        move_many(versions=versions(good, bad), move=REVIEW, by=bruno, operation=history.new_operation())
    assert caught.value.references == ["R-BAD"]
    assert fresh(good).status == S.QUALIFIED


def test_one_that_changed_keeps_all_from_moving(cycle, bruno, chloe):
    rows = [make_feedback(cycle=cycle, status=S.QUALIFIED) for _each in range(2)]
    read = versions(*rows)
    move_feedback(feedback=rows[0], move=REVIEW, by=chloe)
    with pytest.raises(ChangedMeanwhile):
        move_many(versions=read, move=REVIEW, by=bruno, operation=history.new_operation())
    with pytest.raises(NoneChosen):
        move_many(versions={}, move=REVIEW, by=bruno, operation=history.new_operation())


def test_many_are_coded_once_each(cycle, coded, bruno):
    bare = make_feedback(cycle=cycle)
    domain, operation = the_domain("6.7.8"), history.new_operation()
    assert code_many(versions=versions(coded, bare), domain=domain, by=bruno, operation=operation) == 1
    assert bare.codings.get().coded_by == bruno
    assert code_many(versions=versions(coded, bare), domain=domain, by=bruno, operation=operation) == 0


def test_bulk_does_not_cost_more_with_more_rows(cycle, bruno, django_assert_max_num_queries):
    rows = [make_feedback(cycle=cycle, status=S.ANSWERED) for _each in range(120)]
    with django_assert_max_num_queries(16):
        move_many(versions=versions(*rows), move=REPORT, by=bruno, operation=history.new_operation())
