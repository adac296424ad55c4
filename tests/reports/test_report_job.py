"""From the click to the download."""

import tempfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import RoleAssignment
from jobs.actions.request import cancel_job
from jobs.actions.run import run_job
from jobs.enums import JobState
from reports.actions.report import UnknownFormat, compile_report, request_report
from tests.factories.iso26000 import make_assessor
from tests.reports.reporting import make_ranking


@pytest.fixture
def run(cycle, media):
    return make_ranking(cycle, draws=10)


@pytest.fixture
def temporary(monkeypatch, tmp_path: Path) -> Path:
    """Where the job writes before its file is kept."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize(
    ("format", "start"), [("pdf", b"%PDF-1.7"), ("xlsx", b"PK\x03\x04"), ("json", b'{\n "schema"')]
)
def test_report_job_ends_in_a_file_of_its_owner(run, chloe, client_of, temporary, format, start):
    job, created = request_report(cycle=run.cycle, format=format, by=chloe)
    assert created
    assert job.label == f"Rapport {format.upper()} – Exercice 2026"
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert job.owner == chloe
    assert job.file_name == f"rapport-rse-2026.{format}"
    answer = client_of(chloe).get(f"/traitements/{job.pk}/fichier/")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content).startswith(start)
    assert not list(temporary.iterdir())


def test_report_file_is_nobody_elses(run, bruno, fanny, amel, client_of):
    job, _created = request_report(cycle=run.cycle, format="json", by=bruno)
    run_job(job_id=job.pk)
    for other in (fanny, amel):
        assert client_of(other).get(f"/traitements/{job.pk}/fichier/").status_code == 404


def test_report_of_somebody_else_waits_for_the_last_score_of_a_responsable_who_scores(
    run, fanny, chloe, client_of
):
    job, _created = request_report(cycle=run.cycle, format="json", by=fanny)
    run_job(job_id=job.pk)
    address = f"/traitements/{job.pk}/fichier/"
    assert b"".join(client_of(chloe).get(address).streaming_content)
    make_assessor("RSE-09", user=chloe)
    assert client_of(chloe).get(address).status_code == 403
    assert "fichier/" not in client_of(chloe).get(job.get_absolute_url()).content.decode()
    assert b"".join(client_of(fanny).get(address).streaming_content)


def test_report_is_requested_once_at_a_time(run, chloe, bruno):
    job, _created = request_report(cycle=run.cycle, format="pdf", by=chloe)
    assert request_report(cycle=run.cycle, format="pdf", by=chloe) == (job, False)
    assert request_report(cycle=run.cycle, format="xlsx", by=chloe)[1]
    assert request_report(cycle=run.cycle, format="pdf", by=bruno)[1]  # what they may read is not the same
    assert request_report(cycle=run.cycle, format="pdf", by=None)[0].key.endswith(":cli")


def test_report_is_not_requested_in_an_unknown_format(run, chloe):
    with pytest.raises(UnknownFormat):
        request_report(cycle=run.cycle, format="odt", by=chloe)


def test_report_is_refused_to_who_lost_the_right_meanwhile(run, chloe):
    job, _created = request_report(cycle=run.cycle, format="json", by=chloe)
    RoleAssignment.objects.filter(user=chloe).delete()
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == JobState.REFUSED
    assert not job.result_file


def test_report_job_says_that_the_ranking_comes_first(cycle, chloe, temporary):
    job, _created = request_report(cycle=cycle, format="pdf", by=chloe)
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "Compilez d’abord le classement" in job.error
    assert not list(temporary.iterdir())


def test_report_stops_when_asked_and_leaves_nothing(run, chloe, temporary, monkeypatch):
    job, _created = request_report(cycle=run.cycle, format="pdf", by=chloe)
    monkeypatch.setattr("reports.actions.report.read_report", lambda *_: cancel_job(job=job, by=chloe))
    run_job(job_id=job.pk)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    assert not job.result_file and not list(temporary.iterdir())


def test_report_tells_its_steps_in_order(run, tmp_path: Path):
    told: list[tuple[float, str]] = []
    compile_report(
        cycle=run.cycle,
        format="pdf",
        by=None,
        path=tmp_path / "r.pdf",
        progress=lambda *step: told.append(step),
    )
    assert [share for share, _step in told] == sorted({share for share, _step in told})
    assert [step for _share, step in told][-1] == "Mise en page"


@pytest.mark.parametrize("format", ["pdf", "docx", "xlsx", "json"])
def test_command_writes_the_report(run, tmp_path: Path, capsys, format):
    target = tmp_path / f"r.{format}"
    target.write_text("ancien")
    call_command("compile_report", cycle="2026", format=format, output=target)
    assert target.stat().st_size > 1000
    assert capsys.readouterr().out == f"Écrit : {target}\n"
    assert [path for path in tmp_path.iterdir() if path.name != "media"] == [target]


def test_command_refuses_with_a_message(cycle, tmp_path: Path):
    target = tmp_path / "r.pdf"
    with pytest.raises(CommandError, match=r"« 1999 » n’existe pas\. Exercices connus : 2026") as unknown:
        call_command("compile_report", cycle="1999", format="pdf", output=target)
    with pytest.raises(CommandError, match="Compilez d’abord le classement") as early:
        call_command("compile_report", cycle="2026", format="pdf", output=target)
    assert unknown.value.returncode == early.value.returncode == 1
    assert not target.exists()


def test_command_refuses_a_folder_that_is_not_there(run, tmp_path: Path):
    with pytest.raises(CommandError, match=r"absent/r\.pdf"):
        call_command("compile_report", cycle="2026", format="json", output=tmp_path / "absent/r.pdf")
