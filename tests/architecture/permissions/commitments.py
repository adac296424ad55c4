"""The référentiel: everybody reads what is published, with or without an account; drafts are the team’s and the
administrators’; the responsable writes, owners say how far their actions are, administrators adopt, and
publish as the responsable does."""

from django.utils import timezone

from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, NOTHING, Row, only, public, signed_in
from tests.support.world import World

DRAFTERS = ("bruno", "chloe", "fanny")
# Whoever reads the room and may not write in it.
READ = dict.fromkeys(("amel", "bruno", "david", "fanny", "gilles", "hana"), FORBIDDEN)
# The same for what only drafters see: the others do not know that it exists.
READ_DRAFT = {"bruno": FORBIDDEN, "fanny": FORBIDDEN}
CODE, AXIS, ACTION, DRAFTED, MEASURE = "ENG4", "6.5.5", "A-001", "A-002", "IND-01"


def named(code: str) -> object:
    return lambda world: {"code": code}


def version(number: int) -> object:
    return lambda world: {"number": number}


def progress(_world: World) -> dict[str, str]:
    return {"state": "running", "progress": "40"}


def manager(ok: int = 302) -> dict[str, int]:
    return only("chloe", ok=ok, **READ)


def row(url: str, expected: dict[str, int], method: str = "get", **options: object) -> Row:
    return Row(f"commitments:{url}", expected, method, **options)  # type: ignore[arg-type]


KINDS = ("xlsx", "csv")
WORDS = {"label": "Décarboner", "statement": "Moins de carbone.", "version": "1"}
AXIS_WORDS = {"title": "Sobriété", "aim": "", "reason": "La loi.", "version": "1"}

