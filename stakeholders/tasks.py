from iso26000.models import AssessmentCycle
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from rse_portal.common.addresses import Address
from stakeholders.actions import reminder


@job_task("remind_assessors", permission="iso26000.run_cycle")
def remind_assessors(job: Job, progress: Progress) -> Outcome:
    cycle = AssessmentCycle.objects.get(pk=job.arguments["cycle"])
    sent = reminder.send_reminders(
        cycle=cycle, by=job.owner, seat_id=job.arguments["seat"], progress=progress
    )
    if (
        sent.failed
    ):  # told as a failure, so that it can be run again: those who were written to are left in peace
        raise reminder.SomeFailed(sent.sentence)
    return Outcome(url=Address("reports:cycle-detail", query={"exercice": cycle.slug}).url + "#panel")
