"""Streams of those who may stay no longer: what ends them, how, and at what price."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.allowances import SpentError
from backend.access.issuing import SHELL, revoke_token
from backend.access.models import RoleGrant, Token
from backend.access.scopes import Role
from backend.access.throttling import TOKEN, count_attempt
from backend.access.tokens import write_token
from tests.backend.api.streams import SCORES_OF, Line, Visitor, stream
from tests.builders import build_feature, build_product
from tests.token_rows import build_token, build_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def anyone(settings: Settings) -> None:
    """Let nobody do more than they may: strangers read."""
    settings.PUBLIC_READ = True


END = "event: complete\ndata: \n\n"
NAME = "{ viewer { name } }"
SOON = 5  # seconds, within which a stream ends


def log_in(user: User) -> tuple[Client, str]:
    """Let USER sign in; give their browser, and the cookie that it sends."""
    browser = Client()
    browser.force_login(user)
    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    return browser, f"{cookie.key}={cookie.value}"


def greet(line: Line, text: object, name: str = "Authorization") -> None:
    """Greet with the token TEXT under NAME."""
    line.say({"type": "connection_init", "payload": {name: text}})


def revoke() -> None:
    """Revoke the one token."""
    revoke_token(Token.objects.get(), maker=SHELL, at=datetime.now(UTC))


def sign_out(browser: Client, _user: User) -> None:
    """Sign out in BROWSER."""
    browser.logout()


def deactivate(_browser: Client, user: User) -> None:
    """Let USER sign in no more."""
    User.objects.filter(pk=user.pk).update(is_active=False)


def change_password(_browser: Client, user: User) -> None:
    """Give USER another password, as whoever fears for the old one does."""
    user.set_password("another one")
    user.save()


def take_role(_browser: Client, user: User) -> None:
    """Take USER's role."""
    RoleGrant.objects.filter(user=user).delete()


def lessen_role(_browser: Client, user: User) -> None:
    """Leave USER a lesser role."""
    RoleGrant.objects.filter(user=user).update(role=Role.VIEWER)


def raise_role(_browser: Client, user: User) -> None:
    """Give USER more."""
    RoleGrant.objects.filter(user=user).update(role=Role.OWNER)


ENDS = [
    (sign_out, "UNAUTHENTICATED", 4401),
    (deactivate, "UNAUTHENTICATED", 4401),
    (change_password, "UNAUTHENTICATED", 4401),
    (take_role, "FORBIDDEN", 4403),
    (lessen_role, "FORBIDDEN", 4403),
]


def test_a_revoked_token_ends_a_stream_of_events_soon() -> None:
    feature = build_feature()
    text = build_token().text

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF, authorization=f"Bearer {text}") as answer:
            await answer.begin()
            await visitor.write(feature, "Ada")
            told = await answer.actors(1)
            await visitor.do(revoke)
            before = monotonic()
            (last,) = await answer.events(1)
            end = await answer.read()
            after = monotonic()

        assert (told, end) == ([""], END)  # who it was takes read:people
        assert last == {
            "data": None,
            "errors": [
                {"message": "This token has ended.", "extensions": {"code": "UNAUTHENTICATED"}}
            ],
        }
        assert after - before < SOON

    stream(scenario)


def test_a_revoked_token_closes_a_websocket_soon() -> None:
    feature = build_feature()
    text = build_token().text

    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect(greet=False) as line:
            greet(line, f"Bearer {text}")
            assert await line.hear() == {"type": "connection_ack"}
            line.subscribe(SCORES_OF)
            await know(line, "token")
            await visitor.write(feature, "Ada")
            assert (await line.hear())["id"] == "1"
            await visitor.do(revoke)
            before = monotonic()
            heard = await line.hear()
            while heard != 4401:  # the stream says why before
                assert heard["type"] in {"next", "complete"}
                heard = await line.hear()
            after = monotonic()

        assert after - before < SOON

    stream(scenario)


async def know(line: Line, start: str) -> None:
    """See that LINE is known by a name with this START."""
    line.subscribe(NAME, "name")
    answered, ended = await line.hear(), await line.hear()
    assert answered["payload"]["data"]["viewer"]["name"].startswith(start)
    assert ended["type"] == "complete"


