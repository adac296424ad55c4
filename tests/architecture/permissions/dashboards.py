"""Each person's own figures: the page is everybody's, what it counts is what its reader may read."""

from tests.architecture.permissions.row import Row, only, signed_in

ROWS = [
    Row("reports:dashboard", signed_in()),
    Row("reports:dashboard-export", signed_in(), arguments=lambda world: {"kind": "xlsx"}),
    Row("reports:dashboard-export", signed_in(), case="csv", arguments=lambda world: {"kind": "csv"}),
    Row("reports:dashboard-export", only(), case="unknown kind", arguments=lambda world: {"kind": "pdf"}),
]
