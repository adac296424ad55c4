"""Consultations of the outside: the responsable runs them, the team and whoever decides or checks read them, delegates read
what is published; respondents hold a code and no account."""

import base64

from django.core.files.uploadedfile import SimpleUploadedFile

from dialogue.consultation_files import head_of
from dialogue.queries.consultation_answer import questions_of
from tests.architecture.permissions.row import CONFLICT, FORBIDDEN, TEAM, Row, only, public

READERS = (*TEAM, "bruno")
DELEGATES = ("amel", "david")
REFUSED = {"bruno": FORBIDDEN, "fanny": FORBIDDEN, "hana": FORBIDDEN}
BATCH = "7f0c2f8a-59c0-4f0c-9f3b-0b7e8f5d2a12"
VALUES = {"template": "fournisseurs", "starts_on": "2026-09-01", "ends_on": "2026-10-01"}
QUESTION = {
    "kind": "text",
    "section_fr": "Vos idées",
    "text_fr": "Et quoi encore ?",
    "kind_of_feedback": "idea",
}


def runs(ok: int = 200) -> dict[str, int]:
    """The delegates see no consultation but a published one."""
    return only("chloe", ok=ok, **REFUSED)


def pk(name: str):
    return lambda world: {"pk": getattr(world, name).pk}


def of_question(world):
    return {"pk": world.consultation_to_come.pk, "code": world.question.code}


def to_group(world, prefix: str) -> dict[str, str]:
    return {f"{prefix}-group": str(world.consultation.groups.get().pk), f"{prefix}-language": "fr"}


def papers(world):
    """A file that holds no line: nothing to write."""
    head = ";".join(head_of(questions_of(world.consultation)))
    return {"upload": SimpleUploadedFile("papier.csv", f"{head}\n".encode())}


def confirmed_papers(world):
    """The same, as its preview gives it back."""
    content = base64.b64encode(papers(world)["upload"].read()).decode()
    return {"name": "papier.csv", "content": content, "expected": "0"}


def acts(name: str, before: str, after: str, ok: int = 302, data=lambda world: {}) -> list[Row]:
    """A POST that one state allows, and another does not."""
    return [
        Row(name, runs(ok), "post", arguments=pk(before), data=data),
        Row(name, runs(CONFLICT), "post", case="another state", arguments=pk(after), data=data),
    ]


