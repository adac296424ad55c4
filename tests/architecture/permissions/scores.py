"""Scores: one’s own, and the others’ once it is given."""

from tests.architecture.permissions.row import (
    FORBIDDEN,
    Row,
    only,
)

ROWS = [
    # --- the scoring grid: whoever sits on the panel, or is a rapporteur; Chloé has no seat
    Row("stakeholders:score-grid", only("bruno")),
    Row("stakeholders:score-grid", only("bruno"), case="closed cycle", query="exercice=2025"),
    Row("stakeholders:score-grid", only("bruno", ok=302), "post"),
    Row("stakeholders:score-next", only("bruno", ok=302)),
    Row(
        "stakeholders:score-save",
        only("bruno", chloe=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.changed_impact.pk},
        data=lambda world: {"version": "2", "scale": "5", "scope": "3"},
    ),
    Row(
        "stakeholders:score-save",
        only(bruno=FORBIDDEN, chloe=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="closed cycle",
        arguments=lambda world: {"pk": world.closed_cycle.impacts.get().pk},
        data=lambda world: {"version": "0", "scale": "5"},
    ),
    Row(
        "stakeholders:score-undo",
        only("bruno"),
        "post",
        arguments=lambda world: {"operation": world.score_change.operation},
    ),
    Row(
        "stakeholders:score-spread",
        only("bruno", "chloe", "fanny", "hana"),
        case="scored by Bruno",
        arguments=lambda world: {"pk": world.changed_impact.pk},
    ),
    Row(
        "stakeholders:score-spread",
        only("chloe", "fanny", "hana"),
        case="not scored by Bruno",
        arguments=lambda world: {"pk": world.open_cycle.impacts.exclude(pk=world.changed_impact.pk).get().pk},
    ),
]
