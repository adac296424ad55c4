"""The frame, accounts, the history of rows, jobs."""

from django.utils.http import int_to_base36

from tests.architecture.permissions.row import (
    FORBIDDEN,
    SIGN_IN,
    TEAM,
    Row,
    only,
    public,
    signed_in,
)

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
]
