from datetime import datetime

from django.utils.translation import gettext_lazy

from commitments.actions import reminder
from commitments.queries.reminders import due_reminders
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from jobs.schedule import every_day

HOURS = (7, 20)  # local: nobody is written to at night


@job_task("remind_actions", permission="commitments.send_reminders", shared=True)
def remind_actions(job: Job, progress: Progress) -> Outcome:
    sent = reminder.send_action_reminders(progress=progress)
    if sent.failed:  # told as a failure: it runs again in an hour, for those who were not written to
        raise reminder.SomeFailed(sent.sentence)
    return Outcome()


def _anything_due(now: datetime) -> bool:
    return bool(due_reminders(now))


every_day(
    "remind_actions",
    label=gettext_lazy("Rappels d’échéance des actions"),
    hours=HOURS,
    due=_anything_due,
)
