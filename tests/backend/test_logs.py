"""What the log says, and what it must not say."""

import json
import logging
from typing import Any

import pytest
import structlog
from django.db import IntegrityError
from django.http import HttpRequest

from backend.env import EnvironmentVariableError
from backend.logs import NO_ROUTE, cut, find_route, make_formatter, read_logging


def read(record: logging.LogRecord, form: str = "json") -> str:
    """Write RECORD as the handler does."""
    return make_formatter(form).format(record)


def make_record(message: str, *given: object, **more: Any) -> logging.LogRecord:  # noqa: ANN401 -- Python's signature
    """Make what `logging` hands to a handler."""
    kept = {"name": "tutti.api", "level": logging.ERROR, "pathname": "", "lineno": 0}
    return logging.LogRecord(**kept, msg=message, args=given, exc_info=more.get("exc_info"))  # type: ignore[arg-type]  # -- the types of four


def make_error() -> BaseException:
    """Raise what a database says of a row, and what Django makes of it."""
    told = "duplicate key violates a rule\nDETAIL:  Key (email)=(ada@example.org)\nHINT: exists."
    with pytest.raises(IntegrityError) as caught:
        raise IntegrityError(told) from ValueError(told)
    return caught.value


@pytest.mark.parametrize(
    ("debug", "source", "level", "form"),
    [
        (False, {}, "INFO", "json"),
        (True, {}, "INFO", "console"),
        (True, {"LOG_FORMAT": "JSON", "LOG_LEVEL": "debug"}, "DEBUG", "json"),
        (False, {"LOG_FORMAT": " console ", "LOG_LEVEL": "ERROR"}, "ERROR", "console"),
    ],
)
def test_the_environment_says_how_the_log_is_written(
    source: dict[str, str], level: str, form: str, *, debug: bool
) -> None:
    found = read_logging(debug=debug, source=source)

    assert found["loggers"]["tutti"]["level"] == level
    assert found["formatters"]["lines"]["form"] == form


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'loud'; write one of DEBUG, INFO, WARNING, ERROR."),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT is 'xml'; write one of json, console."),
    ],
)
def test_what_is_not_understood_is_refused(source: dict[str, str], told: str) -> None:
    with pytest.raises(EnvironmentVariableError) as refused:
        read_logging(debug=False, source=source)

    assert str(refused.value) == told


def test_a_line_is_json_and_names_the_request() -> None:
    with structlog.contextvars.bound_contextvars(request_id="abc"):
        line = json.loads(read(make_record("lost %s", "x")))

    assert line.pop("timestamp").endswith("Z")
    assert line == {"event": "lost x", "level": "error", "logger": "tutti.api", "request_id": "abc"}


@pytest.mark.parametrize("form", ["json", "console"])
def test_what_postgresql_quotes_of_a_row_is_not_logged(form: str) -> None:
    error = make_error()
    line = read(
        make_record("lost: %s", error, exc_info=(type(error), error, error.__traceback__)), form
    )

    assert "IntegrityError: duplicate key violates" in line
    assert "ValueError: duplicate key violates" in line
    assert "in make_error" in line
    assert "ada@example.org" not in line


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("fine", "fine"),
        ("two\nlines", "two\nlines"),
        ("no\nCONTEXT:  COPY people, line 1: ada", "no"),
        ('syntax error\nLINE 1: SELECT "ada"\n   ^', "syntax error"),
        ('invalid input syntax for type uuid: "ada"', 'invalid input syntax for type uuid: "..."'),
    ],
)
def test_what_is_quoted_is_cut(text: str, left: str) -> None:
    assert cut(text) == left


def test_a_path_is_logged_as_its_route() -> None:
    request = HttpRequest()
    request.path = "/accounts/invitation/secret-of-ada/"
    record = make_record("Internal Server Error: %s", request.path)
    record.request = request

    assert json.loads(read(record))["event"] == f"Internal Server Error: {NO_ROUTE}"
    assert find_route(request) == NO_ROUTE
