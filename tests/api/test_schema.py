"""The API against its own description: no 5xx, no answer that it does not describe."""

import json
from typing import Any

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from rse_portal.wsgi import application
from tests.factories.dialogue import make_feedback
from tests.factories.iso26000 import the_domain
from tests.factories.priorities import make_run
from tests.factories.stakeholders import make_impact

SCHEMA = "/api/v1/openapi.json"
EXAMPLES = 20


def description() -> dict[str, Any]:
    return json.loads(Client().get(SCHEMA).content)


def test_description_is_openapi_3_1_and_open(db):
    found = description()
    assert found["openapi"].startswith("3.1")
    assert set(found["paths"]) == {
        "/api/v1/domains",
        "/api/v1/stakeholders",
        "/api/v1/impacts",
        "/api/v1/feedback",
        "/api/v1/feedback/{pk}",
        "/api/v1/rankings",
        "/api/v1/rankings/{pk}",
    }
    for path in found["paths"].values():
        for operation in path.values():
            assert operation["security"], operation["operationId"]


@pytest.mark.parametrize("who", ["amel", "chloe"])
def test_requests_of_any_shape_get_an_answer_that_is_described(request, who, bearer, cycle, monkeypatch):
    monkeypatch.setattr("api.urls.LIMIT.num_requests", 10**9)
    person = request.getfixturevalue(who)
    make_feedback(cycle=cycle, author=person, domains=(the_domain("6.7.8"),))
    make_impact(cycle=cycle)
    make_run(cycle=cycle)
    headers = {"Authorization": bearer(person).defaults["HTTP_AUTHORIZATION"]}
    schema = schemathesis.openapi.from_dict(description())
    schema.app = application
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None
        )
        @given(case=operation.as_strategy())
        def answered(case: schemathesis.Case) -> None:
            # What the page refuses in its own words, the description cannot tell: a mandate, a closed cycle, a NUL.
            case.call_and_validate(headers=headers, excluded_checks=[positive_data_acceptance])

        answered()
