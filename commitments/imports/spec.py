"""The file of samples: its columns, and what each cell may hold."""

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from commitments.models import IndicatorDefinition, Sample
from rse_portal.common.exchange import cells
from rse_portal.common.exchange.errors import quoted
from rse_portal.common.exchange.specs import CODE_LIMIT, Column, FileSpec, longest

# « 1 234,5 », « 1234.5 », « −3 »: at most twelve digits before the mark, three after, as the database holds.
_NUMBER = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,3})?", re.ASCII)
_SPACES = str.maketrans("", "", " \u00a0\u202f")


class SampleRow(NamedTuple):
    indicator: str
    on: date
    value: Decimal
    note: str


def figure(raw: str) -> Decimal:
    """A decimal number, comma or point, spaces between thousands."""
    value = cells.unprotected(raw.strip()).translate(_SPACES).replace("\u2212", "-")
    if not _NUMBER.fullmatch(value):
        raise ValueError(f"un nombre est attendu (trois décimales au plus), {quoted(value)} reçu")
    return Decimal(value.replace(",", "."))


SAMPLES = FileSpec(
    "samples",
    SampleRow,
    (
        Column(
            "indicator",
            cells.code(longest(IndicatorDefinition, "code") or CODE_LIMIT),
            required=True,
            refers_to="indicators",
            unknown="{} n’est pas le code d’un indicateur",
        ),
        Column("on", cells.day, required=True),
        Column("value", figure, required=True),
        Column("note", cells.text(longest(Sample, "note")), blank="", verbatim=True),
    ),
    key=("indicator", "on"),
)
