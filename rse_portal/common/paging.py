from django.core.paginator import Paginator
from django.utils.functional import cached_property

CAP = 10_000  # rows that anyone would page through; beyond, one filters


class CappedPaginator(Paginator):
    """Pages of a list that may grow for years: it counts, and shows, at most CAP rows.

    A plain count reads the whole table at each page, for a number that nobody needs to the unit.
    """

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by().values("pk")[:CAP].count()  # type: ignore[attr-defined]

    @property
    def capped(self) -> bool:
        return self.count == CAP
