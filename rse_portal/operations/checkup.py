"""What `doctor` looks at. Each check is a function that gives findings; none raises, none writes to the database."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts.models import User
from iso26000.models import AssessmentCycle, Standard
from jobs.enums import JobState
from jobs.models import Job, WorkerSign
from rse_portal import env

WORKER_SILENCE = timedelta(seconds=60)


class Level(StrEnum):
    OK = "ok"
    WARNING = "attention"
    ERROR = "erreur"


@dataclass(frozen=True)
class Finding:
    level: Level
    text: str


def _settings() -> Iterator[Finding]:
    yield Finding(
        Level.OK, f"Réglages : {os.environ.get('DJANGO_SETTINGS_MODULE')}, dossier {settings.VAR_DIR}."
    )
    if settings.DEBUG:
        yield Finding(Level.WARNING, "DEBUG est actif : à couper hors du développement.")
    if settings.DEMO:
        yield Finding(
            Level.WARNING, "Réglages de développement : les comptes de démonstration y sont possibles."
        )
    for text in env.misspelt():
        yield Finding(Level.ERROR, f"Variable d’environnement inconnue. {text}")


def _database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    yield Finding(Level.OK, f"Base de données : {connection.vendor}, répond.")
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        yield Finding(Level.ERROR, f"{len(plan)} migrations à passer : ./run manage migrate.")


def _files() -> Iterator[Finding]:
    with tempfile.TemporaryFile(dir=settings.MEDIA_ROOT):
        pass
    yield Finding(Level.OK, f"Fichiers : {settings.MEDIA_ROOT}, inscriptible.")


def _broker() -> Iterator[Finding]:
    with current_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=0, timeout=2)
    yield Finding(Level.OK, f"Broker : {broker.transport.driver_type}, répond.")


def _workers() -> Iterator[Finding]:
    alive = WorkerSign.objects.filter(at__gt=timezone.now() - WORKER_SILENCE).count()
    if alive:
        yield Finding(Level.OK, f"Workers à l’écoute : {alive}.")
    else:
        yield Finding(Level.WARNING, "Aucun worker à l’écoute : classements et rapports attendront.")


def _jobs() -> Iterator[Finding]:
    for state, level in (
        (JobState.PENDING, Level.OK),
        (JobState.RUNNING, Level.OK),
        (JobState.FAILED, Level.WARNING),
    ):
        if count := Job.objects.filter(state=state).count():
            yield Finding(level, f"Traitements {state.label} : {count}.")
    if stale := Job.objects.stale().count():
        yield Finding(Level.WARNING, f"Traitements sans signe de vie : {stale}. Un worker les reprendra.")


def _content() -> Iterator[Finding]:
    standards = Standard.objects.count()
    if not standards:
        yield Finding(
            Level.ERROR, "Aucune norme chargée : ./run manage load_standard fixtures/iso26000.yaml."
        )
        return
    cycles = AssessmentCycle.objects.count()
    accounts = User.objects.filter(is_active=True).count()
    yield Finding(
        Level.OK, f"Contenu : {standards} norme(s), {cycles} exercice(s), {accounts} compte(s) ouvert(s)."
    )
    if not accounts:
        yield Finding(Level.WARNING, "Aucun compte : ./run manage create_account --help.")


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    _settings,
    _database,
    _files,
    _broker,
    _workers,
    _jobs,
    _content,
)


def checkup() -> Iterator[Finding]:
    """Every finding, in order. A check that cannot even run is an error that names its cause."""
    for check in CHECKS:
        try:
            yield from check()
        except Exception as problem:  # whatever is broken, the next checks still tell
            name = check.__name__.strip("_")
            yield Finding(
                Level.ERROR,
                f"« {name} » n’a pas pu être vérifié : {type(problem).__name__}. {problem}".strip(),
            )