ROWS = [
    Row("dialogue:consultation-list", only(*READERS, *DELEGATES)),
    Row("dialogue:consultation-list", only(*READERS, *DELEGATES), case="closed cycle", query="exercice=2025"),
    Row("dialogue:consultation-create", runs()),
    Row("dialogue:consultation-create", runs(302), "post", data=lambda world: VALUES),
    Row(
        "dialogue:consultation-create",
        only(**dict.fromkeys(READERS, FORBIDDEN)),
        case="closed cycle",
        query="exercice=2025",
    ),
    Row("dialogue:consultation-detail", only(*READERS), arguments=pk("consultation")),
    Row("dialogue:consultation-detail", only(*READERS), case="to come", arguments=pk("consultation_to_come")),
    Row("dialogue:consultation-detail", only(*READERS), case="over", arguments=pk("consultation_over")),
    Row(
        "dialogue:consultation-detail",
        only(*READERS, amel=FORBIDDEN, david=FORBIDDEN),
        case="published",
        arguments=pk("consultation_published"),
    ),
    Row("dialogue:consultation-detail", only(), case="unknown", arguments=pk("consulted")),
    Row("dialogue:consultation-edit", runs(), arguments=pk("consultation")),
    Row("dialogue:consultation-edit", runs(CONFLICT), case="over", arguments=pk("consultation_over")),
    Row(
        "dialogue:consultation-edit",
        runs(302),
        "post",
        arguments=pk("consultation"),
        data=lambda world: {"title_fr": "Votre avis", "ends_on": "2027-01-01", "version": "1"},
    ),
    Row("dialogue:consultation-groups", runs(), arguments=pk("consultation_to_come")),
    Row("dialogue:consultation-groups", runs(CONFLICT), case="over", arguments=pk("consultation_over")),
    Row(
        "dialogue:consultation-groups",
        runs(302),
        "post",
        arguments=pk("consultation_to_come"),
        data=lambda world: {f"g{world.other_group.pk}": "on", f"n{world.other_group.pk}": "120"},
    ),
    Row("dialogue:consultation-preview", only(*READERS), arguments=pk("consultation")),
    *acts("dialogue:consultation-open", "consultation_to_come", "consultation_over"),
    Row("dialogue:consultation-close", runs(), arguments=pk("consultation")),
    *acts("dialogue:consultation-close", "consultation", "consultation_to_come"),
    *acts(
        "dialogue:consultation-publish",
        "consultation_over",
        "consultation",
        data=lambda world: {"questions": ["renonce"]},
    ),
    Row("dialogue:question-list", only(*READERS), arguments=pk("consultation")),
    Row("dialogue:question-create", runs(), arguments=pk("consultation_to_come")),
    *acts(
        "dialogue:question-create", "consultation_to_come", "consultation_over", data=lambda world: QUESTION
    ),
    Row("dialogue:question-edit", runs(), arguments=of_question),
    Row(
        "dialogue:question-edit",
        only(**REFUSED),
        case="unknown",
        arguments=lambda world: {"pk": world.consultation_to_come.pk, "code": "zz"},
    ),
    Row(
        "dialogue:question-edit",
        runs(302),
        "post",
        arguments=of_question,
        data=lambda world: {**QUESTION, "version": "1"},
    ),
    Row("dialogue:question-delete", runs(302), "post", arguments=of_question),
    Row(
        "dialogue:question-move",
        runs(302),
        "post",
        arguments=of_question,
        data=lambda world: {"sens": "haut"},
    ),
    Row("dialogue:consulted-list", runs(), arguments=pk("consultation")),
    Row("dialogue:consulted-list", runs(CONFLICT), case="over", arguments=pk("consultation_over")),
    Row(
        "dialogue:consulted-mail",
        runs(302),
        "post",
        arguments=pk("consultation"),
        data=lambda world: {**to_group(world, "adresses"), "adresses-emails": "autre@test.example"},
    ),
    Row("dialogue:consulted-send", runs(302), "post", arguments=pk("consultation")),
    Row("dialogue:consulted-send", runs(CONFLICT), "post", case="over", arguments=pk("consultation_over")),
    Row(
        "dialogue:consulted-returned",
        runs(302),
        "post",
        arguments=pk("consultation"),
        data=lambda world: {"revenus-emails": "fournisseur@test.example"},
    ),
    Row(
        "reports:consultation-letters",
        runs(200),
        "post",
        arguments=pk("consultation"),
        data=lambda world: {
            **to_group(world, "lettres"),
            "lettres-people": "1",
            "lettres-batch": BATCH,
        },
    ),
    Row(
        "reports:consultation-letters", runs(CONFLICT), "post", case="over", arguments=pk("consultation_over")
    ),
    Row(
        "dialogue:consulted-revoke",
        runs(302),
        "post",
        arguments=lambda world: {"pk": world.consultation.pk, "batch": world.consulted.batch},
    ),
    Row("dialogue:consulted-remind", runs(302), "post", arguments=pk("consultation")),
    Row("dialogue:consulted-remind", runs(CONFLICT), "post", case="over", arguments=pk("consultation_over")),
    Row("dialogue:consultation-results", only(*READERS), arguments=pk("consultation_over")),
    Row(
        "dialogue:consultation-results",
        only(**dict.fromkeys(READERS, CONFLICT)),
        case="before the close",
        arguments=pk("consultation"),
    ),
    Row(
        "dialogue:consultation-results",
        only(*READERS, *DELEGATES),
        case="published",
        arguments=pk("consultation_published"),
    ),
    Row(
        "dialogue:consultation-export",
        only(*READERS),
        "post",
        arguments=lambda world: {"pk": world.consultation_over.pk, "format": "csv"},
    ),
    Row(
        "dialogue:consultation-export",
        only(*READERS, *DELEGATES),
        "post",
        case="published",
        arguments=lambda world: {"pk": world.consultation_published.pk, "format": "xlsx"},
    ),
    Row(
        "dialogue:consultation-export",
        only(**dict.fromkeys(READERS, CONFLICT)),
        "post",
        case="before the close",
        arguments=lambda world: {"pk": world.consultation.pk, "format": "xlsx"},
    ),
    Row("dialogue:consultation-paper", runs(), arguments=pk("consultation")),
    Row("dialogue:consultation-paper", runs(), "post", arguments=pk("consultation"), data=papers),
    Row(
        "dialogue:consultation-paper",
        runs(302),
        "post",
        case="confirmed",
        arguments=pk("consultation"),
        data=confirmed_papers,
    ),
    Row("dialogue:consultation-paper", runs(CONFLICT), case="to come", arguments=pk("consultation_to_come")),
    Row("dialogue:consultation-paper-template", runs(), arguments=pk("consultation")),
    # --- respondents: whoever they are, signed in or not
    Row("dialogue:consult-results", public(), arguments=pk("consultation_published")),
    Row("dialogue:consult-results", public(410), case="not published", arguments=pk("consultation_over")),
    Row("dialogue:consult-enter", public()),
    Row("dialogue:consult-enter", public(302), "post", data=lambda world: {"code": world.consulted_code}),
    Row(
        "dialogue:consult-enter",
        public(410),
        "post",
        case="unknown code",
        data=lambda world: {"code": "0" * 26},
    ),
    Row("dialogue:consult-welcome", public(), arguments=lambda world: {"code": world.consulted_code}),
    Row(
        "dialogue:consult-welcome",
        public(410),
        case="truncated",
        arguments=lambda world: {"code": world.consulted_code[:-1]},
    ),
    Row("dialogue:consult-step", public(410), arguments=lambda world: {"number": 1}),
    Row("dialogue:consult-pause", public(410)),
    Row("dialogue:consult-finish", public(410)),
    Row("dialogue:consult-receipt", public(410)),
    Row("dialogue:consult-withdraw", public(410)),
    Row("dialogue:consult-leave", public(302), "post"),
]
