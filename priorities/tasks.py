from django.urls import reverse

from iso26000.models import AssessmentCycle
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from method.parameters import Parameters
from priorities.actions import ranking


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
