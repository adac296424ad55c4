"""Days and lateness, in words; the filter and the line agree."""

from datetime import date, timedelta

import pytest

from accounts.models import Territory
from dialogue.enums import FeedbackStatus
from dialogue.models import Feedback
from dialogue.queries.deadlines import (
    Assemblies,
    parents_of,
    places_with_last_assembly,
    unanswered_too_long,
    unread_too_long,
)
from tests.factories.dialogue import make_assembly, make_feedback, make_session

TODAY = date(2026, 6, 1)


@pytest.fixture
def department(bretagne):
    return Territory.objects.create(code="29", label="Finistère", level="department", parent=bretagne)


def clock(row, today=TODAY):
    return Assemblies([row], parents_of(Territory.objects.all())).clock_of(row, today)


def test_lateness_is_said_in_words(cycle):
    row = make_feedback(cycle=cycle, received_on=TODAY - timedelta(days=15))
    assert clock(row).words == "à lire au plus tard le 1er juin 2026"
    assert clock(row, TODAY + timedelta(days=1)).words == "lecture en retard de 1 jour"
    row.status = FeedbackStatus.UNDER_REVIEW
    assert clock(row).words == "à répondre au plus tard le 15 août 2026"
    assert clock(row, date(2026, 8, 19)).words == "réponse en retard de 4 jours"
    row.status = FeedbackStatus.ANSWERED
    assert (clock(row).words, clock(row).is_late) == ("", False)


def test_age_is_said_in_words(cycle):
    row = make_feedback(cycle=cycle, received_on=TODAY)
    assert [clock(row, TODAY + timedelta(days=n)).age_words for n in (0, 1, 12)] == [
        "aujourd’hui",
        "il y a 1 jour",
        "il y a 12 jours",
    ]


def test_the_assembly_of_the_region_is_that_of_its_departments(cycle, bretagne, department, rhone_alpes):
    make_session(assembly=make_assembly(territory=bretagne), held_on=date(2026, 5, 20))
    make_session(assembly=make_assembly(territory=rhone_alpes), held_on=date(2026, 4, 2))
    row = make_feedback(cycle=cycle, territory=department, received_on=date(2026, 3, 12))
    assert clock(row).answer_on == date(2026, 5, 20)


@pytest.mark.parametrize(
    "received", [date(2026, 2, 20), date(2026, 3, 12), date(2026, 5, 20), date(2026, 5, 25)]
)
@pytest.mark.parametrize("held", [[], [date(2026, 3, 12)], [date(2026, 3, 12), date(2026, 5, 20)], [TODAY]])
def test_the_filter_keeps_what_the_clock_says_is_late(cycle, bretagne, department, received, held):
    assembly = make_assembly(territory=bretagne)
    for day in held:
        make_session(assembly=assembly, held_on=day)
    row = make_feedback(
        cycle=cycle, territory=department, received_on=received, status=FeedbackStatus.QUALIFIED
    )
    kept = Feedback.objects.filter(unanswered_too_long(TODAY, places_with_last_assembly(TODAY)))
    assert kept.exists() == clock(row).is_late


def test_unread_too_long_is_received_for_more_than_fifteen_days(cycle):
    for days in (15, 16):
        make_feedback(f"R{days}", cycle=cycle, received_on=TODAY - timedelta(days=days))
    make_feedback(cycle=cycle, received_on=TODAY - timedelta(days=40), status=FeedbackStatus.QUALIFIED)
    assert [row.reference for row in Feedback.objects.filter(unread_too_long(TODAY))] == ["R16"]


def test_days_of_assemblies_cost_one_query(cycle, bretagne, department, django_assert_num_queries):
    assembly = make_assembly(territory=bretagne)
    for n in range(20):
        make_session(assembly=assembly, held_on=date(2026, 1, 1) + timedelta(days=9 * n))
    rows = [make_feedback(cycle=cycle, territory=department) for _each in range(30)]
    parents = parents_of(Territory.objects.all())
    with django_assert_num_queries(1):
        found = Assemblies(rows, parents)
        assert {found.clock_of(row, TODAY).answer_on for row in rows} == {date(2026, 3, 14)}
