"""Séances, minutes, ballots. In the world Amel was present, Bruno and Chloé manage, David is elsewhere."""

from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, Arguments, Row, but, only, public
from tests.support.world import World

READERS = ("amel", "bruno", "chloe", "fanny", "hana")
MANAGERS = ("bruno", "chloe")
READ_ONLY = {"amel": FORBIDDEN, "fanny": FORBIDDEN, "hana": FORBIDDEN}
PLAN = {"held_on": "2027-03-01", "starts_at": "18:30", "ends_at": "20:30", "place": "Rennes"}


def of(name: str, **more: Arguments) -> Arguments:
    """The séance of that name in the world, and what else the address takes."""
    return lambda world: {
        "pk": getattr(world.sessions, name).pk,
        **{key: value(world) for key, value in more.items()},  # type: ignore[dict-item]
    }


def ballot(name: str) -> Arguments:
    return lambda world: {"pk": getattr(world.sessions, name).pk}


def sheet(world: World) -> dict[str, str]:
    return {"read": "{}", "minutes": "Texte.", "minutes_version": "1", "speakers": "3"}


def manage(*conflict: str) -> dict[str, int]:
    return only(*MANAGERS, ok=302, **READ_ONLY)


REFUSED = only(**dict.fromkeys(MANAGERS, CONFLICT), **READ_ONLY)
OPEN = only(*MANAGERS, **READ_ONLY)
DOC = {"document": lambda world: world.sessions.document.pk}
NUMBER = {"number": lambda world: 1}

