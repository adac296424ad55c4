"""Submit, settle, vote, adopt; then the database keeps it, whoever asks."""

import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.actions.history import Stale, undo
from accounts.models import JournalEntry
from accounts.queries.history import may_undo
from priorities.actions.decision import (
    AlreadyAdopted,
    AlreadySubmitted,
    DomainRefused,
    NotCarried,
    NothingToSubmit,
    QuorumNotMet,
    settle_domain,
    submit_decision,
    vote_on_domain,
    withdraw_decision,
)
from priorities.enums import Standing
from priorities.models import DecidedDomain, Decision
from priorities.models.decision import fingerprint_of
from priorities.queries import adopted_list
from tests.factories.iso26000 import make_cycle
from tests.factories.priorities import adopt, example_result, make_decision, make_run


@pytest.fixture
def decision(cycle, chloe) -> Decision:
    return make_decision(run=make_run(cycle=cycle), by=chloe)


def domain_of(decision: Decision, code: str) -> DecidedDomain:
    return decision.domains.select_related("domain", "decision").get(domain__code=code)


def settle(row: DecidedDomain, by, **values):
    told = {"standing": Standing(row.standing), "asked_rank": None, "reason": "", "version": None}
    return settle_domain(row=row, by=by, **{**told, **values})


def test_submit_keeps_what_the_ranking_proposes(decision):
    assert decision.domains.count() == 45
    data, access = domain_of(decision, "6.7.7"), domain_of(decision, "6.7.8")
    assert (data.computed_rank, data.axis_rank, data.standing) == (1, 2, "priority")
    assert (access.computed_rank, access.axis_rank) == (2, 1)
    assert domain_of(decision, "6.3.3").standing == "waiting"
    entry = JournalEntry.objects.get(action="decision.submitted")
    assert entry.details["run"] == str(decision.run_id)


def test_submit_refuses_a_second_one_and_a_run_that_ranks_nothing(decision, chloe):
    with pytest.raises(AlreadySubmitted):
        make_decision(run=decision.run, by=chloe)
    nothing = {
        **example_result(),
        "domains": [row | {"significance_rank": None} for row in example_result()["domains"]],
    }
    other = make_run(cycle=make_cycle("2024"), result=nothing)
    with pytest.raises(NothingToSubmit):
        submit_decision(run=other, note="", quorum=50, by=chloe)
    assert Decision.objects.count() == 1


def test_withdraw_is_undone_as_a_whole(decision, chloe, fanny):
    settle(domain_of(decision, "6.7.7"), fanny, standing=Standing.WATCHED, reason="Déjà fait.")
    operation = withdraw_decision(decision=decision, by=chloe)
    assert not Decision.objects.exists() and not DecidedDomain.objects.exists()
    undo(operation, by=chloe)
    again = Decision.objects.get()
    assert again.domains.count() == 45
    assert domain_of(again, "6.7.7").reason == "Déjà fait."


def test_a_deviation_needs_a_reason_and_keeps_a_name(decision, fanny):
    row = domain_of(decision, "6.7.7")
    with pytest.raises(ValidationError, match="motif"):
        settle(row, fanny, standing=Standing.WATCHED)
    assert settle(row, fanny, standing=Standing.WATCHED, reason="Déjà fait.") is not None
    row.refresh_from_db()
    assert row.is_deviation and row.settled_by == fanny and row.settled_at
    assert settle(row, fanny, standing=Standing.WATCHED, reason="Déjà fait.") is None  # nothing changes


def test_coming_back_to_the_computed_one_forgets_the_reason(decision, fanny):
    row = domain_of(decision, "6.7.7")
    settle(row, fanny, asked_rank=2, reason="Pour voir.")
    settle(row, fanny, reason="Pour voir.")
    row.refresh_from_db()
    assert (row.is_deviation, row.reason, row.settled_by) == (False, "", None)


def test_the_database_keeps_the_reason_with_the_deviation(decision, fanny):
    with pytest.raises(DatabaseError), transaction.atomic():
        decision.domains.filter(domain__code="6.7.7").update(standing="watched")


def test_settling_takes_back_the_vote_on_what_was(decision, fanny):
    row = domain_of(decision, "6.7.7")
    vote_on_domain(row=row, votes_for=3, votes_against=4, abstentions=0, version=None, by=fanny)
    assert not row.is_carried
    settle(row, fanny, standing=Standing.WATCHED, reason="Après discussion.")
    assert not row.has_vote and row.is_carried


def test_two_administrators_do_not_overwrite_each_other(decision, fanny):
    row, same = domain_of(decision, "6.7.7"), domain_of(decision, "6.7.7")
    settle(row, fanny, standing=Standing.WATCHED, reason="Un.", version=row.version)
    with pytest.raises(Stale):
        settle(same, fanny, standing=Standing.SET_ASIDE, reason="Deux.", version=same.version)


