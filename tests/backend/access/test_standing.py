"""Whether those who were let in may still stay, at a constant price."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.access.callers import Caller, describe_bearer, describe_user, find_anyone
from backend.access.scopes import Scope
from backend.access.standing import Stay, may_all, review
from backend.access.tokens import find_bearer
from tests.builders import build_product
from tests.token_rows import NOW, build_token, build_user

READ, WRITE = frozenset({Scope.READ_ALIGNMENT}), frozenset({Scope.WRITE_PREFERENCES})


def stay_by_session() -> Stay:
    """Let somebody sign in who owns two products."""
    user = build_user(build_product(), build_product())
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return Stay(describe_user(user), session.session_key, user.get_session_auth_hash())


def stay_by_token() -> Stay:
    """Let a program in that has a token for two products."""
    text = build_token(build_product(), build_product()).text
    return Stay(describe_bearer(find_bearer(text, at=NOW)))


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_those_who_may_stay_cost_three_queries_however_many_they_are(number: int) -> None:
    stays = [each() for _ in range(number) for each in (stay_by_session, stay_by_token)]
    stays.append(Stay(find_anyone()))

    with CaptureQueriesContext(connection) as captured:
        over = review(stays, at=NOW)

    assert (over, len(captured)) == ({}, 3)


@pytest.mark.django_db
def test_nothing_is_asked_about_nobody() -> None:
    with CaptureQueriesContext(connection) as captured:
        assert review([Stay(find_anyone())], at=NOW) == {}

    assert len(captured) == 0


@pytest.mark.django_db
def test_a_session_ends_with_its_time() -> None:
    stay = stay_by_session()
    ends = Session.objects.get().expire_date

    assert review([stay], at=ends - timedelta(seconds=1)) == {}
    assert review([stay], at=ends)[stay].message == "You have signed out."


@pytest.mark.parametrize(
    ("before", "now", "fine"),
    [
        ({}, {}, True),
        ({1: READ}, {1: READ}, True),
        ({1: READ}, {1: READ | WRITE, 2: READ}, True),
        ({1: READ | WRITE}, {1: READ}, False),
        ({1: READ, 2: READ}, {1: READ}, False),
        ({1: frozenset()}, {}, True),
    ],
)
def test_who_may_do_less_is_found(
    before: dict[int, frozenset[Scope]], now: dict[int, frozenset[Scope]], *, fine: bool
) -> None:
    old, new = (Caller(key="k", name="n", products=products) for products in (before, now))

    assert may_all(new, old) is fine


def test_what_was_allowed_in_one_product_may_come_from_everywhere_now() -> None:
    before = Caller(key="k", name="n", products={1: READ})
    now = Caller(key="k", name="n", everywhere=READ)

    assert (may_all(now, before), may_all(before, now)) == (True, False)
