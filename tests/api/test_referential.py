"""Commitments, actions and indicators: read by whoever reads the pages, written by whoever may there, once under a key."""

import hashlib
import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from api.enums import Scope
from api.models import UsedKey
from commitments.models import ActionDependency, ActionPartner, Sample
from tests.factories.commitments import (
    make_action,
    make_axis,
    make_draft,
    make_indicator,
    make_published,
    make_sample,
)
from tests.factories.stakeholders import make_stakeholder
from tests.support.queries import assert_query_budget

V1 = "/api/v1"
STEPS, SAMPLES = f"{V1}/actions/A-001/steps", f"{V1}/indicators/IND-01/samples"


def items(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def post(client, url, body, key=None):
    headers = {"Idempotency-Key": str(key or uuid.uuid4())}
    return client.post(url, body, content_type="application/json", headers=headers)


def day(ago=0):
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


@pytest.fixture
def axis(cycle, chloe, fanny, amel, bruno):
    """A-001 is Amel’s and IND-01 Bruno’s, both published; A-002 and IND-02 are in the draft that follows."""
    draft = make_draft(cycle=cycle, by=chloe)
    found = make_axis(cycle=cycle)
    make_action(axis=found, code="A-001", owner=amel, due_on=timezone.localdate() - timedelta(days=3))
    make_indicator(commitment=found.commitment, code="IND-01", owner=bruno, axis=found)
    make_published(cycle=cycle, by=chloe, decider=fanny, draft=draft)
    make_draft(cycle=cycle, by=chloe)
    make_action(axis=found, code="A-002")
    make_indicator(commitment=found.commitment, code="IND-02")
    return found


def test_commitments_are_those_that_the_person_reads(bearer, amel, chloe, axis):
    found = items(bearer(amel).get(f"{V1}/commitments?core_subject=6.5"))
    (held,) = found
    assert held["axes"] == [
        {
            "domain": "6.5.5", "title": "Réduire nos émissions", "aim": "", "rank": 3,
            "actions": ["A-001"], "indicators": ["IND-01"],
        }
    ]  # fmt: skip
    (drafted,) = items(bearer(chloe).get(f"{V1}/commitments?core_subject=6.5"))
    assert (drafted["axes"][0]["actions"], drafted["indicators"]) == (["A-001", "A-002"], ["IND-02"])
    assert len(items(bearer(amel).get(f"{V1}/commitments"))) == 7


def test_published_version_is_the_bytes_of_its_fingerprint(bearer, amel, axis):
    (line,) = items(bearer(amel).get(f"{V1}/referentials?cycle=2026"))
    answer = bearer(amel).get(f"{V1}/referentials/{line['number']}")
    assert hashlib.sha256(answer.content).hexdigest() == line["fingerprint"]
    assert items(bearer(amel).get(f"{V1}/referentials?cycle=2025")) == []


def test_action_tells_what_it_waits_for_as_far_as_one_sees_it(bearer, amel, chloe, axis):
    one, other = axis.actions.order_by("code")
    ActionDependency.objects.create(action=one, needs=other)
    ActionPartner.objects.create(action=one, stakeholder=make_stakeholder("SH01"))
    found = bearer(amel).get(f"{V1}/actions/A-001").json()
    assert (found["domain"], found["partners"], found["needs"]) == ("6.5.5", ["SH01"], [])
    assert bearer(chloe).get(f"{V1}/actions/A-001").json()["needs"] == ["A-002"]
    assert "owner" not in found


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ("", ["A-001", "A-002"]),
        ("late=true", ["A-001"]),
        ("late=false", ["A-002"]),
        ("mine=true", []),
        ("state=done", []),
        ("domain=6.5.5&state=todo", ["A-001", "A-002"]),
        ("partner=SH99", []),
    ],
)
def test_actions_are_filtered(bearer, chloe, axis, asked, codes):
    assert [one["code"] for one in items(bearer(chloe).get(f"{V1}/actions?{asked}"))] == codes


def test_what_is_not_published_does_not_exist_for_others(bearer, amel, axis):
    client = bearer(amel)
    for address in ("actions/A-002", "actions/A-002/steps", "indicators/IND-02", "indicators/IND-02/samples"):
        assert client.get(f"{V1}/{address}").status_code == 404


def test_action_moves_once_under_a_key(bearer, amel, axis):
    client, key = bearer(amel, Scope.MOVE), uuid.uuid4()
    body = {"state": "running", "progress": 40, "note": "Les trajets sont mesurés."}
    first, again = post(client, STEPS, body, key), post(client, STEPS, body, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json()["state"], first.json()["progress"]) == ("running", 40)
    (step,) = items(bearer(amel).get(STEPS))
    assert (step["note"], step["progress"]) == ("Les trajets sont mesurés.", 40)
    assert "by" not in step


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({"state": "blocked"}, 422, "note"),
        ({"state": "inconnu"}, 422, "state"),
        ({"progress": 101}, 422, "body.body.progress"),
        ({"progress": 10, "version": 99}, 409, ""),
    ],
)
def test_wrong_step_is_refused_and_gives_the_key_back(bearer, amel, axis, body, status, where):
    client, key = bearer(amel), uuid.uuid4()
    answer = post(client, STEPS, body, key)
    assert (answer.status_code, list(answer.json()["errors"])) == (status, [where] if where else [])
    assert not UsedKey.objects.exists()
    assert post(client, STEPS, {"progress": 10}, key).status_code == 201


