"""Production starts whole or says what is missing."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from rse_portal import env

COMPLETE = {
    "ALLOWED_HOSTS": "portail.example",
    "CELERY_BROKER_URL": "redis://127.0.0.1/0",
    "DATABASE_URL": "postgres://portail@127.0.0.1/portail",
    "EMAIL_URL": "smtp://127.0.0.1",
    "SECRET_KEY": "x" * 60,
}


@pytest.mark.parametrize(
    ("more", "address"),
    [
        ({}, "https://portail.example"),
        ({"ALLOWED_HOSTS": ".mutuelle.example,autre.example"}, "https://mutuelle.example"),
        ({"PUBLIC_URL": "https://rse.mutuelle.example/"}, "https://rse.mutuelle.example"),
    ],
)
def test_messages_lead_to_the_public_address(more, address, tmp_path):
    """A worker answers no request: nothing else says under which name the portal is reached."""
    code = "from rse_portal.settings.production import PUBLIC_URL; print(PUBLIC_URL)"
    done = start_production({**COMPLETE, **more}, str(tmp_path), code)
    assert (done.returncode, done.stdout.strip()) == (0, address), done.stderr


def start_production(
    environ: dict[str, str], folder: str, code: str = "import rse_portal.settings.production"
) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**kept, **environ, "VAR_DIR": folder},
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_production_starts_with_all_that_it_needs(tmp_path):
    assert start_production(COMPLETE, str(tmp_path)).returncode == 0


@pytest.mark.parametrize("name", COMPLETE)
def test_production_names_what_is_missing(name, tmp_path):
    answer = start_production({key: COMPLETE[key] for key in COMPLETE if key != name}, str(tmp_path))
    assert answer.returncode != 0
    assert f"{name} is required" in answer.stderr


def test_production_names_a_misspelt_variable(tmp_path):
    answer = start_production({**COMPLETE, "EMAILS_URL": "smtp://127.0.0.1"}, str(tmp_path))
    assert "EMAILS_URL: did you mean EMAIL_URL?" in answer.stderr


@pytest.mark.parametrize("address", ["smtp://", "http://127.0.0.1", "127.0.0.1"])
def test_email_refuses_what_is_not_a_mail_server(address, monkeypatch):
    monkeypatch.setenv("EMAIL_URL", address)
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL is not understood"):
        env.email("EMAIL_URL", None)
