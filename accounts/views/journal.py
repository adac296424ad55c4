from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import JournalEntry
from accounts.rights import ACTION_WORDS
from rse_portal.common.pages import render_part, room_or_404
from rse_portal.common.paging import CappedPaginator

PER_PAGE = 50


@require_safe
def journal_list(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first. 2 queries whatever the size of the journal."""
    room_or_404(request, "accounts.view_journal")
    entries = JournalEntry.objects.with_actor()
    action = request.GET.get("action", "").strip()
    if action:
        entries = entries.filter(action=action)
    page = CappedPaginator(entries, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "action": action,
        "actions": sorted(ACTION_WORDS.items(), key=lambda item: str(item[1])),
        "query": urlencode({"action": action}) if action else "",
    }
    return render_part(request, "accounts/journal_list.html", context, part="rows")
