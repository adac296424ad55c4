"""A page that a reading points at, as data: the queries name it, the template draws it."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


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


def asked_address(request: HttpRequest, name: str) -> str:
    """Where the form, or the link to it, asks to go back to: the path of a page of the portal, « » for anything else."""
    asked = request.POST.get(name) or request.GET.get(name, "")
    ours = asked.startswith("/")  # Django would take a word for the name of a page
    return asked if ours and url_has_allowed_host_and_scheme(asked, {request.get_host()}) else ""
