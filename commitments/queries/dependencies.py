"""What waits for what: circles refused, and the actions in the order in which they can be done."""

from collections import defaultdict
from collections.abc import Iterable

from commitments.models import ActionDependency

Links = dict[int, set[int]]


def links() -> Links:
    """Action → those that it waits for. 1 query."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for action, needs in ActionDependency.objects.order_by().values_list("action", "needs"):
        found[action].add(needs)
    return found


def comes_back_to(action: int, needs: int) -> bool:
    """Whether `action` waiting for `needs` would close a circle: the latter already waits for the former. 1 query."""
    known, seen, left = links(), set[int](), [needs]
    while left:
        one = left.pop()
        if one == action:
            return True
        if one not in seen:
            seen.add(one)
            left += known.get(one, ())
    return False


def in_waves(actions: Iterable[int], known: Links) -> list[list[int]]:
    """The actions in waves: those of a wave wait only for those of the waves before. No query.

    What a circle holds, which the actions never write, comes last together.
    """
    left = list(actions)
    inside, done, waves = set(left), set[int](), list[list[int]]()
    while left:
        wave = [one for one in left if (known.get(one, set()) & inside) <= done] or left
        waves.append(wave)
        done |= set(wave)
        left = [one for one in left if one not in done]
    return waves
