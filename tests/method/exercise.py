"""The worked example of docs/methode.md §6, ready to be altered row by row."""

from method.parameters import Parameters
from method.ranking import rank
from tests.method.worlds import Tables
from tests.support.ranking_inputs import build

POINT = Parameters(draws=0)
DOMAINS = ["6.7.6", "6.7.7", "6.7.8"]  # the first has no row at all
ACCESS, DATA = "6.7.8", "6.7.7"


def ranked(tables: Tables, parameters: Parameters = POINT, domains: list[str] = DOMAINS) -> dict:
    """The domains of the ranking of these tables, by code."""
    return {row["code"]: row for row in rank(build(tables, domains), parameters).to_dict()["domains"]}


def without(rows: list[dict], **values: str) -> list[dict]:
    """Rows but those that have all these values."""
    return [row for row in rows if any(row[name] != value for name, value in values.items())]


def changed(rows: list[dict], where: dict, **values: object) -> list[dict]:
    """Rows, those that match `where` taking new values."""
    return [row | values if where.items() <= row.items() else row for row in rows]
