"""A closed cycle keeps the ranking that was published, whichever way one asks for another."""

from datetime import date

import pytest
from django.core.management import call_command

from iso26000.enums import CycleState
from iso26000.models import AssessmentCycle
from jobs.actions.request import retry_job
from jobs.actions.run import run_job
from jobs.enums import JobState
from jobs.models import Job
from method.parameters import Parameters
from priorities.actions.ranking import compile_ranking, request_ranking
from priorities.models import RankingRun
from rse_portal.common.errors import Conflict

FEW = Parameters(draws=20)


def close(cycle: AssessmentCycle) -> None:
    cycle.state, cycle.closed_on = CycleState.CLOSED, date(2026, 12, 31)
    cycle.save()


def test_compile_ranking_refuses_a_closed_cycle(run, example):
    close(example)
    with pytest.raises(Conflict, match="clos"):
        compile_ranking(cycle=example, by=None, parameters=FEW)
    assert RankingRun.objects.count() == 1


def test_job_queued_before_the_closing_says_why_it_stopped(example, chloe):
    job, _created = request_ranking(cycle=example, by=chloe, parameters=FEW)
    close(example)
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "clos" in job.error
    assert not RankingRun.objects.exists()


def test_finished_job_is_not_run_again(example, chloe):
    job, _created = request_ranking(cycle=example, by=chloe, parameters=FEW)
    run_job(job_id=job.pk)
    job.refresh_from_db()
    with pytest.raises(Conflict):
        retry_job(job=job, by=chloe)
    assert Job.objects.count() == 1


def test_compile_ranking_command_prints_a_closed_cycle_without_keeping_it(run, example, capsys):
    close(example)
    call_command("compile_ranking", cycle="exemple", format="json", draws=20)
    assert '"rse-ranking/1"' in capsys.readouterr().out
    assert RankingRun.objects.count() == 1


def test_truncated_snapshot_is_written_again(example, media):
    first = compile_ranking(cycle=example, by=None, parameters=FEW)
    with open(first.inputs_file.path, "wb") as stream:  # noqa: PTH123
        stream.write(b"half")
    again = compile_ranking(cycle=example, by=None, parameters=FEW)
    call_command("replay_ranking", str(again.pk))


@pytest.mark.parametrize("pk", ["-" * 36, "a" * 36])
def test_ranking_export_of_a_malformed_identifier_is_not_found(client_of, chloe, pk):
    assert client_of(chloe).get(f"/priorites/classements/{pk}/export.csv").status_code == 404


def test_ranking_export_in_an_unknown_format_is_not_found(run, client_of, chloe):
    assert client_of(chloe).get(f"/priorites/classements/{run.pk}/export.exe").status_code == 404


def test_ranking_compile_refuses_digits_that_nobody_can_read_back(example, client_of, chloe):
    response = client_of(chloe).post("/priorites/compiler/?exercice=exemple", {"draws": "10", "seed": "٣"})
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_another_compiler_follows_the_shared_job_without_stopping_it(example, client_of, chloe, bruno):
    job, _created = request_ranking(cycle=example, by=chloe)
    client = client_of(bruno)
    assert client.get(job.get_absolute_url()).status_code == 200
    assert client.post(f"{job.get_absolute_url()}annuler/").status_code == 403
    assert "annuler/" not in client.get("/priorites/?exercice=exemple").content.decode()
