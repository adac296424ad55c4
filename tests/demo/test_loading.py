"""How the demo is loaded, or refused."""

import io
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from accounts.models import User
from dialogue.models import Feedback, FeedbackCoding, ImportanceVote
from iso26000.models import AssessmentCycle, PracticeAssessment
from rse_portal.demo import seed as seed_module
from rse_portal.demo.accounts import DEMO_PASSWORD
from rse_portal.demo.seed import seed_demo
from stakeholders.models import ImpactScore
from tests.factories.accounts import make_territory


def content() -> dict[str, list[Any]]:
    """What was drawn at random, without database keys."""
    return {
        "scores": list(
            ImpactScore.objects.order_by("impact__code", "assessor__code").values_list(
                "impact__code",
                "assessor__code",
                "scale",
                "scope",
                "irremediability",
                "likelihood",
                "rationale",
            )
        ),
        "votes": list(
            ImportanceVote.objects.order_by("respondent", "domain__order").values_list(
                "respondent", "domain__code", "stakeholder__code", "importance"
            )
        ),
        "practices": list(
            PracticeAssessment.objects.order_by("cycle__slug", "domain__order", "assessor__code").values_list(
                "cycle__slug", "domain__code", "assessor__code", "answer", "level", "reason"
            )
        ),
        "feedback": list(
            Feedback.objects.order_by("reference").values_list(
                "id", "reference", "received_on", "session__reference", "session__subject", "status", "text"
            )
        ),
        "codings": list(
            FeedbackCoding.objects.order_by("feedback__reference", "position").values_list(
                "feedback__reference", "domain__code"
            )
        ),
    }


@dataclass(frozen=True)
class Loading:
    """One loading, undone since."""

    counts: dict[str, int]
    content: dict[str, list[Any]]
    printed: str
    extra_delegate_signs_in: bool


def load_and_undo(**options: int) -> Loading:
    out = io.StringIO()
    with transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(seed_module, "_compile", lambda cycle, by: 0)
        call_command("seed_demo", stdout=out, **options)
        lines = [line.split(maxsplit=1) for line in out.getvalue().splitlines() if line[:8].strip().isdigit()]
        loading = Loading(
            counts={noun: int(count) for count, noun in lines},
            content=content(),
            printed=out.getvalue(),
            extra_delegate_signs_in=Client().login(
                email="delegue.r53.1@demo.example", password=DEMO_PASSWORD
            ),
        )
        transaction.set_rollback(True)
    return loading


@pytest.fixture(scope="module")
def loadings(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Loading]:
    """Four loadings for the whole module: each takes a second."""
    with django_db_blocker.unblock():
        return {
            "first": load_and_undo(),
            "again": load_and_undo(seed=1),
            "other seed": load_and_undo(seed=2),
            "twice": load_and_undo(scale=2),
        }


@pytest.mark.parametrize("rows", ["scores", "votes", "practices", "feedback", "codings"])
def test_same_seed_gives_the_same_demo_and_another_seed_another_one(
    loadings: dict[str, Loading], rows: str
) -> None:
    first, again, other = (loadings[name].content[rows] for name in ("first", "again", "other seed"))
    assert first == again
    assert first != other


def test_scale_multiplies(loadings: dict[str, Loading]) -> None:
    once, twice = loadings["first"].counts, loadings["twice"].counts
    for noun in ("évaluateurs et évaluatrices", "impacts identifiés", "répondantes et répondants"):
        assert twice[noun] == 2 * once[noun]
    for noun in ("comptes", "séances", "remontées", "cotations d’impact", "votes d’importance"):
        assert twice[noun] > 1.6 * once[noun]
    for noun in ("territoires", "parties prenantes", "exercices"):
        assert twice[noun] == once[noun]


def test_only_the_larger_demo_has_more_delegates_who_sign_in(loadings: dict[str, Loading]) -> None:
    assert loadings["twice"].extra_delegate_signs_in
    assert not loadings["first"].extra_delegate_signs_in


def test_command_prints_what_it_made_and_who_may_sign_in(loadings: dict[str, Loading]) -> None:
    for words in (" 110  territoires", "Démonstration chargée en", "delegue@demo.example", DEMO_PASSWORD):
        assert words in loadings["first"].printed


@pytest.mark.django_db
def test_production_refuses_the_demo(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="jamais avec les réglages de production"):
        call_command("seed_demo")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_database_with_other_data_is_left_alone() -> None:
    make_territory("R53", "Bretagne")
    with pytest.raises(CommandError, match="base neuve"):
        call_command("seed_demo")
    assert not AssessmentCycle.objects.exists()


@pytest.mark.django_db
def test_failure_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(seed_module, "form_team", fail)
    with pytest.raises(RuntimeError):
        seed_demo()
    assert not User.objects.exists()
    assert not AssessmentCycle.objects.exists()


@pytest.mark.parametrize("scale", ["0", "-1", "deux", "1.5"])
def test_command_refuses_a_scale_that_is_no_multiple(scale: str) -> None:
    with pytest.raises(CommandError, match="au moins 1"):
        call_command("seed_demo", f"--scale={scale}")
