"""Query budgets: a page costs the same few queries whether it shows few rows or many."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def count_queries(client: Client, url: str, **options: Any) -> tuple[int, str]:
    """How many queries a GET takes, and their text."""
    client.get(url, **options)  # what is computed once per process is not the page's
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url, **options)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return len(captured), "\n".join(query["sql"][:300] for query in captured.captured_queries)


def assert_query_budget(
    client: Client, url: str, budget: int, more: Callable[[], object], **options: Any
) -> None:
    """At most `budget` queries, and not one more once `more()` has added rows.

    budget: the number to write beside the view, sign-in and rights included. more: makes many rows that the page shows.
    """
    few, text = count_queries(client, url, **options)
    assert few <= budget, f"{url}: {few} queries for a budget of {budget}\n{text}"
    more()
    many, text = count_queries(client, url, **options)
    assert many <= few, f"{url}: {few} queries with few rows, {many} with many\n{text}"
