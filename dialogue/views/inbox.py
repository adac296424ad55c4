"""The inbox: what was heard and waits, one text open beside the list."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import person
from dialogue.forms.inbox import InboxSearchForm
from dialogue.forms.step import CodingForm
from dialogue.models import Feedback
from dialogue.queries.feedback_reading import FeedbackReading
from dialogue.queries.inbox import Shelf, read_shelf
from dialogue.queries.suggestions import suggest_domains
from dialogue.tabs import tabs
from iso26000.cycles import cycle_or_404
from rse_portal.common.pages import room_or_404
from rse_portal.common.paging import CappedPaginator

PER_PAGE = 25
QUALIFY = "dialogue.qualify_feedback"


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The remontées of the cycle that pass the filters, 25 a page, one of them open (`?ouverte=`). 12 queries, whatever
    lies behind."""
    room_or_404(request, "dialogue.view_inbox")
    cycle, user, today = cycle_or_404(request), person(request), timezone.localdate()
    form = InboxSearchForm(request.GET, cycle=cycle, today=today)
    reach = Feedback.objects.in_reach(user, QUALIFY)
    # Keys first: a database that sorts a page far down the list carries no text along.
    page = CappedPaginator(form.filter(reach).values_list("pk", flat=True), PER_PAGE).get_page(
        request.GET.get("page")
    )
    try:
        shelf = read_shelf(page.object_list, _wanted(request), reach, form.order, form.parents, today)
    except Feedback.DoesNotExist:
        raise Http404 from None
    context: dict[str, Any] = {
        "inbox_cycle": cycle,
        "tabs": tabs(request, "dialogue:inbox"),
        "form": form,
        "page": page,
        "shelf": shelf,
        "query": form.query,
        "here": _address(form, page.number),
    }
    if shelf.opened is not None:
        context |= _opened(shelf, form, FeedbackReading(shelf.opened, user, form.parents, shelf.clock), page)
    return render(request, "dialogue/inbox.html", context)


def _wanted(request: HttpRequest) -> UUID | None:
    asked = request.GET.get("ouverte", "")
    if not asked:
        return None
    try:
        return UUID(asked)
    except ValueError:
        raise Http404 from None


def _address(form: InboxSearchForm, page: int) -> str:
    return f"{reverse('dialogue:inbox')}?{form.query}" + (f"&page={page}" if page > 1 else "")


def _opened(shelf: Shelf, form: InboxSearchForm, reading: FeedbackReading, page: Any) -> dict[str, Any]:
    """What the pane shows. The addresses end with its anchor, so that the focus comes back into it."""
    assert shelf.opened is not None
    feedback = shelf.opened
    here = _address(form, page.number)

    def at(key: UUID) -> str:
        return f"{here}&ouverte={key}#lecture"

    after = at(shelf.after) if shelf.after else f"{here}#lecture"
    codes = {coding.domain.code for coding in reading.codings}
    suggested = suggest_domains(feedback.cycle, feedback.text, limit=5)
    return {
        "reading": reading,
        "stay": at(feedback.pk),
        "before_url": at(shelf.before) if shelf.before else "",
        "after_url": at(shelf.after) if shelf.after else "",
        "then": after,
        "coding_form": CodingForm(cycle=feedback.cycle, groups=form.groups, length=len(feedback.text)),
        "suggestions": [each for each in suggested if each.code not in codes][:3],
    }
