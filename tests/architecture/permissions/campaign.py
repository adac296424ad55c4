"""The diagnostic with the employees: the responsable runs it, the team and whoever decides or checks read what came of it,
delegates see nothing of it; respondents hold a code and no account."""

from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, TEAM, Row, only, public

READERS = (*TEAM, "bruno")
REFUSED = {"bruno": FORBIDDEN, "fanny": FORBIDDEN, "hana": FORBIDDEN}
VALUES = {
    "title": "Diagnostic d’automne",
    "starts_on": "2026-09-01",
    "ends_on": "2026-10-01",
    "access": "person",
    "k_internal": "5",
    "k_public": "11",
}


def runs(ok: int = 200) -> dict[str, int]:
    return only("chloe", ok=ok, **REFUSED)


def pk(name: str):
    return lambda world: {"pk": getattr(world, name).pk}


def group(world, prefix: str) -> dict[str, str]:
    campaign = world.campaign
    return {
        f"{prefix}-site": str(campaign.sites.all()[0].pk),
        f"{prefix}-level": str(campaign.levels.all()[0].pk),
    }


def acts(name: str, before: str, after: str, ok: int = 302) -> list[Row]:
    """A POST that one state allows, and another does not."""
    return [
        Row(name, runs(ok), "post", arguments=pk(before)),
        Row(name, runs(CONFLICT), "post", case="another state", arguments=pk(after)),
    ]


