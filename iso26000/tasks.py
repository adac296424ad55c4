from iso26000.actions.campaign_mail import send_messages
from iso26000.models import Campaign
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from rse_portal.common.mailing import SomeNotSent


@job_task("write_to_respondents", permission="iso26000.run_campaign")
def write_to_respondents(job: Job, progress: Progress) -> Outcome:
    campaign = Campaign.objects.get(pk=job.arguments["campaign"])
    sending = send_messages(campaign=campaign, remind=job.arguments["remind"], progress=progress)
    if sending.failed:  # told as a failure, so that it can be run again: the others are left in peace
        raise SomeNotSent(sending.sentence)
    return Outcome(url=campaign.get_absolute_url())
