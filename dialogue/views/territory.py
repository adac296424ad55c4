"""The tree of the territories, the page of one, and who is present or missing there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Mandate, Territory
from accounts.models.territory import Level
from accounts.requests import person
from accounts.rights import scope_of
from dialogue.forms.places import AsOfForm
from dialogue.models import Assembly, DialogueSession
from dialogue.queries.representation import representation_of
from dialogue.queries.territory import Place, lines_of, place_of, territories_seen_by, tree_for
from dialogue.tabs import tabs
from rse_portal.common.pages import room_or_404
from rse_portal.common.paging import CappedPaginator

SEE = "dialogue.view_assembly"
DELEGATES, SESSIONS = 50, 3
LEVELS = {level: rank for rank, level in enumerate(Level.values)}  # from the widest


@require_safe
def territory_list(request: HttpRequest) -> HttpResponse:
    """The territories that the person may see, from the widest. At most 10 queries."""
    room_or_404(request, SEE)
    tree = tree_for(person(request), timezone.localdate())
    context = {
        "country": next((place for place in tree if place.level == Level.NATIONAL), None),
        "places": [inner for place in tree for inner in _rows(place)],
        "tabs": tabs(request, "dialogue:territory-list"),
    }
    return render(request, "dialogue/territory_list.html", context)


def _rows(place: Place) -> tuple[Place, ...]:
    """The regions of the country; any other place stands for itself."""
    return place.inside if place.level == Level.NATIONAL else (place,)


def _territory_or_404(request: HttpRequest, code: str) -> Territory:
    room_or_404(request, SEE)
    return get_object_or_404(territories_seen_by(person(request)).select_related("parent"), code=code)


@require_safe
def territory_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Its bodies, its delegates in function, what lies under it, its next séances. At most 15 queries."""
    territory, user, today = _territory_or_404(request, code), person(request), timezone.localdate()
    bodies = Assembly.objects.visible_to(user).open(today).filter(territory__in=_around(territory))
    bodies = bodies.select_related("territory").order_by("kind", "code")
    here, counts = place_of(territory, today)
    mandates = Mandate.objects.of_delegates().running(today).within(territory).named()
    page = CappedPaginator(mandates, DELEGATES).get_page(request.GET.get("page"))
    context = {
        "territory": territory,
        "place": here,
        "above": territory.parent if _sees(request, territory.parent) else None,
        "bodies": lines_of(user, list(bodies), today, counts),
        "page": page,
        "is_country": territory.level == Level.NATIONAL,
        "sessions": DialogueSession.objects.visible_to(user)
        .filter(assembly__territory__in=_around(territory))
        .select_related("assembly")
        .coming(today)[:SESSIONS],
        "tabs": tabs(request, "dialogue:territory-list"),
        "may_see_sessions": user.has_perm("dialogue.view_session"),
        "may_see_people": user.has_perm("accounts.view_mandates"),
        "may_manage": user.has_perm("dialogue.manage_assembly"),
    }
    return render(request, "dialogue/territory_detail.html", context)


def _around(territory: Territory) -> list[int]:
    """Where its bodies are: its own, and the region of a department, whose assembly its delegates sit in."""
    places = [territory.pk]
    if territory.level == Level.DEPARTMENT and territory.parent_id:
        places.append(territory.parent_id)
    return places


def _sees(request: HttpRequest, territory: Territory | None) -> bool:
    if territory is None or scope_of(request.user, SEE).national:
        return territory is not None
    return territories_seen_by(person(request)).filter(pk=territory.pk).exists()


@require_safe
def representation_open(request: HttpRequest) -> HttpResponse:
    """The widest territory that the person may see."""
    room_or_404(request, SEE)
    seen = territories_seen_by(person(request))
    found = min(seen, key=lambda territory: (LEVELS[territory.level], territory.code), default=None)
    if found is None:
        raise Http404
    return redirect("dialogue:territory-representation", code=found.code)


@require_safe
def territory_representation(request: HttpRequest, code: str) -> HttpResponse:
    """Who is present there as of a day, which places and categories are missing. At most 10 queries."""
    territory = _territory_or_404(request, code)
    form = AsOfForm(request.GET)
    context = {
        "territory": territory,
        "form": form,
        "on": form.day,
        "reading": representation_of(territory, form.day),
        "this_day": timezone.localdate(),
        "tabs": tabs(request, "dialogue:representation-open"),
    }
    return render(
        request, "dialogue/territory_representation.html", context, status=400 if form.errors else 200
    )
