"""Territories, assemblies, mandates, trainings: Amel sits in Bretagne, David elsewhere."""

from tests.architecture.permissions.row import (
    CONFLICT,
    FORBIDDEN,
    NOTHING,
    Row,
    but,
    only,
    signed_in,
)

# Delegates have no list of mandates: who sits beside them is on the page of their assembly.
READERS = ("bruno", "chloe", "fanny", "gilles", "hana")


def kept_by(*people: str, ok: int = 200) -> dict[str, int]:
    """Seen by everybody in reach, changed by these."""
    return only(*people, ok=ok, others=FORBIDDEN, david=NOTHING)


def mandates_by(*people: str, ok: int = 200) -> dict[str, int]:
    """Seen by the readers of mandates, changed by these."""
    return only(*people, ok=ok, **{name: FORBIDDEN for name in READERS if name not in people})


ROWS = [
    # --- territories and bodies
    Row("dialogue:room-open", signed_in(302)),
    Row("dialogue:territory-list", signed_in()),
    Row("dialogue:representation-open", signed_in(302)),
    *(
        Row(f"dialogue:territory-{name}", but("david"), arguments=lambda world: {"code": world.bretagne.code})
        for name in ("detail", "representation")
    ),
    Row("dialogue:assembly-list", signed_in()),
    *(
        Row(
            "dialogue:assembly-detail",
            but("david"),
            case=name,
            arguments=lambda world, name=name: {"code": getattr(world, name).code},  # type: ignore[misc]
        )
        for name in ("assembly", "commission")
    ),
    Row("dialogue:assembly-create", only("chloe", others=FORBIDDEN)),
    Row("dialogue:assembly-create", only("chloe", ok=422, others=FORBIDDEN), "post"),
    *(
        Row(
            f"dialogue:{name}",
            kept_by("chloe", ok=status),
            method,
            arguments=lambda world, of=of: {"code": getattr(world, of).code},  # type: ignore[misc]
        )
        for name, of, method, status in (
            ("assembly-edit", "assembly", "get", 200),
            ("assembly-edit", "assembly", "post", 422),
            ("assembly-export", "assembly", "post", 200),
            ("seat-create", "commission", "get", 200),
            ("seat-create", "commission", "post", 422),
        )
    ),
    Row(
        "dialogue:seat-create",
        kept_by("chloe", ok=CONFLICT),
        case="in an assembly",
        arguments=lambda world: {"code": world.assembly.code},
    ),
    *(
        Row(
            "dialogue:seat-edit",
            kept_by("chloe", ok=status),
            method,
            arguments=lambda world: {"pk": world.seat.pk},
        )
        for method, status in (("get", 200), ("post", 422))
    ),
    # --- mandates: the responsable keeps those of delegates, the platform all of them
    Row("dialogue:mandate-list", only(*READERS)),
    Row("dialogue:mandate-export", mandates_by("chloe"), "post"),
    Row("dialogue:mandate-create", mandates_by("chloe", "gilles")),
    Row("dialogue:mandate-create", mandates_by("chloe", "gilles", ok=422), "post"),
    *(
        Row(
            f"dialogue:mandate-{verb}",
            mandates_by(*people, ok=status),
            method,
            case=of,
            arguments=lambda world, of=of: {"pk": getattr(world, of).pk},  # type: ignore[misc]
        )
        for verb in ("edit", "end")
        for of, people in (("mandate", ("chloe", "gilles")), ("board_mandate", ("gilles",)))
        for method, status in (("get", 200), ("post", 422))
    ),
    Row(
        "dialogue:person-detail",
        only(*READERS),
        arguments=lambda world: {"pk": world.people["amel"].pk},
    ),
    Row(
        "dialogue:person-detail",
        only(),
        case="without mandate",
        arguments=lambda world: {"pk": world.people["bruno"].pk},
    ),
    # --- trainings
    Row("dialogue:training-list", only("chloe", "hana")),
    Row(
        "dialogue:training-list",
        only("chloe", ok=302, hana=FORBIDDEN),
        "post",
        data=lambda world: {"formation": world.training.pk, "on": "2026-01-05", "state": "offered"},
    ),
    Row("dialogue:training-export", only("chloe", hana=FORBIDDEN), "post"),
    Row(
        "dialogue:training-create",
        only("chloe", ok=302, hana=FORBIDDEN),
        "post",
        arguments=lambda world: {"pk": world.people["amel"].pk},
        data=lambda world: {"topic": "rse", "due_on": "2027-01-05"},
    ),
    # --- import of delegates: a file is its owner's
    Row("dialogue:delegate-import", only("chloe", "gilles")),
    Row("dialogue:delegate-import", only("chloe", "gilles", ok=422), "post"),
    Row("dialogue:delegate-import-template", only("chloe", "gilles")),
    *(
        Row(
            f"dialogue:delegate-import-{verb}",
            only("chloe", ok=status),
            method,
            arguments=lambda world: {"pk": world.import_of_chloe.pk},
        )
        for verb, method, status in (
            ("detail", "get", 200),
            ("confirm", "post", CONFLICT),
            ("discard", "post", 302),
        )
    ),
]
# --- handover packs: tests/reports/test_handover.py tells who follows whom
ROWS += [
    Row(f"reports:handover-{name}", only("chloe"), arguments=lambda world: {"pk": world.mandate.pk})
    for name in ("detail", "pdf")
]