def test_what_was_said_already_is_not_checked_against_what_happened_since(bearer, amel, axis):
    client, key = bearer(amel), uuid.uuid4()
    assert post(client, STEPS, {"progress": 50}, key).status_code == 201
    assert post(client, STEPS, {"state": "blocked", "note": "Budget refusé."}).status_code == 201
    assert post(client, STEPS, {"progress": 50}, key).status_code == 200


def test_owner_and_manager_alone_write(bearer, amel, bruno, chloe, gilles, axis):
    sample = {"on": day(), "value": 12.5}
    got = {
        name: (
            post(bearer(who), STEPS, {"progress": n}).status_code,
            post(bearer(who), SAMPLES, sample).status_code,
        )
        for n, (name, who) in enumerate(
            (("amel", amel), ("bruno", bruno), ("chloe", chloe), ("gilles", gilles)), start=1
        )
    }
    assert got == {"amel": (201, 403), "bruno": (403, 201), "chloe": (201, 200), "gilles": (403, 403)}
    assert post(bearer(bruno, Scope.INDICATORS), SAMPLES, sample).json()["code"] == "scope"


def test_sample_sent_again_does_not_undo_a_correction(bearer, bruno, axis):
    client, key = bearer(bruno, Scope.MEASURE), uuid.uuid4()
    first = post(client, SAMPLES, {"on": day(), "value": 12.5}, key)
    assert (first.status_code, first.json()) == (201, {"on": day(), "value": 12.5, "note": ""})
    assert post(client, SAMPLES, {"on": day(), "value": 13}).status_code == 201
    again = post(client, SAMPLES, {"on": day(), "value": 12.5}, key)
    assert (again.status_code, again.json()["value"]) == (200, 13)
    assert post(client, SAMPLES, {"on": day(1), "value": 1}, key).status_code == 422
    Sample.objects.all().delete()
    assert post(client, SAMPLES, {"on": day(), "value": 12.5}, key).status_code == 409


def test_key_of_somebody_else_is_free(bearer, bruno, chloe, axis):
    key = uuid.uuid4()
    assert post(bearer(bruno), SAMPLES, {"on": day(), "value": 1}, key).status_code == 201
    assert post(bearer(chloe), SAMPLES, {"on": day(), "value": 2}, key).status_code == 201


def test_keys_are_forgotten_after_a_week(bearer, bruno, axis):
    client, key = bearer(bruno), uuid.uuid4()
    post(client, SAMPLES, {"on": day(), "value": 1}, key)
    UsedKey.objects.update(used_at=timezone.now() - timedelta(days=8))
    post(client, SAMPLES, {"on": day(), "value": 2})
    assert not UsedKey.objects.filter(key=key).exists()


@pytest.mark.parametrize(
    "body",
    [
        {"on": day(-1), "value": 1},
        {"on": day(), "value": 1.23456},
        {"on": day(), "value": 1e300},
        {"on": "0001-01-01", "value": 1},
        {"on": day(), "value": 1, "note": "a\x00b"},
        {"on": day(), "value": "NaN"},
        {"on": day()},
    ],
)
def test_wrong_sample_is_refused_and_nothing_is_written(bearer, bruno, axis, body):
    answer = post(bearer(bruno), SAMPLES, json.dumps(body))
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not Sample.objects.exists()


def test_indicator_tells_its_last_value_and_whether_it_is_reached(bearer, amel, axis):
    indicator = axis.indicators.get()
    indicator.target, indicator.target_on = 10, timezone.localdate()
    indicator.save()
    found = bearer(amel).get(f"{V1}/indicators/IND-01").json()
    assert (found["value"], found["reached"], found["is_stale"], found["baseline"]) == (
        None,
        None,
        False,
        None,
    )
    for ago, value in ((400, 12), (300, 9.5)):
        make_sample(indicator=indicator, on=timezone.localdate() - timedelta(days=ago), value=value)
    (found,) = items(bearer(amel).get(f"{V1}/indicators?domain=6.5.5"))
    assert (found["value"], found["value_on"], found["reached"], found["is_stale"]) == (
        9.5,
        day(300),
        True,
        True,
    )
    assert [one["value"] for one in items(bearer(amel).get(SAMPLES))] == [9.5, 12]
    assert [one["value"] for one in items(bearer(amel).get(f"{SAMPLES}?until={day(301)}"))] == [12]


@pytest.mark.parametrize(
    "name", ["commitments", "referentials", "actions", "indicators", "indicators/IND-01/samples"]
)
def test_lists_cost_the_same_with_more_rows(name, client_of, chloe, axis):
    def more():
        for n in range(3):
            action = make_action(axis=axis)
            ActionDependency.objects.create(action=axis.actions.get(code="A-001"), needs=action)
            ActionPartner.objects.create(action=action, stakeholder=make_stakeholder())
            indicator = make_indicator(commitment=axis.commitment)
            make_sample(indicator=indicator, on=timezone.localdate(), value=n)

    more()
    assert_query_budget(client_of(chloe), f"{V1}/{name}?limit=50", 13, more)
