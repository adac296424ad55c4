"""The bell of the job queue: the rows of `jobs.Job` are the queue itself (docs/adr/0003)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rse_portal.settings.dev")

app = Celery("rse_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
