"""Streams tell each caller of the products that they may see, and of people who may know them."""

from typing import Final

import pytest
from django.conf import settings as current
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from backend.access.models import RoleGrant
from backend.access.scopes import Role
from products.models import Feature
from tests.backend.api.streams import SCORES, SCORES_OF, Visitor, stream
from tests.builders import build_feature, build_product

pytestmark = pytest.mark.django_db

REVENUE: Final = SCORES + "{ actor revenue } }"


@pytest.fixture(autouse=True)
def anyone(settings: Settings) -> None:
    """Let nobody see anything who has not said who they are."""
    settings.PUBLIC_READ = False


def sign_in(role: Role, feature: Feature) -> str:
    """Sign somebody in who has ROLE in the product of FEATURE, and give their cookie."""
    user = User.objects.create_user(role.name.lower())
    RoleGrant.objects.create(user=user, product=feature.product, role=role)
    client = Client()
    client.force_login(user)
    name = current.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def test_somebody_hears_of_the_products_that_they_may_see() -> None:
    mine, other = build_feature("mine"), build_feature("other")
    cookies = [sign_in(role, mine) for role in (Role.CURATOR, Role.VIEWER)]

    async def scenario(visitor: Visitor) -> None:
        async with (
            visitor.ask(REVENUE, cookie=cookies[0]) as first,
            visitor.ask(REVENUE, cookie=cookies[1]) as second,
        ):
            for answer in (first, second):
                await answer.begin()
            await visitor.write(other, "hidden")
            await visitor.write(mine, "ada")

            told = [(await answer.events(1))[0] for answer in (first, second)]

        changes = [each["data"]["alignmentChanged"] for each in told]
        assert changes == [{"actor": "ada", "revenue": "0"}, {"actor": "", "revenue": None}]
        assert [len(each.get("errors", ())) for each in told] == [0, 1]

    stream(scenario)


def test_what_was_missed_is_told_of_the_same_products_only() -> None:
    mine, other = build_feature("mine"), build_feature("other")
    cookie = sign_in(Role.CURATOR, mine)

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF, cookie=cookie) as answer:
            await answer.begin()
            await visitor.write(mine, "first")
            (event,) = await answer.events(1)
        cursor = event["data"]["alignmentChanged"]["cursor"]
        await visitor.write(other, "hidden")
        await visitor.write(mine, "second")

        query = SCORES_OF.replace("after: $a", f'after: "{cursor}"').replace(", $a: String", "")
        async with visitor.ask(query, cookie=cookie) as answer:
            assert await answer.actors(1) == ["second"]

    stream(scenario)


def test_who_may_see_nothing_is_told_to_sign_in() -> None:
    build_product("x")

    async def scenario(visitor: Visitor) -> None:
        async with visitor.ask(SCORES_OF) as answer:
            (event,) = await answer.events(1)

        assert [each["extensions"]["code"] for each in event["errors"]] == ["UNAUTHENTICATED"]

    stream(scenario)


def test_a_product_that_is_hidden_is_not_there() -> None:
    mine = build_feature("mine")
    build_product("hidden")
    cookie = sign_in(Role.OWNER, mine)

    async def scenario(visitor: Visitor) -> None:
        query = SCORES_OF.replace("product: $p", 'product: "hidden"').replace("$p: String, ", "")
        async with visitor.ask(query, cookie=cookie) as answer:
            (event,) = await answer.events(1)

        assert [each["extensions"]["code"] for each in event["errors"]] == ["NOT_FOUND"]

    stream(scenario)
