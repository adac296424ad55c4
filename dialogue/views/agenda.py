"""Séances in one's own calendar: one at a time, or all of one's own by a secret address."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person
from dialogue.actions import feed as actions
from dialogue.agenda import MEDIA_TYPE, calendar_of, feed_of
from dialogue.models import CalendarFeed
from dialogue.tabs import tabs
from dialogue.views.session import VIEW, session_or_404
from rse_portal.common.pages import room_or_404


def _calendar(content: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def session_ics(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One séance, to add to a calendar by hand."""
    session = session_or_404(request, pk)
    return _calendar(calendar_of([session]), f"seance-{session.held_on:%Y-%m-%d}.ics")


@require_http_methods(["GET", "HEAD", "POST"])
def feed_detail(request: HttpRequest) -> HttpResponse:
    """One's own address, to copy into a calendar; POST opens one, or replaces it by another."""
    room_or_404(request, VIEW)
    if request.method == "POST":
        actions.open_feed(by=person(request))
        messages.success(
            request, _("Votre adresse est prête. L’ancienne, s’il y en avait une, ne s’ouvre plus.")
        )
        return redirect("dialogue:feed-detail")
    feed = CalendarFeed.objects.filter(user=person(request)).first()
    address = reverse("dialogue:calendar-feed", args=[actions.token_of(feed)]) if feed else ""
    context = {
        "feed": feed,
        "address": settings.PUBLIC_URL + address if feed else "",
        "tabs": tabs(request, "dialogue:session-list"),
    }
    return render(request, "dialogue/feed_detail.html", context)


@require_POST
def feed_revoke(request: HttpRequest) -> HttpResponse:
    room_or_404(request, VIEW)
    if actions.revoke_feed(by=person(request)):
        messages.success(request, _("Votre adresse est fermée : plus aucun agenda ne la lit."))
    return redirect("dialogue:feed-detail")


@require_safe
@login_not_required
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For programs that know the address and nothing else: the séances that its owner may see today. 4 queries.

    The rights are asked at each reading; the address is kept out of the logs (rse_portal.common.secrecy).
    """
    feed = actions.feed_behind(token)
    if feed is None or not feed.user.has_perm(VIEW):
        raise Http404
    content = calendar_of(feed_of(feed.user), name=_("Séances – Portail RSE"))
    return _calendar(content, "seances.ics")
