"""Every error has a code, and none tells what happened inside."""

import logging
import sqlite3

import psycopg
import pytest
import strawberry
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import DataError, OperationalError
from graphql import GraphQLError

from backend.access.errors import Code, RefusedError, encode
from backend.api.errors import Coded
from tests.backend.api.asking import post, refusals


def busy(cause: Exception) -> OperationalError:
    """Make Django's error out of the driver's, CAUSE."""
    error = OperationalError(*cause.args)
    error.__cause__ = cause
    return error


UNKNOWN_ID = "RmVhdHVyZToxMjM0NTY3OC0xMjM0LTU2NzgtMTIzNC01Njc4MTIzNDU2Nzg="


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", Code.GRAPHQL_PARSE_FAILED),
        ("{ nothing }", Code.GRAPHQL_VALIDATION_FAILED),
        ("{ ...missing }", Code.GRAPHQL_VALIDATION_FAILED),
        ("query a { __typename } query b { __typename }", Code.GRAPHQL_VALIDATION_FAILED),
        ("query ($n: Int!) { products(first: $n) { totalCount } }", Code.BAD_USER_INPUT),
        ('{ node(id: "zzz") { id } }', Code.BAD_USER_INPUT),
        ('{ node(id: "") { id } }', Code.BAD_USER_INPUT),
        ('{ products(after: "zzz") { totalCount } }', Code.BAD_USER_INPUT),
        ("{ products(first: 99999999999) { totalCount } }", Code.GRAPHQL_VALIDATION_FAILED),
    ],
)
def test_an_error_has_a_code(query: str, code: Code) -> None:
    assert refusals(query) == [code]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        f'{{ node(id: "{UNKNOWN_ID}") {{ id }} }}',
        '{ product(key: "none") { key } }',
        '{ product(key: "a\\u0000b") { key } }',
        '{ feature(product: "a\\u0000b", key: "c") { key } }',
    ],
)
def test_what_is_not_there_is_null_without_an_error(query: str) -> None:
    assert refusals(query) == []


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (PermissionDenied("secret"), Code.FORBIDDEN),
        (ObjectDoesNotExist("secret"), Code.NOT_FOUND),
        (DataError("secret"), Code.BAD_USER_INPUT),
        (OverflowError("secret"), Code.BAD_USER_INPUT),
        (RecursionError("secret"), Code.BAD_USER_INPUT),
        (busy(sqlite3.OperationalError("database is locked")), Code.CONFLICT),
        (busy(psycopg.errors.DeadlockDetected("secret")), Code.CONFLICT),
        (busy(psycopg.errors.LockNotAvailable("secret")), Code.CONFLICT),
        (busy(psycopg.errors.SerializationFailure("secret")), Code.CONFLICT),
        (busy(psycopg.errors.UndefinedTable("secret")), Code.INTERNAL_SERVER_ERROR),
        (ZeroDivisionError("secret"), Code.INTERNAL_SERVER_ERROR),
    ],
)
def test_what_happened_inside_stays_inside(cause: Exception, code: Code) -> None:
    shown = encode(GraphQLError("secret", original_error=cause, path=["a"]), executing=True)

    assert (shown.extensions or {})["code"] == code
    assert "secret" not in str(shown.formatted)


def test_a_busy_database_asks_the_caller_to_try_again() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def feature(self) -> str:
            raise busy(sqlite3.OperationalError("database is locked"))

    answer = strawberry.Schema(Query, extensions=[Coded]).execute_sync("{ feature }")

    (error,) = answer.errors or []
    assert error.message == "The database is busy; try again."
    assert error.extensions == {"code": "CONFLICT"}


def test_an_unexpected_error_is_logged_under_the_id_that_the_caller_gets(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.ERROR, logger="tutti.api"):
        shown = encode(
            GraphQLError("secret", original_error=ZeroDivisionError("secret")), executing=True
        )

    incident = (shown.extensions or {})["incident"]
    assert [record.getMessage() for record in caplog.records] == [f"unexpected error {incident}"]


def test_a_refusal_keeps_its_code_and_its_place() -> None:
    refused = RefusedError("no", path=["filter", "name"])

    shown = encode(GraphQLError("no", original_error=refused), executing=True)

    assert shown.extensions == {"code": "BAD_USER_INPUT", "argument": ["filter", "name"]}


def test_nothing_is_suggested_to_who_guesses() -> None:
    answers = [
        post("{ produkt }").content.decode(),
        post("{ products(orderBy: [KEY_ASCC]) { totalCount } }").content.decode(),
    ]

    assert ["Did you mean" in answer for answer in answers] == [False, False]


def test_ten_errors_are_told_at_most() -> None:
    query = "{ " + " ".join(f"q{number}" for number in range(20)) + " }"

    assert refusals(query) == [Code.GRAPHQL_VALIDATION_FAILED] * 10