@pytest.mark.parametrize(("change", "code", "closing"), ENDS)
def test_a_stream_ends_with_what_somebody_may_do(
    change: Callable[[Client, User], None], code: str, closing: int
) -> None:
    product = build_product()
    user = build_user(product, role=Role.CURATOR)
    browser, cookie = log_in(user)

    async def scenario(visitor: Visitor) -> None:
        visits = visitor.streams.tail.visits
        async with (
            visitor.ask(SCORES_OF, cookie=cookie) as answer,
            visitor.connect(cookie=cookie) as line,
        ):
            await answer.begin()
            line.subscribe(SCORES_OF)
            await know(line, user.username)
            await visitor.do(partial(change, browser, user))
            await visits.look(*visits.known())
            (last,) = await answer.events(1)
            codes = [error["extensions"]["code"] for error in last["errors"]]
            heard = await line.hear()
            while isinstance(heard, Mapping):
                heard = await line.hear()

            assert (codes, await answer.read(), heard) == ([code], END, closing)
        assert list(visits.known()) == []

    stream(scenario)


def test_a_stream_goes_on_for_those_who_may_do_more() -> None:
    feature = build_feature()
    user = build_user(feature.product, role=Role.CURATOR)
    browser, cookie = log_in(user)

    async def scenario(visitor: Visitor) -> None:
        visits = visitor.streams.tail.visits
        async with visitor.ask(SCORES_OF, cookie=cookie) as answer, visitor.ask(SCORES_OF) as other:
            await answer.begin()
            await other.begin()
            await visitor.do(partial(raise_role, browser, user))
            await visits.look(*visits.known())
            await visitor.write(feature, "Ada")

            assert [await answer.actors(1), await other.actors(1)] == [["Ada"], [""]]

    stream(scenario)


def test_a_token_that_expires_ends_its_stream() -> None:
    text = build_token().text

    async def scenario(visitor: Visitor) -> None:
        visits = visitor.streams.tail.visits
        async with visitor.ask(SCORES_OF, authorization=f"Bearer {text}") as answer:
            await answer.begin()
            past = datetime.now(UTC) - timedelta(seconds=1)
            await visitor.do(partial(Token.objects.update, expires_at=past))
            await visits.look(*visits.known())

            assert (await answer.events(1))[0]["errors"][0]["extensions"]["code"] == (
                "UNAUTHENTICATED"
            )

    stream(scenario)


def test_whoever_is_revoked_asks_nothing_more_on_an_open_websocket() -> None:
    text = build_token().text

    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect(greet=False) as line:
            greet(line, f"bearer {text}", "authorization")
            assert await line.hear() == {"type": "connection_ack"}
            await know(line, "token")
            await visitor.do(revoke)
            line.subscribe(NAME)

            assert await line.hear() == 4401

    stream(scenario)


@pytest.mark.parametrize("place", ["greeting", "header"])
@pytest.mark.parametrize("shown", ["Bearer tutti_nonsense", "Basic YTpi", "", 5, None, ["Bearer"]])
def test_a_websocket_is_refused_to_whoever_shows_no_good_token(place: str, shown: object) -> None:
    headers = {"authorization": str(shown)} if place == "header" else {}

    async def scenario(visitor: Visitor) -> None:
        async with visitor.connect(greet=False, **headers) as line:
            line.say(
                {"type": "connection_init"}
                | ({} if headers else {"payload": {"AUTHORIZATION": shown}})
            )

            assert await line.hear() == 4401

    stream(scenario)


def test_events_are_refused_to_whoever_shows_no_good_token() -> None:
    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF, authorization="Bearer tutti_nonsense") as answer:
            await answer.begin()
            (error,) = json.loads(await answer.read())["errors"]

        assert (answer.status, error["extensions"]) == (401, {"code": "UNAUTHENTICATED"})
        assert answer.headers["www-authenticate"] == 'Bearer realm="Tutti", error="invalid_token"'

    stream(scenario)


@pytest.mark.parametrize("by_socket", [True, False])
def test_wrong_tokens_are_counted(by_socket: bool, settings: Settings) -> None:  # noqa: FBT001 -- a parameter
    settings.ATTEMPTS_PER_HOUR = 2
    shown = {"authorization": f"Bearer {write_token()}"}
    told: list[object] = []

    async def scenario(visitor: Visitor) -> None:
        for _ in range(3):
            if by_socket:
                async with visitor.connect(greet=False) as line:
                    line.say({"type": "connection_init", "payload": shown})
                    told.append(await line.hear())
            else:
                async with visitor.ask("{ __typename }", **shown) as answer:
                    told.append(await answer.begin())

    stream(scenario)

    assert told == ([4401, 4401, 4401] if by_socket else [401, 401, 429])
    with pytest.raises(SpentError):
        count_attempt("", TOKEN)
