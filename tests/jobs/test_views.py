from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.models import User
from iso26000.models import AssessmentCycle
from jobs.enums import JobState
from tests.factories.jobs import make_job
from tests.factories.priorities import make_run
from tests.support.queries import assert_query_budget

pytestmark = pytest.mark.django_db
BUDGET = 9  # session, account, two for the rights, cycle, tray, count, rows, and the cycles of the menu


def test_list_costs_the_same_for_few_and_many_jobs(chloe: User, client_of: Callable[[User], Client]) -> None:
    make_job(owner=chloe)

    def more() -> None:
        for _number in range(20):
            make_job(owner=chloe, state=JobState.DONE)

    assert_query_budget(client_of(chloe), "/traitements/", BUDGET, more)


def test_page_that_follows_a_job_stops_asking_once_it_is_over(
    chloe: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(chloe)
    running, over = make_job(owner=chloe, state=JobState.RUNNING), make_job(owner=chloe, state=JobState.DONE)
    asking = {"HX-Request": "true"}
    assert client.get(running.get_absolute_url(), headers=asking).status_code == 200
    assert client.get(over.get_absolute_url(), headers=asking).status_code == 286


def test_open_page_says_when_the_job_has_failed(chloe: User, client_of: Callable[[User], Client]) -> None:
    job = make_job(owner=chloe, state=JobState.FAILED, error="Aucun impact n’est coté.")
    assert "Aucun impact n’est coté." in client_of(chloe).get(job.get_absolute_url()).content.decode()


def test_file_is_refused_once_the_right_to_ask_for_it_is_gone(
    chloe: User, client_of: Callable[[User], Client], media: Path, cycle: AssessmentCycle
) -> None:
    make_run(cycle=cycle)
    job = make_job(kind="compile_report", owner=chloe, state=JobState.DONE, arguments={"cycle": cycle.pk})
    job.result_file.save("rapport.pdf", ContentFile(b"%PDF-"))
    client = client_of(chloe)
    allowed = client.get(f"{job.get_absolute_url()}fichier/")
    assert b"".join(allowed.streaming_content) == b"%PDF-"
    chloe.role_assignments.all().delete()
    assert client.get(f"{job.get_absolute_url()}fichier/").status_code in (403, 404)