ROWS = [
    Row("iso26000:campaign-list", only(*READERS)),
    Row("iso26000:campaign-list", only(*READERS), case="closed cycle", query="exercice=2025"),
    Row("iso26000:campaign-create", runs()),
    Row("iso26000:campaign-create", runs(302), "post", data=lambda world: VALUES),
    Row(
        "iso26000:campaign-create",
        only(**dict.fromkeys(READERS, FORBIDDEN)),
        case="closed cycle",
        query="exercice=2025",
    ),
    Row("iso26000:campaign-detail", only(*READERS), arguments=pk("campaign")),
    Row("iso26000:campaign-detail", only(*READERS), case="in preparation", arguments=pk("campaign_to_come")),
    Row("iso26000:campaign-detail", only(*READERS), case="over", arguments=pk("campaign_over")),
    Row("iso26000:campaign-detail", only(), case="unknown", arguments=pk("invitation")),
    Row("iso26000:campaign-edit", runs(), arguments=pk("campaign")),
    Row("iso26000:campaign-edit", runs(CONFLICT), case="over", arguments=pk("campaign_over")),
    Row(
        "iso26000:campaign-edit",
        runs(302),
        "post",
        arguments=pk("campaign_to_come"),
        data=lambda world: {**VALUES, "version": "1"},
    ),
    Row("iso26000:campaign-perimeter", runs(), arguments=pk("campaign_to_come")),
    Row("iso26000:campaign-perimeter", runs(CONFLICT), case="open", arguments=pk("campaign")),
    Row(
        "iso26000:campaign-perimeter",
        runs(302),
        "post",
        arguments=pk("campaign_to_come"),
        data=lambda world: {"sites": "Rennes ; 120\nBrest", "levels": "Employé·es\nCadres"},
    ),
    *acts("iso26000:campaign-open", "campaign_to_come", "campaign_over"),
    Row("iso26000:campaign-close", runs(), arguments=pk("campaign")),
    *acts("iso26000:campaign-close", "campaign", "campaign_to_come"),
    Row(
        "iso26000:campaign-publish",
        runs(CONFLICT),
        "post",
        case="comments wait",
        arguments=pk("campaign_over"),
    ),
    Row("iso26000:campaign-publish", runs(CONFLICT), "post", case="open", arguments=pk("campaign")),
    Row("iso26000:invitation-list", runs(), arguments=pk("campaign")),
    Row("iso26000:invitation-list", runs(), case="of sites", arguments=pk("campaign_of_sites")),
    Row("iso26000:invitation-list", runs(CONFLICT), case="over", arguments=pk("campaign_over")),
    Row(
        "iso26000:invitation-print",
        runs(200),
        "post",
        arguments=pk("campaign"),
        data=lambda world: {
            **group(world, "codes"),
            "codes-people": "2",
            "codes-batch": "7f0c2f8a-59c0-4f0c-9f3b-0b7e8f5d2a11",
        },
    ),
    Row(
        "iso26000:invitation-mail",
        runs(302),
        "post",
        arguments=pk("campaign"),
        data=lambda world: {**group(world, "adresses"), "adresses-emails": "autre@test.example"},
    ),
    Row("iso26000:invitation-send", runs(302), "post", arguments=pk("campaign")),
    Row(
        "iso26000:invitation-returned",
        runs(302),
        "post",
        arguments=pk("campaign"),
        data=lambda world: {"revenus-emails": "salarie@test.example"},
    ),
    Row(
        "iso26000:invitation-revoke",
        runs(302),
        "post",
        arguments=lambda world: {"pk": world.campaign.pk, "batch": world.invitation.batch},
    ),
    Row(
        "iso26000:site-link-renew",
        runs(200),
        "post",
        arguments=lambda world: {
            "pk": world.campaign_of_sites.pk,
            "site": world.campaign_of_sites.sites.all()[0].pk,
        },
    ),
    Row(
        "iso26000:site-link-renew",
        only(bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="site of another campaign",
        arguments=lambda world: {
            "pk": world.campaign_of_sites.pk,
            "site": world.campaign.sites.all()[0].pk,
        },
    ),
    Row("iso26000:campaign-remind", runs(302), "post", arguments=pk("campaign")),
    Row("iso26000:campaign-remind", runs(CONFLICT), "post", case="over", arguments=pk("campaign_over")),
    Row("iso26000:campaign-results", only(*READERS), arguments=pk("campaign_over")),
    Row(
        "iso26000:campaign-results",
        only(**dict.fromkeys(READERS, CONFLICT)),
        case="before the close",
        arguments=pk("campaign"),
    ),
    Row(
        "iso26000:campaign-subject",
        only(*READERS),
        arguments=lambda world: {"pk": world.campaign_over.pk, "code": "6.4"},
    ),
    Row(
        "iso26000:campaign-subject",
        only(),
        case="unknown",
        arguments=lambda world: {"pk": world.campaign_over.pk, "code": "9.9"},
    ),
    Row(
        "iso26000:campaign-export",
        only(*READERS),
        "post",
        arguments=lambda world: {"pk": world.campaign_over.pk, "format": "csv"},
    ),
    Row(
        "iso26000:campaign-export",
        only(**dict.fromkeys(READERS, CONFLICT)),
        "post",
        case="before the close",
        arguments=lambda world: {"pk": world.campaign.pk, "format": "xlsx"},
    ),
    Row("iso26000:comment-list", only(*READERS), arguments=pk("campaign_over")),
    Row(
        "iso26000:comment-list",
        only(**dict.fromkeys(READERS, CONFLICT)),
        case="before the close",
        arguments=pk("campaign"),
    ),
    Row(
        "iso26000:comment-moderate",
        runs(302),
        "post",
        arguments=lambda world: {"pk": world.campaign_over.pk, "comment": world.comment.pk},
        data=lambda world: {"decision": "accepted"},
    ),
    # --- respondents: whoever they are, signed in or not
    Row("iso26000:answer-enter", public()),
    Row("iso26000:answer-enter", public(302), "post", data=lambda world: {"code": world.code}),
    Row(
        "iso26000:answer-enter",
        public(410),
        "post",
        case="unknown code",
        data=lambda world: {"code": "0" * 26},
    ),
    Row("iso26000:answer-welcome", public(), arguments=lambda world: {"code": world.code}),
    Row(
        "iso26000:answer-welcome",
        public(410),
        case="truncated",
        arguments=lambda world: {"code": world.code[:-1]},
    ),
    Row("iso26000:answer-step", public(410), arguments=lambda world: {"number": 1}),
    Row("iso26000:answer-pause", public(410)),
    Row("iso26000:answer-finish", public(410)),
    Row("iso26000:answer-profile", public(410)),
    Row("iso26000:answer-leave", public(302), "post"),
]
