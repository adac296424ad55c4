"""The settings of ./run, plus the bare page that everything is measured against and a counter of queries on request."""

from rse_portal.settings.dev import *  # noqa: F403
from rse_portal.settings.dev import MIDDLEWARE

ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.counting.CountQueriesMiddleware", *MIDDLEWARE]
