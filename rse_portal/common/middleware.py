"""What every request goes through. Each class is one promise; reliability.md names in brackets."""

import unicodedata
from collections.abc import Callable
from typing import Any

from django.core.exceptions import (
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import RawPostDataException, UnreadablePostError
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from rse_portal.common.errors import Problem, TooLarge, Unavailable
from rse_portal.common.pages import error_page

GetResponse = Callable[[HttpRequest], HttpResponse]


def _unreadable(text: str) -> bool:
    return "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text)


class CleanInputMiddleware:
    """NUL characters and lone surrogates stop here with a clear 400 (Django alone: 500), text becomes NFC [§3: 3-5, 10]."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any(map(_unreadable, (request.path, *request.COOKIES.values(), *_flat(request.GET)))):
            return error_page(request, 400, _("L’adresse contient un caractère illisible."))
        if request.method == "POST" and request.content_type in (
            "application/x-www-form-urlencoded",
            "multipart/form-data",
        ):
            try:
                form = request.POST
            except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
                return error_page(request, 413, _("L’envoi dépasse la taille admise (2,5 Mo, 1 000 champs)."))
            except (UnreadablePostError, RawPostDataException):
                return error_page(request, 400, _("L’envoi a été interrompu. Vous pouvez le recommencer."))
            if any(map(_unreadable, _flat(form))):
                return error_page(request, 400, _("Le texte contient un caractère illisible."))
            request.POST = _normalised(form)  # type: ignore[assignment]
        return self.get_response(request)


def _flat(values: QueryDict) -> list[str]:
    return [text for key, texts in values.lists() for text in (key, *map(str, texts))]


def _normalised(values: QueryDict) -> QueryDict:
    if all(unicodedata.is_normalized("NFC", text) for text in _flat(values)):
        return values
    clean = values.copy()
    for key, texts in values.lists():
        clean.setlist(key, [unicodedata.normalize("NFC", str(text)) for text in texts])
    return clean


class ProblemMiddleware:
    """A Problem raised below becomes its page; a database out of reach becomes a 503 that says so [P42, F7]."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, RequestDataTooBig):
            exception = TooLarge()
        elif isinstance(exception, OperationalError):
            exception = Unavailable(_("La base de données ne répond pas. Réessayez dans un instant."))
        if not isinstance(exception, Problem):
            return None
        response = error_page(request, exception.status, str(exception.message))
        if exception.status == 503:
            response["Retry-After"] = "30"
        return response


class PrivatePagesMiddleware:
    """Pages of a signed-in person are never kept by a cache on the way, nor shown by « back » after sign-out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response


class WroteOnGet(Exception):
    """A page that only shows tried to write."""


class ReadOnlyGetMiddleware:
    """GET never writes: in development and in tests any SQL of a GET that is not a reading raises [P3]."""

    # Django ends a session that is no longer valid at the first request that shows it, whatever its method.
    HOUSEKEEPING = "django_session"
    READING = (
        "SELECT",
        "SAVEPOINT",
        "RELEASE SAVEPOINT",
        "ROLLBACK",
        "PRAGMA",
        "EXPLAIN",
        "WITH",
        "BEGIN",
        "COMMIT",
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with connection.execute_wrapper(self.refuse_writing):
            return self.get_response(request)

    def refuse_writing(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        if not sql.lstrip("( ").upper().startswith(self.READING) and self.HOUSEKEEPING not in sql:
            raise WroteOnGet(sql[:200])
        return execute(sql, params, many, context)