ROWS = [
    Row("dialogue:session-list", but("gilles")),
    Row("dialogue:session-calendar", but("gilles")),
    Row("dialogue:feed-detail", but("gilles")),
    Row("dialogue:feed-detail", but("gilles") | dict.fromkeys((*READERS, "david"), 302), "post"),
    Row("dialogue:feed-revoke", but("gilles") | dict.fromkeys((*READERS, "david"), 302), "post"),
    Row(
        "dialogue:calendar-feed",
        public(404),
        case="made up",
        arguments=lambda world: {"token": "x" * 43},
    ),
    Row(
        "dialogue:calendar-feed",
        public(),
        case="of Amel, whoever holds it",
        arguments=lambda world: {"token": world.sessions.token},
    ),
    # --- planning
    Row("dialogue:session-create", OPEN | {"david": FORBIDDEN}),
    Row("dialogue:session-create", OPEN | {"david": FORBIDDEN}, case="of one", query="assemblee=AT-BRE"),
    Row(
        "dialogue:session-create",
        manage() | {"david": FORBIDDEN},
        "post",
        query="assemblee=AT-BRE",
        data=lambda world: PLAN,
    ),
    *[
        Row(f"dialogue:{name}", only(*READERS), arguments=of(where), case=where)
        for name in ("session-detail", "session-ics", "attendance-detail", "minutes-detail", "ballot-list")
        for where in ("coming", "held", "closed", "cancelled")
    ],
    Row("dialogue:session-edit", OPEN, arguments=of("coming")),
    Row("dialogue:session-edit", REFUSED, arguments=of("closed"), case="closed"),
    Row("dialogue:session-edit", manage(), "post", arguments=of("coming"), data=lambda world: PLAN),
    Row(
        "dialogue:session-edit",
        REFUSED,
        "post",
        arguments=of("closed"),
        case="closed",
        data=lambda world: PLAN,
    ),
    Row("dialogue:session-cancel", OPEN, arguments=of("coming")),
    Row(
        "dialogue:session-cancel",
        manage(),
        "post",
        arguments=of("coming"),
        data=lambda world: {"reason": "Salle fermée."},
    ),
    Row(
        "dialogue:session-cancel",
        REFUSED,
        "post",
        arguments=of("held"),
        case="held",
        data=lambda world: {"reason": "Trop tard."},
    ),
    Row("dialogue:session-invite", manage(), "post", arguments=of("coming")),
    Row("dialogue:session-invite", REFUSED, "post", arguments=of("held"), case="held"),
    # --- documents
    Row("dialogue:document-download", only(*READERS), arguments=of("coming", **DOC)),
    Row("dialogue:document-download", only(), arguments=of("held", **DOC), case="of another séance"),
    Row(
        "dialogue:document-add",
        only(**dict.fromkeys(MANAGERS, 422), **READ_ONLY),
        "post",
        arguments=of("coming"),
        case="without file",
    ),
    Row("dialogue:document-add", REFUSED, "post", arguments=of("closed"), case="closed"),
    Row("dialogue:document-remove", manage(), "post", arguments=of("coming", **DOC)),
    # --- who came; the secretary of `kept` is Amel
    Row("dialogue:attendance-edit", OPEN, arguments=of("held")),
    Row("dialogue:attendance-edit", OPEN | {"amel": 200}, arguments=of("kept"), case="by its secretary"),
    Row("dialogue:attendance-edit", REFUSED, arguments=of("coming"), case="ahead"),
    Row("dialogue:attendance-edit", REFUSED, "post", arguments=of("closed"), data=sheet, case="closed"),
    Row("dialogue:attendance-edit", manage(), "post", arguments=of("held"), data=sheet),
    Row("dialogue:session-close", OPEN | {"amel": 200}, arguments=of("kept")),
    Row("dialogue:session-close", manage() | {"amel": 302}, "post", arguments=of("kept"), data=sheet),
    Row("dialogue:session-close", REFUSED, "post", arguments=of("closed"), data=sheet, case="closed"),
    # --- minutes: `kept` has a draft, `held` is open to amendments, `adopted` is adopted, `closed` is frozen
    Row("dialogue:minutes-edit", OPEN | {"amel": 200}, arguments=of("kept")),
    Row(
        "dialogue:minutes-edit",
        manage() | {"amel": 302},
        "post",
        arguments=of("kept"),
        data=lambda world: {"text": "Un texte.", "version": "1"},
    ),
    Row("dialogue:minutes-edit", REFUSED, arguments=of("closed"), case="frozen"),
    Row(
        "dialogue:minutes-open",
        manage() | {"amel": 302, "fanny": 404, "hana": 404},
        "post",
        arguments=of("kept"),
    ),
    Row("dialogue:minutes-open", REFUSED, "post", arguments=of("closed"), case="frozen"),
    Row(
        "dialogue:minutes-adopt",
        only(**dict.fromkeys(MANAGERS, 422), **READ_ONLY),
        "post",
        arguments=of("held"),
        case="at no séance",
    ),
    Row("dialogue:minutes-adopt", REFUSED, "post", arguments=of("closed"), case="frozen"),
    Row("dialogue:minutes-reopen", manage(), "post", arguments=of("adopted")),
    Row("dialogue:minutes-reopen", REFUSED, "post", arguments=of("closed"), case="frozen"),
    Row("dialogue:minutes-freeze", OPEN, arguments=of("adopted")),
    Row("dialogue:minutes-freeze", manage(), "post", arguments=of("adopted")),
    Row("dialogue:minutes-freeze", REFUSED, "post", arguments=of("held"), case="not adopted"),
    *[
        Row(f"{name}", only(*READERS), arguments=of(where), case=where)
        for name in ("dialogue:minutes-text", "dialogue:minutes-versions")
        for where in ("held", "closed")
    ],
    Row("dialogue:minutes-text", only("amel", *MANAGERS), arguments=of("kept"), case="draft"),
    Row("dialogue:minutes-versions", only("amel", *MANAGERS), arguments=of("kept"), case="draft"),
    Row("reports:minutes-pdf", only("amel", *MANAGERS), arguments=of("kept"), case="draft"),
    Row("reports:minutes-pdf", only(*READERS), arguments=of("closed"), case="frozen"),
    # --- amendments: by those who were there
    Row(
        "dialogue:amendment-create",
        only("amel", **dict.fromkeys((*MANAGERS, "fanny", "hana"), FORBIDDEN)),
        arguments=of("held"),
        query="paragraphe=2",
    ),
    Row(
        "dialogue:amendment-create",
        only("amel", ok=302, **dict.fromkeys((*MANAGERS, "fanny", "hana"), FORBIDDEN)),
        "post",
        arguments=of("held"),
        data=lambda world: {"place": "0", "before": "La séance s’ouvre à 18 h 30.", "after": "À 18 h 30."},
    ),
    Row(
        "dialogue:amendment-create",
        only(amel=CONFLICT, **dict.fromkeys((*MANAGERS, "fanny", "hana"), FORBIDDEN)),
        "post",
        arguments=of("closed"),
        case="frozen",
    ),
    Row("dialogue:amendment-detail", only(*READERS), arguments=of("held", **NUMBER)),
    Row(
        "dialogue:amendment-detail",
        manage(),
        "post",
        arguments=of("held", **NUMBER),
        data=lambda world: {"decision": "ecarter", "reason": "Ce n’est pas ce qui a été dit."},
    ),
    Row("dialogue:amendment-detail", REFUSED, "post", arguments=of("closed", **NUMBER), case="frozen"),
    Row(
        "dialogue:amendment-withdraw",
        only("amel", ok=302, **dict.fromkeys((*MANAGERS, "fanny", "hana"), FORBIDDEN)),
        "post",
        arguments=of("held", **NUMBER),
    ),
    # --- ballots, in `kept`, of which Amel is a member and the secretary
    Row("dialogue:ballot-open", OPEN | {"amel": 200}, arguments=of("kept")),
    Row(
        "dialogue:ballot-open",
        only(**dict.fromkeys(("amel", *MANAGERS), CONFLICT), fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        arguments=of("kept"),
        case="another is open",
        data=lambda world: {
            "stakeholder": world.open_group.code,
            "way": "phone",
            "domains": ["6.7.8"],
        },
    ),
    Row("dialogue:ballot-detail", only(*READERS), arguments=ballot("ballot")),
    Row("dialogue:ballot-detail", only(*READERS), arguments=ballot("counted"), case="closed"),
    Row(
        "dialogue:ballot-detail",
        only("amel", ok=302, **dict.fromkeys((*MANAGERS, "fanny", "hana"), FORBIDDEN)),
        "post",
        arguments=ballot("ballot"),
        data=lambda world: {"6.7.8": "4", "6.4.4": "sans-avis"},
    ),
    Row(
        "dialogue:ballot-detail",
        only(**dict.fromkeys(READERS, CONFLICT)),
        "post",
        arguments=ballot("counted"),
        case="closed",
        data=lambda world: {"6.7.8": "4"},
    ),
    Row("dialogue:ballot-close", manage() | {"amel": 302}, "post", arguments=ballot("ballot")),
    Row("dialogue:ballot-hands", OPEN, arguments=ballot("hands")),
    Row(
        "dialogue:ballot-hands",
        manage(),
        "post",
        arguments=ballot("hands"),
        data=lambda world: {"6.7.8/3": "12"},
    ),
    Row(
        "dialogue:ballot-hands",
        REFUSED | {"amel": CONFLICT},
        arguments=ballot("ballot"),
        case="by phone",
    ),
]
