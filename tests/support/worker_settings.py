"""The settings of a worker process that a test starts: on the database of the tests, and quicker to notice a death."""

import os

from rse_portal.settings.test import *  # noqa: F403
from rse_portal.settings.test import DATABASES

DATABASES["default"]["NAME"] = os.environ["RSE_TESTS_DATABASE"]
JOB_LEASE_SECONDS = 3
CELERY_IMPORTS = ["tests.support.worker_kinds"]
