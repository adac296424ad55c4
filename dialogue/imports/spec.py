"""The file of delegates: its columns, and what each cell may hold.

Choices are written as codes or in words, accents and capitals aside. An empty cell says nothing: the portal's is kept.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.models import Territory, User
from accounts.models.mandate import Designation, EndReason, MemberCategory
from accounts.models.user import normal_email
from accounts.roles import ELECTED
from dialogue.models import Assembly
from rse_portal.common.exchange import cells
from rse_portal.common.exchange.errors import quoted
from rse_portal.common.exchange.specs import CODE_LIMIT, Column, FileSpec, longest
from rse_portal.common.folding import fold


class DelegateRow(NamedTuple):
    """body: the code of a commission where the person sits by this mandate."""

    email: str
    first_name: str
    last_name: str
    territory: str
    body: str
    role: str
    designation: str
    starts_on: date
    ends_on: date | None
    end_reason: str
    category: str


def _address(raw: str) -> str:
    value = normal_email(cells.unprotected(raw))
    try:
        validate_email(value)
    except ValidationError:
        raise ValueError(f"une adresse électronique est attendue, {quoted(value)} reçu") from None
    if len(value) > (longest(User, "email") or CODE_LIMIT):
        raise ValueError("adresse électronique trop longue")
    return value


def _words(choices: Any) -> Callable[[str], str]:
    """A code, or its words in French."""
    known = {fold(code): code for code, _label in choices} | {
        fold(str(label)): code for code, label in choices
    }

    def parse(raw: str) -> str:
        value = raw.strip()
        if fold(value) in known:
            return known[fold(value)]
        possible = ", ".join(code for code, _label in choices)
        raise ValueError(f"{quoted(value)} n’est pas un choix possible ({possible})")

    return parse


def _choice(name: str, choices: Any, blank: str = "") -> Column:
    return Column(name, _words(choices), blank=blank, choices=tuple(code for code, _label in choices))


def _name(name: str) -> Column:
    return Column(name, cells.name(longest(User, name) or CODE_LIMIT), required=True)


DELEGATES = FileSpec(
    "delegates",
    DelegateRow,
    (
        Column("email", _address, required=True),
        _name("first_name"),
        _name("last_name"),
        Column(
            "territory",
            cells.code(longest(Territory, "code") or CODE_LIMIT),
            required=True,
            refers_to="territories",
            unknown="{} n’est pas un territoire connu",
        ),
        Column(
            "body",
            cells.code(longest(Assembly, "code") or CODE_LIMIT),
            blank="",
            refers_to="commissions",
            unknown="{} n’est pas une commission en activité ; vide : l’assemblée du territoire",
        ),
        _choice("role", [(role.value, role.label) for role in sorted(ELECTED)], blank="delegate"),
        _choice("designation", Designation.choices),
        Column("starts_on", cells.day, required=True),
        Column("ends_on", cells.day),
        _choice("end_reason", EndReason.choices),
        _choice("category", MemberCategory.choices),
    ),
    key=("email", "role", "territory", "starts_on", "body"),
)
