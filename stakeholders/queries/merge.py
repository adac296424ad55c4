"""What a merge would move, leave and set aside. Models of other apps join by themselves: their foreign keys say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Tracked
from iso26000.enums import CycleState
from rse_portal.common.typography import pluriel
from stakeholders.models import Contact, ContactRole, Stakeholder

SHOWN = 10  # clashes of one kind that the preview tells one by one
Mergeable = Stakeholder | Contact


def _has_cycle(model: Any) -> bool:
    return any(field.name == "cycle" for field in model._meta.fields)


@dataclass(frozen=True)
class Reference:
    """One foreign key that leads to the row which goes away."""

    field: "models.ForeignKey[Any, Any]"

    @property
    def model(self) -> type[models.Model]:
        return self.field.model

    @property
    def moves(self) -> bool:
        """Rows whose changes are not kept could not be put back: they stay with the row they name."""
        return issubclass(self.model, Tracked)

    @property
    def to_cycle(self) -> str:
        """The way from these rows to their cycle: a column of theirs, or of what they are a part of; « » for none."""
        if _has_cycle(self.model):
            return "cycle"
        for field in self.model._meta.fields:
            end = field.remote_field
            if end is not None and end.on_delete is models.CASCADE and _has_cycle(end.model):
                return f"{field.name}__cycle"
        return ""

    def open_rows(self, row: Mergeable) -> "QuerySet[Any]":
        """What refers to `row` and may change: a closed cycle is published, nothing of it moves."""
        rows = self.model._default_manager.filter(**{self.field.name: row})
        return rows.filter(**{f"{self.to_cycle}__state": CycleState.OPEN}) if self.to_cycle else rows

    @property
    def apart(self) -> list[str]:
        """The other fields of the unique constraint that names this key: what tells two rows of one stakeholder apart.

        Nothing where no constraint does, and nothing can clash then. A model has one such constraint at most.
        """
        return [
            name
            for constraint in self.model._meta.constraints
            if isinstance(constraint, models.UniqueConstraint) and self.field.name in constraint.fields
            for name in constraint.fields
            if name != self.field.name
        ]

    @property
    def related(self) -> list[str]:
        return [name for name in self.apart if self.model._meta.get_field(name).is_relation]

    def clash(self, kept: Mergeable) -> Q | None:
        """Rows that cannot move: `kept` has one already where a constraint allows one. None: nothing can clash."""
        if not self.apart:
            return None
        twin = self.model._default_manager.filter(
            **{self.field.name: kept}, **{name: OuterRef(name) for name in self.apart}
        )
        return Q(Exists(twin.order_by()))

    def moving(self, merged: Mergeable, kept: Mergeable) -> "QuerySet[Any]":
        clash = self.clash(kept)
        return self.open_rows(merged) if clash is None else self.open_rows(merged).exclude(clash)

    def clashing(self, merged: Mergeable, kept: Mergeable) -> "QuerySet[Any]":
        clash = self.clash(kept)
        return self.open_rows(merged).none() if clash is None else self.open_rows(merged).filter(clash)


def references(model: type[Mergeable]) -> list[Reference]:
    """Every foreign key of the portal that leads to this model, in the order of the apps."""
    return [
        Reference(relation.field)
        for relation in model._meta.related_objects
        if relation.one_to_many and isinstance(relation.field, models.ForeignKey)
    ]


@dataclass(frozen=True)
class Move:
    """How many rows of one kind move, clash with one of the row that stays, or stay because their cycle is closed."""

    reference: Reference
    moving: int
    clashing: int
    closed: int
    clashes: Sequence[str] = ()

    @property
    def label(self) -> str:
        """« 12 impacts »"""
        return self._counted(self.moving)

    @property
    def clash_label(self) -> str:
        return self._counted(self.clashing)

    @property
    def closed_label(self) -> str:
        return self._counted(self.closed)

    @property
    def more(self) -> int:
        return self.clashing - len(self.clashes)

    def _counted(self, count: int) -> str:
        field, options = self.reference.field, self.reference.model._meta
        if field.name == "parent":
            return pluriel(count, _("sous-groupe ou organisation"), _("sous-groupes ou organisations"))
        if field.name == "merged_into":
            return pluriel(count, _("fiche déjà réunie"), _("fiches déjà réunies"))
        if field.model is ContactRole and field.name == "stakeholder":
            return pluriel(count, _("lien avec un contact"), _("liens avec des contacts"))
        return pluriel(count, str(options.verbose_name), str(options.verbose_name_plural))


@dataclass(frozen=True)
class Plan:
    kept: Mergeable
    merged: Mergeable
    moves: Sequence[Move]

    @property
    def loses_weight(self) -> bool:
        """A group that is expected alone would stand under another: its own weight is no longer counted."""
        return (
            isinstance(self.kept, Stakeholder)
            and isinstance(self.merged, Stakeholder)
            and self.kept.parent_id is not None
            and self.merged.parent_id is None
        )

    @property
    def moving(self) -> list[Move]:
        return [move for move in self.moves if move.moving]

    @property
    def clashing(self) -> list[Move]:
        return [move for move in self.moves if move.clashing]

    @property
    def staying(self) -> list[Move]:
        return [move for move in self.moves if move.closed]


def plan_merge(*, kept: Mergeable, merged: Mergeable) -> Plan:
    """What merging `merged` into `kept` would do. 1 query per kind of reference, 1 more per kind that clashes."""
    return Plan(kept, merged, [_move(reference, kept, merged) for reference in references(type(merged))])


def _move(reference: Reference, kept: Mergeable, merged: Mergeable) -> Move:
    rows = reference.model._default_manager.filter(**{reference.field.name: merged}).order_by()
    if not reference.moves:
        return Move(reference, 0, 0, closed=rows.count())
    to_cycle = reference.to_cycle
    open_rows = Q(**{f"{to_cycle}__state": CycleState.OPEN}) if to_cycle else Q()
    counted = {"all": Count("pk"), "open": Count("pk", filter=open_rows) if open_rows else Count("pk")}
    clash = reference.clash(kept)
    if clash is not None:
        counted["clash"] = Count("pk", filter=open_rows & clash)
    counts = rows.aggregate(**counted)
    clashing = counts.get("clash", 0)
    told = reference.clashing(merged, kept).select_related(*reference.related)[:SHOWN] if clashing else ()
    return Move(
        reference,
        moving=counts["open"] - clashing,
        clashing=clashing,
        closed=counts["all"] - counts["open"],
        clashes=[_told(reference, row) for row in told],
    )


def _told(reference: Reference, row: models.Model) -> str:
    """What tells the row apart from the others of its kind: « Exercice 2026 · Santé au travail · P0012 »."""
    return " · ".join(str(getattr(row, name)) for name in reference.apart)


# --- stakeholders


def lineages(limit: int) -> list[Stakeholder]:
    """The latest stakeholders that others were merged into, each with `merged` read. 2 queries."""
    return list(
        Stakeholder.objects.filter(
            pk__in=Stakeholder.objects.exclude(merged_into=None).order_by().values("merged_into")
        )
        .prefetch_related("merged")
        .order_by("code")[:limit]
    )


# --- contacts

BLANKS = ("function", "email", "phone", "informed_on", "owner", "verified_on")


def completed(*, kept: Contact, merged: Contact) -> dict[str, Any]:
    """What the contact that stays takes from the one that goes: what it lacks, and the note after its own."""
    values = {
        name: getattr(merged, name) for name in BLANKS if not getattr(kept, name) and getattr(merged, name)
    }
    if merged.note and merged.note not in kept.note:
        values["note"] = f"{kept.note}\n{merged.note}".strip()
    return values
