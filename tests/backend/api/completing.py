"""Answers documents in both ways: by functions written for them, and by graphql-core alone."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from strawberry.django.context import StrawberryDjangoContext
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from backend.access.answers import write_json
from backend.api.completing.executing import CompletingContext
from backend.api.schema import schema

INCIDENT = re.compile(rb'"incident":"[0-9a-f]{32}"')


def answer(document: str, variables: Mapping[str, Any] | None = None) -> bytes:
    """Answer DOCUMENT with VARIABLES as the view does, but for the numbers of incidents."""
    request = RequestFactory().post("/graphql")
    request.user = AnonymousUser()
    result = schema.execute_sync(
        document,
        variable_values=dict(variables or {}),
        context_value=StrawberryDjangoContext(request=request, response=HttpResponse()),
    )
    errors = [error.formatted for error in result.errors or ()]
    told = write_json({"data": result.data, "errors": errors, "extensions": result.extensions})
    return INCIDENT.sub(b'"incident":""', told)


@contextmanager
def plainly() -> Iterator[None]:
    """Leave everything to graphql-core."""
    with patch.object(schema, "execution_context_class", StrawberryGraphQLCoreExecutionContext):
        yield


def answer_plainly(document: str, variables: Mapping[str, Any] | None = None) -> bytes:
    """Answer DOCUMENT with VARIABLES by graphql-core alone."""
    with plainly():
        return answer(document, variables)


@contextmanager
def completions() -> Iterator[list[bool]]:
    """Tell for each value that a function was written for whether it was completed by that."""
    kept: list[bool] = []
    attempt = CompletingContext._attempt  # noqa: SLF001 -- there is no other sign of it

    def attempt_watched(self: CompletingContext, *given: Any) -> Any:  # noqa: ANN401 -- any value
        try:
            return attempt(self, *given)
        finally:
            kept.append(self.pieces is not None)

    with patch.object(CompletingContext, "_attempt", attempt_watched):
        yield kept


@contextmanager
def core() -> Iterator[list[str]]:
    """List the fields that graphql-core executes itself."""
    seen: list[str] = []
    execute = StrawberryGraphQLCoreExecutionContext.execute_field

    def execute_watched(self: CompletingContext, *given: Any) -> Any:  # noqa: ANN401 -- any value
        seen.append(given[3].key)
        return execute(self, *given)

    with patch.object(StrawberryGraphQLCoreExecutionContext, "execute_field", execute_watched):
        yield seen


@contextmanager
def statements() -> Iterator[list[str]]:
    """List the SQL that reaches the database."""
    seen: list[str] = []

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401 -- Django's hook
        seen.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        yield seen
