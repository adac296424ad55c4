"""Cycles in which nothing rises: every entry draws its domains and its territory, whenever it was said."""

from collections import Counter, defaultdict
from random import Random

from method.emergence import Counts

DOMAINS, REGIONS = 45, 13
# Some domains are spoken of every day, most now and then: the k-th one k^-0.8 as often as the first.
SHARES = [(rank + 1) ** -0.8 for rank in range(DOMAINS)]
CODES = (55, 35, 10)  # how many of a hundred entries have one, two, three domains
SEED = 20260930


def quiet_cycle(rng: Random, *, window: int = 36, baseline: int = 84) -> list[Counts]:
    """The counts of the domains of one cycle, of the size of the demo unless told."""
    heard: dict[str, Counter[int]] = {"window": Counter(), "baseline": Counter()}
    places = defaultdict(set)
    for period, size in (("window", window), ("baseline", baseline)):
        for _entry in range(size):
            region = rng.randrange(REGIONS)
            wanted = rng.choices((1, 2, 3), CODES)[0]
            for domain in set(rng.choices(range(DOMAINS), SHARES, k=wanted)):
                heard[period][domain] += 1
                if period == "window":
                    places[domain].add(region)
    return [
        Counts(str(domain), heard["window"][domain], heard["baseline"][domain], len(places[domain]))
        for domain in range(DOMAINS)
    ]
