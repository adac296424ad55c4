"""The search: everybody has one; what each finds is in tests/search/test_found.py."""

from tests.architecture.permissions.row import Row, signed_in

ROWS = [
    *(Row("search:entry-list", signed_in(), query=query, case=query) for query in ("", "q=remboursement")),
]
