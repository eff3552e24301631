"""Asks what voices would pay."""

from decimal import Decimal
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

WILLINGNESS = """query ($x: Decimal!) { feature(product: "p", key: "f") { willingnessToPay {
  currency count lowerQuartile median upperQuartile share(atLeast: $x)
  groups { group { key } count median share(atLeast: $x) } } } }"""


def build_offers() -> None:
    """Let two people of a team name 10 and 20 for `f`, and those of one account 30 and 50."""
    feature = build_feature("f", product=build_product("p", currency="USD"))
    team, account = build_team("inside"), build_account(segment=build_segment("outside"))
    people = [build_stakeholder(team=team) for _ in range(2)]
    people += [build_stakeholder(account=account) for _ in range(2)]
    for person, amount in zip(people, (10, 20, 30, 50), strict=True):
        build_preference(person, feature, willingness_to_pay=Decimal(amount))


def read(least: str = "20") -> Any:  # noqa: ANN401 -- JSON
    return ask(WILLINGNESS, x=least)["feature"]["willingnessToPay"]


def test_willingness_to_pay_is_told_in_the_currency_of_the_product() -> None:
    build_offers()

    found = read()

    assert (found["currency"], found["count"]) == ("USD", 3)
    quartiles = [found[name] for name in ("lowerQuartile", "median", "upperQuartile")]
    assert quartiles == ["15", "20", "30"]
    assert found["share"] == 2 / 3


def test_an_account_is_one_voice_of_its_segment() -> None:
    build_offers()

    groups = {each["group"]["key"]: each for each in read("40")["groups"]}

    assert {key: each["count"] for key, each in groups.items()} == {"inside": 2, "outside": 1}
    assert groups["outside"]["median"] == "40"
    assert (groups["inside"]["share"], groups["outside"]["share"]) == (0, 1)


def test_an_amount_between_two_has_the_places_it_needs() -> None:
    feature = build_feature("f", product=build_product("p"))
    for amount in ("10", "10.01"):
        build_preference(build_stakeholder(), feature, willingness_to_pay=Decimal(amount))

    found = read()

    assert [found[name] for name in ("lowerQuartile", "median")] == ["10.0025", "10.005"]


def test_where_nobody_named_an_amount_there_is_a_count_of_none() -> None:
    feature = build_feature("f", product=build_product("p"))
    build_preference(build_stakeholder(), feature)

    found = read()

    assert (found["count"], found["median"], found["share"], found["groups"]) == (0, None, None, [])


@pytest.mark.parametrize("least", ["-1", "NaN", "Infinity", "1e40", "much"])
def test_a_price_that_is_none_is_refused(least: str) -> None:
    build_offers()

    assert set(refusals(WILLINGNESS, x=least)) == {"BAD_USER_INPUT"}
