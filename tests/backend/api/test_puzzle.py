"""What was learned is counted and ranked, at the same cost for any number of rows."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from products.models import Feature, Insight, Product
from stakeholders.evidence import Proof, add_evidence
from tests.backend.api.asking import ask, refusals
from tests.builders import build_feature, build_preference, build_product, build_stakeholder

pytestmark = pytest.mark.django_db

PARTS = """insightCounts { month kind mood count }
  excites(first: 5) { voices groups insight { title } }
  bothers(first: 5) { voices groups insight { title } }
  willingnessToPay { count median distribution(bands: 3) { lowest highest count share } }"""
OF_PRODUCT = f'query {{ product(key: "p") {{ {PARTS} }} }}'
OF_FEATURES = f'query {{ features(product: "p", first: 50) {{ nodes {{ key {PARTS} }} }} }}'
OF_ONE = f'query {{ feature(product: "p", key: "part") {{ key {PARTS} }} }}'
NARROWED = """query ($f: InsightFilter) { insights(filter: $f, orderBy: TITLE_ASC) {
  nodes { title voices groups } } }"""
MARCH = datetime(2026, 3, 2, tzinfo=UTC)


def learn(feature: Feature, title: str, *, mood: str, voices: int, amount: int = 0) -> Insight:
    """Let as many VOICES, who would pay AMOUNT, cite an insight about FEATURE."""
    insight = Insight.objects.create(
        product=feature.product,
        kind="CUSTOMER_FEEDBACK",
        title=title,
        mood=mood,
        occurred_at=MARCH,
    )
    insight.features.add(feature)
    for _ in range(voices):
        preference = build_preference(
            build_stakeholder(), feature, willingness_to_pay=Decimal(amount)
        )
        add_evidence(preference, Proof(insight=insight))
    return insight


def build_puzzle() -> Product:
    """Build a product with two features, and what was learned about them."""
    product = build_product("p")
    one, two = (build_feature(key, product=product) for key in ("one", "two"))
    learn(one, "Fast", mood="EXCITED", voices=2, amount=10)
    learn(one, "Slow", mood="BOTHERED", voices=1, amount=40)
    learn(two, "Slower", mood="BOTHERED", voices=3)
    return product


def test_a_product_tells_what_was_learned_about_all_its_features() -> None:
    build_puzzle()

    found = ask(OF_PRODUCT)["product"]

    common = {"month": "2026-03-01", "kind": "CUSTOMER_FEEDBACK"}
    assert found["insightCounts"] == [
        {**common, "mood": "BOTHERED", "count": 2},
        {**common, "mood": "EXCITED", "count": 1},
    ]
    assert found["excites"] == [{"voices": 2, "groups": 2, "insight": {"title": "Fast"}}]
    assert found["bothers"] == [
        {"voices": 3, "groups": 3, "insight": {"title": "Slower"}},
        {"voices": 1, "groups": 1, "insight": {"title": "Slow"}},
    ]


def test_a_feature_tells_what_was_learned_about_it() -> None:
    build_puzzle()

    found = {each["key"]: each for each in ask(OF_FEATURES)["features"]["nodes"]}

    assert [each["insight"]["title"] for each in found["one"]["bothers"]] == ["Slow"]
    assert [each["insight"]["title"] for each in found["two"]["bothers"]] == ["Slower"]
    assert found["two"]["excites"] == []
    assert found["one"]["willingnessToPay"]["distribution"] == [
        {"lowest": "10", "highest": "20", "count": 2, "share": 1},
        {"lowest": "20", "highest": "30", "count": 0, "share": 1 / 3},
        {"lowest": "30", "highest": "40", "count": 1, "share": 1 / 3},
    ]


def test_a_merged_feature_answers_with_what_it_became_part_of() -> None:
    product = build_puzzle()
    whole = Feature.objects.get(key="one")
    build_feature("part", product=product, merged_into=whole)

    found = {each["key"]: each for each in ask(OF_FEATURES)["features"]["nodes"]}

    part = ask(OF_ONE)["feature"]
    assert part == found["one"]


def test_a_product_adds_up_what_each_voice_would_pay() -> None:
    product = build_product("p")
    person = build_stakeholder()
    for key, amount in (("one", 10), ("two", 25)):
        feature = build_feature(key, product=product)
        build_preference(person, feature, willingness_to_pay=Decimal(amount))
    build_preference(build_stakeholder(), feature, willingness_to_pay=Decimal(5))

    found = ask(OF_PRODUCT)["product"]["willingnessToPay"]

    assert (found["count"], found["median"]) == (2, "20")
    assert [each["count"] for each in found["distribution"]] == [1, 0, 1]


def count_queries(name: str) -> int:
    """Count what the database is asked about features, by a query that NAME sets apart."""
    with CaptureQueriesContext(connection) as captured:
        ask(OF_FEATURES.replace("query", f"query {name}", 1))
    return len(captured)


def test_three_features_cost_as_many_queries_as_one() -> None:
    product = build_product("p")
    learn(build_feature(product=product), "A", mood="BOTHERED", voices=1, amount=1)
    alone = count_queries("One")
    for number in range(2):
        feature = build_feature(product=product)
        learn(feature, f"B{number}", mood="EXCITED", voices=1, amount=2)

    assert count_queries("Three") == alone


@pytest.mark.parametrize("field", ["excites", "bothers"])
@pytest.mark.parametrize(
    ("first", "codes"), [(0, []), (50, []), (51, ["BAD_USER_INPUT"]), (-1, ["BAD_USER_INPUT"])]
)
def test_fifty_insights_are_not_too_many(field: str, first: int, codes: list[str]) -> None:
    build_puzzle()
    query = f'{{ product(key: "p") {{ {field}(first: {first}) {{ voices }} }} }}'

    assert refusals(query) == codes


@pytest.mark.parametrize(
    ("bands", "codes"), [(1, []), (50, []), (0, ["BAD_USER_INPUT"]), (51, ["BAD_USER_INPUT"])]
)
def test_amounts_are_sorted_into_some_bands(bands: int, codes: list[str]) -> None:
    build_puzzle()
    asked = f"willingnessToPay {{ distribution(bands: {bands}) {{ count }} }}"

    assert refusals(f'{{ product(key: "p") {{ {asked} }} }}') == codes


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ({"mood": {"exact": "BOTHERED"}}, ["Bare", "Slow", "Slower"]),
        ({"hasEvidence": True}, ["Fast", "Slow", "Slower"]),
        ({"hasEvidence": False}, ["Bare"]),
        ({"mood": {"exact": "BOTHERED"}, "hasEvidence": True}, ["Slow", "Slower"]),
        ({"kind": {"exact": "MARKET_TREND"}}, ["Bare"]),
        ({"occurredAt": {"gte": "2026-03-01T00:00:00Z"}}, ["Fast", "Slow", "Slower"]),
        ({"occurredAt": {"isNull": True}}, ["Bare"]),
    ],
)
def test_insights_are_narrowed_by_what_they_say_and_show(
    asked: dict[str, Any], titles: list[str]
) -> None:
    product = build_puzzle()
    Insight.objects.create(product=product, kind="MARKET_TREND", title="Bare", mood="BOTHERED")

    found = ask(NARROWED, f=asked)["insights"]["nodes"]

    assert [each["title"] for each in found] == titles
    behind = {"Bare": 0, "Fast": 2, "Slow": 1, "Slower": 3}
    assert [each["voices"] for each in found] == [behind[title] for title in titles]
    assert [each["groups"] for each in found] == [behind[title] for title in titles]