def test_adopt_freezes_signs_and_gives_the_list(decision, cycle, fanny):
    assert adopted_list(cycle) is None
    settle(domain_of(decision, "6.7.8"), fanny, asked_rank=1, reason="Les renoncements aux soins montent.")
    adopt(decision, by=fanny)
    found = adopted_list(cycle)
    first, second = found.domains[:2]
    assert (first.domain.code, first.adopted_rank, first.computed_rank) == ("6.7.8", 1, 2)
    assert (first.is_deviation, first.reason, first.settled_by) == (
        True,
        "Les renoncements aux soins montent.",
        fanny,
    )
    assert (second.domain.code, second.adopted_rank, second.is_deviation) == ("6.7.7", 2, False)
    assert found.adopted_on == date(2026, 11, 12) and len(found.domains) == 45
    assert all(row.adopted_rank is None for row in found.domains[2:])
    signed = found.decision
    assert signed.is_intact and signed.fingerprint == fingerprint_of(signed.content)
    told = json.loads(signed.content)
    assert (told["members"], told["present"], told["votes_for"]) == (15, 12, 11)
    assert [row["code"] for row in told["domains"][:2]] == ["6.7.8", "6.7.7"]
    assert told["domains"][0]["settled_by"] == str(fanny)
    assert told["run"]["result_sha256"] == signed.run.result_sha256
    entry = JournalEntry.objects.get(action="decision.adopted")
    assert entry.details == {"cycle": cycle.slug, "fingerprint": signed.fingerprint, "deviations": 1}


def test_adopted_list_costs_two_queries(decision, cycle, fanny, django_assert_num_queries):
    adopt(decision, by=fanny)
    with django_assert_num_queries(2):
        found = adopted_list(cycle)
        assert [str(row.domain) + row.domain.core_subject.code for row in found.priorities]


@pytest.mark.parametrize(
    ("vote", "problem"),
    [
        ({"present": 7, "votes_for": 7, "abstentions": 0}, QuorumNotMet),
        ({"votes_for": 5, "votes_against": 5, "abstentions": 2}, NotCarried),
    ],
)
def test_adopt_asks_for_a_quorum_and_a_majority(decision, fanny, vote, problem):
    with pytest.raises(problem):
        adopt(decision, by=fanny, **vote)
    decision.refresh_from_db()
    assert not decision.is_adopted and not decision.domains.exclude(adopted_rank=None).exists()


def test_adopt_waits_for_a_domain_that_a_vote_refused(decision, fanny):
    row = domain_of(decision, "6.7.7")
    vote_on_domain(row=row, votes_for=3, votes_against=4, abstentions=0, version=None, by=fanny)
    with pytest.raises(DomainRefused):
        adopt(decision, by=fanny)


def test_nothing_is_done_after_the_adoption(decision, fanny, chloe):
    row = domain_of(decision, "6.7.7")
    operation = settle(row, fanny, standing=Standing.WATCHED, reason="Déjà fait.")
    adopt(decision, by=fanny)
    for act in (
        lambda: adopt(decision, by=fanny),
        lambda: withdraw_decision(decision=decision, by=chloe),
        lambda: settle(row, fanny),
        lambda: vote_on_domain(row=row, votes_for=1, votes_against=0, abstentions=0, version=None, by=fanny),
    ):
        with pytest.raises(AlreadyAdopted):
            act()
    assert not may_undo(fanny, operation)


ATTEMPTS = {
    "text": lambda decision: Decision.objects.filter(pk=decision.pk).update(text="Autre chose."),
    "state": lambda decision: Decision.objects.filter(pk=decision.pk).update(state="submitted"),
    "delete": lambda decision: Decision.objects.filter(pk=decision.pk)._raw_delete("default"),
    "rank": lambda decision: decision.domains.update(adopted_rank=None),
    "gone": lambda decision: decision.domains.all()._raw_delete("default"),
    "one more": lambda decision: DecidedDomain.objects.create(
        decision=decision, domain_id=_free(decision), computed_standing="waiting", standing="waiting"
    ),
    "moved in": lambda decision: DecidedDomain.objects.exclude(decision=decision).update(decision=decision),
}


def _free(decision: Decision) -> int:
    return decision.domains.first().domain_id


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_the_database_refuses_to_change_what_is_adopted(decision, fanny, chloe, attempt):
    make_decision(run=make_run(cycle=make_cycle("2024")), by=chloe)  # whose domains could be moved in
    adopt(decision, by=fanny)
    before = list(decision.domains.order_by("pk").values())
    with pytest.raises(DatabaseError), transaction.atomic():
        ATTEMPTS[attempt](decision)
    kept = Decision.objects.get(pk=decision.pk)
    assert kept.is_adopted and kept.is_intact and list(kept.domains.order_by("pk").values()) == before


def test_raw_sql_is_refused_too(decision, fanny):
    adopt(decision, by=fanny)
    for statement in (
        "UPDATE priorities_decision SET fingerprint = 'x'",
        "DELETE FROM priorities_decideddomain",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
