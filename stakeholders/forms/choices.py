"""Domains and stakeholders as one picks them: grouped by core subject, under their parent."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from iso26000.models import Domain, Standard
from stakeholders.queries.tree import tree

Choices = list[tuple[Any, Any]]
INDENT = "\u2003"


def domain_choices(domains: Iterable[Domain]) -> Choices:
    """Keys of domains, in optgroups by core subject. No query."""
    groups = groupby(domains, key=attrgetter("core_subject"))
    return [(str(subject), [(domain.pk, str(domain)) for domain in inside]) for subject, inside in groups]


def domain_options(standard: Standard) -> Choices:
    """domain_choices of a whole standard, published: 1 query the first time in this process and language, none after."""
    return list(_domain_options(standard.pk, standard.content_sha256, get_language()))


@lru_cache(maxsize=16)
def _domain_options(standard_pk: int, _content: str, _language: str | None) -> Choices:
    return domain_choices(Domain.objects.filter(standard=standard_pk).select_related("core_subject"))


def domain_filter(standard: Standard) -> Choices:
    """Codes of core subjects and of their domains, in optgroups. A published standard never changes: 1 query the first
    time in this process and language, none after."""
    return list(_domain_filter(standard.pk, standard.content_sha256, get_language()))


@lru_cache(maxsize=16)
def _domain_filter(standard_pk: int, _content: str, _language: str | None) -> Choices:
    domains = Domain.objects.filter(standard=standard_pk).select_related("core_subject")
    whole = _("%(code)s – toute la question centrale")
    return [
        (
            str(subject),
            [
                (subject.code, whole % {"code": subject.code}),
                *((domain.code, str(domain)) for domain in inside),
            ],
        )
        for subject, inside in groupby(domains, key=attrgetter("core_subject"))
    ]


def stakeholder_choices(rows: Iterable[tuple[Any, ...]], *, key: str = "pk") -> Choices:
    """In the order of the tree, a sub-group indented under its group. rows: as queries.tree.tree reads them."""
    return [(getattr(branch, key), f"{INDENT * branch.depth}{branch.label}") for branch in tree(rows)]
