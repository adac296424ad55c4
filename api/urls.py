"""`/api/v1/`, and the page where one makes tokens."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, include, path
from django.utils.cache import add_never_cache_headers, get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.throttling import AnonRateThrottle, AuthRateThrottle

from api import views, webhook_views
from api.auth import OutOfScope
from api.routes import acting, measuring, referential, writing
from rse_portal.common.errors import Problem
from rse_portal.common.pages import STATUS_WORDS, error_page

View = Callable[..., HttpResponse]

NOT_JSON = gettext_lazy("Le corps de la demande n’est pas du JSON.")
LIMIT = AuthRateThrottle("600/m")
api = NinjaAPI(
    title="Portail RSE",
    version="1.0.0",
    description="Ce que l’on peut lire et écrire, avec les droits de la personne et rien de plus.",
    urls_namespace="api",
    docs_url=None,
    throttle=[AnonRateThrottle("60/m"), LIMIT],
)
for part in (writing, referential, acting, measuring):
    api.add_router("", part.router)


def _problem(
    request: HttpRequest, status: int, code: str, message: object, errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    body = {"code": code, "message": str(message), "errors": errors or {}}
    answer = api.create_response(request, body, status=status)
    if status == 401:
        answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, problem: Any) -> HttpResponse:
    return _problem(request, 401, "unknown", _("Aucun jeton valable n’accompagne la demande."))


@api.exception_handler(OutOfScope)
def _out_of_scope(request: HttpRequest, problem: Any) -> HttpResponse:
    return _problem(request, 403, "scope", _("Ce jeton n’a pas la portée qu’il faut."))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, problem: Any) -> HttpResponse:
    return _problem(request, 404, "not_found", STATUS_WORDS[404])


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, problem: Any) -> HttpResponse:
    return _problem(request, 403, "forbidden", STATUS_WORDS[403])


@api.exception_handler(Problem)
def _refused(request: HttpRequest, problem: Any) -> HttpResponse:
    return _problem(request, problem.status, "refused", problem.message, getattr(problem, "errors", None))


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, problem: Any) -> HttpResponse:
    """Where the request is wrong; the reason in French, for the few that a caller meets."""
    errors: dict[str, list[str]] = {}
    for fault in problem.errors:
        errors.setdefault(".".join(str(part) for part in fault["loc"]), []).append(_reason(fault["type"]))
    return _problem(request, 422, "invalid", _("La demande n’a pas la forme attendue."), errors)


def _reason(kind: str) -> str:
    if kind == "missing":
        return _("Il manque.")
    if kind.startswith(("less_than", "greater_than", "too_long", "string_too", "too_short")):
        return _("Il est trop grand ou trop petit.")
    return _("Il n’a pas la forme attendue.")


@api.exception_handler(HttpError)
def _http(request: HttpRequest, problem: Any) -> HttpResponse:
    """429 of the limits, 400 of a body that is no JSON."""
    return error_page(request, problem.status_code, str(NOT_JSON) if problem.status_code == 400 else "")


def _entry(pattern: Any) -> URLPattern:
    """The view of a route, with what Django’s own views would have: no page to sign in, no cache on the way, an ETag."""
    view: Any = pattern.callback
    if pattern.name in ("openapi-json", "api-root"):
        view = require_safe(view)

    @csrf_exempt  # a session is checked against forged requests by ninja, a token needs no such check
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and request.content_type != "application/json":
            return error_page(request, 400, str(NOT_JSON))
        answer: HttpResponse = view(request, *args, **kwargs)
        if request.method == "GET" and answer.status_code == 200:
            set_response_etag(answer)
            answer["Cache-Control"] = "private, no-cache"
            answer = get_conditional_response(request, etag=answer["ETag"], response=answer)  # type: ignore[assignment]
        else:
            add_never_cache_headers(answer)
        return answer

    answered.login_required = False  # type: ignore[attr-defined]
    pattern.callback = answered
    return pattern


patterns, namespace, name = api.urls
urlpatterns = [
    path("api/v1/", include(([_entry(pattern) for pattern in patterns], namespace), namespace=name)),
    path("compte/jetons/", views.token_list, name="token-list"),
    path("compte/jetons/nouveau/", views.token_create, name="token-create"),
    path("compte/jetons/<int:pk>/revoquer/", views.token_revoke, name="token-revoke"),
    path("compte/webhooks/", webhook_views.webhook_list, name="webhook-list"),
    path("compte/webhooks/nouveau/", webhook_views.webhook_create, name="webhook-create"),
    path("compte/webhooks/<int:pk>/", webhook_views.webhook_detail, name="webhook-detail"),
    path("compte/webhooks/<int:pk>/essai/", webhook_views.webhook_try, name="webhook-try"),
    path("compte/webhooks/<int:pk>/marche/", webhook_views.webhook_enable, name="webhook-enable"),
    path("compte/webhooks/<int:pk>/arret/", webhook_views.webhook_disable, name="webhook-disable"),
    path("compte/webhooks/<int:pk>/supprimer/", webhook_views.webhook_delete, name="webhook-delete"),
    path(
        "compte/webhooks/<int:pk>/envois/<int:delivery>/", webhook_views.webhook_resend, name="webhook-resend"
    ),
]
