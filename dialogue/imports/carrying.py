"""Delegates of a file into the portal: accounts without password, mandates, rights, training, seats of commissions.

The same file again writes nothing. A preview is this very code, taken back (ADR 0014).
"""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import history
from accounts.actions.mandate import body_of, grant_roles, open_trainings
from accounts.models import Mandate, Territory, User
from accounts.models.mandate import OVERLAP, Designation
from accounts.roles import Role
from dialogue.enums import AssemblyKind, SeatFunction
from dialogue.imports.spec import DELEGATES, DelegateRow
from dialogue.models import Assembly, Membership
from rse_portal.common.exchange.checking import Checked, check_table
from rse_portal.common.exchange.errors import FaultLog, quoted
from rse_portal.common.exchange.tables import Table
from rse_portal.common.folding import fold
from rse_portal.common.typography import jour

AT_ONCE = 500
SHOWN = 200  # lines told one by one; the others are counted
Key = tuple[str, str, str, date]  # address, role, territory, first day


@dataclass
class Outcome:
    """What an import wrote. changes: the first SHOWN lines, as {line, name, what, before, after}.

    kept_names: accounts whose name in the file is another one: the portal's is kept.
    """

    operation: uuid.UUID
    read: int = 0
    accounts: int = 0
    opened: int = 0
    changed: int = 0
    seats: int = 0
    kept_names: int = 0
    changes: list[dict[str, Any]] = field(default_factory=list)
    digest: str = ""

    @property
    def writes(self) -> int:
        return self.opened + self.changed + self.seats

    def to_dict(self) -> dict[str, Any]:
        """As the draft keeps it (JSON)."""
        return {name: value for name, value in vars(self).items() if name != "operation"} | {
            "writes": self.writes,
            "unchanged": max(0, self.read - self.writes),
            "left": max(0, self.writes - len(self.changes)),
        }


@transaction.atomic
def bring_in(table: Table, *, by: User, today: date) -> Outcome:
    """Write the delegates of a table. Some 15 queries, and 2 per 500 rows. Raises RefusedData with every fault."""
    return _Import(table, by, today).run()


