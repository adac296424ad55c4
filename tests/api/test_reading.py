"""What the API lets read: what the pages do, to the same people, and never a score."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from api.actions.token import revoke_token
from api.enums import Scope
from api.models import ApiToken
from api.urls import LIMIT
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import the_domain
from tests.factories.priorities import make_run
from tests.factories.stakeholders import make_impact, make_score, make_stakeholder
from tests.support.queries import assert_query_budget

V1 = "/api/v1"
LISTS = ("domains", "stakeholders", "impacts", "feedback", "rankings")


def items(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def test_domains_are_those_of_the_standard_in_order(bearer, amel, cycle):
    found = items(bearer(amel).get(f"{V1}/domains?limit=200"))
    assert len(found) == 45
    assert found[0]["code"] == "4.2"
    only = items(bearer(amel).get(f"{V1}/domains?core_subject=6.7"))
    assert {one["core_subject"] for one in only} == {"6.7"}


def test_feedback_is_that_of_the_territory_without_its_author(
    bearer, amel, bruno, cycle, bretagne, rhone_alpes
):
    mine = make_feedback(
        cycle=cycle, territory=bretagne, author=amel, text="Ici.", domains=(the_domain("6.7.8"),)
    )
    other = make_feedback(cycle=cycle, territory=rhone_alpes, text="CANARI")
    found = items(bearer(amel).get(f"{V1}/feedback"))
    assert [(one["text"], one["territory"], one["domains"]) for one in found] == [("Ici.", "R53", ["6.7.8"])]
    assert "author" not in json.dumps(found)
    assert bearer(amel).get(f"{V1}/feedback/{other.pk}").status_code == 404
    assert bearer(amel).get(f"{V1}/feedback/{mine.pk}").json()["text"] == "Ici."
    assert len(items(bearer(bruno).get(f"{V1}/feedback"))) == 2
    assert [one["text"] for one in items(bearer(bruno).get(f"{V1}/feedback?territory=R84"))] == ["CANARI"]
    assert items(bearer(bruno).get(f"{V1}/feedback?domain=6.7.8"))[0]["text"] == "Ici."


def test_impacts_hold_no_score(bearer, bruno, cycle):
    impact = make_impact(cycle=cycle)
    make_score(impact=impact, scale=5)
    (found,) = items(bearer(bruno).get(f"{V1}/impacts"))
    assert set(found) == {
        "cycle", "code", "domain", "stakeholder", "polarity", "nature", "human_rights", "life_health",
        "environmental_harm", "non_compliance", "description",
    }  # fmt: skip


def test_delegate_reads_neither_registry_nor_impacts(bearer, amel, cycle):
    make_impact(cycle=cycle)
    for name in ("stakeholders", "impacts"):
        assert items(bearer(amel).get(f"{V1}/{name}")) == []


def test_ranking_is_the_bytes_of_the_contract(bearer, chloe, amel, cycle):
    run = make_run(cycle=cycle)
    assert [one["id"] for one in items(bearer(chloe).get(f"{V1}/rankings?cycle=2026"))] == [str(run.pk)]
    document = bearer(chloe).get(f"{V1}/rankings/{run.pk}").json()
    assert document["cycle"] == "2026"
    assert items(bearer(amel).get(f"{V1}/rankings")) == []  # published with the closing of the cycle
    assert bearer(amel).get(f"{V1}/rankings/{run.pk}").status_code == 404


def test_pages_follow_one_another(bearer, chloe):
    for n in range(5):
        make_stakeholder(f"P{n}")
    client = bearer(chloe)
    first = client.get(f"{V1}/stakeholders?limit=2").json()
    assert (len(first["items"]), first["count"]) == (2, 5)
    codes = [
        one["code"]
        for offset in (0, 2, 4)
        for one in items(client.get(f"{V1}/stakeholders?limit=2&offset={offset}"))
    ]
    assert codes == [f"P{n}" for n in range(5)]
    assert client.get(f"{V1}/stakeholders?limit=0").status_code == 422


def test_what_did_not_change_is_not_sent_again(bearer, chloe):
    client = bearer(chloe)
    first = client.get(f"{V1}/stakeholders")
    again = client.get(f"{V1}/stakeholders", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_stakeholder("NEW")
    assert client.get(f"{V1}/stakeholders", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_lists_cost_the_same_with_more_rows(name, client_of, chloe, cycle):
    def more() -> None:
        for _each in range(3):
            make_feedback(cycle=cycle, domains=(the_domain("6.7.8"),))
            make_impact(cycle=cycle)
            make_run(cycle=cycle)

    more()
    assert_query_budget(client_of(chloe), f"{V1}/{name}?limit=50", 12, more)


# --- tokens


def test_token_opens_what_its_scope_says(bearer, chloe):
    client = bearer(chloe, Scope.DOMAINS)
    assert client.get(f"{V1}/domains").status_code == 200
    answer = client.get(f"{V1}/stakeholders")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope")


def test_token_revoked_expired_unknown_or_of_a_closed_account_opens_nothing(bearer, chloe):
    for spoil in ("revoked", "expired", "account", "unknown"):
        client = bearer(chloe)
        if spoil == "revoked":
            revoke_token(token=client.token, by=chloe)
        elif spoil == "expired":
            ApiToken.objects.filter(pk=client.token.pk).update(
                expires_on=timezone.localdate() - timedelta(days=1)
            )
        elif spoil == "account":
            type(chloe).objects.filter(pk=chloe.pk).update(is_active=False)
        else:
            client = Client(headers={"Authorization": "Bearer rse_rien"})
        answer = client.get(f"{V1}/domains")
        assert (spoil, answer.status_code, answer["WWW-Authenticate"]) == (spoil, 401, "Bearer")
        type(chloe).objects.filter(pk=chloe.pk).update(is_active=True)


def test_the_portal_keeps_no_token(bearer, chloe):
    text = bearer(chloe).defaults["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    kept = json.dumps(list(ApiToken.objects.values()), default=str)
    assert text not in kept


def test_rights_are_those_of_today(bearer, chloe):
    client = bearer(chloe)
    make_stakeholder()
    assert items(client.get(f"{V1}/stakeholders"))
    chloe.role_assignments.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert items(client.get(f"{V1}/stakeholders")) == []


def test_browser_session_reads_too(client_of, chloe):
    make_stakeholder()
    assert items(client_of(chloe).get(f"{V1}/stakeholders"))


def test_too_many_requests_wait(bearer, chloe, monkeypatch):
    monkeypatch.setattr(LIMIT, "num_requests", 3)
    client = bearer(chloe)
    answers = [client.get(f"{V1}/domains?limit=1") for _each in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "attendez" in answers[-1].json()["message"]
