"""Asks whom to ask next."""

from typing import Any

import pytest

from tests.backend.api.asking import ask, refusals
from tests.builders import (
    build_account,
    build_feature,
    build_preference,
    build_product,
    build_segment,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

TALK = "feature { key } group { key } shrinkage silent accounts { key } people { name }"
OF_FEATURE = (
    'query ($n: Int!) { feature(product: "p", key: "f") { conversations(first: $n) { %s } } }'
)
OF_PRODUCT = 'query ($n: Int!) { product(key: "p") { conversations(first: $n) { %s } } }'


def build_house() -> None:
    """Let one of two in a team speak for `f`; an account is silent, and all of it about `g`."""
    product = build_product("p")
    feature = build_feature("f", product=product)
    build_feature("g", product=product)
    team, segment = build_team("inside"), build_segment("outside")
    build_preference(build_stakeholder("Ada", team=team), feature)
    build_stakeholder("Bea", team=team)
    build_stakeholder("Cy", account=build_account("customer", segment=segment))


def ask_about_feature(first: int = 9) -> Any:  # noqa: ANN401 -- JSON
    return ask(OF_FEATURE % TALK, n=first)["feature"]["conversations"]


def ask_in_product(first: int = 9) -> Any:  # noqa: ANN401 -- JSON
    return ask(OF_PRODUCT % TALK, n=first)["product"]["conversations"]


def test_a_feature_tells_which_people_and_accounts_are_silent() -> None:
    build_house()

    found = {each["group"]["key"]: each for each in ask_about_feature()}

    assert all(each.pop("shrinkage") > 0 for each in found.values())
    assert found["inside"]["people"] == [{"name": "Bea"}]
    assert found["outside"] == {
        "feature": {"key": "f"},
        "group": {"key": "outside"},
        "silent": 1,
        "accounts": [{"key": "customer"}],
        "people": [{"name": "Cy"}],
    }


def test_a_product_tells_what_would_settle_most_first() -> None:
    build_house()

    found = ask_in_product()

    shrinkages = [each["shrinkage"] for each in found]
    assert shrinkages == sorted(shrinkages, reverse=True)
    assert {each["feature"]["key"] for each in found} == {"f", "g"}
    assert ask_in_product(1) == found[:1]


def test_no_conversations_may_be_asked_for() -> None:
    build_house()

    assert (ask_about_feature(0), ask_in_product(0)) == ([], [])


@pytest.mark.parametrize("query", [OF_FEATURE, OF_PRODUCT])
@pytest.mark.parametrize(
    ("number", "codes"), [(20, []), (21, ["BAD_USER_INPUT"]), (-1, ["BAD_USER_INPUT"])]
)
def test_twenty_conversations_are_not_too_many(query: str, number: int, codes: list[str]) -> None:
    build_house()

    assert refusals(query % "silent", n=number) == codes
