"""A page that a reading points at, as data: the queries name it, the template draws it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class Address:
    """A URL name, its arguments and the parameters of its query. `Address("reports:domain-detail", ("6.7.8",))`."""

    name: str
    arguments: tuple[Any, ...] = ()
    query: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Raises NoReverseMatch for a name that the portal does not have."""
        path = reverse(self.name, args=self.arguments)
        return f"{path}?{urlencode(self.query)}" if self.query else path
