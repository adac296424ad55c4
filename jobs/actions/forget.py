from functools import partial

from django.db import transaction

from jobs.models import Job
from jobs.registry import KINDS


def forget_quoting_files() -> int:
    """Delete the files of finished jobs that quote what people said: one of these sentences may not be read any more.

    Returns how many. The jobs stay, without their file; whoever needs one asks again. The files go once the transaction
    is kept: taken back, it loses nothing. 2 queries.
    """
    quoting = [kind.name for kind in KINDS.values() if kind.quotes]
    jobs = list(Job.objects.filter(kind__in=quoting).exclude(result_file=""))
    for job in jobs:
        transaction.on_commit(partial(job.result_file.storage.delete, str(job.result_file.name)), robust=True)
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(result_file="")
    return len(jobs)
