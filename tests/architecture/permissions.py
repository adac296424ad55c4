"""Who may open what: one row per address, method and object. A URL that is absent from here fails the tests.

302 is the way to the sign-in page, 404 a thing that does not exist for this person (reliability.md, S4: nothing tells
that it exists for others), 403 a thing they see but may not change, 409 what its state forbids.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.http import int_to_base36

from tests.support.world import EVERYBODY, World

Arguments = Callable[[World], Mapping[str, Any]]
SIGN_IN, FORBIDDEN, NOTHING, CONFLICT = 302, 403, 404, 409


@dataclass(frozen=True)
class Row:
    """`url`: the name, with its namespace. `case` tells rows of one URL apart. `data` is what is posted."""

    url: str
    expected: Mapping[str, int]
    method: str = "get"
    case: str = ""
    arguments: Arguments = field(default=lambda world: {})
    data: Arguments = field(default=lambda world: {})
    query: str = ""

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.url} {self.case}".strip()


def public(status: int = 200) -> dict[str, int]:
    return dict.fromkeys(EVERYBODY, status)


def signed_in(status: int = 200) -> dict[str, int]:
    return {**dict.fromkeys(EVERYBODY, status), "eve": SIGN_IN}


def only(*people: str, ok: int = 200, others: int = NOTHING, **exceptions: int) -> dict[str, int]:
    """`ok` for these people, `others` for the rest, sign-in for Ève; then the exceptions by name."""
    return {**{name: ok if name in people else others for name in EVERYBODY}, "eve": SIGN_IN, **exceptions}


def but(*people: str, status: int = NOTHING) -> dict[str, int]:
    """Every signed-in person but these."""
    return only(*(name for name in EVERYBODY if name not in people), others=status)


# Whoever decides about or checks an open cycle. Bruno, who scores, sees its rankings once he has nothing left to score:
# tests/stakeholders/test_blindness.py.
TEAM = ("chloe", "fanny", "hana")

ROWS = [
    # --- the frame
    Row("healthz", public()),
    Row("readyz", public()),
    Row("set-language", public(SIGN_IN), "post", data=lambda world: {"language": "en", "next": "/aide/"}),
    Row("help", public()),
    Row("glossary", public()),
    Row("accessibility", public()),
    Row("privacy", public()),
    # --- accounts
    Row("account_login", {**public(302), "eve": 200}),
    Row("account_logout", signed_in()),
    Row("account_logout", signed_in(302), "post"),
    Row("account-detail", signed_in()),
    Row("account_inactive", public()),
    Row("account_change_password", signed_in()),
    Row("account_reset_password", public()),
    Row("account_reset_password_done", public()),
    Row(
        "account_reset_password_from_key",
        public(),
        arguments=lambda world: {"uidb36": int_to_base36(world.people["amel"].pk), "key": "faux-jeton"},
    ),
    Row("account_reset_password_from_key_done", public()),
    Row("journal-list", only("gilles", "hana")),
    # --- the history of tracked rows: with the right to see, then to change, the row
    Row(
        "history-list",
        only(*TEAM, "bruno"),
        arguments=lambda world: {"target": "stakeholders.impact", "pk": world.changed_impact.pk},
    ),
    Row(
        "history-list",
        only("bruno"),
        case="one's own score",
        arguments=lambda world: {"target": "stakeholders.impactscore", "pk": world.score_of_bruno.pk},
    ),
    Row(
        "history-list", only(), case="unknown", arguments=lambda world: {"target": "accounts.user", "pk": "1"}
    ),
    Row(
        "history-restore",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.change.pk},
    ),
    Row(
        "history-undo",
        only("bruno", "chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"operation": world.change.operation},
    ),
    # --- jobs: one's own, and all of them for whoever answers for them
    Row("jobs:job-list", signed_in()),
    Row(
        "jobs:job-detail",
        only("bruno", "chloe", "gilles", "hana"),
        arguments=lambda world: {"pk": world.foreign_job.pk},
    ),
    Row(
        "jobs:job-cancel",
        only("chloe", "gilles", ok=302, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.running_job.pk},
    ),
    Row(
        "jobs:job-retry",
        only("bruno", "chloe", "gilles", ok=302, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.foreign_job.pk},
    ),
    Row(
        "jobs:job-download",
        only(bruno=FORBIDDEN, gilles=FORBIDDEN, hana=FORBIDDEN),
        case="a job without file",
        arguments=lambda world: {"pk": world.job.pk},
    ),
    # --- the standard
    Row("iso26000:reading-detail", signed_in()),
    Row("reports:standard-detail", signed_in()),
    Row("reports:core-subject-detail", signed_in(), arguments=lambda world: {"code": "6.7"}),
    Row("reports:core-subject-detail", only(), case="unknown", arguments=lambda world: {"code": "9.9"}),
    Row("reports:domain-detail", signed_in(), arguments=lambda world: {"code": "6.7.8"}),
    Row("reports:domain-detail", only(), case="unknown", arguments=lambda world: {"code": "9.9.9"}),
    # --- priorities: an open cycle's runs are the team's, a closed cycle's are published
    Row("priorities:ranking-current", signed_in()),
    Row("priorities:ranking-current", signed_in(), case="closed cycle", query="exercice=2025"),
    Row("priorities:ranking-current", only(), case="unknown cycle", query="exercice=1999"),
    Row("priorities:ranking-list", signed_in()),
    Row(
        "priorities:ranking-detail",
        only(*TEAM),
        case="open",
        arguments=lambda world: {"pk": world.open_run.pk},
    ),
    Row(
        "priorities:ranking-detail",
        signed_in(),
        case="closed",
        arguments=lambda world: {"pk": world.closed_run.pk},
    ),
    *(
        Row(
            "priorities:ranking-section",
            only(*TEAM),
            case=section,
            arguments=lambda world, section=section: {"pk": world.open_run.pk, "section": section},  # type: ignore[misc]
        )
        for section in ("matrice", "groupes", "calcul")
    ),
    Row(
        "priorities:ranking-why",
        only(*TEAM),
        case="open",
        arguments=lambda world: {"pk": world.open_run.pk, "code": "6.7.8"},
    ),
    Row(
        "priorities:ranking-why",
        signed_in(),
        case="closed",
        arguments=lambda world: {"pk": world.closed_run.pk, "code": "6.7.8"},
    ),
    *(
        Row(
            "priorities:ranking-export",
            only(*TEAM),
            case=f"open {format}",
            arguments=lambda world, format=format: {"pk": world.open_run.pk, "format": format},  # type: ignore[misc]
        )
        for format in ("csv", "xlsx", "json")
    ),
    Row(
        "priorities:ranking-export",
        only(*TEAM, "bruno", others=FORBIDDEN),
        case="closed",
        arguments=lambda world: {"pk": world.closed_run.pk, "format": "csv"},
    ),
    Row(
        "priorities:ranking-compile",
        only("chloe", ok=302, others=FORBIDDEN, bruno=CONFLICT),
        "post",
        data=lambda world: {"draws": "200", "seed": "1"},
    ),
    # --- the cycle: whoever runs it acts, whoever decides on it or checks it reads
    Row("reports:cycle-detail", only(*TEAM)),
    Row("reports:cycle-detail", only(*TEAM), case="closed", query="exercice=2025"),
    Row("reports:cycle-detail", only(), case="unknown cycle", query="exercice=1999"),
    Row(
        "reports:seat-create",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {"user": world.people["chloe"].pk},
    ),
    Row(
        "reports:seat-delete",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.empty_seat.pk},
    ),
    Row(
        "reports:seat-delete",
        only(chloe=CONFLICT, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="a seat that scored",
        arguments=lambda world: {"pk": world.score_of_bruno.assessor_id},
    ),
    Row(
        "reports:reminder-create",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        data=lambda world: {"seat": world.score_of_bruno.assessor_id},
    ),
    Row(
        "reports:reminder-create",
        only(chloe=CONFLICT, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="closed cycle",
        query="exercice=2025",
    ),
    # --- reports
    Row("home", signed_in()),
    Row("reports:report-list", only("bruno", "chloe", "fanny")),
    Row(
        "reports:report-compile",
        only("chloe", "fanny", ok=302, bruno=CONFLICT),
        "post",
        data=lambda world: {"format": "pdf"},
    ),
]
