"""What a tag stands on: the state of the database, and the release; never the clock."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from backend.access.validators import WATCH, describe_release, read_state
from products.models import Product
from stakeholders.models import Group
from tests.backend.api.asking import ADDRESS, id_of
from tests.backend.relay.rows import build_house
from tests.builders import build_product
from tests.quiet import in_a_quiet_moment

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "schema.md").read_text("utf-8")
EXAMPLES = [
    ("/graphql/relay" if relay else ADDRESS, document)
    for relay, document in re.findall(
        r"```graphql( relay)?\n((?:query|\{).*?)```", GUIDE, re.DOTALL
    )
]
CLOCK = re.compile(r"\bnow\(|current_(date|time)|\brandom|timeofday|_timestamp\(", re.IGNORECASE)


@pytest.mark.django_db
@pytest.mark.usefixtures("administrate")
@pytest.mark.parametrize(("address", "document"), EXAMPLES)
def test_no_example_of_the_guide_looks_at_the_clock(
    address: str, document: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    build_house()
    group = id_of(Group.objects.get(key="ops"))
    moments = {"from": "2026-01-01T00:00:00Z", "to": "2999-01-01T00:00:00Z"}  # the second to come
    moments |= {"quarter": "2026-01-01T00:00:00Z", "now": "2026-04-01T00:00:00Z"}
    moments["today"] = "2026-04-01"
    variables = {"product": "app", "key": "loved", "group": group} | moments
    told: list[str] = []

    def look(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:  # noqa: ANN401 -- Django's hook
        told.extend(CLOCK.findall(sql))
        return execute(sql, *rest)

    monkeypatch.setattr(timezone, "now", refuse_to_tell)
    with connection.execute_wrapper(look):
        answer = Client().post(
            address,
            {"query": document, "variables": variables},
            content_type="application/json",
            secure=True,
        )

    assert ("errors" in answer.json(), told) == (False, [])


def refuse_to_tell() -> datetime:
    """Fail whoever asks for the time.

    :raises AssertionError: always.
    """
    raise AssertionError("this answer depends on the clock")


@pytest.mark.django_db(transaction=True)
def test_the_state_is_the_same_until_someone_writes() -> None:
    build_product("p")

    def read_around(act: Callable[[], object]) -> bool:
        before = read_state()
        act()
        return before is not None and read_state() == before

    try:
        kept = in_a_quiet_moment(lambda: read_around(Product.objects.count), wanted=True)
        lost = read_around(lambda: Product.objects.update(name="Q"))
    finally:
        WATCH.close()

    assert (kept, lost) == (True, False)


@pytest.mark.django_db
def test_a_transaction_has_no_state() -> None:
    assert read_state() is None


def test_a_release_is_what_it_is_made_of(settings: Settings) -> None:
    before = describe_release()
    again = describe_release()
    settings.LIMITS = settings.LIMITS | {"cost": 1}

    assert (again == before, describe_release() == before) == (True, False)
