"""The bell of the job queue: the rows of `jobs.Job` are the queue itself (docs/adr/0003)."""

import os

from celery import Celery
from kombu.transport import redis
from kombu.transport.virtual import QoS


class FreeingQoS(redis.QoS):
    """A message that Redis cannot be told of gives its place back all the same: a worker has one place for each of its
    processes, and would never take another message. That one comes back later, and finds its job done (docs/adr/0003)."""

    def ack(self, delivery_tag: str) -> None:
        try:
            super().ack(delivery_tag)
        finally:
            QoS.ack(self, delivery_tag)


redis.Channel.QoS = FreeingQoS
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rse_portal.settings.dev")

app = Celery("rse_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
