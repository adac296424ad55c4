"""The quality card: each line yes, no or not known, with its proof."""

from datetime import date, timedelta

import pytest

from dialogue.enums import Presence
from dialogue.queries.quality import facts_of, quality_card
from tests.factories.dialogue import make_assembly, make_feedback, make_session
from tests.factories.iso26000 import the_domain
from tests.factories.sessions import make_attendance, make_count, make_document, make_minutes

DAY = date(2026, 3, 12)
PURPOSE, MATERIAL, CAME, MISSING, SPEAKERS, MINUTES, DOMAINS, FOLLOW_UP = range(8)


@pytest.fixture
def session(bretagne):
    return make_session(assembly=make_assembly(territory=bretagne), held_on=DAY)


def card(session, today):
    return quality_card(facts_of(session), today)


def answers(session, today=DAY + timedelta(days=60)):
    return [line.answer for line in card(session, today)]


def test_what_is_ahead_is_not_known_rather_than_missing(session):
    assert answers(session, DAY - timedelta(days=30)) == [False] + [None] * 7


def test_what_nobody_did_in_time_is_no(session):
    assert answers(session) == [False, False, False, False, False, False, None, None]


def test_a_session_that_did_all_of_it_says_yes_everywhere(session, cycle, amel, chloe, media):
    type(session).objects.filter(pk=session.pk).update(purpose="Choisir.", speakers=3)
    make_document(session, chloe, added_on=DAY - timedelta(days=7))
    make_attendance(session, amel)
    make_count(session, 5)
    make_minutes(session, published_on=DAY + timedelta(days=30))
    make_feedback(cycle=cycle, session=session, domains=(the_domain("6.7.8"),))
    make_session(assembly=session.assembly, held_on=DAY + timedelta(days=90), follow_up_shown=True)
    session.refresh_from_db()
    assert answers(session) == [True] * 8
    proofs = [line.proof for line in card(session, DAY)]
    assert "7 jours avant" in proofs[MATERIAL]
    assert "3 sur 6" in proofs[SPEAKERS]
    assert "50" in proofs[SPEAKERS]
    assert proofs[DOMAINS] == "1 sur 1, dans 1 domaine."


@pytest.mark.parametrize(("days", "answer"), [(7, True), (6, False)])
def test_material_is_sent_a_week_before(session, chloe, media, days, answer):
    make_document(session, chloe, added_on=DAY - timedelta(days=days))
    assert answers(session)[MATERIAL] is answer


@pytest.mark.parametrize(("days", "answer"), [(30, True), (31, False)])
def test_minutes_are_published_within_thirty_days(session, days, answer):
    make_minutes(session, published_on=DAY + timedelta(days=days))
    assert answers(session)[MINUTES] is answer


def test_minutes_may_still_come_until_the_thirtieth_day(session):
    assert answers(session, DAY + timedelta(days=30))[MINUTES] is None
    assert answers(session, DAY + timedelta(days=31))[MINUTES] is False


def test_who_was_missing_names_the_categories_without_anyone(session, amel):
    make_attendance(session, amel, Presence.EXCUSED)
    count = make_count(session, 0)
    line = card(session, DAY + timedelta(days=1))[MISSING]
    assert line.answer
    assert str(count.stakeholder) in line.proof
    assert "1 excusé·e" in line.proof


def test_one_sentence_without_domain_is_enough_for_no(session, cycle):
    make_feedback(cycle=cycle, session=session, domains=(the_domain("6.7.8"), the_domain("6.4.4")))
    assert answers(session)[DOMAINS] is True
    make_feedback(cycle=cycle, session=session)
    assert answers(session)[DOMAINS] is False


@pytest.mark.parametrize("shown", [True, False, None])
def test_the_next_session_tells_of_the_follow_up(session, shown):
    make_session(assembly=session.assembly, held_on=DAY + timedelta(days=30), follow_up_shown=shown)
    make_session(assembly=session.assembly, held_on=DAY + timedelta(days=60), follow_up_shown=True)
    assert answers(session)[FOLLOW_UP] is shown
