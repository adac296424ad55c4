"""Arrows point one way (docs/architecture.md); the contracts are in pyproject.toml."""

import importlib.util
import subprocess
import sys
from pathlib import Path

from django.db.backends.postgresql.psycopg_any import is_psycopg3


def test_imports_keep_their_contracts() -> None:
    """In a process of its own: import-linter sets up logging and silences every logger of the process it runs in."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_postgresql_driver_is_psycopg2() -> None:
    """Django would prefer psycopg 3 wherever some package brought it: tests and production must use one driver."""
    assert is_psycopg3 is False
    assert importlib.util.find_spec("psycopg") is None
