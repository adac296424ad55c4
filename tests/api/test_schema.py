"""The API against its own description: no 5xx, no answer that it does not describe."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
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
        "/api/v1/commitments",
        "/api/v1/referentials",
        "/api/v1/referentials/{number}",
        "/api/v1/actions",
        "/api/v1/actions/{code}",
        "/api/v1/actions/{code}/steps",
        "/api/v1/indicators",
        "/api/v1/indicators/{code}",
        "/api/v1/indicators/{code}/samples",
    }
    for path in found["paths"].values():
        for operation in path.values():
            assert operation["security"], operation["operationId"]


@contextmanager
def one_connection() -> Iterator[None]:
    """After a request a server closes the connection: here it is that of the test, in its transaction.

    The client of Django does the same, and connects the signals again: none may be used inside.
    """
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


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

        with one_connection():
            answered()
