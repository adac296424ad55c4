"""The annual report beside other frameworks: whoever signs in may find their way; ranks are shown to those who see them."""

from tests.architecture.permissions.row import Row, only, signed_in

ROWS = [
    Row("reports:crosswalk-list", signed_in()),
    Row("reports:crosswalk-export", signed_in(), case="xlsx", arguments=lambda world: {"kind": "xlsx"}),
    Row("reports:crosswalk-export", signed_in(), case="csv", arguments=lambda world: {"kind": "csv"}),
    Row("reports:crosswalk-export", only(), case="unknown", arguments=lambda world: {"kind": "odt"}),
]
