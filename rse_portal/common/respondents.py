"""The desk where people without an account answer: a code, a cookie of these pages alone, nothing kept, nothing burnt.

The code is in the address of the first page alone, then in a cookie. Every page says not to keep it. A code that opens
nothing gets the same page whatever the cause, at most so many times a minute. Reading changes nothing.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.csrf import csrf_exempt

from rse_portal.common.codes import NoSuchCode, read_code

FAILURES = 60  # unusable codes that one address may try in a minute
View = Callable[..., HttpResponse]


def _in_language(request: HttpRequest, language: str) -> HttpResponse:
    answer = redirect(request.path)
    if language in dict(settings.LANGUAGES):
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return answer


class _OwnForms(CsrfViewMiddleware):
    """Under « no-referrer » browsers send « Origin: null » with our own forms. What a page of others sends so carries
    neither our cookies, which are SameSite, nor the token that is compared here as everywhere."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.META.get("HTTP_ORIGIN") == "null" or bool(super()._origin_verified(request))  # type: ignore[misc]  # Django's own


_own_forms = decorator_from_middleware(_OwnForms)


@dataclass(frozen=True)
class Desk:
    """name: of its cookies and counters; entrance: the URL name where one types a code; nothing: the neutral page.

    referrer: what other pages are told of these. `?langue=en` on any of them changes the language, without a form.
    """

    name: str
    entrance: str
    nothing: str
    referrer: str

    @property
    def cookie(self) -> str:
        return f"rse_{settings.PORT}_{self.name}"

    def page(self, view: View) -> View:
        """Open to anybody, kept by nobody."""

        @login_not_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            language = request.GET.get("langue", "")
            try:
                answer = _in_language(request, language) if language else view(request, *args, **kwargs)
            except NoSuchCode:
                answer = self._no_such_code(request)
            answer["Cache-Control"] = "no-store"
            answer["Referrer-Policy"] = self.referrer
            answer["X-Robots-Tag"] = "noindex"
            return answer

        if self.referrer != "no-referrer":
            return guarded
        checked: Callable[..., Any] = _own_forms(guarded)
        return csrf_exempt(
            checked
        )  # exempt from the middleware that all the others pass: it was checked here

    def _no_such_code(self, request: HttpRequest) -> HttpResponse:
        """Only failures are counted, so that a hall of people behind one address is never kept from answering."""
        status = 429 if self._failures(request) > FAILURES else 410
        context = {"slow": status == 429, "next_page": reverse(self.entrance)}
        answer = render(request, self.nothing, context, status=status)
        if status == 429:
            answer["Retry-After"] = "60"
        answer._has_been_logged = True  # type: ignore[attr-defined]  # the log would keep the address, and the code in it
        return answer

    def _failures(self, request: HttpRequest) -> int:
        """How many unusable codes came from there within this minute, this one included."""
        key = f"{self.name}-failures:{get_adapter().get_client_ip(request)}:{int(time.time() // 60)}"
        cache.add(key, 0, 120)
        try:
            return int(cache.incr(key))
        except ValueError:  # it left the cache between the two
            return 1

    def code(self, request: HttpRequest) -> str:
        """The code that this browser holds; « » for none."""
        return read_code(request.COOKIES.get(self.cookie, ""))

    def keep(
        self, answer: HttpResponse, value: str, name: str = "", seconds: int | None = None
    ) -> HttpResponse:
        answer.set_cookie(
            name or self.cookie,
            value,
            max_age=seconds,
            path=reverse(self.entrance),
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return answer

    def forget(self, answer: HttpResponse, *names: str) -> HttpResponse:
        for name in names or (self.cookie,):
            answer.delete_cookie(name, path=reverse(self.entrance), samesite="Lax")
        return answer
