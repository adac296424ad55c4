"""Territories, assemblies, mandates, trainings."""

from tests.architecture.permissions.row import Row, only

ROWS = [
    Row("dialogue:room-open", only("chloe", ok=302)),
]
