"""Contacts, what they are to stakeholders, who among us knows them."""

import uuid
from typing import Any

from django.db import transaction

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from stakeholders.models import Acquaintance, Contact, ContactRole, Stakeholder


@transaction.atomic
def create_contact(
    *, by: User, stakeholder: Stakeholder | None = None, role: str = "", **values: Any
) -> tuple[Contact, uuid.UUID]:
    """Add a contact, with their first role if a stakeholder is given. Returns the operation too, for its undo.

    Raises ValidationError, with the fields.
    """
    operation = history.new_operation()
    contact = history.create(Contact, by=by, operation=operation, **values)
    if stakeholder is not None:
        history.create(
            ContactRole, by=by, operation=operation, contact=contact, stakeholder=stakeholder, role=role
        )
    record(action="contact.created", by=by, target=contact, roles=int(stakeholder is not None))
    return contact, operation


@transaction.atomic
def change_contact(
    *, contact: Contact, by: User, version: int | None = None, **values: Any
) -> uuid.UUID | None:
    """Returns the operation; None when nothing changed. Raises Stale, ValidationError."""
    operation = history.new_operation()
    if not history.change(contact, by=by, version=version, operation=operation, **values):
        return None
    record(action="contact.changed", by=by, target=contact)
    return operation


@transaction.atomic
def delete_contact(*, contact: Contact, by: User) -> uuid.UUID:
    """Delete a contact with their roles and acquaintances, as one act that undo puts back whole."""
    operation = history.new_operation()
    relations = [*contact.roles.all(), *contact.acquaintances.all()]
    for relation in relations:
        history.delete(relation, by=by, operation=operation)
    record(action="contact.deleted", by=by, target=contact, relations=len(relations))
    history.delete(contact, by=by, operation=operation)
    return operation


Relation = ContactRole | Acquaintance


@transaction.atomic
def add_role(*, contact: Contact, by: User, stakeholder: Stakeholder, role: str) -> uuid.UUID:
    """Say what a contact is to a stakeholder. Raises ValidationError: they are linked already."""
    return _add(ContactRole, by, contact=contact, stakeholder=stakeholder, role=role)


@transaction.atomic
def add_acquaintance(*, contact: Contact, by: User, user: User, note: str = "") -> uuid.UUID:
    """Say who among us knows a contact. Raises ValidationError: it is said already."""
    return _add(Acquaintance, by, contact=contact, user=user, note=note)


def _add(model: type[Relation], by: User, **values: Any) -> uuid.UUID:
    operation = history.new_operation()
    relation = history.create(model, by=by, operation=operation, **values)
    record(action="relation.added", by=by, target=relation)
    return operation


@transaction.atomic
def change_relation(
    *, relation: Relation, by: User, version: int | None = None, **values: Any
) -> uuid.UUID | None:
    """Change a role or an acquaintance. Returns the operation; None when nothing changed. Raises Stale, ValidationError."""
    operation = history.new_operation()
    if not history.change(relation, by=by, version=version, operation=operation, **values):
        return None
    record(action="relation.changed", by=by, target=relation)
    return operation


@transaction.atomic
def remove_relation(*, relation: Relation, by: User) -> uuid.UUID:
    """Remove a role or an acquaintance."""
    operation = history.new_operation()
    record(action="relation.removed", by=by, target=relation)
    history.delete(relation, by=by, operation=operation)
    return operation
