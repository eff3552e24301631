"""A week of a product manager: by the API alone and by the admin alone it ends in the same rows."""

import json
import shutil
import urllib.request
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from tests.backend.practice.by_admin import AdminHand
from tests.backend.practice.by_api import ApiHand
from tests.backend.practice.opening import open_week
from tests.backend.practice.rows import read_rows
from tests.backend.practice.week import WEEK, Step, play
from tests.browsing import sit_down

ADDRESS = "/graphql"


def sign_in(user: User) -> str:
    """Give the key of a session of USER."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def write_by_api(origin: str, since: datetime) -> tuple[Any, list[str]]:
    """Play the week by the API at ORIGIN; give all rows, and what was read."""
    session = sign_in(open_week())

    def send(query: str, variables: Mapping[str, object]) -> Any:  # noqa: ANN401 -- JSON
        headers = {
            "Content-Type": "application/json",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={session}",
        }
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(f"{origin}{ADDRESS}", body, headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    read = play(ApiHand(send))
    return read_rows(since), read


def write_by_admin(origin: str, since: datetime) -> tuple[Any, list[str]]:
    """Play the week in the admin at ORIGIN; give all rows, and what was read."""
    session = sign_in(open_week())
    with sit_down(origin, session) as desk:
        read = play(AdminHand(desk))
        assert desk.complaints == []
    return read_rows(since), read


@pytest.fixture
def chromium() -> None:
    """Skip where there is no browser, which `conftest` fails in CI."""
    if shutil.which("chromium") is None:
        pytest.skip("Chromium is not installed: the week cannot be played in the admin")


@pytest.mark.usefixtures("chromium")
def test_the_week_ends_in_the_same_rows_by_api_and_by_admin(live_server: LiveServer) -> None:
    since = timezone.now()
    by_api = write_by_api(live_server.url, since)
    call_command("flush", interactive=False, verbosity=0)

    by_admin = write_by_admin(live_server.url, since)

    assert by_api == by_admin


def play_quietly(since: datetime, *, without: Step | None = None) -> tuple[Any, list[str]]:
    """Play the week by the API in this process, WITHOUT a step where that is named."""
    client = Client()
    client.force_login(open_week())

    def send(query: str, variables: Mapping[str, object]) -> Any:  # noqa: ANN401 -- JSON
        body = {"query": query, "variables": dict(variables)}
        return client.post(ADDRESS, body, content_type="application/json").json()

    read = play(ApiHand(send), without=without)
    return read_rows(since), read


@cache
def play_whole() -> tuple[Any, list[str]]:
    """Play the whole week once for all that compare with it, and leave nothing of it."""
    with transaction.atomic():
        whole = play_quietly(timezone.now())
        transaction.set_rollback(True)
    return whole


@pytest.mark.django_db
@pytest.mark.parametrize("left_out", WEEK, ids=str)
def test_a_step_that_is_left_out_shows(left_out: Step) -> None:
    whole = play_whole()

    try:
        less = play_quietly(timezone.now(), without=left_out)
    except (AssertionError, KeyError, TypeError, ValueError):
        return  # what follows leans on it

    assert less != whole


@pytest.mark.django_db
def test_playing_it_again_ends_in_the_same_rows() -> None:
    whole = play_whole()  # first, as it leaves nothing

    assert play_quietly(timezone.now()) == whole
