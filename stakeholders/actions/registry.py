"""The only place that writes stakeholders: one at a time, and many at once."""

import re
import string
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, count
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions import history
from accounts.actions.journal import record
from accounts.models import User
from rse_portal.common.errors import Conflict
from stakeholders.models import Stakeholder
from stakeholders.queries.registry import under_themselves

ROOT_CODE = re.compile(r"SH(\d+)")
BULK_FIELDS = ("owner", "verify_every", "scope", "parent")


class StakeholderMerged(Conflict):
    default = gettext_lazy("Cette fiche a été fusionnée dans une autre : c’est l’autre qui se modifie.")


class StakeholdersChanged(Conflict):
    """`changed`: primary keys of the rows that somebody saved since they were read, or that were merged."""

    default = gettext_lazy("Des fiches ont été modifiées depuis l’aperçu : le voici refait.")

    def __init__(self, changed: Sequence[int]) -> None:
        self.changed = changed
        super().__init__()


def propose_code(parent: Stakeholder | None = None) -> str:
    """The next free code: SH12 at the top, SH02-G under SH02. 1 query."""
    if parent is None:
        codes = Stakeholder.objects.filter(code__startswith="SH").values_list("code", flat=True)
        numbers = [int(found[1]) for code in codes if (found := ROOT_CODE.fullmatch(code))]
        return f"SH{max(numbers, default=0) + 1:02}"
    prefix = f"{parent.code}-"
    taken = set(Stakeholder.objects.filter(code__startswith=prefix).values_list("code", flat=True))
    return next(
        code for end in chain(string.ascii_uppercase, count(1)) if (code := f"{prefix}{end}") not in taken
    )


def code_is_used(stakeholder: Stakeholder) -> bool:
    """Whether any row of any app refers to it: its code then stands in files and rankings. 1 query."""
    references = [
        Exists(relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")}))  # type: ignore[union-attr]
        for relation in Stakeholder._meta.related_objects
    ]
    condition = Q()
    for reference in references:
        condition |= Q(reference)
    return Stakeholder.objects.filter(condition, pk=stakeholder.pk).exists()


@transaction.atomic
def create_stakeholder(
    *, by: User, operation: UUID | None = None, code: str = "", **values: Any
) -> Stakeholder:
    """Add a stakeholder; without a code it gets the next free one. Whoever adds it has just verified it.

    Raises ValidationError with the fields. About 8 queries.
    """
    code = code or propose_code(values.get("parent"))
    values.setdefault("verified_on", timezone.localdate())
    try:
        with transaction.atomic():
            made = history.create(Stakeholder, by=by, operation=operation, code=code, **values)
    except IntegrityError as taken:  # somebody took the code in the same instant
        raise ValidationError({"code": _("Ce code vient d’être pris : choisissez-en un autre.")}) from taken
    record(action="stakeholder.created", by=by, target=made, code=made.code)
    return made


@transaction.atomic
def change_stakeholder(
    *, stakeholder: Stakeholder, by: User, version: int | None, operation: UUID | None = None, **values: Any
) -> bool:
    """Give it these values; False when it holds them already.

    Raises StakeholderMerged, Stale, ValidationError with the fields: a parent that would close a loop, a code that
    others refer to.
    """
    if stakeholder.merged_into_id is not None:
        raise StakeholderMerged
    if values.get("code", stakeholder.code) != stakeholder.code and code_is_used(stakeholder):
        raise ValidationError({"code": _("Des données s’y réfèrent : ce code ne change plus.")})
    parent = values.get("parent")
    if parent is not None and parent.pk != stakeholder.parent_id:
        _lock_tree()
        refuse_loops([stakeholder], parent)
    changed = history.change(stakeholder, by=by, version=version, operation=operation, **values)
    if changed:
        record(action="stakeholder.changed", by=by, target=stakeholder, code=stakeholder.code)
    return changed


def refuse_loops(moved: Iterable[Stakeholder], parent: Stakeholder | None) -> None:
    """Nobody stands under itself. Raises ValidationError on `parent`. 1 query."""
    wrong = under_themselves(moved, parent) if parent else []
    if parent and wrong:
        labels = ", ".join(f"{row.label} ({row.code})" for row in wrong)
        raise ValidationError(
            {
                "parent": _("« %(parent)s » est, ou se trouve sous, %(labels)s : choisissez un autre groupe.")
                % {"parent": parent.label, "labels": labels}
            }
        )


def _lock_tree() -> None:
    """Two moves at once may make one loop together: the second waits for the first."""
    list(Stakeholder.objects.select_for_update().order_by("pk").values_list("pk"))


@transaction.atomic
def change_stakeholders(
    *, versions: Mapping[int, int], by: User, operation: UUID, **values: Any
) -> list[Stakeholder]:
    """Give the same values to many at once, in one act. Returns those that changed. About 6 queries, and 2 per 500 rows.

    versions: primary key → the version that was read. values: some of BULK_FIELDS, already valid for one row.
    Raises StakeholdersChanged when one of them is not as it was read, ValidationError on a loop: nothing is done then.
    """
    assert set(values) <= set(BULK_FIELDS), values
    if values.get("parent") is not None:
        _lock_tree()
    rows = list(Stakeholder.objects.select_for_update().filter(pk__in=versions).order_by("pk"))
    found = {row.pk: row for row in rows}
    changed = [
        pk
        for pk, version in versions.items()
        if pk not in found or found[pk].version != version or found[pk].merged_into_id is not None
    ]
    if changed:
        raise StakeholdersChanged(changed)
    refuse_loops(rows, values.get("parent"))
    done = history.change_many(((row, values) for row in rows), by=by, operation=operation)
    if done:
        record(action="stakeholder.bulk_changed", by=by, count=len(done), fields=sorted(values))
    return done
