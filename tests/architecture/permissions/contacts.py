"""Contacts, the queue of what is to be verified, duplicates: personal data."""

from tests.architecture.permissions.row import (
    FORBIDDEN,
    TEAM,
    Row,
    only,
)

ROWS = [
    # --- contacts: personal data, of the team alone; whoever reads the registry reads its part of the queue
    *(
        Row(f"stakeholders:{name}", only("bruno", "chloe"))
        for name in ("contact-list", "contact-create", "relation-list", "merge-list")
    ),
    *(
        Row(f"stakeholders:{name}", only("bruno", "chloe"), arguments=lambda world: {"pk": world.contact.pk})
        for name in ("contact-detail", "contact-edit")
    ),
    Row(
        "stakeholders:contact-create", only("bruno", "chloe", ok=422), "post", data=lambda world: {"name": ""}
    ),
    Row(
        "stakeholders:contact-edit",
        only("bruno", "chloe", ok=422),
        "post",
        arguments=lambda world: {"pk": world.contact.pk},
        data=lambda world: {"name": ""},
    ),
    Row(
        "stakeholders:contact-delete",
        only("bruno", "chloe", ok=302),
        "post",
        arguments=lambda world: {"pk": world.contact.pk},
    ),
    Row(
        "stakeholders:role-add",
        only("bruno", "chloe", ok=302),
        "post",
        arguments=lambda world: {"pk": world.contact.pk},
        data=lambda world: {"role-stakeholder": world.group.pk, "role-role": "experte"},
    ),
    Row(
        "stakeholders:acquaintance-add",
        only("bruno", "chloe", ok=302),
        "post",
        arguments=lambda world: {"pk": world.contact.pk},
        data=lambda world: {"connaissance-user": world.people["david"].pk},
    ),
    *(
        Row(
            f"stakeholders:{noun}-{verb}",
            only("bruno", "chloe", ok=status),
            method,
            arguments=lambda world, row=row: {"pk": world.contact.pk, "relation": getattr(world, row).pk},  # type: ignore[misc]
        )
        for noun, row in (("role", "contact_role"), ("acquaintance", "acquaintance"))
        for verb, method, status in (("edit", "get", 200), ("edit", "post", 422), ("remove", "post", 302))
    ),
    Row("stakeholders:verify-list", only(*TEAM, "bruno")),
    Row(
        "stakeholders:verify-list",
        only("bruno", "chloe", ok=302),
        "post",
        case="a contact",
        data=lambda world: {"seule": f"contact-{world.contact.pk}"},
    ),
    Row(
        "stakeholders:verify-list",
        only("chloe", ok=302, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
        "post",
        case="a stakeholder",
        data=lambda world: {"seule": f"stakeholder-{world.group.pk}"},
    ),
    *(
        Row(
            "stakeholders:merge-stakeholders",
            only("chloe", ok=status, bruno=FORBIDDEN, fanny=FORBIDDEN, hana=FORBIDDEN),
            method,
            arguments=lambda world: {"kept": world.group.pk, "merged": world.other_group.pk},
        )
        for method, status in (("get", 200), ("post", 302))
    ),
    *(
        Row(
            "stakeholders:merge-contacts",
            only("bruno", "chloe", ok=status),
            method,
            arguments=lambda world: {"kept": world.contact.pk, "merged": world.other_contact.pk},
        )
        for method, status in (("get", 200), ("post", 302))
    ),
]
