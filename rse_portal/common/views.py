"""Probes and error pages."""

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from rse_portal.common.pages import error_page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(
        request,
        403,
        _("La page était ouverte depuis trop longtemps. Revenez en arrière, rechargez-la et renvoyez : rien n’est perdu."),
    )


def _database_answers() -> bool:
    try:
        connection.ensure_connection()
        return True
    except Exception:  # whatever the driver raises, the probe must answer
        return False


def _cache_answers() -> bool:
    try:
        cache.get("readyz")
        return True
    except Exception:  # as above
        return False
