"""Which text of the référentiel a person reads: the draft for whoever may see it, else the last one published."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from commitments.models import ReferentialVersion
from commitments.queries.content import Document, living


@dataclass(frozen=True)
class Reading:
    """is_living: it is a draft, whose words still move."""

    version: ReferentialVersion
    document: Document
    is_living: bool = False

    def commitment(self, code: str) -> Document | None:
        return next((row for row in self.document["commitments"] if row["code"] == code), None)

    def axis(self, code: str) -> tuple[Document, Document] | None:
        """The commitment and its axis on this domain."""
        for row in self.document["commitments"]:
            for axis in row["axes"]:
                if axis["code"] == code:
                    return row, axis
        return None

    @property
    def counts(self) -> dict[str, int]:
        rows: list[Any] = self.document["commitments"]
        axes = [axis for row in rows for axis in row["axes"]]
        return {
            "commitments": len(rows),
            "illustrative": sum(row["illustrative"] for row in rows),
            "axes": len(axes),
            "actions": sum(len(axis["actions"]) for axis in axes),
            "indicators": sum(len(part["indicators"]) for part in (*rows, *axes)),
        }


def reading_for(user: User | AnonymousUser) -> Reading | None:
    """None where nothing is there for this person yet. 1 query, 8 more for a draft."""
    version = ReferentialVersion.objects.visible_to(user).select_related("cycle").newest_first().first()
    return reading_of(version) if version else None


def reading_of(version: ReferentialVersion) -> Reading:
    if version.is_draft:
        return Reading(version, living(version), is_living=True)
    return Reading(version, version.document)
