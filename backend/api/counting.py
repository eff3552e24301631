"""Tells how many SQL statements an answer took; for tests and development only."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER: Final = "X-Db-Queries"


class CountQueries:
    """Adds the number of SQL statements to every answer, when DEBUG is on and never otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Stand before GET_RESPONSE.

        :raises MiddlewareNotUsed: outside DEBUG.
        """
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Count while REQUEST is answered."""
        counted = 0

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:  # noqa: ANN401 -- Django's hook
            nonlocal counted
            counted += 1
            return execute(*arguments)

        # Django asks this of each new connection once: it is no cost of whatever comes first.
        bool(connection.features.supports_json_field)
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        response[HEADER] = str(counted)
        return response
