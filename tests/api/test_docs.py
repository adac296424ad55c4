"""The quick start of docs/api.md runs as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from api.actions.token import create_token
from api.actions.webhook import create_webhook, try_webhook
from api.actions.webhook_sending import send_due
from api.enums import Event, Scope
from tests.factories.priorities import make_run


def scripts() -> list[str]:
    return re.findall(r"```python\n(.*?)```", Path("docs/api.md").read_text("utf-8"), re.S)


@pytest.mark.django_db(transaction=True)
def test_quick_start_runs(live_server, chloe, cycle):
    make_run(cycle=cycle)
    script = scripts()[0]
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


@pytest.mark.django_db
def test_documented_verification_accepts_ours_and_nothing_else(receiver, chloe):
    webhook = create_webhook(url=receiver.url, events=list(Event), by=chloe)
    try_webhook(webhook=webhook, by=chloe)
    send_due()
    [(headers, body)] = receiver.received
    told: dict[str, Any] = {}
    exec(scripts()[1], told)  # noqa: S102 – our own page
    verify = told["est_du_portail"]
    assert verify(webhook.secret, headers, body)
    assert not verify(webhook.secret, headers, body + b" ")
    assert not verify(webhook.secret, headers | {"webhook-id": "msg_autre"}, body)
    assert not verify(webhook.secret, headers | {"webhook-timestamp": "1"}, body)


def test_documented_events_are_those_that_exist():
    page = Path("docs/api.md").read_text("utf-8")
    assert all(f"`{event}`" in page for event in Event.values)
