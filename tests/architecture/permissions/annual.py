"""The annual report beside other frameworks: whoever signs in may find their way; ranks are shown to those who see them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, Row, only, signed_in
from tests.support.world import World


def template(world: World) -> dict[str, int]:
    return {"pk": world.report_template.pk}


def refused(_world: World) -> dict[str, SimpleUploadedFile]:
    return {"document": SimpleUploadedFile("modele.docx", b"rien")}


READERS = {"fanny": FORBIDDEN, "hana": FORBIDDEN}
DECIDERS = {"bruno": FORBIDDEN, **READERS}
READ = {"bruno": FORBIDDEN, "fanny": FORBIDDEN}

ROWS = [
    Row("reports:crosswalk-list", signed_in()),
    Row("reports:crosswalk-export", signed_in(), case="xlsx", arguments=lambda world: {"kind": "xlsx"}),
    Row("reports:crosswalk-export", signed_in(), case="csv", arguments=lambda world: {"kind": "csv"}),
    Row("reports:crosswalk-export", only(), case="unknown", arguments=lambda world: {"kind": "odt"}),
    # --- the second view, which the open cycle does not ask for
    Row("priorities:financial-list", only("bruno", "chloe", "fanny", "hana")),
    Row(
        "priorities:financial-open",
        only("chloe", ok=302, **DECIDERS),
        "post",
        data=lambda world: {"ouvrir": "1"},
    ),
    Row(
        "priorities:financial-edit",
        only("bruno", "chloe", **READERS),
        arguments=lambda world: {"code": "6.5.5"},
    ),
    Row(
        "priorities:financial-edit",
        only(bruno=CONFLICT, chloe=CONFLICT, **READERS),
        "post",
        case="not asked",
        arguments=lambda world: {"code": "6.5.5"},
        data=lambda world: {"magnitude": "3", "likelihood": "2", "rationale": "Le climat."},
    ),
    Row(
        "priorities:financial-delete",
        only("bruno", "chloe", ok=302, **READERS),
        "post",
        arguments=lambda world: {"pk": world.financial_view.pk},
    ),
    # --- the styles of the DOCX
    Row("reports:template-download", only("bruno", "chloe", "fanny"), arguments=template),
    Row("reports:template-download", only(), case="unknown", arguments=lambda world: {"pk": 0}),
    Row("reports:template-set", only(chloe=422, **READ), "post", data=refused),
    Row("reports:template-delete", only("chloe", ok=302, **READ), "post", arguments=template),
]
