import os
import tempfile
from pathlib import Path

from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from iso26000.models import AssessmentCycle, Standard
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from method.parameters import Parameters
from priorities.actions import exchange, ranking
from priorities.actions.upgrade import upgrade_cycle as upgrade
from priorities.exchange.reach import reach_of


@job_task("compile_ranking", permission="priorities.compile_ranking", shared=True)
def compile_ranking(job: Job, progress: Progress) -> Outcome:
    run = ranking.compile_ranking(
        cycle=AssessmentCycle.objects.get(pk=job.arguments["cycle"]),
        by=job.owner,
        parameters=Parameters.from_dict(job.arguments["parameters"]),
        progress=progress,
        job_id=job.pk,
    )
    return Outcome(url=reverse("priorities:ranking-detail", args=[run.pk]))


@job_task("upgrade_cycle", permission="iso26000.run_cycle")
def upgrade_cycle(job: Job, progress: Progress) -> Outcome:
    new = upgrade(
        cycle=AssessmentCycle.objects.get(pk=job.arguments["cycle"]),
        standard=Standard.objects.get(pk=job.arguments["standard"]),
        by=job.owner,
        progress=progress,
    )
    return Outcome(url=f"{reverse('reports:cycle-detail')}?exercice={new.slug}")


def takes_it_out(user: User, job: Job) -> bool:
    """A file is read by whoever would be given the same today: of the scores, whoever scores has only their own."""
    name, reach = job.arguments.get("name"), reach_of(user)
    if name not in reach.own:
        return name in reach.files
    cycle = AssessmentCycle.objects.get(pk=job.arguments["cycle"])
    return job.file_name == exchange.file_name(name, cycle, reach, job.arguments["format"])


@job_task("export_file", permission="priorities.exchange_files", file_open_to=takes_it_out, quotes=True)
def export_file(job: Job, progress: Progress) -> Outcome:
    assert job.owner is not None  # nobody exports from a command: export_data does
    cycle, name, format = (
        AssessmentCycle.objects.get(pk=job.arguments["cycle"]),
        job.arguments["name"],
        job.arguments["format"],
    )
    handle, written = tempfile.mkstemp(prefix="export-", suffix=f".{format}")
    os.close(handle)
    try:
        exchange.write_export(
            name=name,
            format=format,
            cycle=cycle,
            by=job.owner,
            query=QueryDict(job.arguments["query"]),
            path=Path(written),
            progress=progress,
        )
    except BaseException:  # cancelled, refused or failed: nothing stays behind
        Path(written).unlink()
        raise
    return Outcome(file=Path(written), file_name=exchange.file_name(name, cycle, reach_of(job.owner), format))
