"""The examples of the guide find something in the demo, in both schemas."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from stakeholders.demo.load import load_demo
from tests.backend.api.asking import ask as ask_main
from tests.backend.relay.asking import ask as ask_relay

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "schema.md").read_text("utf-8")
MAIN = re.findall(r"```graphql\n(\{.*?)```", GUIDE, re.DOTALL)
RELAY = re.findall(r"```graphql relay\n(.*?)```", GUIDE, re.DOTALL)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:  # noqa: ARG001 -- makes the database
    """Load the demo once: it takes seconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load_demo(lambda statements, _name: statements)
        yield
        transaction.set_rollback(True)


def test_the_example_of_a_filter_finds_something() -> None:
    (example,) = MAIN

    assert ask_main(example) == {"features": {"nodes": [{"name": "Conductor's page"}]}}


def test_the_example_of_the_relay_feed_finds_something() -> None:
    (example,) = RELAY

    found = ask_relay(example)["features"]

    assert [edge["node"]["name"] for edge in found["edges"]] == ["Conductor's page"]


def test_a_product_is_a_key_in_one_and_an_id_in_the_other() -> None:
    (product,) = ask_main('{ products(filter: {key: {exact: "cadenza"}}) { nodes { id } } }')[
        "products"
    ]["nodes"]
    query = "query ($product: {}) {{ features(product: $product) {{ totalCount }} }}"

    by_key = ask_main(query.format("String"), product="cadenza")

    assert by_key == {"features": {"totalCount": 24}}
    assert ask_relay(query.format("ID"), product=product["id"]) == by_key
    assert ask_main(query.format("String"), product="none") == {"features": {"totalCount": 0}}
