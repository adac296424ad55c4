"""Small helpers of the views: a page or its part, loading that authorises, what a form sent, error pages."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.template import TemplateDoesNotExist, loader
from django.utils.translation import gettext_lazy

M = TypeVar("M", bound=Model)


def render_part(
    request: HttpRequest, template: str, context: dict[str, Any], *, part: str = "", status: int = 200
) -> HttpResponse:
    """The whole page, or only its named partial when htmx asks for it: one template, two renderings."""
    if part and getattr(request, "htmx", False) and not request.htmx.boosted:  # type: ignore[attr-defined]
        template = f"{template}#{part}"
    return render(request, template, context, status=status)


def object_or_404(request: HttpRequest, model: type[M], permission: str, *related: str, **lookup: Any) -> M:
    """Load and authorise in one call: out of the person's scope 404, in scope without the right 403.

    `model.objects.visible_to(user)` says the scope. One query, with the `related` objects, plus two for the rights, once
    per request.
    """
    rows = model.objects.visible_to(request.user)  # type: ignore[attr-defined]
    found = get_object_or_404(rows.select_related(*related) if related else rows, **lookup)
    right_or_403(request, permission, found)
    return found


def room_or_404(request: HttpRequest, permission: str) -> None:
    """A room that the person may not enter does not exist for them."""
    if not request.user.has_perm(permission):  # type: ignore[union-attr]
        raise Http404


def right_or_403(request: HttpRequest, permission: str, found: Model | None = None) -> None:
    """In the room, without the right to do that in it."""
    if not request.user.has_perm(permission, found):  # type: ignore[union-attr]
        raise PermissionDenied


def posted(request: HttpRequest) -> QueryDict | None:
    """What binds a form: even an empty POST is one that was sent."""
    return request.POST if request.method == "POST" else None


FOR_PROGRAMS = "/api/"
STATUS_WORDS = {
    400: gettext_lazy("La demande n’a pas été comprise."),
    403: gettext_lazy("Cette action ne vous est pas ouverte."),
    404: gettext_lazy("Rien ici que vous puissiez lire."),
    429: gettext_lazy("Trop de demandes : attendez une minute."),
    500: gettext_lazy("Le portail a rencontré une erreur."),
}


def error_page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """A French page with a way back. Renders without context processors: it must work when nothing else does.

    For a program that asks the API: the same as JSON.
    """
    if request.path.startswith(FOR_PROGRAMS):
        words = message or STATUS_WORDS.get(status, STATUS_WORDS[400])
        body = {"code": "http", "message": str(words), "errors": {}}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    try:
        template = loader.get_template(f"errors/{status}.html")
    except TemplateDoesNotExist:
        template = loader.get_template("errors/400.html")
    return HttpResponse(
        template.render({"message": message, "status": status, "path": request.path}), status=status
    )
