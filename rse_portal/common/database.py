"""What Django's ORM does not say: one consistent picture over several queries, and whole columns at once."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.db.models import QuerySet

CHUNK = 100_000  # rows fetched at a time: bounds the memory of Python tuples
COPY_HEAD, COPY_TAIL = 19, 2  # bytes around the rows of a binary COPY


@contextmanager
def consistent_reads() -> Iterator[None]:
    """Every query inside sees the database as the first one saw it, whatever is written meanwhile.

    Inside an outer transaction it is that one's isolation that holds.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost and connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def whole_numbers(rows: "QuerySet[Any, Any]") -> "np.ndarray[Any, np.dtype[np.int64]]":
    """All rows of a `values_list` of non-null whole numbers, as int64, shape (rows, columns). One query.

    Ten times faster and smaller than Python objects for a million rows: binary COPY on PostgreSQL, chunks elsewhere.
    """
    sql, params = rows.order_by().query.sql_with_params()
    width = len(rows.query.values_select) + len(rows.query.annotation_select)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            return _copied(cursor.cursor, cursor.cursor.mogrify(sql, params).decode(), width)
        cursor.execute(sql, params)
        chunks = []
        while chunk := cursor.fetchmany(CHUNK):
            chunks.append(np.array(chunk, dtype=np.int64))
    return np.concatenate(chunks) if chunks else np.empty((0, width), np.int64)


def _copied(cursor: Any, sql: str, width: int) -> "np.ndarray[Any, np.dtype[np.int64]]":
    """Rows as PostgreSQL sends them in binary: a count of fields, then for each its length and its bytes, big-endian.

    Without a null all rows have the same length: they are read as they lie, no text is made nor parsed.
    """
    names = [f"c{number}" for number in range(width)]
    columns = ", ".join(f"{name}::int8" for name in names)
    stream = io.BytesIO()
    cursor.copy_expert(  # the query is Django's own, its parameters already quoted by the driver
        f"COPY (SELECT {columns} FROM ({sql}) AS found({', '.join(names)})) TO STDOUT (FORMAT binary)",  # noqa: S608
        stream,
    )
    row = np.dtype(
        [("fields", ">i2"), *(part for name in names for part in ((f"{name} size", ">i4"), (name, ">i8")))]
    )
    rows = np.frombuffer(stream.getbuffer()[COPY_HEAD:-COPY_TAIL], row)
    numbers = np.empty((len(rows), width), np.int64, order="F")
    for column, name in enumerate(names):
        if (rows[f"{name} size"] != 8).any():
            raise ValueError(f"a null among whole numbers: {sql[:200]}")
        numbers[:, column] = rows[name]
    return numbers
