"""Phones that come back online together, on a real PostgreSQL: each sentence once, numbers that follow."""

import uuid
from datetime import date

import pytest

from dialogue.actions.feedback import NotYours, OtherContent, record_feedback, withdraw_feedback
from dialogue.models import Feedback, ReferenceSeries
from rse_portal.common.errors import Conflict
from tests.services.test_concurrency import AT_ONCE, all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def said(number, *, pk=None, by, territory, text=""):
    return record_feedback(
        pk=pk or uuid.uuid4(),
        by=by,
        territory=territory,
        received_on=date(2026, 3, 12),
        kind="expectation",
        text=text or f"Phrase {number}.",
    )


def test_eight_writers_get_eight_numbers_that_follow(amel, bretagne, cycle):
    all_at_once(lambda number: said(number, by=amel, territory=bretagne))
    numbers = sorted(Feedback.objects.values_list("reference", flat=True))
    assert numbers == [f"R26-{number:05d}" for number in range(1, AT_ONCE + 1)]
    assert ReferenceSeries.objects.get().last == AT_ONCE


def test_eight_sendings_of_one_key_write_one_row(amel, bretagne, cycle):
    pk = uuid.uuid4()
    done = all_at_once(
        lambda number: said(number, pk=pk, by=amel, territory=bretagne, text="Une seule fois, é.")
    )
    assert sorted(one.already for one in done) == [False, *[True] * (AT_ONCE - 1)]
    assert Feedback.objects.get().text == "Une seule fois, é."
    assert Feedback.objects.get().reference == "R26-00001"


def test_eight_contents_under_one_key_and_one_is_kept(amel, bretagne, cycle):
    pk = uuid.uuid4()

    def send(number: int) -> str:
        try:
            return said(number, pk=pk, by=amel, territory=bretagne).feedback.text
        except OtherContent:
            return ""

    kept = [text for text in all_at_once(send) if text]
    assert kept == [Feedback.objects.get().text]


def test_one_key_of_two_people_belongs_to_the_first(amel, david, bretagne, rhone_alpes, cycle):
    pk, people = uuid.uuid4(), ((amel, bretagne), (david, rhone_alpes))

    def send(number: int) -> str:
        who, where = people[number % 2]
        try:
            said(number, pk=pk, by=who, territory=where, text="La même.")
        except NotYours:
            return "not yours"
        return who.first_name

    told = all_at_once(send)
    assert set(told) == {Feedback.objects.get().author.first_name, "not yours"}
    assert told.count("not yours") == AT_ONCE / 2


def test_withdrawing_eight_times_at_once_is_once(amel, bretagne, cycle):
    feedback = said(0, by=amel, territory=bretagne).feedback

    def withdraw(_number: int) -> bool:
        try:
            withdraw_feedback(feedback=feedback, by=amel, version=1)
        except Conflict:
            return False
        return True

    assert all_at_once(withdraw).count(True) == 1
    assert not Feedback.objects.exists()
