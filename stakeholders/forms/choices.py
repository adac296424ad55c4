"""Domains and stakeholders as one picks them: grouped by core subject, under their parent."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from iso26000.models import Domain
from stakeholders.queries.groups import tree

Choices = list[tuple[Any, Any]]
INDENT = "\u2003"


def domains_of(standard_pk: int) -> list[Domain]:
    """1 query."""
    named = Domain.objects.filter(standard=standard_pk).select_related("core_subject")
    return list(
        named.defer(
            "guidance_fr", "guidance_en", "core_subject__description_fr", "core_subject__description_en"
        )
    )


def domain_choices(domains: Iterable[Domain], *, key: str = "pk", whole_subjects: bool = False) -> Choices:
    """Optgroups by core subject. whole_subjects: each begins with the subject itself, by its code. No query."""
    groups: dict[Any, list[tuple[Any, str]]] = {}
    for domain in domains:
        subject = domain.core_subject
        if subject not in groups:
            whole = _("%(code)s – toute la question centrale") % {"code": subject.code}
            groups[subject] = [(subject.code, whole)] if whole_subjects else []
        groups[subject].append((getattr(domain, key), str(domain)))
    return [(str(subject), options) for subject, options in groups.items()]


def stakeholder_choices(rows: Iterable[tuple[Any, ...]], *, key: str = "pk") -> Choices:
    """In the order of the tree, a sub-group indented under its group. rows: as queries.groups.tree reads them."""
    return [(getattr(branch, key), f"{INDENT * branch.depth}{branch.label}") for branch in tree(rows)]
