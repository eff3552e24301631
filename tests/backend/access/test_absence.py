"""A database that is out of reach is no fault: whoever asks is told to come again."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError
from django.test import Client
from graphql import GraphQLError

from backend.access import callers
from backend.access.absence import has_absence
from backend.access.errors import encode
from tests.backend.access.test_reach import wrap
from tests.backend.api.asking import post

HTTPS = {"x-forwarded-proto": "https"}


def test_an_absence_has_a_code_of_its_own_and_is_logged_in_a_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    lost = wrap(OperationalError, psycopg.OperationalError("the connection is lost"))

    told = encode(GraphQLError("", original_error=lost), executing=True)

    assert told.extensions == {"code": "DATABASE_UNAVAILABLE"}
    assert has_absence({"errors": [told.formatted]})
    assert caplog.messages == ["the database is out of reach: as Django says it"]


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Give what loses the database as soon as somebody wants to know who asks."""

    def fail(*_: object, **__: object) -> Any:  # noqa: ANN401 -- it gives nothing
        raise wrap(OperationalError, psycopg.OperationalError("the connection is lost"))

    monkeypatch.setattr(callers, "find_anyone", fail)
    return fail


@pytest.mark.django_db
@pytest.mark.usefixtures("lose")
@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_the_api_says_when_to_come_again(accept: str) -> None:
    answer = post("{ viewer { name } }", accept=accept)

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer["Retry-After"] == "2"
    assert has_absence(answer.json())  # type: ignore[attr-defined]  # -- the test client adds it


@pytest.mark.django_db
def test_a_page_says_so_too(monkeypatch: pytest.MonkeyPatch, lose: Callable[..., None]) -> None:
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", lose)
    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = "s" * 32

    answer = browser.get("/accounts/", headers=HTTPS)

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert "The database does not answer. Try again in a moment." in answer.content.decode()
