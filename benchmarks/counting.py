from django.db import connection
from django.http import HttpRequest, HttpResponse

from rse_portal.common.middleware import GetResponse

ASK, TELL = "X-Count-Queries", "X-Queries"


class CountQueriesMiddleware:
    """Says how many queries a request took, session and rights included, when it is asked to: else it does nothing."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if ASK not in request.headers:
            return self.get_response(request)
        count = 0

        def counted(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response[TELL] = str(count)
        return response
