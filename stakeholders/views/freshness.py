"""The queue of what should be looked at again."""

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.requests import person, tell_done
from rse_portal.common.addresses import asked_address
from rse_portal.common.forms import whole
from rse_portal.common.pages import render_part, right_or_403, room_or_404
from rse_portal.common.typography import nombre
from stakeholders.actions.freshness import verify
from stakeholders.models import Contact, Stakeholder
from stakeholders.queries.freshness import queue_of, read_page
from stakeholders.views.room import tabs

PER_PAGE = 25
NO_KEY = 0
WHOSE = {"moi": True, "tous": False}
MODELS = {"stakeholder": Stakeholder, "contact": Contact}
RIGHTS = {"stakeholder": "stakeholders.change_registry", "contact": "stakeholders.change_contacts"}


@require_http_methods(["GET", "HEAD", "POST"])
def verify_list(request: HttpRequest) -> HttpResponse:
    """12 queries, sign-in and rights included: two counts, the keys of a page, its rows with their roles.

    Posted: « Vérifié aujourd’hui » for one row (`seule`) or for those that are ticked (`fiche`).
    """
    room_or_404(request, "stakeholders.view_registry")
    return _verify(request) if request.method == "POST" else _page(request)


def _page(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    user = person(request)
    asked = request.GET.get("suivi", "")
    queue, mine = queue_of(user, mine=WHOSE.get(asked))
    paginator = Paginator(queue.rows, PER_PAGE)
    paginator.count = queue.mine if mine else queue.all  # type: ignore[misc]  # known already
    page = paginator.get_page(request.GET.get("page"))
    rights = {kind: user.has_perm(right) for kind, right in RIGHTS.items()}
    rows = read_page(list(page))
    context = {
        "page": page,
        "rows": [
            {"row": row, "kind": row._meta.model_name, "may": rights[str(row._meta.model_name)]}
            for row in rows
        ],
        "queue": queue,
        "mine": mine,
        "may_verify": any(rights.values()),
        "query": f"suivi={asked}" if asked in WHOSE else "",
        "problem": problem,
        "tabs": tabs(request, "verify-list"),
        "whose": [
            {"url": "?suivi=moi", "label": _("Les miennes"), "current": mine, "count": nombre(queue.mine)},
            {"url": "?suivi=tous", "label": _("Toutes"), "current": not mine, "count": nombre(queue.all)},
        ],
    }
    return render_part(request, "stakeholders/verify_list.html", context, part="rows", status=status)


def _verify(request: HttpRequest) -> HttpResponse:
    chosen = [request.POST["seule"]] if "seule" in request.POST else request.POST.getlist("fiche")
    if not chosen:
        return _page(request, problem=_("Cochez au moins une fiche, ou vérifiez-les une à une."), status=422)
    keys = _allowed(request, chosen)
    done, operation = verify(
        stakeholders=keys["stakeholder"],
        contacts=keys["contact"],
        by=person(request),
        on=timezone.localdate(),
    )
    if done:
        text = ngettext(
            "%(n)s fiche est vérifiée aujourd’hui.", "%(n)s fiches sont vérifiées aujourd’hui.", done
        )
        tell_done(request, text % {"n": nombre(done)}, operation)
    return redirect(_after(request))


def _after(request: HttpRequest) -> str:
    """The page where it was asked (`retour`), else the queue, as it was narrowed."""
    if asked := asked_address(request, "retour"):
        return asked
    whose = request.GET.get("suivi", "")
    return reverse("stakeholders:verify-list") + (f"?suivi={whose}" if whose in WHOSE else "")


def _allowed(request: HttpRequest, chosen: Iterable[str]) -> dict[str, set[int]]:
    """The keys of each kind, « contact-12 » apart. Out of sight 404, in sight without the right 403. 1 query per kind."""
    keys: dict[str, set[int]] = {kind: set() for kind in MODELS}
    for name in chosen:
        kind, _dash, text = name.partition("-")
        key = whole(text, NO_KEY)
        if kind not in keys or key == NO_KEY:
            raise Http404
        keys[kind].add(key)
    for kind, wanted in keys.items():
        model: Any = MODELS[kind]
        if wanted and model.objects.visible_to(request.user).filter(pk__in=wanted).count() < len(wanted):
            raise Http404
        if wanted:
            right_or_403(request, RIGHTS[kind])
    return keys
