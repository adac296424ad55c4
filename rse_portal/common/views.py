"""Error pages, wired in rse_portal.urls."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rse_portal.common.pages import error_page


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error_page(request, 404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = error_page(request, 429)
    response["Retry-After"] = "60"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _(
        "La page était ouverte depuis trop longtemps. Revenez en arrière, rechargez-la et renvoyez : rien n’est perdu."
    )
    return error_page(request, 403, message)
