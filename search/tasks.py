from jobs.registry import each_round
from search.actions.index import index_waiting

SECONDS = 2.0  # of a round of the worker; the rest waits for the next one


@each_round
def keep_up() -> None:
    index_waiting(seconds=SECONDS)
