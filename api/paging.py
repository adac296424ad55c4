from ninja import Field
from ninja.pagination import LimitOffsetPagination

MOST, FARTHEST = 200, 1_000_000


class Slice(LimitOffsetPagination):
    """`limit` rows from `offset` on, and how many there are. The offset is bounded: a database takes 63 bits of it."""

    class Input(LimitOffsetPagination.Input):
        limit: int = Field(50, ge=1, le=MOST)
        offset: int = Field(0, ge=0, le=FARTHEST)
