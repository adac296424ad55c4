"""The quick start of docs/api.md runs as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils import timezone

from api.actions.token import create_token
from api.enums import Scope
from tests.factories.priorities import make_run


@pytest.mark.django_db(transaction=True)
def test_quick_start_runs(live_server, chloe, cycle):
    make_run(cycle=cycle)
    (script,) = re.findall(r"```python\n(.*?)```", Path("docs/api.md").read_text("utf-8"), re.S)
    _token, text = create_token(name="Essai", scopes=list(Scope), expires_on=timezone.localdate(), by=chloe)
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PORTAIL": live_server.url, "JETON": text},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.stderr == ""
    assert "6.7.8 " in told.stdout
    assert "domaines dans le classement" in told.stdout


def test_documented_scopes_are_those_that_exist():
    page = Path("docs/api.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\S+)`", page, re.M)) == set(Scope.values)
