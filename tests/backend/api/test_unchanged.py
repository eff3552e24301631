"""Writes that say what they have read: nobody writes over what they have not seen."""

from datetime import timedelta
from typing import Any

import pytest

from products.models import Feature, Product
from products.upserts import Outcome, upsert
from tests.backend.api.asking import ask, refusals
from tests.builders import (
    build_account,
    build_feature,
    build_product,
    build_stakeholder,
    build_team,
)

pytestmark = pytest.mark.django_db

WRITE = """mutation ($in: UpsertFeatureInput!) { upsertFeature(input: $in) {
  outcome feature { name updatedAt } errors { code message path } } }"""
READ = """query ($product: String!, $key: String!) {
  feature(product: $product, key: $key) { updatedAt } }"""


def write(feature: Feature, **more: object) -> Any:  # noqa: ANN401 -- JSON
    """Write MORE of FEATURE."""
    given = {"product": feature.product.key, "key": feature.key, **more}
    return ask(WRITE, **{"in": given})["upsertFeature"]


def read(feature: Feature) -> str:
    """Read when FEATURE was changed last."""
    found = ask(READ, product=feature.product.key, key=feature.key)
    return str(found["feature"]["updatedAt"])


def test_what_was_read_last_is_written_over() -> None:
    feature = build_feature(name="Old")

    first = write(feature, name="New", ifUnchangedSince=read(feature))
    second = write(feature, name="Newer", ifUnchangedSince=first["feature"]["updatedAt"])

    assert [each["outcome"] for each in (first, second)] == ["CHANGED", "CHANGED"]
    assert Feature.objects.get().name == "Newer"


def test_what_was_changed_since_is_a_conflict() -> None:
    feature = build_feature(name="Old")
    since = read(feature)
    write(feature, name="Theirs")
    feature.refresh_from_db()

    done = write(feature, name="Mine", ifUnchangedSince=since)

    assert done["errors"] == [
        {
            "code": "CONFLICT",
            "message": f"It was changed at {feature.updated_at.isoformat()}, after that.",
            "path": ["input", "ifUnchangedSince"],
        }
    ]
    assert Feature.objects.get().name == "Theirs"


def test_links_count_as_changes() -> None:
    feature = build_feature()
    since = read(feature)
    objective = feature.product.objectives.create(key="grow", title="Grow")
    write(feature, objectives=[objective.key])

    done = write(feature, objectives=[], ifUnchangedSince=since)

    assert [each["code"] for each in done["errors"]] == ["CONFLICT"]
    assert list(feature.objectives.all()) == [objective]


def test_a_row_that_is_gone_is_not_made_again() -> None:
    feature = build_feature("gone")
    since = read(feature)
    feature.delete()

    done = write(feature, name="Mine", ifUnchangedSince=since)

    assert [each["message"] for each in done["errors"]] == ["There is no such row any more."]
    assert not Feature.objects.exists()


def test_null_asks_for_nothing_and_no_moment_is_refused() -> None:
    feature = build_feature()

    done = write(feature, name="New", ifUnchangedSince=None)
    bare = write(feature, name="Newer", ifUnchangedSince="2030-01-31T09:30:00")

    assert done["outcome"] == "CHANGED"
    assert [each["code"] for each in bare["errors"]] == ["INVALID"]
    given = {"product": "p", "key": "k", "ifUnchangedSince": "yesterday"}
    assert refusals(WRITE, **{"in": given}) == ["BAD_USER_INPUT"]


def upsert_one(noun: str, given: dict[str, object]) -> list[str]:
    """Upsert a NOUN that is GIVEN; give the codes of the errors."""
    query = f"""mutation ($in: Upsert{noun}Input!) {{ done: upsert{noun}(input: $in) {{
      errors {{ code }} }} }}"""
    return [each["code"] for each in ask(query, **{"in": given})["done"]["errors"]]


def test_every_noun_that_is_written_by_its_key_can_say_so() -> None:
    product, team, account = build_product(), build_team(), build_account()
    objective = product.objectives.create(key="grow", title="Grow")
    insight = product.insights.create(kind="INTERNAL", title="Heard", source="s", external_id="1")
    person = build_stakeholder("Ada")
    rows: dict[str, tuple[Any, dict[str, object]]] = {
        "Product": (product, {"key": product.key}),
        "Objective": (objective, {"product": product.key, "key": "grow"}),
        "Insight": (insight, {"product": product.key, "source": "s", "externalId": "1"}),
        "Group": (team, {"kind": "TEAM", "key": team.key}),
        "Account": (account, {"key": account.key}),
        "Stakeholder": (person, {"source": "tests", "externalId": "Ada"}),
    }

    codes = {}
    for noun, (row, names) in rows.items():
        for moved in (timedelta(0), timedelta(seconds=-1)):
            since = (row.updated_at + moved).isoformat()
            codes[noun, moved.days] = upsert_one(noun, {**names, "ifUnchangedSince": since})

    assert {noun for (noun, late), found in codes.items() if found == ["CONFLICT"] and late} == set(
        rows
    )
    assert {noun for (noun, late), found in codes.items() if found == [] and not late} == set(rows)


def test_of_many_entries_each_says_for_itself() -> None:
    first, second = build_product("a"), build_product("b")
    entries: list[dict[str, Any]] = [
        {"key": "a", "name": "A", "if_unchanged_since": first.updated_at},
        {"key": "b", "name": "B"},
        {"key": "c", "name": "C"},
    ]

    written = upsert(Product, entries, keys=("key",))

    assert [each.outcome for each in written] == [
        Outcome.CHANGED,
        Outcome.CHANGED,
        Outcome.CREATED,
    ]
    assert second.key == "b"
