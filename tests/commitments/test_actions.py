"""Actions: progress with its history, partners, dependencies without circles, evidence."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from accounts.actions.history import Stale, undo
from accounts.models import JournalEntry
from commitments.actions import action as actions
from commitments.models import Action, ActionDependency, ActionStep
from commitments.queries.dependencies import in_waves, links
from tests.factories.commitments import PDF, make_action
from tests.factories.stakeholders import make_stakeholder

pytestmark = pytest.mark.django_db


def test_actions_are_numbered_in_the_order_of_their_creation(axis, chloe):
    for _each in range(2):
        actions.create_action(axis=axis, by=chloe, title="Former les acheteurs")
    assert list(Action.objects.values_list("code", flat=True)) == ["A-001", "A-002"]


def test_progress_keeps_its_history(action, chloe):
    actions.move_action(action=action, state="running", progress=30, note="Questionnaire envoyé.", by=chloe)
    actions.move_action(action=action, state="running", progress=60, by=chloe)
    assert [(step.progress, step.note, step.by) for step in action.steps.all()] == [
        (60, "", chloe),
        (30, "Questionnaire envoyé.", chloe),
    ]
    action.refresh_from_db()
    assert (action.state, action.progress) == ("running", 60)


def test_saying_the_same_again_writes_nothing(action, chloe):
    actions.move_action(action=action, state="running", progress=30, by=chloe)
    assert actions.move_action(action=action, state="running", progress=30, by=chloe) is None
    assert ActionStep.objects.count() == 1


def test_a_done_action_is_at_100_and_goes_back_to_where_it_was(action, chloe):
    actions.move_action(action=action, state="running", progress=70, by=chloe)
    actions.move_action(action=action, state="done", progress=10, by=chloe)
    assert action.progress == 100
    actions.move_action(action=action, state="running", by=chloe)
    assert action.progress == 70


@pytest.mark.parametrize("state", ["blocked", "dropped"])
def test_an_action_stops_with_a_reason(action, chloe, state):
    with pytest.raises(ValidationError):
        actions.move_action(action=action, state=state, by=chloe)
    action.refresh_from_db()
    assert action.state == "todo" and not ActionStep.objects.exists()


def test_a_move_is_undone_as_a_whole(action, chloe):
    operation = actions.move_action(action=action, state="done", by=chloe)
    assert operation is not None
    undo(operation, by=chloe)
    action.refresh_from_db()
    assert (action.state, action.progress, action.steps.count()) == ("todo", 0, 0)


def test_two_people_meet_on_one_action(action, chloe):
    read = action.version
    actions.move_action(action=action, state="running", by=chloe, version=read)
    with pytest.raises(Stale):
        actions.move_action(action=action, state="done", by=chloe, version=read)


def test_the_journal_holds_no_words(action, chloe):
    actions.move_action(action=action, state="blocked", note="CANARI", by=chloe)
    assert not JournalEntry.objects.filter(details__icontains="CANARI").exists()


def test_the_database_keeps_done_at_100(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        Action.objects.update(state="done", progress=99)


def test_the_due_date_follows_the_start(action, chloe):
    with pytest.raises(ValidationError):
        actions.change_action(
            action=action, by=chloe, version=None, starts_on=date(2026, 3, 2), due_on=date(2026, 3, 1)
        )


# --- what waits for what


def test_dependencies_close_no_circle(axis, chloe):
    one, two, three = (make_action(axis=axis, code=f"A-00{n}") for n in (1, 2, 3))
    actions.add_dependency(action=two, needs=one, by=chloe)
    actions.add_dependency(action=three, needs=two, by=chloe)
    for action, needs in ((one, three), (one, two), (one, one)):
        with pytest.raises(ValidationError):
            actions.add_dependency(action=action, needs=needs, by=chloe)
    assert ActionDependency.objects.count() == 2
    assert in_waves([three.pk, one.pk, two.pk], links()) == [[one.pk], [two.pk], [three.pk]]


def test_two_ways_to_one_action_are_no_circle(axis, chloe):
    top, left, right, bottom = (make_action(axis=axis) for _each in range(4))
    for action, needs in ((left, top), (right, top), (bottom, left), (bottom, right)):
        actions.add_dependency(action=action, needs=needs, by=chloe)
    assert in_waves([row.pk for row in (bottom, right, left, top)], links()) == [
        [top.pk],
        [right.pk, left.pk],
        [bottom.pk],
    ]


def test_waves_end_even_with_a_circle_that_somebody_wrote_by_hand(axis):
    one, two = make_action(axis=axis), make_action(axis=axis)
    ActionDependency.objects.create(action=one, needs=two)
    ActionDependency.objects.create(action=two, needs=one)
    assert in_waves([one.pk, two.pk], links()) == [[one.pk, two.pk]]


# --- with whom, and what proves it


def test_a_partner_joins_once(action, chloe):
    group = make_stakeholder()
    actions.add_partner(action=action, stakeholder=group, part="relit la méthode", by=chloe)
    with pytest.raises(ValidationError):
        actions.add_partner(action=action, stakeholder=group, by=chloe)


def test_evidence_is_kept_with_its_fingerprint(action, chloe, media):
    upload = SimpleUploadedFile("bilan.pdf", PDF)
    operation = actions.add_document(action=action, label="Bilan 2026", document=upload, by=chloe)
    document = action.documents.get()
    assert (media / document.file.name).read_bytes() == PDF
    assert document.name == "bilan.pdf" and len(document.sha256) == 64
    undo(operation, by=chloe)
    assert not action.documents.exists()


def test_removing_an_action_takes_all_that_hangs_on_it_and_brings_it_back(axis, action, chloe, media):
    actions.move_action(action=action, state="running", by=chloe)
    actions.add_partner(action=action, stakeholder=make_stakeholder(), by=chloe)
    actions.add_dependency(action=make_action(axis=axis), needs=action, by=chloe)
    actions.add_document(action=action, label="Bilan", document=SimpleUploadedFile("b.pdf", PDF), by=chloe)
    operation = actions.remove_action(action=action, by=chloe)
    assert not Action.objects.filter(code="A-001").exists() and not ActionDependency.objects.exists()
    undo(operation, by=chloe)
    back = Action.objects.get(code="A-001")
    assert (back.steps.count(), back.partners.count(), back.documents.count(), back.needed_by.count()) == (
        1,
        1,
        1,
        1,
    )


def test_a_published_action_is_dropped_not_removed(published, action, chloe):
    action.refresh_from_db()
    with pytest.raises(actions.PublishedAction):
        actions.remove_action(action=action, by=chloe)
