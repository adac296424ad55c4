"""« Contrôles avant clôture »: what is wrong, doubtful or improvable in a cycle, each with the page that mends it.

    troubles = checks_of(cycle, user)       11 queries, whatever the size

A check is a small function from the facts of the cycle to what it found, registered with its level and its sentence:
to add one, write it in the module of its subject.
"""

from reports.queries.checks import dialogue, impacts, practices, ranking  # noqa: F401 – each registers its checks
from reports.queries.checks.facts import Facts, read_facts
from reports.queries.checks.registry import CHECKS, Level, Report, Trouble, checks_of

__all__ = ["CHECKS", "Facts", "Level", "Report", "Trouble", "checks_of", "read_facts"]
