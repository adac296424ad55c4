import os
import tempfile
from pathlib import Path

from accounts.models import User
from iso26000.models import AssessmentCycle
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from priorities.models import RankingRun
from reports.actions import report


def sees_rankings(user: User, job: Job) -> bool:
    """A report tells a ranking: whoever does not see those of its cycle, yet or any more, does not read it either."""
    return RankingRun.objects.visible_to(user).filter(cycle=job.arguments.get("cycle")).exists()


@job_task("compile_report", permission="reports.compile_report", file_open_to=sees_rankings, quotes=True)
def compile_report(job: Job, progress: Progress) -> Outcome:
    return _compiled(job, progress, "rapport-rse")


@job_task("compile_proof", permission="reports.compile_proof", file_open_to=sees_rankings)
def compile_proof(job: Job, progress: Progress) -> Outcome:
    return _compiled(job, progress, "dossier-de-preuves")


def _compiled(job: Job, progress: Progress, name: str) -> Outcome:
    cycle, format = AssessmentCycle.objects.get(pk=job.arguments["cycle"]), job.arguments["format"]
    handle, temporary = tempfile.mkstemp(prefix="rapport-", suffix=f".{format}")
    os.close(handle)
    try:
        path = report.compile_report(
            cycle=cycle, format=format, by=job.owner, path=Path(temporary), progress=progress
        )
    except BaseException:  # cancelled, refused or failed: nothing stays behind
        Path(temporary).unlink()
        raise
    return Outcome(file=path, file_name=f"{name}-{cycle.slug}.{format}")
