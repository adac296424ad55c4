"""The page of the search: all kinds at once, or the pages of one."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import person
from rse_portal.common.forms import whole
from rse_portal.common.pages import room_or_404
from search.forms.entry import EntrySearchForm
from search.models import SearchEntry
from search.queries.found import Group, find
from search.queries.words import read_query
from search.registry import sources_of

FEW, PAGE = 5, 20  # results of each kind; of the kind chosen
DEEPEST = 500  # pages: beyond, one says more precisely what one looks for


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    """`q`: what is looked for; `genre`: one kind only, by pages. At most 12 queries, whatever is found."""
    room_or_404(request, "search.search")
    user = person(request)
    form = EntrySearchForm(request.GET)
    query = read_query(form.asked)
    kinds = [source.kind for source in sources_of(user)]
    kind = request.GET.get("genre", "")
    kind = kind if kind in kinds else ""
    number = min(max(whole(request.GET.get("page", ""), 1), 1), DEEPEST)
    groups, number = _find(request, query, kind, number)
    context: dict[str, Any] = {
        "form": form,
        "asked": form.asked,
        "understood": bool(query),
        "groups": [group for group in groups if kind in ("", group.source.kind)],
        "total": sum(group.total for group in groups),
        "kind": kind,
        "tabs": _tabs(form.asked, kind, groups) if groups else [],
        "labels": [source.label for source in sources_of(user)],
        "behind": bool(query) and SearchEntry.objects.waiting().exists(),
        "few": FEW,
        "query": urlencode({"q": form.asked, "genre": kind}),
    }
    if kind:
        total = next((group.total for group in groups if group.source.kind == kind), 0)
        context["page"] = Paginator(range(min(total, DEEPEST * PAGE)), PAGE).get_page(number)
    return render(request, "search/entry_list.html", context)


def _find(request: HttpRequest, query: Any, kind: str, number: int) -> tuple[list[Group], int]:
    """The groups, and the page they show: the last one when there are fewer."""
    user = person(request)
    if not kind:
        return find(user, query, last=FEW), 1
    first = (number - 1) * PAGE + 1
    groups = find(user, query, kind=kind, first=first, last=first + PAGE - 1)
    total = next((group.total for group in groups if group.source.kind == kind), 0)
    if total and first > total:
        return _find(request, query, kind, (total - 1) // PAGE + 1)
    return groups, number


def _tabs(asked: str, kind: str, groups: list[Group]) -> list[dict[str, Any]]:
    here = reverse("search:entry-list")
    everything = {"label": _("Tout"), "url": f"{here}?{urlencode({'q': asked})}", "current": not kind}
    return [
        everything,
        *(
            {
                "label": group.source.label,
                "url": f"{here}?{urlencode({'q': asked, 'genre': group.source.kind})}",
                "current": kind == group.source.kind,
                "count": group.total,
            }
            for group in groups
        ),
    ]
