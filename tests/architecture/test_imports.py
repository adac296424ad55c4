"""Arrows point one way (docs/architecture.md); the contracts are in pyproject.toml."""

import importlib.util

from django.db.backends.postgresql.psycopg_any import is_psycopg3
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports


def test_imports_keep_their_contracts() -> None:
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


def test_postgresql_driver_is_psycopg2() -> None:
    """Django would prefer psycopg 3 wherever some package brought it: tests and production must use one driver."""
    assert is_psycopg3 is False
    assert importlib.util.find_spec("psycopg") is None
