"""Deciding: « Et si ? », comparison, disagreements; what the responsable submits and the administrators adopt."""

from datetime import date
from typing import Any

from django.utils import timezone

from iso26000.models import AssessmentCycle
from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, TEAM, Row, only, signed_in
from tests.factories.iso26000 import make_cycle
from tests.factories.priorities import make_run
from tests.support.world import World

READERS = (*TEAM, "bruno")  # Bruno's own scoring hides the open cycle's runs from him, not the room


def open_run(world: World) -> dict[str, Any]:
    return {"pk": world.open_run.pk}


def closed_run(world: World) -> dict[str, Any]:
    return {"pk": world.closed_run.pk}


def fresh_run(world: World) -> dict[str, Any]:
    """One of which nothing is submitted, in a cycle that no other row needs."""
    cycle = AssessmentCycle.objects.filter(slug="2019").first()
    return {"pk": make_run(cycle=cycle or make_cycle("2019", closed_on=date(2019, 12, 20))).pk}


def submitted(world: World) -> dict[str, Any]:
    return {"pk": world.submitted.pk}


def adopted(world: World) -> dict[str, Any]:
    return {"pk": world.adopted.pk}


def domain_submitted(world: World) -> dict[str, Any]:
    return {"pk": world.submitted.pk, "code": "6.7.8"}


def domain_adopted(world: World) -> dict[str, Any]:
    return {"pk": world.adopted.pk, "code": "6.7.8"}


def vote(world: World) -> dict[str, Any]:
    return {"votes_for": "8", "votes_against": "1", "abstentions": "0"}


def sitting(world: World) -> dict[str, Any]:
    day = timezone.localdate(world.submitted.submitted_at)
    return {**vote(world), "held_on": day.isoformat(), "members": "15", "present": "9", "text": ""}


def agenda(world: World) -> dict[str, Any]:
    return {"domaine": "6.7.8", "seance": str(world.foreign_session.pk)}


# An adopted list is read by everybody: whoever may not do more is told so.
SEEN = {"others": FORBIDDEN}

ROWS = [
    Row("priorities:decision-room", signed_in()),
    Row("priorities:decision-room", signed_in(), case="closed cycle", query="exercice=2025"),
    Row("priorities:trial-detail", only(*READERS)),
    Row("priorities:trial-detail", only(*READERS), case="tried", query="exercice=2025&impact=20&g-ADH=sans"),
    Row("priorities:trial-detail", only(), case="unknown run", query="classement=" + "0" * 32),
    Row("priorities:trial-detail", only(), case="no run at all", query="classement=x"),
    Row("priorities:comparison-detail", only(*READERS)),
    Row("priorities:comparison-detail", only(), case="unknown", query="avant=c-x"),
    Row("priorities:disagreement-list", only(*READERS)),
    Row("priorities:scenario-detail", only(*TEAM), arguments=lambda world: {"pk": world.scenario.pk}),
    Row(
        "priorities:scenario-create",
        only("chloe", "fanny", ok=302, hana=FORBIDDEN),
        "post",
        arguments=open_run,
        data=lambda world: {"name": "Essai", "trial": "impact=20"},
    ),
    Row(
        "priorities:scenario-create",
        only("bruno", "chloe", "fanny", ok=302, others=FORBIDDEN),
        "post",
        case="closed",
        arguments=closed_run,
        data=lambda world: {"name": "Essai", "trial": ""},
    ),
    Row(
        "priorities:scenario-delete",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.scenario.pk},
    ),
    Row(
        "priorities:agenda-add",
        only("chloe", "fanny", ok=302, hana=FORBIDDEN),
        "post",
        arguments=open_run,
        data=agenda,
    ),
    Row(
        "priorities:agenda-add",
        only(hana=FORBIDDEN),
        "post",
        case="no such séance",
        arguments=open_run,
        data=lambda world: {"domaine": "6.7.8", "seance": "x"},
    ),
    # --- submitted: the team's; adopted: everybody's
    Row("priorities:decision-detail", only(*TEAM), case="submitted", arguments=submitted),
    Row("priorities:decision-detail", signed_in(), case="adopted", arguments=adopted),
    Row("priorities:decision-content", only(), case="submitted", arguments=submitted),
    Row("priorities:decision-content", signed_in(), case="adopted", arguments=adopted),
    Row("reports:decision-pdf", only(*TEAM), case="submitted", arguments=submitted),
    Row("reports:decision-pdf", signed_in(), case="adopted", arguments=adopted),
    Row("priorities:decision-submit", only("chloe", others=FORBIDDEN), arguments=fresh_run),
    Row(
        "priorities:decision-submit",
        only("chloe", ok=302, others=FORBIDDEN),
        "post",
        arguments=fresh_run,
        data=lambda world: {"note": "", "quorum": "50"},
    ),
    Row(
        "priorities:decision-submit",
        only(chloe=CONFLICT, fanny=FORBIDDEN, hana=FORBIDDEN),
        case="already",
        arguments=open_run,
    ),
    Row(
        "priorities:decision-withdraw",
        only("chloe", ok=302, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=submitted,
    ),
    Row(
        "priorities:decision-withdraw",
        only("chloe", ok=CONFLICT, **SEEN),
        "post",
        case="adopted",
        arguments=adopted,
    ),
    Row(
        "priorities:decided-domain-edit",
        only("fanny", chloe=FORBIDDEN, hana=FORBIDDEN),
        arguments=domain_submitted,
    ),
    Row(
        "priorities:decided-domain-edit",
        only("fanny", ok=302, chloe=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=domain_submitted,
        data=lambda world: {"standing": "watched", "reason": "Déjà engagé."},
    ),
    Row(
        "priorities:decided-domain-edit",
        only("fanny", ok=CONFLICT, **SEEN),
        case="adopted",
        arguments=domain_adopted,
    ),
    Row(
        "priorities:decided-domain-edit",
        only(chloe=FORBIDDEN, hana=FORBIDDEN),
        case="unknown domain",
        arguments=lambda world: {"pk": world.submitted.pk, "code": "9.9.9"},
    ),
    Row(
        "priorities:decided-domain-vote",
        only("fanny", ok=302, chloe=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=domain_submitted,
        data=vote,
    ),
    Row(
        "priorities:decided-domain-vote",
        only("fanny", ok=CONFLICT, **SEEN),
        "post",
        case="adopted",
        arguments=domain_adopted,
        data=vote,
    ),
    Row("priorities:decision-adopt", only("fanny", chloe=FORBIDDEN, hana=FORBIDDEN), arguments=submitted),
    Row(
        "priorities:decision-adopt",
        only("fanny", ok=302, chloe=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=submitted,
        data=sitting,
    ),
    Row(
        "priorities:decision-adopt",
        only("fanny", ok=CONFLICT, **SEEN),
        "post",
        case="adopted",
        arguments=adopted,
        data=sitting,
    ),
]