ROWS = [
    # --- the texts: a version is being drafted
    row("referential-detail", signed_in()),
    row("commitment-detail", signed_in(), arguments=named(CODE)),
    row("commitment-detail", only(), case="unknown", arguments=named("ENG99")),
    row("commitment-edit", only("chloe", **READ_DRAFT), arguments=named(CODE)),
    row(
        "commitment-edit",
        only("chloe", ok=302, **READ_DRAFT),
        "post",
        arguments=named(CODE),
        data=lambda world: WORDS,
    ),
    row("axis-detail", signed_in(), arguments=named(AXIS)),
    row("axis-detail", only(*DRAFTERS), case="in the draft only", arguments=named("6.5.3")),
    row("axis-create", only("chloe", **READ_DRAFT)),
    row(
        "axis-create",
        only("chloe", ok=302, **READ_DRAFT),
        "post",
        data=lambda world: {**AXIS_WORDS, "domain": world.referential.free_domain.pk},
    ),
    row("axis-edit", only("chloe", **READ_DRAFT), arguments=named(AXIS)),
    row(
        "axis-edit",
        only("chloe", ok=302, **READ_DRAFT),
        "post",
        arguments=named(AXIS),
        data=lambda world: {**AXIS_WORDS, "commitment": world.referential.commitment.pk},
    ),
    row("axis-delete", only(chloe=CONFLICT, **READ_DRAFT), "post", case="in use", arguments=named(AXIS)),
    row("axis-delete", only("chloe", ok=302, **READ_DRAFT), "post", arguments=named("6.5.3")),
    # --- actions: A-001 is published and Amel's, A-002 is in the draft and David's
    *(row(url, signed_in()) for url in ("action-list", "action-board", "action-timeline", "dependency-list")),
    *(
        row("action-export", signed_in(), case=kind, arguments=lambda world, kind=kind: {"kind": kind})
        for kind in KINDS
    ),
    row("action-detail", signed_in(), arguments=named(ACTION)),
    row("action-detail", only(*DRAFTERS, "david"), case="in the draft only", arguments=named(DRAFTED)),
    row("action-create", manager(200)),
    row(
        "action-create",
        manager(),
        "post",
        data=lambda world: {"axis": world.referential.axis.pk, "title": "Mesurer"},
    ),
    row("action-edit", manager(200), arguments=named(ACTION)),
    row(
        "action-edit",
        manager(),
        "post",
        arguments=named(ACTION),
        data=lambda world: {"axis": world.referential.axis.pk, "title": "Mesurer", "version": "1"},
    ),
    row("action-delete", manager(CONFLICT), "post", case="published", arguments=named(ACTION)),
    row(
        "action-delete",
        only("chloe", ok=302, david=FORBIDDEN, **READ_DRAFT),
        "post",
        case="in the draft only",
        arguments=named(DRAFTED),
    ),
    *(
        row(
            url,
            only("chloe", "amel", ok=302, others=FORBIDDEN),
            "post",
            case="own action",
            arguments=named(ACTION),
            data=lambda world: {**progress(world), "version": str(world.referential.action.version)},
        )
        for url in ("action-progress", "action-move")
    ),
    row(
        "action-progress",
        only("chloe", "david", ok=302, **READ_DRAFT),
        "post",
        case="in the draft only",
        arguments=named(DRAFTED),
        data=progress,
    ),
    row(
        "partner-create",
        manager(),
        "post",
        arguments=named(ACTION),
        data=lambda world: {"partenaire-stakeholder": world.other_group.pk},
    ),
    row(
        "partner-delete",
        manager(),
        "post",
        arguments=lambda world: {"code": ACTION, "pk": world.referential.partner.pk},
    ),
    row(
        "partner-delete",
        only(chloe=NOTHING, **READ),
        "post",
        case="of another action",
        arguments=lambda world: {"code": "A-003", "pk": world.referential.partner.pk},
    ),
    row(
        "dependency-create",
        manager(),
        "post",
        arguments=named(ACTION),
        data=lambda world: {"attente-needs": world.referential.other.pk},
    ),
    row(
        "dependency-delete",
        manager(),
        "post",
        arguments=lambda world: {"code": "A-003", "pk": world.referential.tie.pk},
    ),
    row(
        "document-create",
        only("chloe", "amel", ok=422, others=FORBIDDEN),
        "post",
        case="without a file",
        arguments=named(ACTION),
        data=lambda world: {"preuve-label": "Bilan"},
    ),
    row(
        "document-download",
        signed_in(),
        arguments=lambda world: {"code": ACTION, "pk": world.referential.document.pk},
    ),
    row(
        "document-download",
        only(),
        case="of another action",
        arguments=lambda world: {"code": "A-003", "pk": world.referential.document.pk},
    ),
    row(
        "document-delete",
        only("chloe", "amel", ok=302, others=FORBIDDEN),
        "post",
        arguments=lambda world: {"code": ACTION, "pk": world.referential.document.pk},
    ),
    # --- indicators: IND-01 is published and measured by Bruno, IND-02 is in the draft
    row("indicator-list", signed_in()),
    *(
        row("indicator-export", signed_in(), case=kind, arguments=lambda world, kind=kind: {"kind": kind})
        for kind in KINDS
    ),
    row("indicator-detail", signed_in(), arguments=named(MEASURE)),
    row("indicator-detail", only(*DRAFTERS), case="in the draft only", arguments=named("IND-02")),
    row("indicator-create", manager(200)),
    row("indicator-create", manager(422), "post", case="empty"),
    row("indicator-edit", manager(200), arguments=named(MEASURE)),
    row("indicator-edit", manager(422), "post", case="empty", arguments=named(MEASURE)),
    row(
        "sample-create",
        only("chloe", "bruno", ok=302, others=FORBIDDEN),
        "post",
        arguments=named(MEASURE),
        data=lambda world: {"on": timezone.localdate().isoformat(), "value": "3"},
    ),
    row(
        "sample-delete",
        only("chloe", "bruno", ok=302, others=FORBIDDEN),
        "post",
        arguments=lambda world: {"code": MEASURE, "pk": world.referential.sample.pk},
    ),
    row("sample-import", manager(200)),
    row("sample-import", manager(422), "post", case="without a file"),
    row("sample-import-template", manager(200)),
    *(
        row(
            url,
            only("chloe", ok=ok),
            method,
            case="one's own",
            arguments=lambda world: {"pk": world.referential.sent.pk},
        )
        for url, method, ok in (
            ("sample-import-detail", "get", 200),
            ("sample-import-confirm", "post", CONFLICT),
            ("sample-import-discard", "post", 302),
        )
    ),
    # --- good practices
    row("practice-list", signed_in()),
    row("practice-create", manager(200)),
    row("practice-create", manager(422), "post", case="empty"),
    row("practice-edit", manager(200), arguments=lambda world: {"pk": world.referential.practice.pk}),
    row(
        "practice-edit",
        manager(422),
        "post",
        case="empty",
        arguments=lambda world: {"pk": world.referential.practice.pk},
    ),
    row(
        "practice-edit",
        only("chloe", **READ_DRAFT),
        case="not shared",
        arguments=lambda world: {"pk": world.referential.kept_practice.pk},
    ),
    row(
        "practice-share",
        manager(),
        "post",
        arguments=lambda world: {"pk": world.referential.practice.pk},
        data=lambda world: {
            "stakeholder": world.other_group.pk,
            "shared_on": timezone.localdate().isoformat(),
        },
    ),
    row(
        "share-delete",
        manager(),
        "post",
        arguments=lambda world: {
            "pk": world.referential.practice.pk,
            "share": world.referential.practice.shares.get().pk,
        },
    ),
    row("practice-delete", manager(), "post", arguments=lambda world: {"pk": world.referential.practice.pk}),
    # --- versions: 1 is published, 2 is the draft
    row("version-list", signed_in()),
    row("version-start", manager(CONFLICT), "post", case="one is open"),
    row("version-start", manager(CONFLICT), "post", case="closed cycle", query="exercice=2025"),
    row("version-detail", signed_in(), arguments=version(1)),
    row("version-detail", only(*DRAFTERS), case="draft", arguments=version(2)),
    row("version-content", signed_in(), arguments=version(1)),
    row("version-content", only(), case="a draft has none", arguments=version(2)),
    row("version-compare", only(*DRAFTERS), case="draft", arguments=lambda world: {"number": 2, "other": 1}),
    row("version-compare", signed_in(), case="published", arguments=lambda world: {"number": 1, "other": 1}),
    row("version-submit", manager(CONFLICT), "post", case="published", arguments=version(1)),
    row("version-submit", only("chloe", ok=302, **READ_DRAFT), "post", arguments=version(2)),
    row("version-withdraw", manager(CONFLICT), "post", case="published", arguments=version(1)),
    row(
        "version-adopt",
        only(fanny=CONFLICT, **{name: FORBIDDEN for name in (*READ, "chloe") if name != "fanny"}),
        case="published",
        arguments=version(1),
    ),
    row(
        "version-adopt",
        only(fanny=CONFLICT, bruno=FORBIDDEN, chloe=FORBIDDEN),
        "post",
        case="draft",
        arguments=version(2),
    ),
    row(
        "version-publish",
        only(**READ | dict.fromkeys(("chloe", "fanny"), CONFLICT)),
        case="published",
        arguments=version(1),
    ),
    row(
        "version-publish",
        only(bruno=FORBIDDEN, chloe=CONFLICT, fanny=CONFLICT),
        "post",
        case="draft",
        arguments=version(2),
    ),
    # --- without an account
    row("public-current", public()),
    row("public-detail", public(), arguments=version(1)),
    row("public-detail", public(NOTHING), case="draft", arguments=version(2)),
    row("public-content", public(), arguments=version(1)),
    row("public-content", public(NOTHING), case="draft", arguments=version(2)),
    Row("reports:referential-pdf", public(), arguments=version(1)),  # type: ignore[arg-type]
    Row("reports:referential-pdf", public(NOTHING), case="draft", arguments=version(2)),  # type: ignore[arg-type]
]