class _Import:
    """One import: what its steps share."""

    def __init__(self, table: Table, by: User, today: date) -> None:
        self.by, self.today = by, today
        self.faults = FaultLog()
        self.place = table.place
        self.territories = {place.code: place for place in Territory.objects.all()}
        bodies = Assembly.objects.open(today).filter(kind=AssemblyKind.COMMISSION)
        self.commissions = {body.code: body for body in bodies}
        words = {"territories": set(self.territories), "commissions": set(self.commissions)}
        self.checked: Checked = check_table(table, words, self.faults)  # type: ignore[arg-type]
        self.outcome = Outcome(history.new_operation(), read=len(table.rows))
        self._told = hashlib.sha256()

    def run(self) -> Outcome:
        lines = self._mandate_lines()
        users = self._known_people()
        known = self._known_mandates(users)
        self._check_rights()
        self._check_dates(lines, known)
        self.faults.stop_if_any()
        users |= self._open_accounts(users)
        mandates = self._write_mandates(lines, users, known)
        self._write_seats(mandates)
        self.outcome.digest = self._told.hexdigest()
        return self.outcome

    def _rows(self) -> list[tuple[int, DelegateRow]]:
        return list(zip(self.checked.lines, self.checked.rows, strict=True))

    def _mandate_lines(self) -> dict[Key, tuple[int, DelegateRow]]:
        """Each mandate once, with its first line: another line of the same one adds a commission and says no more."""
        found: dict[Key, tuple[int, DelegateRow]] = {}
        for line, row in self._rows():
            first, told = found.setdefault(_key(row), (line, row))
            for name in ("ends_on", "end_reason", "designation", "category", "first_name", "last_name"):
                if getattr(row, name) != getattr(told, name):
                    message = f"la ligne {first} dit autre chose du même mandat"
                    self.faults.add(self.place, line, name, message)
        return found

    # --- what the portal holds

    def _known_people(self) -> dict[str, User]:
        """Account by address; a closed one is a fault, another name is told."""
        wanted = {row.email for _line, row in self._rows()}
        users = {user.email: user for user in _in_batches(User.objects.all(), "email", wanted)}
        renamed = set()
        for line, row in self._rows():
            user = users.get(row.email)
            if user is None:
                continue
            if not user.is_active:
                self.faults.add(self.place, line, "email", f"le compte {quoted(row.email)} est fermé")
            if fold(user.get_full_name()) != fold(f"{row.first_name} {row.last_name}"):
                renamed.add(row.email)
        self.outcome.kept_names = len(renamed)
        return users

    def _known_mandates(self, users: dict[str, User]) -> dict[Key, Mandate]:
        emails = {user.pk: email for email, user in users.items()}
        rows = _in_batches(
            Mandate.objects.select_related("territory").select_for_update(of=("self",)), "user", set(emails)
        )
        return {(emails[row.user_id], row.role, row.territory.code, row.starts_on): row for row in rows}

    # --- what may not be

    def _check_rights(self) -> None:
        if self.by.access.has(Role.PLATFORM_ADMIN):
            return
        for line, row in self._rows():
            if row.role != Role.DELEGATE:
                message = "ce mandat est tenu par l’administration de la plateforme"
                self.faults.add(self.place, line, "role", message)

    def _check_dates(self, lines: dict[Key, tuple[int, DelegateRow]], known: dict[Key, Mandate]) -> None:
        """End before start, a reason without an end, two mandates of the same role in the same place at once."""
        spans: dict[tuple[str, str, str], list[tuple[date, date | None, int]]] = defaultdict(list)
        for key, mandate in known.items():
            if key not in lines:
                spans[key[:3]].append((mandate.starts_on, mandate.ends_on, 0))
        for key, (line, row) in lines.items():
            there = known.get(key)
            ends_on = row.ends_on or (there.ends_on if there else None)
            if ends_on is not None and ends_on < row.starts_on:
                message = f"la fin précède le début ({jour(row.starts_on)})"
                self.faults.add(self.place, line, "ends_on", message)
            if row.end_reason and ends_on is None:
                self.faults.add(self.place, line, "end_reason", "un motif de fin va avec une date de fin")
            spans[key[:3]].append((row.starts_on, ends_on, line))
        for found in spans.values():
            found.sort(key=lambda span: span[0])
            for (_start, end, first), (start, _end, second) in pairwise(found):
                if (end is None or end >= start) and (first or second):
                    self.faults.add(self.place, second or first, "starts_on", str(OVERLAP))

    # --- writing

    def _open_accounts(self, users: dict[str, User]) -> dict[str, User]:
        wanted = {row.email: row for _line, row in self._rows() if row.email not in users}
        locked = make_password(None)  # nobody knows it: each person sets one through the reset link
        people = User.objects.bulk_create(
            (
                User(email=email, first_name=row.first_name, last_name=row.last_name, password=locked)
                for email, row in wanted.items()
            ),
            batch_size=AT_ONCE,
        )
        EmailAddress.objects.bulk_create(
            (EmailAddress(user=user, email=user.email, primary=True, verified=True) for user in people),
            batch_size=AT_ONCE,
        )
        self.outcome.accounts = len(people)
        return {user.email: user for user in people}

    def _write_mandates(
        self,
        lines: dict[Key, tuple[int, DelegateRow]],
        users: dict[str, User],
        known: dict[Key, Mandate],
    ) -> dict[Key, Mandate]:
        new: dict[Key, Mandate] = {}
        changes: list[tuple[Mandate, dict[str, Any]]] = []
        for key, (line, row) in lines.items():
            mandate = known.get(key)
            if mandate is None:
                new[key] = self._new(row, users[row.email])
                self._tell(line, row, _("mandat ouvert"), {}, _values(row))
                continue
            said = {name: value for name, value in _values(row).items() if value}
            before = {name: getattr(mandate, name) for name in said}
            if said != before:
                self._tell(line, row, _("mandat modifié"), before, said)
                changes.append((mandate, said))
        by, operation = self.by, self.outcome.operation
        mandates = list(new.values())
        open_trainings(mandates, by=by, operation=operation)
        self.outcome.changed = len(history.change_many(changes, by=by, operation=operation))
        history.create_many(mandates, by=by, operation=operation)
        grant_roles(mandates, by=by)
        self.outcome.opened = len(mandates)
        return known | new

    def _new(self, row: DelegateRow, user: User) -> Mandate:
        return Mandate(
            user=user,
            role=row.role,
            body=body_of(row.role),
            territory=self.territories[row.territory],
            designation=row.designation or Designation.ELECTION,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            end_reason=row.end_reason,
            category=row.category,
        )

    def _write_seats(self, mandates: dict[Key, Mandate]) -> None:
        wanted = [(line, row) for line, row in self._rows() if row.body]
        keys = {mandates[_key(row)].pk for _line, row in wanted}
        there = {
            (seat.mandate_id, seat.assembly_id)
            for seat in _in_batches(Membership.objects.all(), "mandate", keys)
        }
        seats = []
        for line, row in wanted:
            mandate, body = mandates[_key(row)], self.commissions[row.body]
            if (mandate.pk, body.pk) in there:
                continue
            seats.append(
                Membership(
                    mandate=mandate,
                    assembly=body,
                    function=SeatFunction.MEMBER,
                    designation=mandate.designation,
                    starts_on=mandate.starts_on,
                )
            )
            self._tell(line, row, _("siège : %s") % body.label, {}, {})
        history.create_many(seats, by=self.by, operation=self.outcome.operation)
        self.outcome.seats = len(seats)

    def _tell(
        self, line: int, row: DelegateRow, what: str, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        """What a line changes, for the preview and for the digest: the same over the same reads the same."""
        columns = [
            [_label(name), _words(name, before.get(name)), _words(name, value)]
            for name, value in after.items()
            if value and before.get(name) != value
        ]
        told = {
            "line": line,
            "name": f"{row.first_name} {row.last_name}",
            "email": row.email,
            "place": str(self.territories[row.territory]),
            "what": what,
            "new": not before,
            "columns": columns,
        }
        self._told.update(repr((line, row, before, after)).encode())
        if len(self.outcome.changes) < SHOWN:
            self.outcome.changes.append(told)


def _key(row: DelegateRow) -> Key:
    return row.email, row.role, row.territory, row.starts_on


def _values(row: DelegateRow) -> dict[str, Any]:
    """What a line says of a mandate, beyond its key. Empty: nothing."""
    return {name: getattr(row, name) for name in ("ends_on", "end_reason", "designation", "category")}


def _label(name: str) -> str:
    return str(Mandate._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _words(name: str, value: Any) -> str:
    if isinstance(value, date):
        return jour(value)
    return str(dict(Mandate._meta.get_field(name).flatchoices).get(value, "")) if value else ""  # type: ignore[union-attr]


def _in_batches(rows: Any, column: str, values: set[Any]) -> list[Any]:
    """Rows whose column is among these values, read by AT_ONCE: a database takes so many parameters only."""
    ordered: Sequence[Any] = sorted(values)
    return [
        row
        for start in range(0, len(ordered), AT_ONCE)
        for row in rows.filter(**{f"{column}__in": ordered[start : start + AT_ONCE]})
    ]


__all__ = ["DELEGATES", "Outcome", "bring_in"]
