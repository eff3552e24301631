"""Each request has an id and a line in the log, in which stands no secret."""

import logging
from typing import Any, cast

import pytest
from django.test import Client

from backend.access.tracing import tell_trace, tracing

pytestmark = pytest.mark.django_db


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """Give the lines about requests, without how long these took."""
    found: list[dict[str, Any]] = [
        dict(cast("Any", record.msg))  # which structlog makes of its lines
        for record in caplog.records
        if record.name == "tutti.requests"
    ]
    for line in found:
        assert line.pop("ms") >= 0
    return found


def test_a_request_has_a_line_that_names_its_route_and_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().get("/accounts/invitation/secret-of-ada/")
        Client().get("/nowhere/secret-of-ada/")

    assert lines(caplog) == [
        {
            "event": "request",
            "method": "GET",
            "route": "/accounts/invitation/<str:secret>/",
            "status": 410,
        },
        {"event": "request", "method": "GET", "route": "(no route)", "status": 404},
    ]
    assert "secret-of-ada" not in caplog.text


def test_a_probe_has_none(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().get("/livez")

    assert lines(caplog) == []


@pytest.mark.parametrize("given", ["0f8fad5b-d9cb-469f-a165-70867728950e", "Root=1-67891233-abc"])
def test_an_id_that_was_given_is_kept_and_sent_back(given: str) -> None:
    assert Client().get("/favicon.ico", headers={"X-Request-ID": given})["X-Request-ID"] == given


@pytest.mark.parametrize("given", ["", "short", "with space in it", "x" * 129, "a\tb" * 9, "é" * 9])
def test_an_id_that_is_none_is_replaced(given: str) -> None:
    sent = Client().get("/favicon.ico", headers={"X-Request-ID": given})["X-Request-ID"]

    assert len(sent) == 32
    assert sent != given


def test_each_request_has_another() -> None:
    first, second = (Client().get("/favicon.ico")["X-Request-ID"] for _ in range(2))

    assert first != second


def test_who_reads_no_headers_is_told_it_as_well() -> None:
    with tracing("given-by-a-proxy"):
        assert tell_trace() == {"requestId": "given-by-a-proxy"}
    assert tell_trace() == {}
