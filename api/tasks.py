from django.utils import timezone
from django.utils.translation import gettext as _

from api.actions import webhook_sending
from api.models import WebhookDelivery
from jobs.actions.request import request_job
from jobs.models import Job
from jobs.registry import Outcome, Progress, each_round, job_task


@job_task("send_webhooks", permission="api.manage_webhooks", shared=True)
def send_webhooks(job: Job, progress: Progress) -> Outcome:
    webhook_sending.send_due(progress=progress)
    return Outcome()


@each_round
def ask_for_webhooks() -> None:
    """A receiver may be slow: a job waits for it, not the round. 1 query when nothing is due."""
    if WebhookDelivery.objects.due(timezone.now()).exists():
        request_job(kind="send_webhooks", label=_("Envoi des webhooks"), by=None, key="send_webhooks")
